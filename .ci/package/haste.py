"""Takes out of the freezer what makes it slow on Windows, and changes nothing of what it makes."""

import functools
from types import SimpleNamespace


def hasten() -> None:
    """Where the freezer reads Windows libraries: elsewhere there is nothing of it."""
    try:
        import pefile
        from PyInstaller.utils.win32 import winutils
    except ImportError:
        return
    # It sweeps the whole memory each time it closes a library: a thousand times in one freeze.
    pefile.gc = SimpleNamespace(collect=lambda: 0)
    # The same few libraries are asked for their processor again and again.
    winutils.get_pe_file_machine_type = functools.cache(winutils.get_pe_file_machine_type)
