"""Ends a process that has held an open vault, and starts a fresh one in its place.

Python keeps words in memory until it needs the room: only the end of the process wipes them.
"""

import subprocess
import sys
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QLockFile, QObject, QTimer
from PySide6.QtWidgets import QApplication

RENEW = 75  # how the program ends when another is to begin
AFTER_MS = 15 * 60_000  # at the door
LOOK_MS = 250


class ProcessRestart(QObject):
    """Waits at the door until nothing is written and nobody types, then ends the program."""

    def __init__(self, app: QObject, is_at_rest: Callable[[], bool]) -> None:
        super().__init__(app)
        self._is_at_rest = is_at_rest
        self._patience = QTimer(self, interval=AFTER_MS, singleShot=True)
        self._patience.timeout.connect(self._unless_in_use)
        self._looks = QTimer(self, interval=LOOK_MS)
        self._looks.timeout.connect(self._end_if_at_rest)

    def soon(self) -> None:
        """The computer was locked: as soon as the last backup is on the disk."""
        self._patience.stop()
        self._looks.start()

    def after_a_while(self) -> None:
        """Somebody locked the vault, or went away from it."""
        self._patience.start()

    def call_off(self) -> None:
        """The vault is open again."""
        self._patience.stop()
        self._looks.stop()

    def _unless_in_use(self) -> None:
        """Nobody's passphrase is taken out of their hands."""
        if QApplication.activeWindow() is not None:
            self._patience.start()
        else:
            self.soon()

    def _end_if_at_rest(self) -> None:
        if self._is_at_rest():
            self.call_off()
            QCoreApplication.exit(RENEW)


def begin_again(alone: QLockFile | None) -> int:
    """Start the program again, at its door; what this one held is free for it."""
    if alone is not None:
        alone.unlock()
    frozen = getattr(sys, "frozen", False)
    program = [sys.executable] if frozen else [sys.executable, "-m", "counselor_desk"]
    subprocess.Popen([*program, "--again"], start_new_session=True)
    return 0
