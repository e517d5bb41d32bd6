"""A new recovery sheet loses nobody's separate notes: the one before it serves until they have signed in."""

import pytest

from counselor_desk.core.errors import Refused
from counselor_desk.vault.keys import compartments, people, rotation, unlock
from counselor_desk.vault.keys.argon import Argon
from counselor_desk.vault.keys.compartments import CompartmentKeeper
from counselor_desk.vault.keys.slot_file import key_path, read

QUICK = Argon(1, 46, 1)
SAID, OTHER, THIRD = "wooden kettle by the river", "seven lanterns on a hill", "quiet otters under the pier"
NAME = "counseling"


@pytest.fixture
def clinic(tmp_path):
    """Ada's vault; Cal, who has notes of his own; the first sheet, and the key of his notes."""
    path = tmp_path / "clinic.db"
    ada, first = unlock.create(path, 1, "ada", SAID, QUICK)
    people.add_person(ada, 2, "cal", OTHER, must_change=False)
    key = compartments.compartment(unlock.unlock(path, "cal", OTHER), NAME)
    return path, ada, first, key


def key_after_reset(path, words=THIRD):
    return compartments.compartment(unlock.unlock(path, "cal", words), NAME)


def test_the_older_sheet_brings_back_what_the_newest_does_not_hold_and_opens_no_vault(clinic):
    path, ada, first, key = clinic
    people.new_recovery_key(ada)
    assert compartments.owners_without_sheet(ada.file()) == [2]
    with pytest.raises(unlock.WrongRecoveryKey):
        unlock.recover(path, first)
    people.set_passphrase(ada, "cal", THIRD)
    with pytest.raises(Refused, match="printed before the newest"):
        key_after_reset(path)
    with pytest.raises(Refused, match="opens the vault no more") as refusal:
        people.bring_back(path, first, "cal", OTHER)
    assert refusal.value.field == "passphrase"
    back = people.bring_back(path, first, "cal", THIRD)
    assert compartments.compartment(back, NAME) == key == key_after_reset(path)
    assert compartments.owners_without_sheet(ada.file()) == []
    assert read(key_path(path)).older_sheets() == []
    with pytest.raises(unlock.WrongRecoveryKey):
        people.bring_back(path, first, "cal", THIRD)


def test_an_older_sheet_is_no_way_in_after_the_vault_key_was_turned(clinic):
    path, ada, first, key = clinic
    newest = people.new_recovery_key(ada)
    opened = []
    rotation.rotate(ada, lambda old, new: opened.append(bytes(new)))
    [sheet] = ada.file().older_sheets()
    assert (sheet.key, sheet.turned) == (b"", ())
    assert unlock.recover(path, newest).database_key() == opened[0]
    people.set_passphrase(ada, "cal", THIRD)
    assert compartments.compartment(people.bring_back(path, first, "cal", THIRD), NAME) == key


def test_at_the_next_sign_in_ones_own_are_sealed_to_the_newest_sheet(clinic):
    path, ada, first, key = clinic
    newest = people.new_recovery_key(ada)
    cal = unlock.unlock(path, "cal", OTHER)
    assert compartments.hand_over(cal)
    assert not compartments.hand_over(cal)
    assert read(key_path(path)).older_sheets() == []
    people.set_passphrase(unlock.recover(path, newest), "cal", THIRD)
    assert key_after_reset(path) == key
    with pytest.raises(unlock.WrongRecoveryKey):
        people.bring_back(path, first, "cal", THIRD)


def test_the_same_from_a_seat_that_holds_no_key_of_the_vault(clinic):
    path, ada, _first, key = clinic
    newest = people.new_recovery_key(ada)
    cal, keeper = unlock.unlock(path, "cal", OTHER), CompartmentKeeper(ada)
    sealed = keeper.of(2)
    assert sealed.unsheeted == (f"{NAME}/2",)
    made = compartments.for_newest_sheet(cal.private, sealed)
    keeper.hand_to_sheet(1, made)  # another's name: nothing of Cal's is taken from Ada
    assert keeper.of(2).unsheeted
    keeper.hand_to_sheet(2, made)
    assert keeper.of(2).unsheeted == ()
    people.set_passphrase(unlock.recover(path, newest), "cal", THIRD)
    assert key_after_reset(path) == key


def test_three_sheets_later_the_first_one_still_serves_and_those_between_hold_nothing(clinic):
    path, ada, first, key = clinic
    between = [people.new_recovery_key(ada) for _ in range(3)]
    assert len(ada.file().older_sheets()) == 1
    people.set_passphrase(ada, "cal", THIRD)
    for sheet in between[:-1]:
        with pytest.raises(unlock.WrongRecoveryKey):
            people.bring_back(path, sheet, "cal", THIRD)
    assert compartments.compartment(people.bring_back(path, first, "cal", THIRD), NAME) == key


def test_no_fresh_key_is_made_beside_one_that_a_sheet_holds(clinic):
    path, ada, _first, _key = clinic
    people.new_recovery_key(ada)
    people.set_passphrase(ada, "cal", THIRD)
    cal = unlock.unlock(path, "cal", THIRD)
    keeper = CompartmentKeeper(cal)
    _fresh, new = compartments.make(cal.private, keeper.of(2), NAME)
    with pytest.raises(Refused, match="another computer"):
        keeper.add(2, NAME, new)
