"""Slow work before there is a vault: run aside, answered on the GUI thread."""

import threading
from collections.abc import Callable
from typing import Any

import shiboken6
from PySide6.QtCore import QObject

from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.ui.kit.post import ErrandOutcome, ErrandSlip, post

Trouble = Refused | VaultTrouble


class BackgroundTask(QObject):
    """One errand at a time for one window; what comes back for a closed window is dropped."""

    def __init__(self, owner: QObject) -> None:
        super().__init__(owner)
        self._owner = owner

    def run(
        self,
        work: Callable[[], Any],
        then: Callable[[Any], object],
        otherwise: Callable[[Trouble], object] = lambda trouble: None,
    ) -> None:
        """Do `work` on a thread of its own; a bug in it comes out on the GUI thread."""

        def deliver(done: ErrandOutcome, _held: Callable[[], Any] = work) -> None:
            if not shiboken6.isValid(self._owner):
                return
            try:
                result = done.unwrap()
            except (Refused, VaultTrouble) as told:
                otherwise(told)
            else:
                then(result)

        start(post().expect(deliver), [work], "aside")


def start(slip: ErrandSlip, box: list[Callable[[], Any]], name: str) -> None:
    """Do what lies in the box on a thread of its own and send the slip what came of it."""
    threading.Thread(target=_errand, args=(slip, box), daemon=True, name=name).start()


def _errand(slip: ErrandSlip, box: list[Callable[[], Any]]) -> None:
    slip.send(ErrandOutcome(box))
