"""After the lock no key stands in the process's memory, and the process leaves no core."""

import subprocess
import sys
from pathlib import Path

import pytest

from counselor_desk.door import opening
from tests.proofs import PASSPHRASE

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="reads /proc/PID/mem, which only Linux has"
)

# Sits down, works, locks, waits for the backup beside the lock, again and again; the test reads
# its memory in between.
SITTING = """
import sys, threading
from pathlib import Path
from counselor_desk.app import vault_door
from counselor_desk.services import staff

path, sign_in, said, times = Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
door = vault_door(path)
for _ in range(times):
    opened = door.unlock(path, sign_in, said)
    opened.desk.do(staff.everyone)
    opened.keeper.keep()
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
TIMES = 20


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
    """A child that opens a vault and locks it, many times; and the keys that it must forget."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    path = tmp_path / "clinic" / "clinic.db"
    new = opening.NewVault(path, "Harbor", "Ada Quist", "ada", PASSPHRASE)
    unlocked, _ = opening.create_vault(new, opening.weakest_argon())
    child = subprocess.Popen(
        [sys.executable, "-c", SITTING, str(path), "ada", PASSPHRASE, str(TIMES)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    yield child, unlocked
    child.kill()
    child.communicate(timeout=60)


def heard(child, word):
    assert child.stdout.readline() == f"{word}\n"


def go_on(child):
    child.stdin.write("\n")
    child.stdin.flush()


@pytest.mark.slow
def test_no_key_stays_in_memory_after_any_of_twenty_locks(sitting):
    """Neither the vault's and the person's own, nor what is derived of them, raw or in digits."""
    child, unlocked = sitting
    secrets = {
        "vault": bytes(unlocked.key),
        "person": bytes(unlocked.private),
        "trail": bytes(unlocked.audit_key()),
        "database": bytes(unlocked.database_key()[:32]),
        "backup": bytes(unlocked.backup_key()),
    }
    secrets |= {f"{name}, digits": key.hex().encode() for name, key in secrets.items()}
    for _ in range(TIMES):
        heard(child, "open")
        there = dict(zip(secrets, copies(child.pid, *secrets.values()), strict=True))
        for name in ("vault", "person", "trail", "database"):
            assert there[name] >= 1, "the scan finds what is there"
        go_on(child)
        heard(child, "locked")
        left = dict(zip(secrets, copies(child.pid, *secrets.values()), strict=True))
        assert left == dict.fromkeys(secrets, 0)
        go_on(child)


GUARDED = """
import ctypes, resource
from counselor_desk.vault.file import process_hardening

process_hardening.keep_to_itself()
print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""


def test_the_process_leaves_no_core_and_lets_nobody_attach():
    said = subprocess.run([sys.executable, "-c", GUARDED], capture_output=True, text=True, check=True)
    assert said.stdout == "(0, 0) 0\n"
