"""Which folders are a bad home for a vault: shares and folders that a cloud copies."""

import os
import sys
from pathlib import Path

from counselor_desk.i18n import _

CLOUDS = (
    "onedrive",
    "dropbox",
    "icloud",
    "google drive",
    "googledrive",
    "cloudstorage",
    "nextcloud",
    "box sync",
    "mobile documents",
)
SHARES = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "afs", "9p"})
MOUNTS = Path("/proc/mounts")
_DRIVE_REMOTE = 4  # GetDriveType: DRIVE_REMOTE


def warning(path: Path) -> str:
    """One sentence against this place; "" when a vault is well kept there."""
    if is_cloud(path):
        return _("A cloud service copies this folder and can damage an open vault. Choose another.")
    if is_share(path):
        return _("This folder is on a network. A vault is only safe on this computer's own disk.")
    return ""


def is_cloud(path: Path) -> bool:
    """Whether a part of the path is a folder that a sync client owns."""
    parts = [part.casefold() for part in path.parts]
    return any(
        part == cloud or part.startswith((f"{cloud} ", f"{cloud}-"))
        for part in parts
        for cloud in CLOUDS
    )


def is_share(path: Path) -> bool:
    """Whether the path lies on another machine: its locks cannot be trusted (sqlite.org/wal)."""
    if sys.platform == "win32":
        return _is_remote_drive(path)
    if not MOUNTS.exists():
        return False
    wanted = path.absolute().as_posix()
    best, kind = "", ""
    for line in MOUNTS.read_text("utf-8", "replace").splitlines():
        words = line.split()
        place = words[1].replace("\\040", " ") if len(words) > 2 else ""
        inside = wanted == place or wanted.startswith(place.rstrip("/") + "/")
        if place and inside and len(place) >= len(best):
            best, kind = place, words[2]
    return kind in SHARES


def _is_remote_drive(path: Path) -> bool:
    text = os.path.splitdrive(os.path.abspath(path))[0]  # noqa: PTH100  no network is asked
    if text.startswith("\\\\"):
        return True
    import ctypes

    kind = getattr(ctypes, "windll").kernel32.GetDriveTypeW(text + "\\")  # noqa: B009
    return bool(kind == _DRIVE_REMOTE)
