"""The portable archive: read back here, and by a script that knows nothing of this program."""

import json
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.core.resources import RESOURCES
from counselor_desk.vault.copies import archive
from counselor_desk.vault.copies.archive_tables import BadArchive
from counselor_desk.vault.file.connection import connect
from counselor_desk.vault.keys import people, unlock
from tests.crash import scene
from tests.crash.splice import said

NOW = datetime(2026, 12, 1, 15, 0, tzinfo=UTC)
WORDS = "nine copper whistles at noon"
NEW_KEY = bytes(range(48))


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A vault with some notes, its archive, and its newest recovery key."""
    import random

    folder = tmp_path_factory.mktemp("archive")
    work = scene.make(folder / "work")
    with work.desk() as desk:
        worker = scene.Work(work, desk, lambda line: None, random.Random(3))
        for _ in range(60):
            worker.save()
    ada = unlock.unlock(work.path, "ada", "a scratch vault for checks")
    printed = people.new_recovery_key(ada)
    path = folder / "all.cvault"
    archive.write(work.path, ada, path, WORDS, NOW)
    return work, path, printed


@pytest.mark.slow
@pytest.mark.parametrize("by", ["passphrase", "recovery key"])
def test_everything_comes_back(made, tmp_path, by):
    work, path, printed = made
    vault = tmp_path / "new.db"
    found = archive.read_into_vault(path, WORDS if by == "passphrase" else printed.lower(), vault, NEW_KEY)
    assert found.audit == work.unlocked.audit_key()
    assert _said(vault, NEW_KEY) == said(work)
    connection = connect(vault, NEW_KEY)
    assert connection.execute("SELECT count(*) FROM words WHERE words MATCH 'word'").fetchone()[0]
    with pytest.raises(Exception, match="append-only"):
        connection.execute("DELETE FROM audit_entry")
    connection.close()


def _said(vault, key):
    class Here:
        path = vault

    Here.key = key
    return said(Here)


@pytest.mark.slow
def test_the_script_beside_the_format_reads_it_alone(made, tmp_path):
    work, path, _ = made
    out = tmp_path / "plain.sqlite"
    done = _alone(path, out)
    assert "client: 1" in done.stdout.splitlines()
    plain, ours = sqlite3.connect(out), connect(work.path, work.key)
    for table in ("client", "document", "audit_entry", "staff"):
        asked = f"SELECT * FROM {table} ORDER BY id"
        assert plain.execute(asked).fetchall() == ours.execute(asked).fetchall()
    plain.close()
    ours.close()


@pytest.mark.slow
def test_a_wrong_passphrase_and_a_damaged_archive_are_told_apart(made, tmp_path):
    _, path, _ = made
    with pytest.raises(Refused, match="Neither"):
        next(archive.lines(path, WORDS + "!"))
    content = path.read_bytes()
    spoilt = tmp_path / "spoilt.cvault"
    for change in (
        content[:-1],
        content[:-100] + bytes(100),
        content[: len(content) // 2],
        content + b"x",
    ):
        spoilt.write_bytes(change)
        vault = tmp_path / "new.db"
        with pytest.raises(BadArchive):
            archive.read_into_vault(spoilt, WORDS, vault, NEW_KEY)
        assert not vault.exists()


@pytest.mark.parametrize(
    "content",
    [b"", b"CVAULT1\n", b"CVAULT1\n\x00\x00\x00\x02{}",
     b"CVAULT1\n\xff\xff\xff\xff" + b"[" * 70_000,
     b"PK\x03\x04", b"CVAULT1\n\x00\x00\x00\x04\xff\xfe\xff\xfe"],
    ids=lambda c: f"{c[:14]!r}",
)  # fmt: skip
def test_what_is_no_archive_is_said_so(tmp_path, content):
    path = tmp_path / "x.cvault"
    path.write_bytes(content)
    with pytest.raises(VaultTrouble):
        archive.header_of(path)
    with pytest.raises(VaultTrouble):
        archive.header_of(tmp_path / "missing.cvault")


@pytest.mark.slow
def test_nothing_of_a_client_stands_in_the_archive_in_clear(made):
    _, path, _ = made
    assert b"Crash" not in path.read_bytes()
    assert b"CREATE TABLE" not in path.read_bytes()


HOSTILE = (
    "=cmd|' /C calc'!A1",
    "رشيد \u202eabc",
    "O'Ne\"il, 🌿; 咳\r\n\t\x07",
    "x" * 100_000,
    "\\",
    "",
)


@pytest.mark.slow
def test_hostile_words_come_back_in_every_row(tmp_path):
    """What was written by people who did not think of us is equal in the new vault, row by row."""
    work = scene.make(tmp_path / "work")
    _write_hostile(work)
    path, new, plain = tmp_path / "all.cvault", tmp_path / "new.db", tmp_path / "plain.sqlite"
    ada = unlock.unlock(work.path, "ada", "a scratch vault for checks")
    archive.write(work.path, ada, path, WORDS, NOW)
    archive.read_into_vault(path, WORDS, new, NEW_KEY)
    assert _said(new, NEW_KEY) == said(work)
    _alone(path, plain)
    read, ours = sqlite3.connect(plain), connect(work.path, work.key)
    for (table,) in ours.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        if not table.startswith(("words", "sqlite_")):
            asked = f'SELECT * FROM "{table}"'
            there, here = (sorted(map(repr, db.execute(asked))) for db in (read, ours))
            assert there == here, table
    assert {name for (name,) in read.execute("SELECT given_name FROM client")} >= set(HOSTILE)
    read.close()
    ours.close()


def _write_hostile(work):
    """Past the desk, which would refuse some of it: rows as another version may have left them."""
    raw = connect(work.path, work.key)
    columns = [row[1] for row in raw.execute("PRAGMA table_info(client)")]
    listed = ", ".join(columns)
    for at, words in enumerate(HOSTILE, 1000):
        changed = ", ".join(
            {"id": "?", "number": "?", "given_name": "?", "address": "?"}.get(c, c) for c in columns
        )
        given = {"id": at, "number": str(at), "given_name": words, "address": f"{words}\n{words}"}
        values = [given[c] for c in columns if c in given]
        raw.execute(f"INSERT INTO client ({listed}) SELECT {changed} FROM client LIMIT 1", values)
    raw.execute("COMMIT") if raw.in_transaction else None
    raw.close()


def _alone(path, out):
    script = RESOURCES / "archive" / "read_archive.py"
    return subprocess.run(
        [sys.executable, "-I", str(script), str(path), str(out)],
        input=WORDS + "\n", text=True, capture_output=True, check=True,
    )  # fmt: skip


@pytest.mark.slow
def test_the_reader_goes_along_with_the_archive_and_overwrites_nothing(made, tmp_path):
    _, path, _ = made
    moved = tmp_path / path.name
    moved.write_bytes(path.read_bytes())
    (tmp_path / "FORMAT.md").write_text("somebody's own page", "utf-8")
    archive.lay_beside(moved)
    assert (tmp_path / "FORMAT.md").read_text("utf-8") == "somebody's own page"
    script = tmp_path / "read_archive.py"
    asked = f"import runpy, sys; sys.argv = ['x', {str(moved)!r}]; "
    # A plain interpreter: the program itself is not to be found there.
    asked += "sys.modules['counselor_desk'] = sys.modules['argon2'] = None; "
    asked += f"runpy.run_path({str(script)!r}, run_name='__main__')"
    done = subprocess.run(
        [sys.executable, "-I", "-c", asked],
        input=WORDS + "\n", text=True, capture_output=True, check=True, cwd=tmp_path,
    )  # fmt: skip
    lines_ = done.stdout.splitlines()
    assert json.loads(lines_[0])["vault"]
    assert json.loads(lines_[-1])["counts"]["client"] == 1
    wrong = subprocess.run(
        [sys.executable, "-I", str(script), str(moved)],
        input="another\n", text=True, capture_output=True, check=False,
    )  # fmt: skip
    assert wrong.returncode != 0
    assert "passphrase" in wrong.stderr
    assert "Traceback" not in wrong.stderr


@pytest.mark.slow
def test_an_archive_that_is_stopped_leaves_what_was_there(made, tmp_path):
    work, _, _ = made
    ada = unlock.unlock(work.path, "ada", "a scratch vault for checks")
    path = tmp_path / "all.cvault"
    path.write_bytes(b"an older one")

    def stop(done, of):
        assert done < of
        raise Refused("Stopped.")

    with pytest.raises(Refused, match="Stopped"):
        archive.write(work.path, ada, path, WORDS, NOW, stop)
    assert [p.name for p in tmp_path.iterdir()] == [path.name]
    assert path.read_bytes() == b"an older one"
