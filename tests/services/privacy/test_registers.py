"""The registers: clocks run from the day of receipt, a subpoena alone opens nothing."""

from datetime import date, timedelta

import pytest

from counselor_desk.catalog import files
from counselor_desk.core.errors import Forbidden, Refused
from counselor_desk.services.privacy import registers
from counselor_desk.services.privacy.disclosures import DisclosureRequest
from counselor_desk.services.today import today
from tests.services.privacy.disclosing import disclosed

RULE = files.breach_clock()
DANA = 12
SUE, CAL = 1, 2
SUBPOENA = {
    "asked_on": date(2026, 12, 1), "asked_by": "J. Lawyer", "what": "all records",
    "has_subpoena": True,
}  # fmt: skip


@pytest.fixture(autouse=True)
def sue(desk):
    desk.as_(SUE)


def test_a_subpoena_alone_is_not_sufficient(desk):  # PV-13
    request = desk.do(registers.take_request, DANA, "legal", SUBPOENA)
    assert not request.is_sufficient
    assert request.answer.startswith("Not sufficient")
    with pytest.raises(Refused, match="a subpoena alone is not enough"):
        disclosed(desk, DisclosureRequest(client_id=DANA, basis="court order", recipient="Court",
                  purpose="case",
                  categories=("attendance",), facts={"court": "District", "has_subpoena": True}),
        )  # fmt: skip
    changed = desk.do(registers.change_request, request.id, {**SUBPOENA, "has_order": True})
    assert changed.is_sufficient


@pytest.mark.parametrize(
    ("kind", "due", "extended"),
    [
        ("access", date(2026, 12, 31), date(2027, 1, 30)),
        ("intermediary", date(2026, 12, 31), None),  # PV-10
        ("accounting", date(2027, 1, 30), date(2027, 3, 1)),
        ("amendment", date(2027, 1, 30), date(2027, 3, 1)),
    ],
)
def test_the_clocks_of_requests(desk, kind, due, extended):
    request = desk.do(registers.take_request, DANA, kind, SUBPOENA)
    assert request.due_on == due
    if extended is None:
        with pytest.raises(Refused, match="no further extension"):
            desk.do(registers.extend, request.id, "archive is being moved")
        return
    assert desk.do(registers.extend, request.id, "archive is being moved").due_on == extended
    with pytest.raises(Refused, match="no further extension"):
        desk.do(registers.extend, request.id, "once more")


def test_what_is_due_is_on_todays_list_until_it_is_answered(desk, clock):
    request = desk.do(registers.take_request, DANA, "access", SUBPOENA)
    assert [d for d in desk.do(today.due_items) if d.screen == "registers"] == []
    clock.forward(days=20)
    (line,) = [d for d in desk.do(today.due_items) if d.screen == "registers"]
    assert (line.on, line.client) == (date(2026, 12, 31), "Dana Reed")
    with pytest.raises(Refused, match="how it was answered"):
        desk.do(registers.close_request, request.id, " ")
    desk.do(registers.close_request, request.id, "copy handed over")
    assert [d for d in desk.do(today.due_items) if d.screen == "registers"] == []
    with pytest.raises(Refused, match="answered"):
        desk.do(registers.change_request, request.id, SUBPOENA)


def test_a_breach_tells_whom_to_tell_and_until_when(desk, clock):
    values = {"discovered_on": date(2026, 12, 1), "people": 500, "what": "a laptop was lost"}
    breach = desk.do(registers.keep_breach, values)
    assert breach.open_until(RULE) == date(2027, 1, 30)
    clock.forward(days=9)
    told = {**values, "people_told_on": date(2026, 12, 9), "hhs_told_on": date(2026, 12, 9)}
    assert desk.do(registers.keep_breach, told, breach.id).open_until(RULE) == date(2027, 1, 30)
    told["media_told_on"] = date(2026, 12, 9)
    assert desk.do(registers.keep_breach, told, breach.id).open_until(RULE) is None
    few = desk.do(registers.keep_breach, {**values, "people": 499})
    assert few.duties(RULE).media_by is None


LOST = {"discovered_on": date(2026, 12, 1), "people": 3, "what": "a letter went astray"}


def test_what_was_assessed_as_no_breach_has_nobody_to_tell_and_its_assessment_is_kept(desk):
    with pytest.raises(Refused, match="Write the assessment") as refusal:
        desk.do(registers.keep_breach, {**LOST, "no_notice": True})
    assert refusal.value.field == "assessment"
    low = {**LOST, "no_notice": True, "assessment": "unopened, came back"}
    breach = desk.do(registers.keep_breach, low)
    assert breach.open_until(RULE) is None
    again = desk.do(registers.keep_breach, {**low, "no_notice": False}, breach.id)
    assert again.open_until(RULE) == date(2027, 1, 30)


@pytest.mark.parametrize(
    ("day", "field", "said"),
    [
        ({"people_told_on": date(2026, 11, 30)}, "people_told_on", "before it is discovered"),
        ({"hhs_told_on": date(2026, 12, 9)}, "hhs_told_on", "future"),
        ({"happened_on": date(2026, 12, 2)}, "happened_on", "before it happens"),
        ({"discovered_on": date(2026, 12, 2)}, "discovered_on", "future"),
    ],
)
def test_the_days_of_a_breach_are_in_their_order(desk, day, field, said):
    with pytest.raises(Refused, match=said) as refusal:
        desk.do(registers.keep_breach, {**LOST, **day})
    assert refusal.value.field == field


def test_a_day_that_was_wrong_is_taken_out_again(desk, clock):
    clock.forward(days=3)
    told = {**LOST, "people_told_on": date(2026, 12, 3)}
    breach = desk.do(registers.keep_breach, told)
    kept = desk.do(registers.keep_breach, {**told, "people_told_on": None}, breach.id)
    assert kept.people_told_on is None
    request = desk.do(registers.take_request, DANA, "legal", {**SUBPOENA, "court": "District 1"})
    cleared = {**SUBPOENA, "court": None, "has_subpoena": False}
    changed = desk.do(registers.change_request, request.id, cleared)
    assert (changed.court, changed.has_subpoena) == ("", False)


def test_a_breach_and_an_agreement_that_ends_are_on_todays_list(desk, clock):
    breach = desk.do(registers.keep_breach, LOST)
    lab = {"organization": "City Lab", "services": "tests", "signed_on": date(2026, 1, 1),
           "ends_on": date(2027, 1, 15), "bound": True, "resists": True}  # fmt: skip
    desk.do(registers.keep_agreement, lab)
    (ends, tell) = [d for d in desk.do(today.due_items) if d.screen == "registers"]
    assert (tell.client, tell.on, tell.client_id) == ("Breach, 3 people", date(2027, 1, 30), None)
    assert (ends.client, ends.on) == ("City Lab", date(2027, 1, 15))
    clock.forward(days=70)
    late = [d for d in desk.do(today.due_items) if d.screen == "registers"]
    assert [(d.part, d.client) for d in late] == [(today.TodayPart.FINISH, "Breach, 3 people")]
    told = {**LOST, "people_told_on": date(2027, 1, 20)}
    desk.do(registers.keep_breach, told, breach.id)
    assert [d.on for d in desk.do(today.due_items) if d.screen == "registers"] == [date(2027, 3, 1)]
    desk.do(registers.keep_breach, {**told, "hhs_told_on": date(2027, 2, 1)}, breach.id)
    assert [d for d in desk.do(today.due_items) if d.screen == "registers"] == []


def test_an_agreement_needs_both_promises_and_carries_disclosures_until_its_end(desk, clock):
    values = {"organization": "City Lab", "services": "tests", "signed_on": date(2026, 1, 1),
              "ends_on": date(2026, 12, 31), "bound": True}  # fmt: skip
    with pytest.raises(Refused, match="both promises"):
        desk.do(registers.keep_agreement, values)
    agreement = desk.do(registers.keep_agreement, {**values, "resists": True})
    asked = DisclosureRequest(
        client_id=DANA,
        basis="qualified service organization",
        recipient="City Lab",
        agreement_id=agreement.id,
        purpose="tests",
        categories=("attendance",),
    )
    assert disclosed(desk, asked).facts["organization"] == "City Lab"
    clock.forward(days=31)
    with pytest.raises(Refused, match="has ended"):
        disclosed(desk, asked)


def test_a_hold_stands_until_it_is_lifted(desk):
    held = desk.do(registers.place_hold, DANA, "case 26-1")
    assert desk.do(registers.read_registers).holds[0][1] == "Dana Reed"
    assert desk.do(registers.lift_hold, held.id).lifted_on == date(2026, 12, 1)
    with pytest.raises(Refused, match="already lifted"):
        desk.do(registers.lift_hold, held.id)
    found = desk.do(registers.read_registers)
    (lifted, _client), *_rest = found.holds
    assert found.people[lifted.placed_by] == found.people[lifted.lifted_by] == "Sue Park"


@pytest.mark.parametrize("missing", ["asked_by", "what", "asked_on"])
def test_what_is_missing_is_named_at_its_field(desk, missing):
    with pytest.raises(Refused) as refusal:
        desk.do(registers.take_request, DANA, "access", {**SUBPOENA, missing: None})
    assert refusal.value.field == missing
    ahead = {**SUBPOENA, "asked_on": date(2026, 12, 1) + timedelta(days=2)}
    with pytest.raises(Refused, match="future"):
        desk.do(registers.take_request, DANA, "access", ahead)


def test_counselors_do_not_keep_the_registers(desk):
    desk.as_(CAL)
    with pytest.raises(Forbidden):
        desk.do(registers.read_registers)
