"""A small window for the seconds in which something is made ready."""

from collections.abc import Callable
from functools import partial

import shiboken6
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from counselor_desk.ui.kit import look
from counselor_desk.ui.kit.background import start
from counselor_desk.ui.kit.post import ErrandOutcome, post
from counselor_desk.ui.kit.widgets import text


class WaitingPage(QWidget):
    """Says what is being made, how far it is, and when it is done."""

    done = Signal(object)  # what the work gave
    failed = Signal(object)  # the exception that ended it

    def __init__(self, words: str) -> None:
        super().__init__()
        self.setWindowTitle(words)
        self.setFixedWidth(420)
        column = QVBoxLayout(self)
        column.setContentsMargins(look.WIDE, look.WIDE, look.WIDE, look.WIDE)
        column.setSpacing(look.GAP)
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(words)
        column.addWidget(text.heading(words))
        column.addWidget(self.bar)

    def run(self, work: Callable[[Callable[[int, int], None]], object]) -> None:
        """Do the work on a thread of its own; it is given what to call between its steps."""
        slip = post().expect(self._tell, self._show_step)
        self._errand = partial(work, slip.progress)  # held here until it is done
        start(slip, [self._errand], "waiting")

    def _tell(self, ended: ErrandOutcome) -> None:
        if not shiboken6.isValid(self):
            return
        try:
            result = ended.unwrap()
        except BaseException as error:  # noqa: BLE001  told to whoever waits
            self.failed.emit(error)
        else:
            self.done.emit(result)

    def _show_step(self, done: int, of: int) -> None:
        if not shiboken6.isValid(self):
            return
        self.bar.setRange(0, of)
        self.bar.setValue(done)
