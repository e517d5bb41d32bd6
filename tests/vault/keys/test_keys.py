"""From a passphrase or a sheet of paper to the keys in memory, and nothing else."""

import time

import pytest

from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.vault.keys import people, unlock
from counselor_desk.vault.keys.argon import Argon, derive_key, fitting
from counselor_desk.vault.keys.slot_file import DamagedKeys, key_path, read

QUICK = Argon(1, 46, 1)
SAID = "wooden kettle by the river"
OTHER = "seven lanterns on a hill"


@pytest.fixture
def made(tmp_path):
    """A new vault's keys, their path and the printed key."""
    path = tmp_path / "clinic.db"
    unlocked, printed = unlock.create(path, 1, "ada", SAID, QUICK)
    return path, unlocked, printed


def test_the_passphrase_gives_the_keys_of_the_vault_again(made):
    path, first, _ = made
    again = unlock.unlock(path, "Ada ", SAID)
    assert again.database_key() == first.database_key()
    assert len(again.database_key()) == 48
    assert again.audit_key() == first.audit_key()
    assert again.backup_key() == first.backup_key()
    assert len({bytes(again.audit_key()), bytes(again.backup_key()), bytes(again.database_key()[:32])}) == 3
    assert again.sign(b"head") == first.sign(b"head")
    assert (again.staff_id, again.must_change) == (1, False)


def test_two_vaults_share_nothing(made, tmp_path):
    _, first, printed = made
    other, second_printed = unlock.create(tmp_path / "other.db", 1, "ada", SAID, QUICK)
    assert other.database_key() != first.database_key()
    assert second_printed != printed
    with pytest.raises(unlock.WrongRecoveryKey):
        unlock.recover(tmp_path / "other.db", printed)


def test_a_wrong_passphrase_is_told_from_a_name_that_nobody_has(made):  # PV-16
    path, _, _ = made
    with pytest.raises(unlock.WrongPassphrase, match="does not open"):
        unlock.unlock(path, "ada", SAID + "!")
    with pytest.raises(Refused, match="spelling") as raised:
        unlock.unlock(path, "adah", SAID)
    assert raised.value.field == "sign_in"


@pytest.mark.parametrize(
    ("typed_first", "typed_later"),
    [
        ("Zo\u00eb sings by the river", "Zoe\u0308 sings by the river"),
        ("a \ufb01ne morning in the hills", "a fine morning in the hills"),
        ("fourteen \uff52\uff49\uff56\uff45\uff52 stones", "fourteen river stones"),
        ("\u212bngstr\u00f6m by lamplight", "A\u030angstro\u0308m by lamplight"),
    ],
)
def test_the_same_letters_open_however_they_are_composed(tmp_path, typed_first, typed_later):
    path = tmp_path / "clinic.db"
    first, _ = unlock.create(path, 1, "ada", typed_first, QUICK)
    assert unlock.unlock(path, "ada", typed_later).database_key() == first.database_key()


def test_letters_of_any_script_and_half_a_pair_can_be_typed(tmp_path):
    path = tmp_path / "clinic.db"
    said = "река \U0001f3de 川 nehir \ud83c half"
    unlock.create(path, 1, "ada", said, QUICK)
    assert unlock.unlock(path, "ada", said).staff_id == 1


def test_people_are_listed_without_a_secret(made):
    path, unlocked, _ = made
    people.add_person(unlocked, 2, "cal", OTHER)
    assert unlock.people(path) == ["ada", "cal"]


def test_forgetting_overwrites_every_key(made):
    _, unlocked, _ = made
    held = (unlocked.key, unlocked.audit, unlocked.private)
    assert all(any(key) for key in held)
    unlocked.forget()
    assert not any(any(key) for key in held)
    for asked in (unlocked.database_key, unlocked.audit_key, unlocked.backup_key):
        with pytest.raises(VaultTrouble, match="locked"):
            asked()
    with pytest.raises(VaultTrouble, match="locked"):
        unlocked.sign(b"x")


def test_no_key_shows_when_it_is_printed(made):
    _, unlocked, _ = made
    shown = repr(unlocked)
    assert bytes(unlocked.key).hex() not in shown
    assert repr(unlocked.key) not in shown
    assert repr(unlocked.private) not in shown


def test_a_signature_asks_for_the_passphrase_again(made):
    _, unlocked, _ = made
    assert unlocked.confirms(SAID)
    assert not unlocked.confirms(OTHER)


def test_a_colleague_stands_by_with_their_own(made):
    path, unlocked, _ = made
    people.add_person(unlocked, 2, "cal", OTHER)
    assert unlock.is_passphrase_of(path, 2, OTHER)
    assert not unlock.is_passphrase_of(path, 2, SAID)
    assert not unlock.is_passphrase_of(path, 9, SAID)


def test_a_vault_is_not_made_over_another(made):
    path, _, _ = made
    with pytest.raises(VaultTrouble, match="already"):
        unlock.create(path, 1, "eve", OTHER, QUICK)
    assert unlock.people(path) == ["ada"]


def test_a_key_file_that_is_gone_names_the_copy_that_opens_the_vault(made):
    path, first, _ = made
    keys = key_path(path)
    keys.unlink()
    with pytest.raises(VaultTrouble, match=r"rename clinic\.keys\.bak to clinic\.keys"):
        unlock.unlock(path, "ada", SAID)
    keys.with_name("clinic.keys.bak").rename(keys)  # as it says
    assert unlock.unlock(path, "ada", SAID).database_key() == first.database_key()


def test_a_missing_key_file_is_called_by_its_name(tmp_path):
    with pytest.raises(VaultTrouble, match=r"clinic\.keys.*missing"):
        unlock.unlock(tmp_path / "clinic.db", "ada", SAID)


@pytest.mark.parametrize(
    "argon",
    [Argon(0, 256, 4), Argon(7, 256, 4), Argon(3, 45, 4), Argon(3, 513, 4), Argon(32, 2048, 4),
     Argon(3, 256, 0), Argon(3, 256, 17), Argon(3, 1 << 20, 4)],
)  # fmt: skip
def test_a_derivation_out_of_bounds_is_refused_before_it_is_computed(argon):
    began = time.process_time()
    with pytest.raises(VaultTrouble, match="out of bounds"):
        derive_key(b"secret", b"s" * 16, argon)
    assert time.process_time() - began < 0.02


@pytest.mark.parametrize("argon", [Argon(1, 46, 1), Argon(2, 46, 4), Argon(1, 64, 16)])
def test_the_derivation_is_argon2id_as_the_library_has_it(argon):
    from argon2.low_level import Type, hash_secret_raw

    expected = hash_secret_raw(
        b"a secret", b"s" * 16, argon.passes, argon.mebibytes * 1024, argon.lanes, 32, Type.ID, 19
    )
    assert bytes(derive_key(b"a secret", b"s" * 16, argon)) == expected


def test_the_trail_is_anchored_outside_the_database(made):
    path, unlocked, _ = made
    unlock.keep_anchor(unlocked, 812, "ab" * 32)
    anchor = unlock.unlock(path, "ada", SAID).file().anchor
    assert anchor is not None
    assert (anchor.line, anchor.mac) == (812, "ab" * 32)


def test_who_holds_no_vault_key_cannot_write_the_file(made, tmp_path):
    path, unlocked, _ = made
    other, _ = unlock.create(tmp_path / "other.db", 1, "ada", SAID, QUICK)
    key_path(path).write_bytes(key_path(tmp_path / "other.db").read_bytes())
    assert other.file().vault == read(key_path(path)).vault
    with pytest.raises(DamagedKeys):
        unlocked.file()


@pytest.mark.slow
def test_a_new_vault_asks_for_the_derivation_that_is_promised(tmp_path):
    """How long it takes is a figure: `python -m tests.bench unlock`."""
    path = tmp_path / "clinic.db"
    unlock.create(path, 1, "ada", SAID)[0].forget()
    assert {slot.argon for slot in read(key_path(path)).slots} == {Argon(3, 256, 4)}
    unlock.unlock(path, "ada", SAID).forget()
    assert fitting() in (Argon(3, 256, 4), Argon(3, 128, 4), Argon(3, 64, 4))
