"""This computer as a second factor: every way that its keyring can fail has a way in."""

import runpy
import sys
import threading

import pytest
from keyring.errors import KeyringLocked, NoKeyringError, PasswordSetError

from counselor_desk.vault.keys import people, this_computer, unlock
from counselor_desk.vault.keys.argon import Argon

QUICK = Argon(1, 46, 1)
SAID = "wooden kettle by the river"
OTHER = "seven lanterns on a hill"


@pytest.fixture
def bound(tmp_path, ring):
    """A vault whose first slot is bound to this computer."""
    path = tmp_path / "clinic.db"
    ada, printed = unlock.create(path, 1, "ada", SAID, QUICK)
    people.this_computer_only(ada, SAID)
    return path, ada, printed


def test_the_passphrase_opens_on_this_computer_alone(bound, ring):
    path, ada, _ = bound
    assert unlock.unlock(path, "ada", SAID).database_key() == ada.database_key()
    assert len(ring.kept) == 1
    assert bytes(ada.key).hex() not in str(ring.kept)
    (place,) = ring.kept
    ring.kept[place] = "00" * 32
    with pytest.raises(unlock.WrongPassphrase):
        unlock.unlock(path, "ada", SAID)


def test_a_lost_entry_is_not_called_a_wrong_passphrase(bound, ring):
    path, _, _ = bound
    ring.kept.clear()
    with pytest.raises(this_computer.DeviceKeyMissing, match=r"device key is missing.*recovery key"):
        unlock.unlock(path, "ada", SAID)


def test_the_recovery_key_and_an_administrator_are_ways_in(bound, ring):
    path, ada, printed = bound
    ring.kept.clear()
    assert unlock.recover(path, printed).database_key() == ada.database_key()
    people.set_passphrase(unlock.recover(path, printed), "ada", OTHER)
    assert unlock.unlock(path, "ada", OTHER).database_key() == ada.database_key()


def test_it_can_be_given_up_again(bound, ring):
    path, ada, _ = bound
    people.any_computer(ada, SAID)
    assert ring.kept == {}
    assert unlock.unlock(path, "ada", SAID).database_key() == ada.database_key()


def test_a_changed_passphrase_stays_bound(bound, ring):
    path, ada, _ = bound
    people.change_passphrase(ada, SAID, OTHER)
    assert unlock.unlock(path, "ada", OTHER).slot.device
    ring.kept.clear()
    with pytest.raises(this_computer.DeviceKeyMissing):
        unlock.unlock(path, "ada", OTHER)


def test_a_failing_keyring_costs_no_tries(bound, ring):
    path, _, _ = bound
    ring.trouble = KeyringLocked("shut")
    for _ in range(12):
        with pytest.raises(this_computer.KeyringDenied):
            unlock.unlock(path, "ada", SAID)
    ring.trouble = None
    assert unlock.unlock(path, "ada", SAID).tries == ()


@pytest.mark.parametrize(
    ("trouble", "kind", "told"),
    [
        (NoKeyringError("none"), this_computer.NoKeyring, "no keyring"),
        (KeyringLocked("locked"), this_computer.KeyringDenied, "Unlock the keyring"),
        (PasswordSetError("(-25293, 'no')"), this_computer.KeyringDenied, "refused"),
        (RuntimeError("a backend of its own"), this_computer.KeyringDenied, "refused"),
    ],
)
def test_each_failure_has_its_own_words_and_a_way_in(bound, ring, trouble, kind, told):
    path, _, _ = bound
    ring.trouble = trouble
    with pytest.raises(kind, match=told) as raised:
        unlock.unlock(path, "ada", SAID)
    assert "recovery key" in str(raised.value)
    assert told in str(raised.value)


def test_a_keyring_that_hangs_is_given_up(bound, ring, monkeypatch):
    path, _, _ = bound
    monkeypatch.setattr(this_computer, "PATIENCE", 0.05)
    ring.hangs = threading.Event()
    with pytest.raises(this_computer.KeyringSilent, match="does not respond"):
        unlock.unlock(path, "ada", SAID)
    ring.hangs.set()


@pytest.mark.parametrize(("system", "least"), [("darwin", 60), ("win32", 1), ("linux", 1)])
def test_a_keychain_that_asks_its_person_gets_time_for_an_answer(monkeypatch, system, least):
    monkeypatch.setattr(sys, "platform", system)
    assert runpy.run_path(this_computer.__file__)["PATIENCE"] > least


def test_a_keyring_that_does_not_keep_is_found_out_before_it_matters(tmp_path, ring):
    path = tmp_path / "clinic.db"
    ada, _ = unlock.create(path, 1, "ada", SAID, QUICK)
    ring.forgets = True
    with pytest.raises(this_computer.DeviceKeyMissing, match="did not store"):
        people.this_computer_only(ada, SAID)
    ring.forgets = False
    assert unlock.unlock(path, "ada", SAID).database_key() == ada.database_key()
