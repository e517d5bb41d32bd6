"""What Windows has against a look at this process: no report of a crash, and an access list of its own."""

import ctypes
import sys
from collections.abc import Callable
from ctypes import c_void_p, wintypes
from pathlib import Path

from counselor_desk.vault.file import windows_acl

assert sys.platform == "win32"

# No box and no error reporter after a fault, and none for a drive that is not ready (errhandlingapi.h).
_QUIET = 0x0001 | 0x0002
_WITHOUT_HEAP = 1  # WER_FAULT_REPORTING_FLAG_NOHEAP: should a report be made, no memory goes along
# What everybody keeps: to wait for its end, to end it, to ask its name, to read this list (winnt.h).
_KEPT = 0x00100000 | 0x0001 | 0x1000 | 0x00020000
_EVERYTHING = 0x1FFFFF

_kernel = ctypes.WinDLL("kernel32")
_kernel.GetCurrentProcess.restype = wintypes.HANDLE


def keep_to_itself() -> None:
    """Each by itself: what this Windows does not offer is done without."""
    for step in (_make_quiet, _leave_heap_out, _exclude_from_reports, _close_to_others):
        _try(step)


def process_list(sid: str) -> str:
    """The access list in SDDL: nobody of the same person reads or writes the memory, takes handles over or
    starts a thread in it. OW: the owner, who could else write another list. SYSTEM has it all."""
    return f"D:P(A;;{_KEPT:#x};;;OW)(A;;{_KEPT:#x};;;{sid})(A;;{_EVERYTHING:#x};;;SY)"


def _try(step: Callable[[], object]) -> None:
    try:
        step()
    except (OSError, AttributeError):  # a call or a library that is not there
        return


def _make_quiet() -> None:
    _kernel.SetErrorMode(_kernel.GetErrorMode() | _QUIET)


def _leave_heap_out() -> None:
    _kernel.WerSetFlags(_WITHOUT_HEAP)


def _exclude_from_reports() -> None:
    """For this person, by the program's name; an interpreter's name is that of other programs, too."""
    if getattr(sys, "frozen", False):
        ctypes.WinDLL("wer").WerAddExcludedApplication(ctypes.c_wchar_p(Path(sys.executable).name), False)


def _close_to_others() -> None:
    with windows_acl.descriptor(process_list(windows_acl.current_sid())) as made:
        set_list = ctypes.WinDLL("advapi32").SetKernelObjectSecurity
        set_list.argtypes = [wintypes.HANDLE, wintypes.DWORD, c_void_p]
        windows_acl.check_result(set_list(_kernel.GetCurrentProcess(), windows_acl.OWN_LIST, made))
