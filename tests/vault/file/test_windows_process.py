"""On Windows nobody of the same person reads the memory of the program, and no crash is reported."""

import ctypes
import subprocess
import sys

import pytest

from tests.wine import is_wine

pytestmark = pytest.mark.skipif(sys.platform != "win32", reason="asks Windows")

VM_READ, VM_WRITE, CREATE_THREAD, DUP_HANDLE, WRITE_LIST = 0x10, 0x20, 0x2, 0x40, 0x40000
WAIT, TERMINATE, ASK_NAME = 0x100000, 0x1, 0x1000

SITTING = """
import ctypes, sys
from counselor_desk.vault.file import process_hardening

if "open" not in sys.argv:
    process_hardening.keep_to_itself()
print(ctypes.WinDLL("kernel32").GetErrorMode(), flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def sitting():
    made = []

    def start(*words):
        child = subprocess.Popen([sys.executable, "-c", SITTING, *words],
                                 stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # fmt: skip
        made.append(child)
        return child, int(child.stdout.readline())

    yield start
    for child in made:
        child.kill()
        child.communicate(timeout=60)


def opens(child, access):
    kernel = ctypes.WinDLL("kernel32")
    kernel.OpenProcess.restype = ctypes.c_void_p
    handle = kernel.OpenProcess(access, False, child.pid)
    if handle:
        kernel.CloseHandle(ctypes.c_void_p(handle))
    return bool(handle)


def test_another_program_of_the_same_person_does_not_read_its_memory(sitting):
    guarded, _mode = sitting()
    open_to_all, _mode = sitting("open")
    asked = (VM_READ, VM_WRITE, CREATE_THREAD, DUP_HANDLE, WRITE_LIST)
    # Wine knows no rights of an owner (OW): whoever owns a process may always write its list there.
    for access in asked[:-1] if is_wine() else asked:
        assert opens(open_to_all, access), "what the list takes away was there"
        assert not opens(guarded, access), hex(access)
    for access in (WAIT, TERMINATE, ASK_NAME):
        assert opens(guarded, access), hex(access)


def test_a_crash_shows_no_box_and_calls_no_reporter(sitting):
    _guarded, mode = sitting()
    assert mode & 3 == 3
