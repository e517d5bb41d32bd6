"""What goes on beside the work while a vault is open: idle hands, the system's lock, backups."""

from PySide6.QtCore import QObject, QTimer, Signal

from counselor_desk.desk.desk import Changes
from counselor_desk.door.port import OpenVault
from counselor_desk.records.practice import Practice
from counselor_desk.services.clinic import staff
from counselor_desk.ui.kit import file_dialogs
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.platform import SystemLock
from counselor_desk.ui.shell.idle_lock import IdleLock

KEEP_EVERY_MS, KEEP_FIRST_MS = 900_000, 60_000


class BackgroundWatch(QObject):
    """Says when to lock, and what the keeper of the backups found; it is never shown."""

    locking = Signal()
    leaving = Signal()  # the computer itself was locked, sleeps, or shows another person's session
    nearly = Signal(int)  # seconds until it locks; 0 when somebody is there again
    advised = Signal(str)

    def __init__(self, window: QObject, bridge: Bridge, opened: OpenVault) -> None:
        super().__init__(window)
        self._bridge, self._keeper = bridge, None if opened.is_demo else opened.keeper
        self.idle = IdleLock(10, self)
        self.idle.due.connect(self.locking)
        self.idle.nearly.connect(self.nearly)
        self._system = SystemLock(window)
        self._system.locking.connect(self.leaving)
        bridge.changed.connect(self._changed)
        self._ask_policy()
        self._timer = QTimer(self)
        self._timer.setInterval(KEEP_EVERY_MS)
        self._timer.timeout.connect(self._run_due)
        if self._keeper is not None:
            self._timer.start()
            QTimer.singleShot(KEEP_FIRST_MS, self, self._run_due)

    def stop(self) -> None:
        """The vault is locked: nothing is asked of it any more."""
        self._keeper = None
        file_dialogs.dismiss()
        self._timer.stop()
        self.idle.stop()
        self._system.stop()
        self._bridge.changed.disconnect(self._changed)

    def _changed(self, changes: Changes) -> None:
        if "Practice" in changes.kinds:
            self._ask_policy()

    def _ask_policy(self) -> None:
        self._bridge.ask(self, staff.practice).then(self._follow_policy)

    def _follow_policy(self, practice: Practice) -> None:
        self.idle.set_minutes(practice.idle_minutes)

    def _run_due(self) -> None:
        """Backups and what else is due, beside the work; the first time when it has begun."""
        if self._keeper is not None:
            self._bridge.work(self, self._keeper.run_due).then(self._advise)

    def _advise(self, words: str) -> None:
        if words:
            self.advised.emit(words)
