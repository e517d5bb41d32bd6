"""Windows' access lists of files, in the words of its security descriptors (SDDL)."""

import contextlib
import ctypes
import sys
from collections.abc import Iterator
from ctypes import byref, c_void_p, c_wchar_p, sizeof, wintypes
from pathlib import Path

assert sys.platform == "win32"


_advapi, _kernel = ctypes.WinDLL("advapi32"), ctypes.WinDLL("kernel32")
_DACL, _PROTECTED, _FILE, _REVISION = 4, 0x80000000, 1, 1
_TOKEN_QUERY, _TOKEN_USER = 8, 1
OWN_LIST = _DACL | _PROTECTED  # a list that inherits nothing
_kernel.GetCurrentProcess.restype = wintypes.HANDLE
_kernel.LocalFree.argtypes = [c_void_p]
_advapi.OpenProcessToken.argtypes = [wintypes.HANDLE, wintypes.DWORD, c_void_p]
_advapi.GetTokenInformation.argtypes = [
    wintypes.HANDLE,
    ctypes.c_int,
    c_void_p,
    wintypes.DWORD,
    c_void_p,
]


def check_result(done: int) -> None:
    if not done:
        raise ctypes.WinError()


def _taken(text: c_wchar_p) -> str:
    """The text of a buffer that Windows lent; the buffer is given back."""
    said = text.value or ""
    _kernel.LocalFree(ctypes.cast(text, c_void_p))
    return said


def current_sid() -> str:
    """Who runs this program, as Windows writes it: S-1-5-21-..."""
    token, length = wintypes.HANDLE(), wintypes.DWORD()
    check_result(_advapi.OpenProcessToken(_kernel.GetCurrentProcess(), _TOKEN_QUERY, byref(token)))
    try:
        buffer = ctypes.create_string_buffer(256)
        size = sizeof(buffer)
        check_result(_advapi.GetTokenInformation(token, _TOKEN_USER, buffer, size, byref(length)))
        text = c_wchar_p()
        check_result(_advapi.ConvertSidToStringSidW(c_void_p.from_buffer(buffer), byref(text)))
        return _taken(text)
    finally:
        _kernel.CloseHandle(token)


@contextlib.contextmanager
def descriptor(words: str) -> Iterator[c_void_p]:
    """The security descriptor that these words of SDDL stand for. Raises OSError."""
    made, convert = c_void_p(), "ConvertStringSecurityDescriptorToSecurityDescriptorW"
    check_result(_advapi[convert](words, _REVISION, byref(made), None))
    try:
        yield made
    finally:
        _kernel.LocalFree(made)


def write_list(path: Path, words: str) -> None:
    with descriptor(words) as made:
        check_result(_advapi.SetFileSecurityW(str(path), OWN_LIST, made))


def read_list(path: Path) -> str:
    descriptor, text = c_void_p(), c_wchar_p()
    none = (None, None, None, None)
    failed = _advapi.GetNamedSecurityInfoW(str(path), _FILE, _DACL, *none, byref(descriptor))
    if failed:
        raise ctypes.WinError(failed)
    convert = "ConvertSecurityDescriptorToStringSecurityDescriptorW"
    try:
        check_result(_advapi[convert](descriptor, _REVISION, _DACL, byref(text), None))
        return _taken(text)
    finally:
        _kernel.LocalFree(descriptor)
