"""The key file is whole at every moment, readable by its owner alone."""

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from counselor_desk.core.errors import VaultTrouble
from counselor_desk.vault.keys import people, unlock
from counselor_desk.vault.keys.argon import Argon
from counselor_desk.vault.keys.slot_file import key_path, parse, read, write_file

QUICK = Argon(1, 46, 1)
SAID = "wooden kettle by the river"
OTHER = "seven lanterns on a hill"
ROOT = Path(__file__).parents[3]

WRITER = """
import sys
from pathlib import Path
from counselor_desk.vault import keys
unlocked = keys.unlock(Path(sys.argv[1]), "ada", sys.argv[2])
line = 0
while True:
    line += 1
    keys.keep_anchor(unlocked, line, "ab" * 32)
    sys.stdout.write(f"{line}\\n")
    sys.stdout.flush()
"""


@pytest.fixture
def made(tmp_path):
    path = tmp_path / "clinic.db"
    unlocked, printed = unlock.create(path, 1, "ada", SAID, QUICK)
    return path, unlocked, printed


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps rights in access lists")
def test_nobody_else_can_read_it_or_its_copy(made):
    path, unlocked, _ = made
    unlock.keep_anchor(unlocked, 1, "00")
    with pytest.raises(unlock.WrongPassphrase):
        unlock.unlock(path, "ada", OTHER)
    for ending in (".keys", ".keys.bak", ".tries"):
        mode = stat.S_IMODE(path.with_suffix(ending).stat().st_mode)
        assert mode == 0o600, ending


def test_the_copy_follows_so_that_no_removed_slot_lives_on(made):
    path, unlocked, _ = made
    people.add_person(unlocked, 2, "cal", OTHER)
    copy = key_path(path).with_name("clinic.keys.bak")
    assert parse(copy.read_bytes()) == read(key_path(path))
    people.remove_person(unlocked, 2)
    assert [slot.sign_in for slot in parse(copy.read_bytes()).people()] == ["ada"]


def test_the_copy_opens_when_the_file_is_damaged(made):
    path, first, _ = made
    file = key_path(path)
    file.write_bytes(file.read_bytes()[:-40])
    with pytest.raises(VaultTrouble, match=r"\.keys\.bak"):
        unlock.unlock(path, "ada", SAID)
    file.with_name("clinic.keys.bak").replace(file)
    assert unlock.unlock(path, "ada", SAID).database_key() == first.database_key()


def test_what_an_ended_process_left_is_swept_at_the_next_unlock(made):
    path, _, _ = made
    stale = path.with_name(".clinic.keys.0a1b2c3d.tmp")
    stale.write_bytes(b"old slots")
    foreign = path.with_name(".another.keys.0a1b2c3d.tmp")
    foreign.write_bytes(b"another vault's")
    unlock.unlock(path, "ada", SAID)
    assert not stale.exists()
    assert foreign.exists()


def test_a_write_that_fails_leaves_the_old_file_and_no_trace(made, monkeypatch):
    path, unlocked, _ = made
    before = key_path(path).read_bytes()

    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(VaultTrouble, match="space"):
        unlock.keep_anchor(unlocked, 5, "00")
    monkeypatch.undo()
    assert key_path(path).read_bytes() == before
    assert [p for p in path.parent.iterdir() if p.suffix == ".tmp"] == []


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
def test_killed_while_it_writes_the_file_is_whole_and_no_told_write_is_lost(made):
    path, _, _ = made
    for turn in range(8):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path), SAID],
            cwd=ROOT, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert process.stdout is not None
        told = int(process.stdout.readline())
        until = time.monotonic() + 0.013 * (turn + 1)
        while time.monotonic() < until:
            told = int(process.stdout.readline())
        process.send_signal(signal.SIGKILL)
        rest = process.stdout.read().splitlines(keepends=True)
        told = max([told, *(int(line) for line in rest if line.endswith("\n"))])
        process.stdout.close()
        process.wait()
        unlocked = unlock.unlock(path, "ada", SAID)
        anchor = unlocked.file().anchor
        assert anchor is not None
        assert anchor.line in (told, told + 1)
        unlock.keep_anchor(unlocked, 0, "00")


def test_small_files_are_put_whole(tmp_path):
    write_file(tmp_path / "a", b"one")
    write_file(tmp_path / "a", b"two")
    assert (tmp_path / "a").read_bytes() == b"two"
    assert [p.name for p in tmp_path.iterdir()] == ["a"]
