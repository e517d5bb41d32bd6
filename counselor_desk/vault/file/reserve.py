"""Room kept in reserve beside a vault, to be given up when the disk is full."""

import contextlib
import os
import shutil
from pathlib import Path

from counselor_desk.core.i18n import _

SIZE = 64 << 20
LOW = 500 << 20  # bytes free; below, a person is told
BLOCK = 1 << 20


def path_of(vault: Path) -> Path:
    return vault.with_suffix(".reserve")


def fill_reserve(vault: Path, size: int = SIZE) -> bool:
    """Lay the reserve by if it is not there and the disk has room to spare."""
    place = path_of(vault)
    if place.exists() or free_bytes(vault) < LOW + size:
        return False
    with contextlib.suppress(OSError):
        handle = os.open(place, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "wb") as file:
            for _block in range(size // BLOCK):
                file.write(bytes(BLOCK))  # written, not only sized: a sparse file holds no room
            file.flush()
            os.fsync(file.fileno())
        return True
    release(vault)
    return False


def release(vault: Path) -> bool:
    """Give the reserve up; says whether there was one."""
    try:
        path_of(vault).unlink()
    except OSError:
        return False
    return True


def free_bytes(vault: Path) -> int:
    return shutil.disk_usage(vault.parent).free


def warning(vault: Path) -> str:
    """One sentence when the disk is nearly full; "" when there is room."""
    left = free_bytes(vault)
    if left >= LOW:
        return ""
    return _("Only {n} MB are free on the vault's disk. Make room before it is full.").format(n=left >> 20)
