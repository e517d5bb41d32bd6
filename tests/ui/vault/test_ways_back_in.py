"""Who left does not come back by an old backup, and everybody hears that one was put in place."""

import threading

import pytest
from msgspec.structs import replace

from counselor_desk.core.errors import Refused
from counselor_desk.desk.trail import signed_words
from counselor_desk.domain.roles import Role
from counselor_desk.door import keeper
from counselor_desk.services.clients import clients
from counselor_desk.services.clinic import staff
from counselor_desk.services.clinic.staff import Position
from counselor_desk.services.today import today
from counselor_desk.services.vault import trail_lines
from counselor_desk.vault.copies import backup
from counselor_desk.vault.file.connection import connect
from counselor_desk.vault.keys import sealing, slot_file, unlock
from counselor_desk.vault.keys.slot_file import key_path
from counselor_desk.vault.keys.slots import NewSlot
from counselor_desk.vault.schema import migrate


def keys_of(opened):
    return opened.desk.signed_in.keys


@pytest.fixture
def old_backup(clinic):
    """A backup of the day when Cal still worked here; since then he left, and the key was turned."""
    ada = clinic.open("ada")
    row = ada.keeper.back_up()
    cal = next(one.id for one in ada.desk.do(staff.all_staff) if one.sign_in == "cal")
    clinic.door.retire_person(ada, cal)
    ada.keeper.rotate_key(clinic.words("ada"))
    clinic.door.lock(ada)
    settle()
    return row.path


def settle():
    """The last backup of a sitting is taken beside the locked window."""
    for thread in threading.enumerate():
        if thread.name == keeper.LAST:
            thread.join()


def damage(path):
    content = bytearray(path.read_bytes())
    content[5000:9000] = bytes(4000)
    path.write_bytes(content)


def test_who_left_restores_no_old_backup_at_the_door(clinic, old_backup):
    """After the key was turned the old passphrase opened an old backup, and put it in place."""
    before = clinic.path.read_bytes(), unlock.people(clinic.path)
    with pytest.raises(Refused, match="keys of today do not know"):
        clinic.door.restore(clinic.path, old_backup, "cal", clinic.words("cal"))
    with pytest.raises(Refused, match="opens normally"):
        clinic.door.restore(clinic.path, old_backup, "oda", clinic.words("oda"))
    assert (clinic.path.read_bytes(), unlock.people(clinic.path)) == before


def test_a_restore_of_a_damaged_vault_brings_nobody_back_and_is_told_to_everybody(clinic, old_backup):
    damage(clinic.path)
    opened = clinic.door.restore(clinic.path, old_backup, "ada", clinic.words("ada"))
    assert "of" in opened.notice
    assert "ada" in opened.notice
    clinic.door.lock(opened)
    settle()
    assert set(unlock.people(clinic.path)) == {"ada", "sue", "oda", "flo"}
    oda = clinic.open("oda")
    assert "A backup was put in the place of this vault" in oda.notice
    assert "by ada" in oda.notice
    clinic.door.lock(oda)
    settle()


def test_who_left_is_not_let_in_when_the_restore_is_another_s(clinic, old_backup):
    damage(clinic.path)
    with pytest.raises(Refused):
        clinic.door.restore(clinic.path, old_backup, "cal", clinic.words("cal"))
    clinic.door.lock(clinic.door.restore(clinic.path, old_backup, "sue", clinic.words("sue")))
    settle()
    with pytest.raises(Refused):
        clinic.open("cal")
    ada = clinic.open("ada")
    asked = trail_lines.TrailFilter(action="vault.restored")
    [line] = ada.desk.do(trail_lines.lines, ada.desk.do(trail_lines.line_ids, asked)).values()
    assert line.reason.endswith(" by sue")
    clinic.door.lock(ada)
    settle()


def other_keys(unlocked, change):
    """As somebody with the vault key and a program of their own writes the key file."""
    file = unlocked.file()
    slot_file.write(unlocked.path, change(file), unlocked.key)


def told(opened):
    asked = trail_lines.TrailFilter(action="keys.differ")
    lines = opened.desk.do(trail_lines.lines, opened.desk.do(trail_lines.line_ids, asked))
    return [line.reason for line in lines.values()]


def leave(clinic, opened):
    clinic.door.lock(opened)
    settle()


def test_what_the_program_does_with_keys_is_on_the_trail_and_nothing_differs(clinic):
    ada = clinic.open("ada")
    once = clinic.door.add_person(ada, "Nia Bell", "nia", Position(Role.COUNSELOR))
    clinic.door.change_passphrase(ada, clinic.words("ada"), "nine copper whistles at noon")
    ada.keeper.new_recovery_key("nine copper whistles at noon")
    ada.keeper.rotate_key("nine copper whistles at noon")
    leave(clinic, ada)
    nia = clinic.door.unlock(clinic.path, "nia", once)
    clinic.door.change_passphrase(nia, once, "seven lanterns on a hill")
    leave(clinic, nia)
    cal = clinic.open("cal")
    assert cal.notice == ""
    leave(clinic, cal)
    again = clinic.door.unlock(clinic.path, "ada", "nine copper whistles at noon")
    assert (again.notice, told(again)) == ("", [])
    found = again.keeper.verify_records()
    assert found.is_whole, found
    assert found.signatures
    leave(clinic, again)


def test_a_second_recovery_key_that_was_planted_is_named_and_taken_out(clinic):
    cal = clinic.open("cal")
    leave(clinic, cal)
    mine = unlock.unlock(clinic.path, "cal", clinic.words("cal"))
    planted = NewSlot(mine.vault_id, 0, "", mine.slot.argon, kind=slot_file.RECOVERY)
    slot, _private = planted.make(b"planted", mine.key)
    other_keys(mine, lambda file: replace(file, slots=(slot, *file.slots)))
    ada = clinic.open("ada")
    assert "the recovery key" in ada.notice
    assert told(ada) == ["changed: recovery key"]
    slots = keys_of(ada).file().slots
    assert [one.id for one in slots if one.kind == slot_file.RECOVERY] != [slot.id]
    assert slot.id not in {one.id for one in slots}
    leave(clinic, ada)


def test_an_older_key_file_put_back_is_named_and_told_on_today(clinic):
    """The passphrase of before opened again, and nobody was told."""
    leave(clinic, clinic.open("ada"))
    before = key_path(clinic.path).read_bytes()
    cal = clinic.open("cal")
    clinic.door.change_passphrase(cal, clinic.words("cal"), "nine copper whistles at noon")
    leave(clinic, cal)
    key_path(clinic.path).write_bytes(before)
    cal = clinic.open("cal")
    assert "older than its trail" in cal.notice
    leave(clinic, cal)
    ada = clinic.open("ada")
    assert [line.startswith("an older key file") for line in told(ada)] == [True]
    assert any("key file" in item.text for item in ada.desk.do(today.due_items))
    leave(clinic, ada)


def test_signatures_that_were_taken_out_or_made_with_keys_of_one_s_own_are_named(clinic):
    leave(clinic, clinic.open("cal"))
    mine = unlock.unlock(clinic.path, "ada", clinic.words("ada"))
    own = sealing.new_key() + sealing.new_key()
    for change in ("DELETE FROM trail_signature", "UPDATE trail_signature SET public = ?, signature = ?"):
        db = connect(clinic.path, mine.database_key())
        for name in ("keeps", "stays"):
            db.execute(f"DROP TRIGGER IF EXISTS trail_signature_{name}")
        line, mac = db.execute("SELECT id, mac FROM audit_entry ORDER BY id DESC LIMIT 1").fetchone()
        forged = sealing.public_keys(own)[0], sealing.sign(own, signed_words(line, mac))
        db.execute(change, forged if "?" in change else ())
        for seal in migrate.statements("sqlite/seals.sql"):
            if "trail_signature" in seal:
                db.execute(seal)
        db.close()
        ada = clinic.open("ada")
        found = ada.keeper.verify_records()
        assert not found.is_whole
        assert "Cal Reyes" in {one.signer_name for one in found.forged}
        leave(clinic, ada)


def test_both_files_put_back_together_are_older_than_the_newest_backup(clinic):
    """The anchor lies in the key file: put back with the vault it fits, and nobody was told."""
    leave(clinic, clinic.open("ada"))
    pair = {path: path.read_bytes() for path in (clinic.path, key_path(clinic.path))}
    ada = clinic.open("ada")
    ada.desk.do(clients.register, {"given_name": "New", "family_name": "Today"})
    ada.keeper.back_up()
    leave(clinic, ada)
    for path, content in pair.items():
        path.write_bytes(content)
    for ending in ("-wal", "-shm"):
        clinic.path.with_name(clinic.path.name + ending).unlink(missing_ok=True)
    ada = clinic.open("ada")
    assert "older than the newest backup" in ada.notice
    leave(clinic, ada)


def test_both_files_and_every_backup_put_back_are_older_than_this_computer_saw(clinic):
    leave(clinic, clinic.open("ada"))
    pair = {path: path.read_bytes() for path in (clinic.path, key_path(clinic.path))}
    ada = clinic.open("ada")
    ada.desk.do(clients.register, {"given_name": "New", "family_name": "Today"})
    leave(clinic, ada)
    ada = clinic.open("ada")
    assert ada.notice == ""
    leave(clinic, ada)
    for path in backup.folder_of(clinic.path).iterdir():
        path.unlink()
    for path, content in pair.items():
        path.write_bytes(content)
    for ending in ("-wal", "-shm"):
        clinic.path.with_name(clinic.path.name + ending).unlink(missing_ok=True)
    ada = clinic.open("ada")
    assert "last locked on this computer" in ada.notice
    leave(clinic, ada)
    ada = clinic.open("ada")
    assert ada.notice == "", "said once; it stays on the trail"
    leave(clinic, ada)


def test_a_restore_is_no_older_vault_to_this_computer(clinic):
    ada = clinic.open("ada")
    row = ada.keeper.back_up()
    ada.desk.do(clients.register, {"given_name": "New", "family_name": "Today"})
    ada.keeper.plan_restore(row.path, "ada", clinic.words("ada"))
    leave(clinic, ada)
    ada = clinic.open("ada")
    assert "A backup was put in the place" in ada.notice
    leave(clinic, ada)


def test_another_recovery_key_in_the_place_of_the_printed_one_shows_other_signs(clinic):
    ada = clinic.open("ada")
    printed = clinic.door.sheet_signs(ada)
    assert ada.keeper.standing().sheet_signs == printed
    leave(clinic, ada)
    mine = unlock.unlock(clinic.path, "ada", clinic.words("ada"))
    planted = NewSlot(mine.vault_id, 0, "", mine.slot.argon, kind=slot_file.RECOVERY)
    slot, _private = planted.make(b"planted", mine.key)
    other_keys(mine, lambda file: replace(file, slots=(*file.people(), slot)))
    ada = clinic.open("ada")
    assert "the recovery key" in ada.notice
    assert ada.keeper.standing().sheet_signs != printed
    leave(clinic, ada)
