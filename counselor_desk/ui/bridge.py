"""Asks the desk from the GUI thread and brings the answer back to it."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from typing import Any, Generic, ParamSpec, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

from counselor_desk.domain.roles import Can
from counselor_desk.errors import Refused, VaultTrouble
from counselor_desk.records.people import Staff
from counselor_desk.services.desk import Changes, Desk, UseCase, utc_now
from counselor_desk.ui.door import Door, Opened

P = ParamSpec("P")
R = TypeVar("R")


class Answer(Generic[R]):
    """A reply on its way. It is dropped if the one who asked is gone by then."""

    def __init__(self, bridge: "Bridge", owner: QObject) -> None:
        self._bridge, self.owner = bridge, owner
        self._then: Callable[[R], object] = lambda result: None
        self._complain: Callable[[Refused | VaultTrouble], object] | None = None
        self._finally: Callable[[], object] = lambda: None
        self._stopped = False

    def then(self, receive: Callable[[R], object]) -> "Answer[R]":
        self._then = receive
        return self

    def otherwise(self, complain: Callable[[Refused | VaultTrouble], object]) -> "Answer[R]":
        self._complain = complain
        return self

    def afterwards(self, done: Callable[[], object]) -> "Answer[R]":
        """Whatever came of it: to enable a button again."""
        self._finally = done
        return self

    def stop(self) -> None:
        """Ask a long command to give up at its next step; nothing of it is kept."""
        self._stopped = True

    def progress(self, done: int, of: int) -> None:
        """Called on the vault thread between the steps of a long command."""
        if self._stopped:
            raise Refused("Stopped. Nothing was changed.")
        self._bridge.progressed.emit(self, done, of)

    def deliver(self, future: "Future[R]") -> None:
        if not shiboken6.isValid(self.owner):
            return
        self._finally()
        try:
            result = future.result()
        except (Refused, VaultTrouble) as trouble:
            complain = self._complain or getattr(self.owner, "complain", None)
            (complain or self._bridge.complain)(trouble)
        else:
            self._then(result)


class Bridge(QObject):
    """The GUI's way to the desk: asks, hears of changes, and does slow work off both threads."""

    changed = Signal(object)  # Changes
    saved = Signal(object)  # datetime: something typed is in the vault
    progressed = Signal(object, int, int)  # Answer, done, of
    troubled = Signal(str)  # of someone who has no place of their own to say it
    _arrived = Signal(object, object)
    _heard = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        # The door that was opened, for what needs keys: people's slots, one's own passphrase.
        self.door: Door | None = None
        self.opened: Opened | None = None
        self._pool = ThreadPoolExecutor(2, thread_name_prefix="work")
        self._closed = False
        self._waiting: set[Answer[Any]] = set()
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._heard.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        desk.on_change = self._heard.emit

    @property
    def actor(self) -> Staff:
        """Who sits at the desk. Hiding by what they may do is courtesy; the desk protects."""
        assert self._desk.actor is not None
        return self._desk.actor

    def may(self, permission: Can) -> bool:
        return self._desk.actor is not None and self._desk.actor.may(permission)

    def now(self) -> datetime:
        return utc_now()

    def ask(
        self, owner: QObject, use_case: UseCase[P, R], *args: P.args, **kwargs: P.kwargs
    ) -> Answer[R]:
        """Put a question to the desk; the answer comes to `then` on the GUI thread."""
        answer: Answer[R] = Answer(self, owner)
        if self._closed:  # what still asks on its way out is not heard
            return answer
        return self._await(answer, self._desk.submit(answer, use_case, *args, **kwargs))

    def work(
        self, owner: QObject, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs
    ) -> Answer[R]:
        """Run something slow that needs no vault: drawing a paper, reading a file."""
        answer: Answer[R] = Answer(self, owner)
        if self._closed:
            return answer
        return self._await(answer, self._pool.submit(function, *args, **kwargs))

    def is_idle(self) -> bool:
        """No question is under way."""
        return not self._waiting

    def complain(self, trouble: Refused | VaultTrouble) -> None:
        self.troubled.emit(str(trouble))

    def close(self) -> None:
        """No more answers: what is under way is dropped."""
        self._closed = True
        self._desk.on_change = lambda changes: None
        self._waiting.clear()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _await(self, answer: Answer[R], future: "Future[R]") -> Answer[R]:
        self._waiting.add(answer)
        future.add_done_callback(lambda done: self._bring(answer, done))
        return answer

    def _bring(self, answer: Answer[R], future: "Future[R]") -> None:
        """On the thread that did the work; nobody is there to hear it after locking."""
        if answer in self._waiting and shiboken6.isValid(self):
            self._arrived.emit(answer, future)

    @Slot(object, object)
    def _deliver(self, answer: Answer[R], future: "Future[R]") -> None:
        if answer in self._waiting:
            self._waiting.discard(answer)
            answer.deliver(future)

    @Slot(object)
    def _tell(self, changes: Changes) -> None:
        asker = changes.initiator
        owner = asker.owner if isinstance(asker, Answer) else asker
        self.changed.emit(replace(changes, initiator=owner))
