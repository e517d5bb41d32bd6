"""Who holds what on this computer: the one program of a person, and the open vault."""

import os
from pathlib import Path
from weakref import WeakKeyDictionary

from PySide6.QtCore import QLockFile, QStandardPaths, QSysInfo

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _

PATIENCE_MS = 300
# Which file each lock of this program was made as: a folder that is renamed takes it along.
_made: WeakKeyDictionary[QLockFile, tuple[int, int] | None] = WeakKeyDictionary()


def claim() -> QLockFile | None:
    """The place of the one program of this person; None when another holds it."""
    location = QStandardPaths.StandardLocation.AppLocalDataLocation
    folder = Path(QStandardPaths.writableLocation(location))
    folder.mkdir(parents=True, exist_ok=True)
    return _locked(folder / "running.lock", 0)


def lock_vault(vault: Path) -> QLockFile:
    """The vault for this program alone, until `unlock`. Raises Refused and says who has it."""
    beside = vault.with_suffix(".lock")
    held = _locked(beside, PATIENCE_MS)
    if held is None and _is_left_of_ours(beside):
        beside.unlink(missing_ok=True)
        held = _locked(beside, PATIENCE_MS)
    if held is not None:
        return held
    holder = QLockFile(str(beside)).getLockInfo()  # process, computer, program
    if not isinstance(holder, tuple) or not holder[1]:
        raise Refused(_("The vault's folder does not let this program write. Check its permissions."))
    words = _("This vault is already open on the computer {name}. Lock it there first.")
    raise Refused(words.format(name=holder[1]))


def _locked(path: Path, patience: int) -> QLockFile | None:
    lock = QLockFile(str(path))
    lock.setStaleLockTime(0)  # only a program that has ended has left it
    if not lock.tryLock(patience):
        return None
    _made[lock] = _file_at(path)
    return lock


def _is_left_of_ours(path: Path) -> bool:
    """Whether this program made it, and let go of the vault after the folder was moved or renamed."""
    holder = QLockFile(str(path)).getLockInfo()
    if not isinstance(holder, tuple) or holder[:2] != (os.getpid(), QSysInfo.machineHostName()):
        return False
    found = _file_at(path)
    return found is not None and all(at != found for lock, at in _made.items() if lock.isLocked())


def _file_at(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
