"""What Wine 8 lacks of Windows 10 and the program's wheels, or Python's own library, ask of it."""

import contextlib
import ctypes
import shutil
import struct
from pathlib import Path

MISSING = "bcryptprimitives"
ASKED, GIVEN = "ProcessPrng", "advapi32.SystemFunction036"  # both fill a buffer with random bytes
SECTION = 0x1000


def complete() -> None:
    """Put the stand-in into Wine's own system folder, so that frozen programs do not carry it."""
    if not is_wine():
        return
    _without_copy_file_2()
    _without_debugger()
    place = Path("C:/windows/system32") / f"{MISSING}.dll"
    if not place.exists():
        place.write_bytes(forwarder(f"{MISSING}.dll", ASKED, GIVEN))


def is_wine() -> bool:
    ntdll = getattr(ctypes, "WinDLL", None)
    return ntdll is not None and hasattr(ntdll("ntdll"), "wine_get_version")


def _without_copy_file_2() -> None:
    """Python 3.12 copies with a call that ends a program in Wine; without it, as 3.11 did."""
    system = getattr(shutil, "_winapi", None)
    if hasattr(system, "CopyFile2"):
        del system.CopyFile2


def _without_debugger() -> None:
    """A program that crashes ends, instead of waiting for somebody to look."""
    import winreg

    place = r"Software\Microsoft\Windows NT\CurrentVersion\AeDebug"
    with (
        contextlib.suppress(OSError),
        winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, place, 0, winreg.KEY_SET_VALUE) as key,
    ):
        winreg.DeleteValue(key, "Debugger")


def forwarder(library: str, asked: str, given: str) -> bytes:
    """A 64-bit Windows library without code: its one function is another library's."""
    exports = _exports(library, asked, given)
    dos = b"MZ".ljust(60, b"\0") + struct.pack("<I", 64)
    head = b"PE\0\0" + struct.pack("<HHIIIHH", 0x8664, 1, 0, 0, 0, 240, 0x2022)
    sizes = struct.pack("<HBBIIIII", 0x20B, 14, 0, 0, 512, 0, 0, SECTION)
    image = struct.pack("<QII", 0x180000000, 0x1000, 0x200)
    versions = struct.pack("<HHHHHHI", 6, 0, 0, 0, 6, 0, 0)
    whole = struct.pack("<IIIHH", 0x2000, 0x200, 0, 2, 0x140)
    memory = struct.pack("<QQQQII", 0x100000, 0x1000, 0x100000, 0x1000, 0, 16)
    tables = struct.pack("<II", SECTION, len(exports)).ljust(128, b"\0")
    section = b".edata\0\0" + struct.pack(
        "<IIIIIIHHI", len(exports), SECTION, 512, 0x200, 0, 0, 0, 0, 0x40000040
    )
    headers = dos + head + sizes + image + versions + whole + memory + tables + section
    return headers.ljust(0x200, b"\0") + exports.ljust(512, b"\0")


def _exports(library: str, asked: str, given: str) -> bytes:
    texts = [text.encode() + b"\0" for text in (library, asked, given)]
    first = SECTION + 40 + 4 + 4 + 2  # after the directory and its three tables of one
    at = [first + sum(map(len, texts[:index])) for index in range(3)]
    functions, names, ordinals = SECTION + 40, SECTION + 44, SECTION + 48
    directory = struct.pack("<IIHHIIIIIII", 0, 0, 0, 0, at[0], 1, 1, 1, functions, names, ordinals)
    return directory + struct.pack("<IIH", at[2], at[1], 0) + b"".join(texts)
