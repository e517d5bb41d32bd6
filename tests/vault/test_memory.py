"""After the lock no key stands in the process's memory, and the process leaves no core."""

import subprocess
import sys
from pathlib import Path

import pytest

from counselor_desk import opening
from tests.conftest import PASSPHRASE

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="reads /proc/PID/mem, which only Linux has"
)

# Sits down, works, locks, waits for the backup beside the lock; the test then reads its memory.
SITTING = """
import sys, threading
from pathlib import Path
from counselor_desk.opening import VaultDoor
from counselor_desk.services import staff

path, sign_in, said = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
door = VaultDoor(path)
opened = door.unlock(path, sign_in, said)
opened.desk.do(staff.everyone)
print("open", flush=True)
sys.stdin.readline()
door.lock(opened)
del opened
for thread in threading.enumerate():
    if thread.name == "backup":
        thread.join()
print("locked", flush=True)
sys.stdin.readline()
"""


def regions(pid):
    for line in Path(f"/proc/{pid}/maps").read_text("utf-8").splitlines():
        where, rights, *_rest = line.split()
        if rights.startswith("rw"):
            yield tuple(int(end, 16) for end in where.split("-"))


def copies(pid, *wanted):
    """How often each stands in what the process may write."""
    found = [0] * len(wanted)
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for first, last in regions(pid):
            try:
                memory.seek(first)
                held = memory.read(last - first)
            except OSError:
                continue
            for at, words in enumerate(wanted):
                found[at] += held.count(words)
    return found


@pytest.fixture
def sitting(tmp_path, monkeypatch):
    """A child that has a vault open; and the keys that it must forget."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    path = tmp_path / "clinic" / "clinic.db"
    new = opening.NewVault(path, "Harbor", "Ada Quist", "ada", PASSPHRASE)
    unlocked, _ = opening.make(new, opening.quick())
    child = subprocess.Popen(
        [sys.executable, "-c", SITTING, str(path), "ada", PASSPHRASE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout.readline() == "open\n"
    yield child, unlocked
    child.communicate("\n", timeout=60)


@pytest.mark.slow
def test_no_key_of_vault_or_person_stays_in_memory_after_the_lock(sitting):
    child, unlocked = sitting
    key, private = bytes(unlocked.key), bytes(unlocked.private)
    assert copies(child.pid, key)[0] >= 1, "the scan finds what is there"
    child.stdin.write("\n")
    child.stdin.flush()
    assert child.stdout.readline() == "locked\n"
    assert copies(child.pid, key, key.hex().encode(), private) == [0, 0, 0]


GUARDED = """
import ctypes, resource
from counselor_desk.vault import process

process.keep_to_itself()
print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""


def test_the_process_leaves_no_core_and_lets_nobody_attach():
    said = subprocess.run(
        [sys.executable, "-c", GUARDED], capture_output=True, text=True, check=True
    )
    assert said.stdout == "(0, 0) 0\n"
