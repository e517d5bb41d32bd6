"""Frees unreachable objects on the GUI thread alone: widgets freed on another end the program."""

import gc
import time

from PySide6.QtCore import QCoreApplication, QObject, QTimer

EVERY_MS = 250
ALL_AFTER = 30.0  # seconds between two looks through everything; it takes the longest
DOOR_MS = 500  # after a lock: by then the door is on screen and the locked window let go


class GarbageSweeper(QObject):
    """Does what Python's collector does by itself, at a time and on a thread that suit Qt."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._all_at = time.monotonic()
        timer = QTimer(self)
        timer.setInterval(EVERY_MS)
        timer.timeout.connect(self.sweep)
        timer.start()

    def sweep(self) -> None:
        """Collect as far as Python's own thresholds ask for."""
        young, middle, old = gc.get_count()
        limits = gc.get_threshold()
        if old > limits[2] and time.monotonic() - self._all_at > ALL_AFTER:
            self.sweep_all()
        elif middle > limits[1]:
            gc.collect(1)
        elif young > limits[0]:
            gc.collect(0)

    def sweep_all(self) -> None:
        self._all_at = time.monotonic()
        gc.collect()


def sweep_soon() -> None:
    """What a locked window held is not to wait in memory until Python comes to it by itself."""
    app = QCoreApplication.instance()
    sweeper = app.findChild(GarbageSweeper) if app is not None else None
    if isinstance(sweeper, GarbageSweeper):
        QTimer.singleShot(DOOR_MS, sweeper, sweeper.sweep_all)
