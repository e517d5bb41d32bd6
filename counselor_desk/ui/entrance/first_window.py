"""The window that is on screen first: what stands in it is loaded once it is there."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QPaintEvent, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from counselor_desk.ui.kit import platform
from counselor_desk.ui.kit.platform import Key

if TYPE_CHECKING:
    from counselor_desk.door.port import Door
    from counselor_desk.ui.kit.calm_page import CalmWindow

INSIDE = "counselor_desk.ui.kit.calm_page"


class FirstWindow(QWidget):
    """Holds the door of a vault, or the way to make the first one."""

    opened = Signal(object)  # door.Opened

    def __init__(self, door: "Door") -> None:
        super().__init__()
        self._door, self._filled = door, False
        self.setWindowTitle("Counselor Desk")
        platform.fit_on_screen(self, 880, 660)
        self.setMinimumSize(460, 360)
        QShortcut(Key.Close, self, self.close)  # here is no menu that knows it
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        if INSIDE in sys.modules:  # back at the door: nothing has to be loaded
            self._fill()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The bare window is on screen: now the rest."""
        if not self._filled:
            QTimer.singleShot(0, self, self._fill)

    def _fill(self) -> None:
        if self._filled:
            return
        self._filled = True
        from PySide6.QtWidgets import QApplication

        from counselor_desk.ui.kit import dress

        app = QApplication.instance()
        assert isinstance(app, QApplication)
        dress.apply(app)
        self._hold(self._first())

    def _hold(self, inside: "CalmWindow") -> None:
        self.inside = inside
        inside.opened.connect(self.opened)
        inside.turned.connect(self._turn_to, Qt.ConnectionType.QueuedConnection)
        self._column.addWidget(inside)

    def _turn_to(self, name: str, vault: Path) -> None:
        """The other one of the two windows before a vault, in place of this one."""
        from counselor_desk.ui.entrance.first_run import FirstRun
        from counselor_desk.ui.entrance.unlock import UnlockWindow

        before = self.inside
        self._hold(UnlockWindow(self._door, vault) if name == "unlock" else FirstRun(self._door, vault))
        self._column.removeWidget(before)
        before.close()
        before.deleteLater()

    def _first(self) -> "CalmWindow":
        archive = self._door.archive()
        if archive is None and self._door.recent():
            from counselor_desk.ui.entrance.unlock import UnlockWindow

            return UnlockWindow(self._door)
        from counselor_desk.ui.entrance.first_run import FirstRun

        first = FirstRun(self._door)
        if archive is not None:
            first.unpack(archive)
        return first

    def closeEvent(self, event: object) -> None:
        """What is inside has a vault to lock when it is left half-way."""
        if self._filled:
            self.inside.close()
        super().closeEvent(event)  # type: ignore[arg-type]
