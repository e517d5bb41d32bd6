"""A small window for the seconds in which something is made ready."""

from collections.abc import Callable
from threading import Thread

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from counselor_desk.ui import look
from counselor_desk.ui.widgets import text


class Waiting(QWidget):
    """Says what is being made, how far it is, and when it is done."""

    done = Signal(object)  # what the work gave
    failed = Signal(object)  # the exception that ended it
    _step = Signal(int, int)

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
        self._step.connect(self._show_step, Qt.ConnectionType.QueuedConnection)

    def run(self, work: Callable[[Callable[[int, int], None]], object]) -> None:
        """Do the work on a thread of its own; it is given what to call between its steps."""

        def carry() -> None:
            try:
                result = work(self._step.emit)
            except BaseException as error:  # noqa: BLE001  told on the GUI thread
                self.failed.emit(error)
            else:
                self.done.emit(result)

        Thread(target=carry, name="waiting", daemon=True).start()

    def _show_step(self, done: int, of: int) -> None:
        self.bar.setRange(0, of)
        self.bar.setValue(done)
