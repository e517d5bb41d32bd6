"""Who holds what on this computer: the one program of a person, and the open vault."""

from pathlib import Path

from PySide6.QtCore import QLockFile, QStandardPaths

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _

PATIENCE_MS = 300


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
    return lock if lock.tryLock(patience) else None
