"""Which folders are a bad home for a vault: shares and folders that a cloud copies."""

import contextlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from counselor_desk.core.i18n import _
from counselor_desk.vault.file import ownership
from counselor_desk.vault.keys.slot_file import key_path

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
SHARES = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "afs", "9p", "afpfs", "webdav"})
MOUNTS, MAC_MOUNT = Path("/proc/mounts"), Path("/sbin/mount")
MAC_LINE = re.compile(r" on (?P<place>/.*) \((?P<kind>\w+)")
_DRIVE_REMOTE = 4  # GetDriveType: DRIVE_REMOTE


def warning(path: Path) -> str:
    """One sentence against this place; "" when a vault is well kept there."""
    if is_cloud(path):
        return _("A cloud service copies this folder and can damage an open vault. Choose another.")
    if is_share(path):
        return _("This folder is on a network. A vault is only safe on this computer's own disk.")
    return ""


def advice(vault: Path) -> str:
    """What somebody who opens this vault has to know of where it lies; rights are mended here."""
    if is_cloud(vault):
        return _(
            "A cloud service copies this vault's folder and can damage it. "
            "Lock it, and move the vault with its key file to this computer's own disk."
        )
    if is_share(vault):
        return _(
            "This vault is on a network, where a lost connection can damage it. Lock it, and move the "
            "vault with its key file to this computer's own disk."
        )
    return _mend_rights(vault)


def _mend_rights(vault: Path) -> str:
    """Others read only ciphertext there, but may guess at a passphrase for ever."""
    journal = vault.with_name(f"{vault.name}-wal")  # made by this opening, and as its folder is
    try:
        open_to_all = [
            file for file in (vault, key_path(vault)) if file.exists() and not ownership.is_private(file)
        ]
        for file in (*open_to_all, journal):
            if file.exists():
                ownership.restrict_to_owner(file)
    except OSError:
        return _(
            "Other people who use this computer can copy the vault's files. Ask whoever manages this "
            "computer to let only you read its folder."
        )
    if not open_to_all:
        return ""
    if not all(ownership.is_private(file) for file in open_to_all):
        return _(
            "This disk has no file permissions: whoever has it can copy the vault's files. Encrypt the "
            "disk, and let no one else use it."
        )
    return _(
        "Other people who use this computer could copy the vault's files; now only you can. If someone "
        "may have, give the vault a new key (Backups and keys)."
    )


def is_cloud(path: Path) -> bool:
    """Whether a part of the path is a folder that a sync client owns."""
    parts = [part.casefold() for part in path.parts]
    return any(
        part == cloud or part.startswith((f"{cloud} ", f"{cloud}-")) for part in parts for cloud in CLOUDS
    )


def is_share(path: Path) -> bool:
    """Whether the path lies on another machine: its locks cannot be trusted (sqlite.org/wal)."""
    if sys.platform == "win32":
        return _is_remote_drive(path)
    wanted = path.absolute().as_posix()
    best, kind = "", ""
    for place, file_system in _mac_mounts() if sys.platform == "darwin" else _linux_mounts():
        inside = wanted == place or wanted.startswith(place.rstrip("/") + "/")
        if inside and len(place) >= len(best):
            best, kind = place, file_system
    return kind in SHARES


def _linux_mounts() -> Iterator[tuple[str, str]]:
    """Where something is mounted, and of what kind it is."""
    if MOUNTS.exists():
        for line in MOUNTS.read_text("utf-8", "replace").splitlines():
            words = line.split()
            if len(words) > 2:
                yield words[1].replace("\\040", " "), words[2]


def _mac_mounts() -> Iterator[tuple[str, str]]:
    message = ""
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        done = subprocess.run([str(MAC_MOUNT)], capture_output=True, text=True, timeout=5, check=False)
        message = done.stdout
    for match in MAC_LINE.finditer(message):
        yield match["place"], match["kind"]


def _is_remote_drive(path: Path) -> bool:
    text = os.path.splitdrive(os.path.abspath(path))[0]  # noqa: PTH100  no network is asked
    if text.startswith("\\\\"):
        return True
    import ctypes

    kind = getattr(ctypes, "windll").kernel32.GetDriveTypeW(text + "\\")  # noqa: B009
    return bool(kind == _DRIVE_REMOTE)
