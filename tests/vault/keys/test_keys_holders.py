"""People come, forget, change and go; the database is not touched, nothing of theirs is lost."""

import itertools

import pytest
from msgspec.structs import replace

from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.vault.keys import compartments, people, rotation, unlock
from counselor_desk.vault.keys.argon import Argon
from counselor_desk.vault.keys.compartments import CompartmentKeeper, SealedCompartments
from counselor_desk.vault.keys.slot_file import key_path, read, write

QUICK = Argon(1, 46, 1)
SAID = "wooden kettle by the river"
OTHER = "seven lanterns on a hill"
THIRD = "quiet otters under the pier"


def share(unlocked, name, staff_id):
    """As at a seat: the key is sealed there to the colleague's public key."""
    keeper = CompartmentKeeper(unlocked)
    key, sealed = compartments.compartment(unlocked, name), keeper.of(unlocked.staff_id)
    told = compartments.seal_for(sealed, name, key, keeper.public_key(staff_id))
    keeper.share(unlocked.staff_id, name, staff_id, told)


def shared_key(unlocked, name, owner_id):
    file = unlocked.file()
    slot = file.recovery() if unlocked.by_recovery else file.slot_of(unlocked.staff_id)
    sealed = SealedCompartments(file.vault, unlocked.staff_id, slot.grants, file.recovery().sealing)
    return compartments.open_shared(unlocked.private, sealed, name, owner_id)


@pytest.fixture
def made(tmp_path):
    path = tmp_path / "clinic.db"
    unlocked, printed = unlock.create(path, 1, "ada", SAID, QUICK)
    return path, unlocked, printed


@pytest.fixture
def two(made):
    """Ada, who administers, and Cal."""
    path, ada, printed = made
    people.add_person(ada, 2, "cal", OTHER, must_change=False)
    return path, ada, printed


def test_a_changed_passphrase_opens_and_the_old_one_does_not(made):
    path, ada, _ = made
    before, signature = ada.database_key(), ada.sign(b"head")
    people.change_passphrase(ada, SAID, OTHER)
    assert ada.confirms(OTHER)
    again = unlock.unlock(path, "ada", OTHER)
    assert (again.database_key(), again.sign(b"head")) == (before, signature)
    with pytest.raises(unlock.WrongPassphrase):
        unlock.unlock(path, "ada", SAID)


@pytest.mark.parametrize(
    ("old", "new", "field", "why"),
    [
        (OTHER, THIRD, "old", "current"),
        (SAID, SAID, "new", "old one"),
        (SAID, "too short", "new", "at least 15"),
    ],
)
def test_a_change_is_refused_at_the_field_that_is_wrong(made, old, new, field, why):
    path, ada, _ = made
    with pytest.raises(Refused, match=why) as raised:
        people.change_passphrase(ada, old, new)
    assert raised.value.field == field
    assert unlock.unlock(path, "ada", SAID).staff_id == 1


def test_a_one_time_passphrase_has_to_be_changed_once(made):
    path, ada, _ = made
    people.add_person(ada, 2, "cal", OTHER)
    cal = unlock.unlock(path, "cal", OTHER)
    assert cal.must_change
    assert cal.database_key() == ada.database_key()
    people.change_passphrase(cal, OTHER, THIRD)
    assert not unlock.unlock(path, "cal", THIRD).must_change


def test_a_name_is_taken_once_whatever_its_case(two):
    _, ada, _ = two
    with pytest.raises(Refused, match="already") as raised:
        people.add_person(ada, 3, "CAL ", THIRD)
    assert raised.value.field == "sign_in"


def test_a_forgotten_passphrase_is_replaced_by_a_one_time_one(two):
    path, ada, _ = two
    people.set_passphrase(ada, "cal", THIRD, must_change=True)
    assert unlock.unlock(path, "cal", THIRD).must_change
    with pytest.raises(unlock.WrongPassphrase):
        unlock.unlock(path, "cal", OTHER)


def test_a_removed_person_gets_in_no_more(two):
    path, ada, _ = two
    people.remove_person(ada, 2, administrators={1})
    with pytest.raises(Refused, match="Nobody"):
        unlock.unlock(path, "cal", OTHER)


def test_the_last_administrator_and_the_recovery_slot_stay(two):
    path, ada, _ = two
    with pytest.raises(Refused, match="last administrator"):
        people.remove_person(ada, 1, administrators={1})
    people.remove_person(ada, 0)
    assert read(key_path(path)).recovery().staff_id == 0
    people.remove_person(ada, 1, administrators={1, 2})
    assert unlock.people(path) == ["cal"]


def test_the_printed_key_opens_and_sets_a_new_passphrase(made):
    path, ada, printed = made
    opened = unlock.recover(path, printed.lower().replace("-", " "))
    assert opened.by_recovery
    assert opened.database_key() == ada.database_key()
    people.set_passphrase(opened, "ada", OTHER)
    assert unlock.unlock(path, "ada", OTHER).staff_id == 1
    assert people.is_recovery_key(ada, printed)
    assert not people.is_recovery_key(ada, printed[:-1] + ("0" if printed[-1] != "0" else "1"))


def test_a_new_sheet_makes_the_old_one_worthless(made):
    path, ada, printed = made
    newer = people.new_recovery_key(ada)
    assert unlock.recover(path, newer).database_key() == ada.database_key()
    with pytest.raises(unlock.WrongRecoveryKey, match="newest"):
        unlock.recover(path, printed)


def test_a_compartment_is_its_owners_alone(two):
    path, ada, _ = two
    cal = unlock.unlock(path, "cal", OTHER)
    key = compartments.compartment(cal, "counseling")
    assert len(key) == 32
    assert compartments.compartment(unlock.unlock(path, "cal", OTHER), "counseling") == key
    assert compartments.compartment(ada, "counseling") != key
    assert shared_key(ada, "counseling", 2) is None


def test_a_shared_compartment_is_read_until_it_is_taken_back(two):
    path, ada, _ = two
    cal = unlock.unlock(path, "cal", OTHER)
    share(cal, "counseling", 1)
    assert shared_key(ada, "counseling", 2) == compartments.compartment(cal, "counseling")
    CompartmentKeeper(cal).unshare(2, "counseling", 1)
    assert shared_key(ada, "counseling", 2) is None


def test_a_colleague_with_the_vault_key_cannot_plant_a_compartment(two):
    path, ada, _ = two
    cal = unlock.unlock(path, "cal", OTHER)
    compartments.compartment(cal, "counseling")
    share(ada, "counseling", 2)  # sealed to Cal by Ada, under Ada's name
    file = ada.file()
    planted = file.slot_of(2).grants["counseling/1"]
    forged = replace(file.slot_of(2), grants={"counseling/2": planted})
    write(ada.path, file.with_slot(forged), ada.key)
    with pytest.raises(VaultTrouble):
        compartments.compartment(unlock.unlock(path, "cal", OTHER), "counseling")


def test_a_changed_passphrase_keeps_the_compartment(two):
    path, _, _ = two
    cal = unlock.unlock(path, "cal", OTHER)
    key = compartments.compartment(cal, "counseling")
    people.change_passphrase(cal, OTHER, THIRD)
    assert compartments.compartment(cal, "counseling") == key
    assert compartments.compartment(unlock.unlock(path, "cal", THIRD), "counseling") == key


def test_after_a_reset_the_compartment_waits_for_the_recovery_key(two):
    path, ada, printed = two
    key = compartments.compartment(unlock.unlock(path, "cal", OTHER), "counseling")
    people.set_passphrase(ada, "cal", THIRD, must_change=True)
    with pytest.raises(Refused, match="recovery key"):
        compartments.compartment(unlock.unlock(path, "cal", THIRD), "counseling")
    people.set_passphrase(unlock.recover(path, printed), "cal", OTHER)
    assert compartments.compartment(unlock.unlock(path, "cal", OTHER), "counseling") == key


def test_a_new_sheet_is_handed_ones_own_compartments(two):
    path, ada, _ = two
    key = compartments.compartment(ada, "counseling")
    newer = people.new_recovery_key(ada)
    assert shared_key(unlock.recover(path, newer), "counseling", 1) == key


class Database:
    """What a rotation needs of a database: which key opens it."""

    def __init__(self, key):
        self.key = bytes(key)

    def opens(self, key):
        return key == self.key

    def rekey(self, old, new):
        assert old == self.key
        self.key = bytes(new)


class Killed(BaseException):
    """The process ended here."""


def test_a_turned_key_reaches_everyone_who_stayed(two):
    path, ada, printed = two
    people.add_person(ada, 3, "oda", THIRD, must_change=False)
    cal = unlock.unlock(path, "cal", OTHER)
    kept = compartments.compartment(cal, "counseling")
    old, audit = bytes(ada.database_key()), bytes(ada.audit_key())
    database = Database(old)
    copy = key_path(path).read_bytes()
    people.remove_person(ada, 3)
    rotation.rotate(ada, database.rekey)
    assert database.key == ada.database_key() != old
    again = unlock.unlock(path, "cal", OTHER)
    assert (again.database_key(), again.audit_key()) == (database.key, audit)
    assert compartments.compartment(again, "counseling") == kept
    assert unlock.unlock(path, "cal", OTHER).database_key() == database.key
    assert unlock.recover(path, printed).database_key() == database.key
    assert ada.confirms(SAID)
    key_path(path).write_bytes(copy)
    assert unlock.unlock(path, "oda", THIRD).database_key() == old  # and that opens nothing now


def test_a_key_is_turned_twice_before_somebody_returns(two):
    path, ada, _ = two
    database = Database(ada.database_key())
    rotation.rotate(ada, database.rekey)
    rotation.rotate(ada, database.rekey)
    assert unlock.unlock(path, "cal", OTHER).database_key() == database.key
    people.change_passphrase(ada, SAID, THIRD)
    assert unlock.unlock(path, "ada", THIRD).database_key() == database.key


@pytest.mark.parametrize(("who", "said"), [("ada", SAID), ("cal", OTHER)])
@pytest.mark.parametrize("moment", ["before the database", "after the database"])
def test_killed_while_the_key_is_turned_either_person_ends_it(two, who, said, moment):
    path, ada, _ = two
    database = Database(ada.database_key())

    def rekey(old, new):
        if moment == "after the database":
            database.rekey(old, new)
        raise Killed

    with pytest.raises(Killed):
        rotation.rotate(ada, rekey)
    back = unlock.unlock(path, who, said)
    assert back.coming
    rotation.finish_rotation(back, database.opens)
    assert back.database_key() == database.key
    assert not back.coming
    for name, words in (("ada", SAID), ("cal", OTHER), ("ada", SAID)):
        later = unlock.unlock(path, name, words)
        assert later.database_key() == database.key
        assert not later.coming
    rotation.rotate(later, database.rekey)
    assert unlock.unlock(path, "cal", OTHER).database_key() == database.key


def test_a_database_that_neither_key_opens_is_damage(two):
    path, ada, _ = two

    def stop(old, new):
        raise Killed

    with pytest.raises(Killed):
        rotation.rotate(ada, stop)
    with pytest.raises(VaultTrouble, match="Restore"):
        rotation.finish_rotation(unlock.unlock(path, "cal", OTHER), lambda key: False)


def test_nothing_is_settled_when_nothing_was_begun(made):
    path, ada, _ = made
    before = key_path(path).read_bytes()
    rotation.finish_rotation(ada, lambda key: pytest.fail("not asked"))
    assert key_path(path).read_bytes() == before


@pytest.mark.slow
def test_every_order_of_coming_and_going_ends_with_a_way_in(tmp_path):
    for number, order in enumerate(itertools.permutations("aptr", 3)):
        path = tmp_path / f"{number}.db"
        ada, printed = unlock.create(path, 1, "ada", SAID, QUICK)
        people.add_person(ada, 2, "cal", OTHER, must_change=False)
        database = Database(ada.database_key())
        steps = {
            "a": lambda ada=ada: people.add_person(ada, 3, "oda", THIRD),
            "p": lambda ada=ada: people.set_passphrase(ada, "cal", OTHER),
            "t": lambda ada=ada, database=database: rotation.rotate(ada, database.rekey),
            "r": lambda ada=ada: compartments.compartment(ada, "counseling"),
        }
        for step in order:
            steps[step]()
        assert unlock.unlock(path, "cal", OTHER).database_key() == database.key, order
        assert unlock.recover(path, printed).database_key() == database.key, order
