"""What no screen would send is refused in a sentence, in every field of a disclosure."""

from dataclasses import fields, replace
from datetime import date

import pytest

from counselor_desk.core.errors import Refused
from counselor_desk.domain.privacy.disclosure import Basis
from counselor_desk.services.privacy import disclosures
from counselor_desk.services.privacy.disclosures import DisclosureRequest
from counselor_desk.services.rewards import schedules

DANA = 12
STRANGE = (None, "planted", 7, -1, ("planted",), (7,), {"planted": 1}, {1: ("x",)}, date(1, 1, 1), b"x", True)


def is_answered(desk, use_case, *given):
    """Whether it answers, or refuses in a sentence; anything else is raised here."""
    try:
        desk.do(use_case, *given)
    except Refused:
        return False
    return True


@pytest.mark.parametrize("basis", Basis)
@pytest.mark.parametrize("field", [f.name for f in fields(DisclosureRequest)])
def test_a_disclosure_of_unknown_values_is_refused(desk, basis, field):
    whole = DisclosureRequest(
        client_id=DANA, basis=basis, recipient="County Hospital", purpose="care", way="spoken",
        categories=("medication",), facts={"medic": "Dr. Hall", "affiliation": "County", "nature": "x"},
    )  # fmt: skip
    for strange in STRANGE:
        asked = replace(whole, **{field: strange})
        is_answered(desk, disclosures.weigh, asked)
        is_answered(desk, disclosures.disclose, asked)


@pytest.mark.parametrize("basis", Basis)
def test_the_facts_of_a_ground_are_of_their_kind(desk, basis):
    kind = disclosures.GROUNDS.get(basis)
    for name in [f.name for f in fields(kind)] if kind is not None else []:
        for strange in STRANGE:
            facts = {f.name: "x" for f in fields(kind)} | {name: strange}
            asked = DisclosureRequest(
                client_id=DANA, basis=basis, recipient="x", purpose="x", way="spoken", facts=facts
            )
            is_answered(desk, disclosures.weigh, asked)


def test_a_schedule_that_nobody_offers_is_refused(desk):
    for key in ("planted", "", None, 7):
        assert not is_answered(desk, schedules.simulate_cost, key, 70, 5)
        assert not is_answered(desk, schedules.preview_cost, key, "clinic", 70)
