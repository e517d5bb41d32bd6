"""What is copied out of a chart leaves the clipboard after half a minute."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication

KEPT_MS = 30_000


class ShortMemory(QObject):
    """Clears what this program has put on the clipboard, unless something else came since."""

    def __init__(
        self,
        parent: QObject,
        kept_ms: int = KEPT_MS,
        is_ours: Callable[[], bool] | None = None,
    ) -> None:
        super().__init__(parent)
        self._ours = ""
        # A platform without a real clipboard never says that it is ours.
        self._is_ours = is_ours or QGuiApplication.clipboard().ownsClipboard
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(kept_ms)
        self._timer.timeout.connect(self._forget)
        QGuiApplication.clipboard().dataChanged.connect(self._note)

    def _note(self) -> None:
        clipboard = QGuiApplication.clipboard()
        self._ours = clipboard.text() if self._is_ours() else ""
        if self._ours:
            self._timer.start()
        else:
            self._timer.stop()

    def _forget(self) -> None:
        clipboard = QGuiApplication.clipboard()
        if self._is_ours() and clipboard.text() == self._ours:
            clipboard.clear()
        self._ours = ""
