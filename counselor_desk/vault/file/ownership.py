"""Files and folders that only their owner may read: mode bits, or an access list on Windows."""

import os
import re
import sys
from pathlib import Path

_BINARY = getattr(os, "O_BINARY", 0)
_SYSTEM = frozenset({"SY", "BA", "LA", "OW", "CO"})  # the system, administrators, the owner
_GRANT = re.compile(r"\(A;[^;]*;[^;]*;[^;]*;[^;]*;([^;)]+)\)")


def make_folder(folder: Path) -> None:
    """The folder and what is missing above it; what is made in it later is as private."""
    made = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if made:
        restrict_to_owner(folder)


def new_file(path: Path) -> int:
    """A handle to write a new file with. Raises FileExistsError and other OSErrors."""
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | _BINARY, 0o600)
    try:
        restrict_to_owner(path)
    except OSError:
        os.close(handle)
        raise
    return handle


def restrict_to_owner(path: Path) -> None:
    """From now on nobody but the owner reads it. Raises OSError."""
    if sys.platform != "win32":
        path.chmod(0o700 if path.is_dir() else 0o600)
        return
    from counselor_desk.vault.file import windows_acl

    inherited = "OICI" if path.is_dir() else ""
    windows_acl.write_list(
        path, f"D:P(A;{inherited};FA;;;{windows_acl.current_sid()})(A;{inherited};FA;;;SY)"
    )


def is_private(path: Path) -> bool:
    """Whether no other person of this computer may read it; administrators always may."""
    if sys.platform != "win32":
        return path.stat().st_mode & 0o077 == 0
    from counselor_desk.vault.file import windows_acl as lists

    allowed = set(_GRANT.findall(lists.read_list(path)))
    return bool(allowed) and allowed <= _SYSTEM | {lists.current_sid()}
