"""The window that is on screen first: what stands in it is loaded once it is there."""

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QPaintEvent, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from counselor_desk.door.port import Door
from counselor_desk.ui.kit.platform import Key

if TYPE_CHECKING:
    from counselor_desk.ui.kit.calm_page import Entry

INSIDE = "counselor_desk.ui.kit.calm_page"


class Doorstep(QWidget):
    """Holds the door of a vault, or the way to make the first one."""

    opened = Signal(object)  # door.Opened

    def __init__(self, door: Door) -> None:
        super().__init__()
        self._door, self._filled = door, False
        self.setWindowTitle("Counselor Desk")
        self.resize(880, 660)
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

        from counselor_desk.ui.kit import look

        app = QApplication.instance()
        assert isinstance(app, QApplication)
        look.apply(app)
        self.inside = self._make()
        self.inside.opened.connect(self.opened)
        self._column.addWidget(self.inside)

    def _make(self) -> "Entry":
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
