"""What is copied out of a chart stays out of histories and clouds, and goes after half a minute."""

from collections.abc import Callable
from time import monotonic

from PySide6.QtCore import QMimeData, QObject, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication

KEPT_MS = 30_000
ONCE_S = 0.2  # a clipboard that drops the marks is not asked again and again
_NO = (0).to_bytes(4, "little")  # a DWORD
_WINDOWS = 'application/x-qt-windows-mime;value="{}"'  # how Qt names a format of Windows
# What the clipboard's own history, a cloud and other programs' histories are asked to heed.
HINTS = {
    _WINDOWS.format("ExcludeClipboardContentFromMonitorProcessing"): b"1",
    _WINDOWS.format("CanIncludeInClipboardHistory"): _NO,
    _WINDOWS.format("CanUploadToCloudClipboard"): _NO,
    "application/x-nspasteboard-concealed-type": b"1",  # macOS
    "x-kde-passwordManagerHint": b"secret",  # KDE and others on Linux
}


def mark_private(mime: QMimeData) -> QMimeData:
    """The same, marked as nothing for a history."""
    for name, value in HINTS.items():
        mime.setData(name, value)
    return mime


def copy_words(words: str) -> None:
    """Copy words alone, marked from the start."""
    mime = QMimeData()
    mime.setText(words)
    QGuiApplication.clipboard().setMimeData(mark_private(mime))


def clear_all() -> None:
    """At the lock: what was copied, and what is only marked, which X11 pastes with the middle button."""
    board = QGuiApplication.clipboard()
    board.clear()
    if board.supportsSelection():
        board.clear(QClipboard.Mode.Selection)


class ClipboardGuard(QObject):
    """Marks what this program puts on the clipboard, and clears it unless something came since."""

    def __init__(
        self,
        parent: QObject,
        kept_ms: int = KEPT_MS,
        is_ours: Callable[[], bool] | None = None,
    ) -> None:
        super().__init__(parent)
        self._ours, self._marked_at = "", 0.0
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
        if not self._ours:
            self._timer.stop()
            return
        self._timer.start()
        mime = clipboard.mimeData()
        unmarked = mime is not None and not set(HINTS) <= set(mime.formats())
        if unmarked and monotonic() - self._marked_at > ONCE_S:
            # A field of Qt copies by itself: what it put there is put there once more, marked.
            self._marked_at = monotonic()
            copy_words(self._ours)

    def _forget(self) -> None:
        clipboard = QGuiApplication.clipboard()
        if self._is_ours() and clipboard.text() == self._ours:
            clipboard.clear()
        self._ours = ""
