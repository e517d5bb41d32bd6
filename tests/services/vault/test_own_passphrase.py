"""A passphrase that is changed at a seat: the slot is wrapped there, and the vault opens with the new one."""

from dataclasses import replace

import pytest

from counselor_desk.core.errors import Refused
from counselor_desk.desk.desk import Desk, VaultBehind
from counselor_desk.desk.proofs import PassphraseProof
from counselor_desk.services.vault import own_passphrase
from counselor_desk.services.vault.own_passphrase import change_at_seat, keep_rewrapped
from counselor_desk.services.vault.proofs import prove_own
from counselor_desk.vault.file.engine import open_vault
from counselor_desk.vault.keys import compartments, people, rotation, unlock
from counselor_desk.vault.keys.proving import PassphraseTries
from counselor_desk.vault.keys.rewrapping import rewrap_at_seat
from counselor_desk.vault.keys.unlock import WrongPassphrase
from tests.conftest import AUDIT_KEY, KEY, QUICK

CAL = 2
ADAS, ONCE, NEW = "nine boats by the shore", "seven lanterns on a pier", "granite meadow whistles south"


@pytest.fixture
def place(tmp_path):
    return tmp_path / "own.db"


@pytest.fixture
def ada(place):
    """She has opened the vault; Cal has a one-time passphrase."""
    keys, _printed = unlock.create(place, 5, "ada", ADAS, QUICK)
    people.add_person(keys, CAL, "cal", ONCE)
    return keys


@pytest.fixture
def cal(vault, clock, ada):
    """Cal at another computer of the clinic."""
    desk = Desk(lambda: open_vault(vault, KEY), AUDIT_KEY, clock, VaultBehind(PassphraseTries(ada)))
    seat = desk.add_seat()
    seat.sign_in(CAL)
    yield seat
    desk.close()


def test_the_new_one_opens_the_vault_and_the_old_one_nothing(cal, ada, place):
    kept = compartments.compartment(unlock.unlock(place, "cal", ONCE), "counseling")
    change_at_seat(cal, ONCE, NEW)
    with pytest.raises(WrongPassphrase):
        unlock.unlock(place, "cal", ONCE)
    opened = unlock.unlock(place, "cal", NEW)
    assert bytes(opened.key) == bytes(ada.key)
    assert not opened.must_change
    assert compartments.compartment(opened, "counseling") == kept
    again = unlock.unlock(place, "cal", NEW)  # wrapped by itself by now
    assert again.slot.turned == ()
    assert bytes(again.key) == bytes(ada.key)


def test_what_travels_holds_neither_passphrase_nor_vault_key(cal, ada, monkeypatch):
    sent = []
    do = type(cal).do
    monkeypatch.setattr(
        type(cal), "do", lambda seat, act, *given: sent.append(given) or do(seat, act, *given)
    )
    change_at_seat(cal, ONCE, NEW)
    told = repr(sent)
    assert len(sent) == 3
    for secret in (ONCE, NEW):
        assert secret not in told
    for key in (ada.key, ada.audit, unlock.unlock(ada.vault, "cal", NEW).private):
        assert repr(bytes(key))[2:-1] not in told


def test_it_outlives_a_new_key_of_the_vault(cal, ada, place):
    change_at_seat(cal, ONCE, NEW)
    rotation.rotate(ada, lambda old, new: None)
    assert bytes(unlock.unlock(place, "cal", NEW).key) == bytes(ada.key)


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [("not the old one at all", NEW, "old"), (ONCE, ONCE, "new"), (ONCE, "short", "new"),
     (ONCE, "Cal Reyes Cal Reyes", "new"), (ONCE, "Harbor Recovery Center", "new")],
)  # fmt: skip
def test_what_is_refused_changes_nothing(cal, place, old, new, field):
    with pytest.raises(Refused) as refusal:
        change_at_seat(cal, old, new)
    assert refusal.value.field == field
    assert unlock.unlock(place, "cal", ONCE).must_change


def test_without_the_proof_of_the_old_one_no_slot_is_taken(cal, ada, place):
    """Somebody at an unlocked screen who does not know the passphrase, with a program of their own."""
    slot, private = ada.file().slot_of(CAL), unlock.unlock(place, "cal", ONCE).private
    new = rewrap_at_seat(ada.vault_id, slot, private, NEW)
    for proof in (PassphraseProof(CAL, bytes(32), bytes(64)), prove_own(cal, ANOTHER, ONCE)):
        with pytest.raises(Refused, match="not your passphrase"):
            cal.do(keep_rewrapped, proof, new)
    assert unlock.unlock(place, "cal", ONCE)


def test_half_a_slot_is_not_taken(cal, ada, place):
    slot, private = ada.file().slot_of(CAL), unlock.unlock(place, "cal", ONCE).private
    new = rewrap_at_seat(ada.vault_id, slot, private, NEW)
    for part in ("salt", "step", "private", "key"):
        spoiled = replace(new, **{part: getattr(new, part)[:-1]})
        with pytest.raises(Refused, match="did not arrive completely"):
            cal.do(keep_rewrapped, prove_own(cal, keep_rewrapped, ONCE), spoiled)
    assert unlock.unlock(place, "cal", ONCE)


def test_a_slot_of_one_computer_s_keyring_is_changed_there(cal, ada, place, ring):
    people.this_computer_only(unlock.unlock(place, "cal", ONCE), ONCE)
    with pytest.raises(Refused, match="Change it there"):
        change_at_seat(cal, ONCE, NEW)
    assert unlock.unlock(place, "cal", ONCE)


ANOTHER = replace(own_passphrase.keep_rewrapped, name="documents.sign")
