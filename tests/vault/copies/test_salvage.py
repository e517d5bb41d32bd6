"""Of a damaged vault every row that can be read is saved, and a backup gives what it still has."""

from datetime import UTC, datetime

import pytest

from counselor_desk.core.errors import VaultTrouble
from counselor_desk.demo import scratch
from counselor_desk.vault.copies import backup
from counselor_desk.vault.copies.salvage import salvage
from counselor_desk.vault.copies.verify import tables
from counselor_desk.vault.file import connection
from counselor_desk.vault.keys import unlock

PAGE = 4096
NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)


@pytest.fixture
def vault(tmp_path):
    """A vault with 400 clients that is closed, and its keys."""
    made = scratch.scratch(tmp_path, clients=400)
    unlocked = made.desk.signed_in.keys
    made.desk.close()
    yield made.path, unlocked
    unlocked.forget()


def all_rows(path, unlocked):
    db = connection.read_only(path, unlocked.database_key())
    try:
        return {
            name: {row[0]: row for row in db.execute(f'SELECT rowid, * FROM "{name}"')}
            for name in tables(db)
            if not name.startswith("words")
        }
    finally:
        db.close()


def leaves_of(path, unlocked, table):
    """Pages whose damage makes only this table unreadable; found by trying."""
    whole = path.read_bytes()
    found = []
    for page in range(len(whole) // PAGE - 1, 100, -1):
        broken = bytearray(whole)
        broken[page * PAGE + 100] ^= 0xFF
        path.write_bytes(broken)
        if not reads(path, unlocked, table) and reads(path, unlocked, "staff"):
            found.append(page)
        if len(found) == 3:
            break
    path.write_bytes(whole)
    return found


def reads(path, unlocked, table):
    db = connection.read_only(path, unlocked.database_key())
    try:
        db.execute(f'SELECT * FROM "{table}"').fetchall()
    except connection.Trouble:
        return False
    finally:
        db.close()
    return True


def damage(path, pages):
    content = bytearray(path.read_bytes())
    for page in pages:
        content[page * PAGE + 100] ^= 0xFF
    path.write_bytes(content)


def test_what_can_be_read_is_all_there_and_the_rest_is_named(vault):
    path, unlocked = vault
    before = all_rows(path, unlocked)
    damage(path, leaves_of(path, unlocked, "client"))
    found = salvage(path, unlocked, NOW)
    after = all_rows(found.copy.path, unlocked)
    lost = set(before["client"]) - set(after["client"])
    assert 0 < len(lost) < len(before["client"])
    gaps = [gap for gap in found.gaps if gap.table == "client"]
    assert lost == {n for n in lost if any(gap.first <= n <= gap.last for gap in gaps)}
    assert all(row == before["client"][n] for n, row in after["client"].items())
    assert found.read["client"] == len(after["client"])
    assert after["staff"] == before["staff"]
    assert backup.verify(found.copy, unlocked).counts["client"] == len(after["client"])


def test_a_backup_gives_what_can_no_longer_be_read(vault):
    path, unlocked = vault
    before = all_rows(path, unlocked)
    backup.take_backup(path, unlocked, "hand", datetime(2026, 11, 30, tzinfo=UTC))
    damage(path, leaves_of(path, unlocked, "client"))
    found = salvage(path, unlocked, NOW)
    after = all_rows(found.copy.path, unlocked)
    assert after["client"] == before["client"]
    assert found.filled["client"] > 0
    assert found.read["client"] + found.filled["client"] == len(before["client"])


def test_the_damaged_file_stays_as_it_was_found(vault):
    path, unlocked = vault
    damage(path, leaves_of(path, unlocked, "client"))
    as_found = path.read_bytes()
    salvage(path, unlocked, NOW)
    assert path.read_bytes() == as_found
    left = [file.name for file in backup.folder_of(path).iterdir() if file.name.startswith(".")]
    assert left == []


def test_a_vault_whose_tables_are_not_known_is_not_guessed_at(vault):
    path, unlocked = vault
    damage(path, [0])
    with pytest.raises(VaultTrouble):
        salvage(path, unlocked, NOW)
    left = list(backup.folder_of(path).iterdir()) if backup.folder_of(path).exists() else []
    assert left == []


def test_a_whole_vault_comes_out_whole(vault):
    path, unlocked = vault
    before = all_rows(path, unlocked)
    found = salvage(path, unlocked, NOW)
    assert (found.gaps, found.filled, found.without_parent) == ((), {}, {})
    assert all_rows(found.copy.path, unlocked) == before
    assert unlock.key_path(found.copy.path).exists()
