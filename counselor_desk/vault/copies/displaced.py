"""A vault whose file was deleted or replaced while it was open: noticed, and saved beside."""

import contextlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from counselor_desk.core.errors import VaultTrouble
from counselor_desk.core.i18n import _
from counselor_desk.vault.copies import backup
from counselor_desk.vault.copies.backup import Backup
from counselor_desk.vault.file import engine as vault_engine
from counselor_desk.vault.file import ownership
from counselor_desk.vault.file.connection import Trouble
from counselor_desk.vault.keys.unlock import VaultKeys

WHY = "displaced"


class VaultPlace:
    """Which file lay under the vault's name when it was opened.

    An open file stays what it is when its name is deleted or given to another one: on POSIX systems a
    save goes on being acknowledged, into a file that ends with the program. Windows lets nobody delete
    an open one, but a stick is pulled out, and a folder of the network is somebody else's.
    """

    def __init__(self, vault: Path, unlocked: VaultKeys, now: Callable[[], datetime]) -> None:
        self._vault, self._keys, self._now = vault, unlocked, now
        self._opened: tuple[int, int] | None = None
        self._beside: Backup | None = None

    def remember(self) -> None:
        """The file was just opened: this is it."""
        self._opened, self._beside = self._there(), None

    def is_displaced(self) -> bool:
        """Whether another file, or none, has the vault's name now."""
        return self._opened is not None and self._there() != self._opened

    def save_beside(self, engine: Engine) -> None:
        """Everything in the open file as a verified backup, and the one of a moment ago taken away.

        On the vault's thread. Raises VaultTrouble where it could not be saved.
        """
        try:
            made = self._copied(engine)
        except (OSError, Trouble, VaultTrouble) as error:
            raise VaultTrouble(
                _(
                    "The vault's file was moved, deleted or replaced while it was open, and nothing could be "
                    "saved beside it. Leave this window open, connect the vault's disk, and save again."
                )
            ) from error
        before, self._beside = self._beside, made
        for file in reversed(before.files()) if before is not None else ():
            with contextlib.suppress(OSError):
                file.unlink()

    def _copied(self, engine: Engine) -> Backup:
        folder, now = backup.folder_of(self._vault), self._now()
        ownership.make_folder(folder)
        partial = backup.partial_in(folder, self._vault, now)
        try:
            vault_engine.copy_open(engine, partial)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise
        return backup.adopt_copy(partial, self._vault, self._keys, WHY, now)

    def _there(self) -> tuple[int, int] | None:
        """Device and inode; on Windows the volume's serial and the file's index. None: no file."""
        try:
            found = self._vault.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino


def displaced_vault() -> VaultTrouble:
    """What is said of all that needs the file under the vault's name."""
    return VaultTrouble(
        _(
            "The vault's file was moved, deleted or replaced while it was open. Everything to this moment "
            "is in the newest backup. Lock the vault, then open it where it is now, or restore that backup."
        )
    )
