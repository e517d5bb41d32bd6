"""One's own slot is given the part that opens the vault from another computer, and nobody else's."""

import pytest

from counselor_desk import records
from counselor_desk.core.errors import Refused
from counselor_desk.desk.desk import Desk, VaultBehind
from counselor_desk.services.vault import opening_parts
from counselor_desk.vault.file.engine import open_vault
from counselor_desk.vault.keys import people, unlock
from counselor_desk.vault.keys.proving import PassphraseTries
from tests.conftest import AUDIT_KEY, KEY, QUICK
from tests.proofs import words_of

CAL, ODA = 2, 3


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    """A key file of these tests alone: what is put into it stays in it."""
    place = tmp_path_factory.mktemp("opening") / "test.db"
    first, _printed = unlock.create(place, 5, "ada", words_of(5), QUICK)
    for staff_id, name in ((CAL, "cal"), (ODA, "oda")):
        people.add_person(first, staff_id, name, words_of(staff_id), must_change=False)
    found = {CAL: unlock.unlock(place, "cal", words_of(CAL)), ODA: unlock.unlock(place, "oda", words_of(ODA))}
    return {5: first, **found}


@pytest.fixture
def at_desk(vault, clock, keys):
    records.every()
    behind = VaultBehind(PassphraseTries(keys[5]))
    desk = Desk(lambda: open_vault(vault, KEY), AUDIT_KEY, clock, behind)
    yield desk
    desk.close()


def parts(keys):
    return {part.slot for part in keys[5].file().parts()}


def test_nobody_puts_a_half_into_another_s_slot(at_desk, keys):
    at_desk.sign_in(ODA, keys[ODA])
    before = parts(keys)
    for half, signature in (
        (keys[CAL].opening, keys[CAL].sign_opening()),
        (keys[CAL].opening, keys[ODA].sign_opening()),
        (keys[ODA].opening, b""),
        (b"", keys[ODA].sign_opening()),
    ):
        with pytest.raises(Refused, match="not of your own key"):
            at_desk.do(opening_parts.put, half, signature)
    assert parts(keys) == before


def test_a_half_that_one_signed_oneself_is_put_and_then_wanted_no_more(at_desk, keys):
    at_desk.sign_in(CAL, keys[CAL])
    half = keys[CAL].opening
    assert at_desk.do(opening_parts.is_wanted, half)
    at_desk.do(opening_parts.put, half, keys[CAL].sign_opening())
    assert not at_desk.do(opening_parts.is_wanted, half)
    assert keys[5].file().slot_of(CAL).id in parts(keys)
