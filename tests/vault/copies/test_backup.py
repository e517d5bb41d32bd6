"""A backup is a copy that was read through; it comes back whole, and what was there is kept."""

import contextlib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from counselor_desk.app import vault_door
from counselor_desk.core.errors import VaultTrouble
from counselor_desk.door import restoring
from counselor_desk.door.keeper import VaultKeeper
from counselor_desk.door.opening import desk_of
from counselor_desk.door.restoring import row_of
from counselor_desk.services.clients import clients
from counselor_desk.services.clinic import staff
from counselor_desk.vault.copies import backup, generations, restore
from counselor_desk.vault.copies.verify import BadBackup, head_of
from counselor_desk.vault.file.connection import DamagedVault, connect, key_opens, rekey
from counselor_desk.vault.keys import people, rotation, sealing, unlock
from tests.crash import scene

NOW = datetime(2026, 12, 1, 15, 0, tzinfo=UTC)
SAID = "a scratch vault for checks"


@pytest.fixture(scope="module")
def master(tmp_path_factory):
    return scene.make(tmp_path_factory.mktemp("backup") / "master")


@pytest.fixture
def work(master, tmp_path):
    """A small real vault, nobody in it."""
    return master.copied(tmp_path / "work")


def register(work, name):
    with work.desk() as desk:
        who = {"given_name": name, "family_name": "Later", "born": date(1990, 1, 1)}
        desk.do(clients.register, who)


def names(work, key=None):
    connection = connect(work.path, key or work.key)
    found = {row[0] for row in connection.execute("SELECT given_name FROM client")}
    connection.close()
    return found


def test_a_backup_is_taken_while_the_vault_is_in_use_and_is_verified(work):
    with work.desk() as desk:
        copy = backup.take_backup(work.path, work.unlocked, "hand", NOW)
        assert desk.do(clients.find, "crash")
    contents = backup.verify(copy, work.unlocked)
    assert contents.counts["client"] == copy.manifest.opened(work.unlocked.audit_key())["client"] == 1
    assert contents.head == copy.manifest.head
    assert copy.path.name == "scratch-20261201T150000Z.backup"
    assert sorted(p.suffix for p in copy.path.parent.iterdir()) == [".backup", ".json", ".keys"]


def test_two_backups_of_one_second_have_names_of_their_own(work):
    first = backup.take_backup(work.path, work.unlocked, "hand", NOW)
    second = backup.take_backup(work.path, work.unlocked, "hand", NOW)
    assert first.path != second.path
    assert len(backup.all_in(backup.folder_of(work.path))) == 2


def test_no_name_of_a_client_stands_in_the_files_in_clear(work):
    register(work, "Rumpelstiltskin")
    copy = backup.take_backup(work.path, work.unlocked, "hand", NOW)
    for file in copy.files():
        assert b"Rumpelstiltskin" not in file.read_bytes()


def test_the_list_tells_nobody_how_many_of_what_there_are(work):
    """It told the counts by table, in clear: of clients, of notes, of emergencies."""
    copy = backup.take_backup(work.path, work.unlocked, "hand", NOW)
    told = copy.path.with_suffix(".json").read_text()
    tables = [table for table in copy.manifest.opened(work.unlocked.audit_key()) if table in told]
    assert tables == []
    assert msgspec.json.decode(told)["counts"] == {}
    assert row_of(copy).counts == {"Lines of the trail": copy.manifest.head.line}
    assert row_of(copy, work.unlocked).counts["Clients"] == 1
    other = sealing.new_key()
    assert copy.manifest.opened(other) == {}
    assert replace(copy.manifest, taken_at=NOW + timedelta(days=1)).opened(work.unlocked.audit_key()) == {}


def test_after_a_new_vault_key_the_lists_of_before_are_opened_as_ever(work):
    copy = backup.take_backup(work.path, work.unlocked, "hand", NOW)
    ada = unlock.unlock(work.path, "ada", SAID)
    rotation.rotate(ada, lambda old, new: rekey(work.path, old, new))
    assert row_of(copy, ada).counts["Clients"] == 1


def test_a_backup_of_the_format_before_holds(work):
    copy = backup.take_backup(work.path, work.unlocked, "hand", NOW)
    first = replace(
        copy.manifest, format=1, counts=copy.manifest.opened(work.unlocked.audit_key()), sealed=b""
    )
    told = msgspec.to_builtins(replace(first, mac=b""), builtin_types=(datetime,))
    del told["sealed"]  # as the version before wrote and signed it
    told["mac"] = sealing.mac(work.unlocked.backup_key(), msgspec.json.encode(told))
    copy.path.with_suffix(".json").write_bytes(msgspec.json.encode(told))
    backup.verify(backup.all_in(copy.path.parent)[0], work.unlocked)


@pytest.mark.parametrize(
    "field", ["vault", "taken_at", "why", "schema", "counts", "head", "sha256", "sealed"]
)
def test_a_list_that_was_changed_is_refused(work, field):
    copy = backup.take_backup(work.path, work.unlocked, "hand", NOW)
    other = {"taken_at": NOW + timedelta(days=1), "counts": {"client": 9}, "head": None, "sealed": b"x"}
    changed = replace(copy.manifest, **{field: other.get(field, "x")})
    copy.path.with_suffix(".json").write_bytes(msgspec.json.encode(changed))
    with pytest.raises(BadBackup):
        backup.verify(backup.all_in(copy.path.parent)[0], work.unlocked)


def test_what_is_half_there_is_no_backup(work):
    copy = backup.take_backup(work.path, work.unlocked, "hand", NOW)
    copy.path.with_suffix(".json").unlink()
    assert backup.all_in(copy.path.parent) == []


def test_reading_and_signing_in_are_no_reason_for_a_backup(work):
    copy = backup.take_backup(work.path, work.unlocked, "quit", NOW)
    with work.desk() as desk:
        desk.do(clients.find, "crash")
    assert not backup.has_changed(work.path, work.unlocked, copy)
    register(work, "Later")
    assert backup.has_changed(work.path, work.unlocked, copy)


def test_a_damaged_vault_yields_no_backup(work):
    content = bytearray(work.path.read_bytes())
    content[20 * 4096 + 100] ^= 1
    work.path.write_bytes(content)
    with pytest.raises(VaultTrouble):
        backup.take_backup(work.path, work.unlocked, "hand", NOW)
    assert list(backup.folder_of(work.path).iterdir()) == []


def test_the_generations_thin_out_with_age():
    times = [NOW - timedelta(hours=4 * n) for n in range(6 * 500)]
    stays = sorted(generations.kept_backups(times), reverse=True)
    assert stays[:8] == times[:8]
    assert len({at.date() for at in stays[:30]}) >= 14
    assert len(stays) <= 8 + 14 + 8 + 12
    assert (NOW - stays[-1]).days > 300
    assert generations.kept_backups([]) == frozenset()
    assert generations.kept_backups(stays) == frozenset(stays)


def test_pruning_goes_by_the_generations_and_leaves_other_vaults_alone(work):
    for day in range(12):
        backup.take_backup(work.path, work.unlocked, "hours", NOW + timedelta(minutes=day))
    folder = backup.folder_of(work.path)
    assert backup.prune(folder, "another vault") == 0
    assert backup.prune(folder, work.unlocked.vault_id) == 4
    assert len(list(folder.iterdir())) == 8 * 3


def test_a_restored_vault_is_as_it_was_and_the_later_one_is_kept(work):
    copy = backup.take_backup(work.path, work.unlocked, "hand", NOW)
    register(work, "Later")
    aside = restore.restore(work.path, copy, work.unlocked, NOW)
    assert names(work) == {"Crash"}
    kept = connect(aside, work.key)
    assert {row[0] for row in kept.execute("SELECT given_name FROM client")} == {"Crash", "Later"}
    kept.close()
    assert aside.with_suffix(".keys").exists()
    assert backup.all_in(copy.path.parent)[0].manifest == copy.manifest
    assert sorted(p.name for p in work.path.parent.iterdir() if "restor" in p.name) == []


def test_who_was_removed_does_not_come_back_with_a_backup(work):
    ada = unlock.unlock(work.path, "ada", SAID)
    people.add_person(ada, 2, "cal", "seven lanterns on a hill")
    copy = backup.take_backup(work.path, ada, "hand", NOW)
    people.remove_person(ada, 2)
    restore.restore(work.path, copy, ada, NOW)
    assert unlock.people(work.path) == ["ada"]


def test_who_was_retired_as_the_program_was_ended_is_out_after_the_next_sitting(work):
    ada = unlock.unlock(work.path, "ada", SAID)
    people.add_person(ada, work.staff_id, "cal", "seven lanterns on a hill")
    desk = desk_of(work.path, ada)
    desk.sign_in(1, ada)
    keeper = VaultKeeper(work.path, desk, ada)
    keeper.on_sign_in()
    assert unlock.people(work.path) == ["ada", "cal"]
    desk.do(staff.retire, work.staff_id)  # and no more: it was killed before the slot went
    keeper.on_sign_in()
    desk.close()
    assert unlock.people(work.path) == ["ada"]


def test_a_backup_from_before_the_key_was_turned_brings_its_own_keys(work):
    ada = unlock.unlock(work.path, "ada", SAID)
    copy = backup.take_backup(work.path, ada, "rotation", NOW)
    rotation.rotate(ada, lambda old, new: rekey(work.path, old, new))
    with pytest.raises(BadBackup):
        backup.verify(copy, ada)
    then = unlock.unlock(copy.path, "ada", SAID)
    restore.restore(work.path, copy, then, NOW)
    assert key_opens(work.path, unlock.unlock(work.path, "ada", SAID).database_key())


def test_a_spoilt_backup_does_not_take_the_vaults_place(work):
    copy = backup.take_backup(work.path, work.unlocked, "hand", NOW)
    register(work, "Later")
    content = bytearray(copy.path.read_bytes())
    content[9000] ^= 1
    copy.path.write_bytes(content)
    with pytest.raises(BadBackup):
        restore.restore(work.path, copy, work.unlocked, NOW)
    assert names(work) == {"Crash", "Later"}


@pytest.mark.parametrize("moment", range(0, 18, 2))
def test_a_restore_that_was_cut_short_is_ended_at_the_next_start(work, monkeypatch, moment):
    copy = backup.take_backup(work.path, work.unlocked, "hand", NOW)
    register(work, "Later")
    done = []

    class Cut(BaseException):
        """The power goes."""

    def counted(real):
        def step(*given, **more):
            if len(done) == moment:
                raise Cut
            done.append(real.__name__)
            return real(*given, **more)

        return step

    for name in ("replace", "unlink"):
        monkeypatch.setattr(Path, name, counted(getattr(Path, name)))
    with contextlib.suppress(Cut):
        restoring.put_in_place(work.path, copy, unlock.unlock(work.path, "ada", SAID), NOW)
    monkeypatch.undo()
    assert work.path in vault_door(work.path).recent(), "it is offered under its own name"
    restoring.finish_cut_off_restore(work.path)
    ada = unlock.unlock(work.path, "ada", SAID)
    restoring.before_opening(work.path, ada)
    assert ada.database_key() == work.key
    is_restored = names(work) == {"Crash"}
    assert is_restored or names(work) == {"Crash", "Later"}
    assert bool(restoring.notes_of(work.path).restored) == is_restored, "the trail will tell of it"
    assert [p.name for p in work.path.parent.iterdir() if p.suffix in scene.HALF] == []
    restoring.finish_cut_off_restore(work.path)


def test_the_rehearsal_opens_the_newest_and_leaves_nothing(work):
    backup.take_backup(work.path, work.unlocked, "hand", NOW)
    drill = restore.rehearse(work.path, work.unlocked)
    assert drill.contents.counts["client"] == 1
    assert [p for p in backup.folder_of(work.path).iterdir() if p.is_dir()] == []


def test_the_anchor_goes_back_with_a_restore(work):
    copy = backup.take_backup(work.path, work.unlocked, "hand", NOW)
    register(work, "Later")
    connection = connect(work.path, work.key)
    later = head_of(connection)
    connection.close()
    unlock.keep_anchor(work.unlocked, later.line, later.mac)
    restore.restore(work.path, copy, work.unlocked, NOW)
    restore.set_anchor_back(work.path, work.unlocked, copy.manifest.head)
    assert work.unlocked.file().anchor == copy.manifest.head


def test_an_emptied_vault_is_named_and_never_opened(work):
    work.path.write_bytes(b"")
    with pytest.raises(DamagedVault, match="emptied"):
        connect(work.path, work.key)
