"""Locks when nobody has typed or moved for a while, and after the computer has slept."""

import sys
import time

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

TICK_MS = 5000
SLEPT_S = 90  # so long between two ticks: the computer was asleep
WARNING_S = 60

ACTIVITY = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseMove,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
    }
)


class IdleLock(QObject):
    """Hears of activity in the program's windows; `due` when the vault should lock."""

    due = Signal()
    nearly = Signal(int)  # seconds that are left; 0 when somebody is there again

    def __init__(self, minutes: int, parent: QObject) -> None:
        super().__init__(parent)
        self._limit = minutes * 60
        self._last = self._ticked = _seconds()
        self._warned = False
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.focusWindowChanged.connect(self._watch)
        self._watch(QGuiApplication.focusWindow())

    def set_minutes(self, minutes: int) -> None:
        self._limit = minutes * 60

    def active(self) -> None:
        """Somebody is there."""
        now = _seconds()
        if now - self._last >= self._limit:  # the first move after a long absence is too late
            self.due.emit()
            return
        self._last = now
        if self._warned:
            self._warned = False
            self.nearly.emit(0)

    def stop(self) -> None:
        self._timer.stop()

    def _watch(self, window: QWindow | None) -> None:
        """Input reaches a window before any of its widgets: one filter there hears it all."""
        if window is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in ACTIVITY:
            self.active()
        return False

    def _tick(self) -> None:
        now, before = _seconds(), self._ticked
        self._ticked = now
        left = self._limit - (now - self._last)
        if left <= 0 or now - before > SLEPT_S:
            self.due.emit()
        elif left <= WARNING_S:
            self._warned = True
            self.nearly.emit(int(left))


def _seconds() -> float:
    """A clock that only goes forward, also while the computer sleeps; nobody can set it back.

    Linux counts sleep in its boot time alone; Windows and macOS count it in the one that Python and
    POSIX call monotonic.
    """
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    if clock is not None:
        return time.clock_gettime(clock)
    if sys.platform == "darwin":
        return time.clock_gettime(time.CLOCK_MONOTONIC)
    return time.monotonic()
