"""The portable archive: read back here, and by a script that knows nothing of this program."""

import sqlite3
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from counselor_desk.errors import Refused, VaultTrouble
from counselor_desk.resources import RESOURCES
from counselor_desk.vault import archive, holders, keys
from counselor_desk.vault.connection import connect
from counselor_desk.vault.portable import BadArchive
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
    ada = keys.unlock(work.path, "ada", "a scratch vault for checks")
    printed = holders.new_recovery_key(ada)
    path = folder / "all.cvault"
    archive.write(work.path, ada, path, WORDS, NOW)
    return work, path, printed


@pytest.mark.slow
@pytest.mark.parametrize("by", ["passphrase", "recovery key"])
def test_everything_comes_back(made, tmp_path, by):
    work, path, printed = made
    vault = tmp_path / "new.db"
    found = archive.load(path, WORDS if by == "passphrase" else printed.lower(), vault, NEW_KEY)
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
    script = RESOURCES / "archive" / "read_archive.py"
    done = subprocess.run(
        [sys.executable, "-I", str(script), str(path), str(out)],
        input=WORDS + "\n", text=True, capture_output=True, check=True,
    )  # fmt: skip
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
            archive.load(spoilt, WORDS, vault, NEW_KEY)
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
