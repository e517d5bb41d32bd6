"""Slow work before there is a vault: run aside, answered on the GUI thread."""

import threading
from collections.abc import Callable
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

from counselor_desk.errors import Refused, VaultTrouble

Trouble = Refused | VaultTrouble


class Aside(QObject):
    """One errand at a time for one window; what comes back for a closed window is dropped."""

    _back = Signal(object, object)

    def __init__(self, owner: QObject) -> None:
        super().__init__(owner)
        self._owner = owner
        self._back.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        work: Callable[[], Any],
        then: Callable[[Any], object],
        otherwise: Callable[[Trouble], object] = lambda trouble: None,
    ) -> None:
        """Do `work` on a thread of its own; a bug in it comes out on the GUI thread."""

        def errand() -> None:
            try:
                result = work()
                deliver: Callable[[], object] = lambda: then(result)  # noqa: E731
            except (Refused, VaultTrouble) as trouble:
                told = trouble
                deliver = lambda: otherwise(told)  # noqa: E731
            except BaseException as bug:  # noqa: BLE001  raised again where it is seen
                raised = bug
                deliver = lambda: _raise(raised)  # noqa: E731
            if shiboken6.isValid(self):
                self._back.emit(deliver, None)

        threading.Thread(target=errand, daemon=True, name="aside").start()

    @Slot(object, object)
    def _deliver(self, deliver: Callable[[], object], _nothing: object) -> None:
        if shiboken6.isValid(self._owner):
            deliver()


def _raise(bug: BaseException) -> None:
    raise bug
