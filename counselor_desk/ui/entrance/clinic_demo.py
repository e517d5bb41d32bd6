"""The clinic's computer of the demonstration: two others beside it, and a line that can be cut."""

import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QProcess, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from counselor_desk.core.i18n import _
from counselor_desk.ui.kit import look
from counselor_desk.ui.kit.background import BackgroundTask
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.facts import side_by_side
from counselor_desk.ui.kit.widgets.page import action

SIDES = ("left", "right")
ENDING_MS = 5000  # for a window to lock and end


class ClinicDemoWindow(QWidget):
    """Starts the two windows, and ends when both are closed or it is."""

    over = Signal()

    def __init__(self, cut: Callable[[], object], mend: Callable[[], object]) -> None:
        super().__init__()
        self.setWindowTitle(_("The clinic's computer"))
        self.setFixedWidth(460)
        self.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint)  # the two others fill the screen
        self._cut, self._mend, self._is_cut = cut, mend, False
        self._aside = BackgroundTask(self)
        self._windows: list[QProcess] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(look.WIDE, look.WIDE, look.WIDE, look.WIDE)
        column.setSpacing(look.GAP)
        self.told = text.body(
            _(
                "The vault of a made-up clinic is open here and shared. On the left a counselor, on the "
                "right the supervisor, each in a program of their own. Sign a note on the left: it "
                "arrives on the right."
            )
        )
        self.line = action(_("Cut the line"), self._turn, name="cut_line")
        end = action(_("End the demonstration"), self.close, name="end_demo")
        for part in (text.heading(_("The clinic's computer")), self.told, side_by_side(self.line, end)):
            column.addWidget(part)

    def start(self, seats: tuple[tuple[Path, str], ...]) -> None:
        """One program for each computer that joined."""
        own = [] if getattr(sys, "frozen", False) else ["-m", "counselor_desk"]
        for side, (path, who) in zip(SIDES, seats, strict=True):
            window = QProcess(self)
            window.setProcessChannelMode(QProcess.ProcessChannelMode.ForwardedChannels)
            window.finished.connect(self._one_ended)
            window.start(
                sys.executable, [*own, "--demo", "--seat", str(path), "--sign-in", who, "--side", side]
            )
            self._windows.append(window)

    def _one_ended(self) -> None:
        if all(window.state() is QProcess.ProcessState.NotRunning for window in self._windows):
            self.close()

    def _turn(self) -> None:
        self.line.setEnabled(False)
        work = self._mend if self._is_cut else self._cut
        self._aside.run(work, lambda _none: self._turned(), lambda trouble: self.told.setText(str(trouble)))

    def _turned(self) -> None:
        self._is_cut = not self._is_cut
        self.line.setEnabled(True)
        self.line.setText(_("Fix the row") if self._is_cut else _("Cut the line"))

    def closeEvent(self, event: QCloseEvent) -> None:
        for window in self._windows:
            window.terminate()
        for window in self._windows:
            if not window.waitForFinished(ENDING_MS):
                window.kill()
                window.waitForFinished(ENDING_MS)
        super().closeEvent(event)
        self.over.emit()
