"""Asks the desk from the GUI thread and brings the answer back to it."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Any, Generic, ParamSpec, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.desk.desk import Changes, Desk, UseCase
from counselor_desk.desk.proofs import PassphraseProof
from counselor_desk.domain.roles import Can
from counselor_desk.door.port import Door, OpenVault
from counselor_desk.records.people import Staff
from counselor_desk.services.documents.own_words import OwnWords
from counselor_desk.services.vault import proofs
from counselor_desk.services.vault.held_proof_key import HeldProofKey
from counselor_desk.ui.kit import wall_clock
from counselor_desk.ui.kit.form_drafts import FormDrafts, SavingWatch
from counselor_desk.ui.kit.post import ErrandSlip, post, run_errand

P = ParamSpec("P")
R = TypeVar("R")
S = TypeVar("S")


class PendingAnswer(Generic[R]):
    """A reply on its way. It is dropped if the one who asked, or is to show it, is gone by then."""

    def __init__(self, bridge: "Bridge", owner: QObject) -> None:
        self._bridge, self.owner = bridge, owner
        self._then: Callable[[R], object] = lambda result: None
        self._complain: Callable[[Refused | VaultTrouble], object] | None = None
        self._finally: Callable[[], object] = lambda: None
        self._saving: SavingWatch | None = None
        self.slip: ErrandSlip | None = None
        self._under_way: PendingAnswer[Any] | None = None
        self.stands_for: PendingAnswer[Any] | None = None
        self.errand: Callable[[], R] | None = None  # held here until it is done

    def watch_saving(self, saving: "SavingWatch") -> None:
        """`saving` looks at what happens to the forms on screen when this is answered."""
        self._saving = saving

    def then(self, receive: Callable[[R], object]) -> "PendingAnswer[R]":
        self._then = receive
        return self

    def otherwise(self, complain: Callable[[Refused | VaultTrouble], object]) -> "PendingAnswer[R]":
        self._complain = complain
        return self

    def afterwards(self, done: Callable[[], object]) -> "PendingAnswer[R]":
        """Whatever came of it: to enable a button again."""
        self._finally = done
        return self

    def follow(self, go_on: "Callable[[R], PendingAnswer[S]]") -> "PendingAnswer[S]":
        """Another question once this is answered; what comes of either is told to the last."""
        last: PendingAnswer[S] = PendingAnswer(self._bridge, self.owner)

        def ask_on(result: R) -> None:
            following = go_on(result).then(lambda end: last._then(end))
            following.otherwise(last._tell).afterwards(lambda: last._finally())
            last._under_way, following.stands_for = following, last

        def fail(trouble: Refused | VaultTrouble) -> None:
            last._finally()
            last._tell(trouble)

        self.then(ask_on).otherwise(fail)
        last._under_way, self.stands_for = self, last
        return last

    def outermost(self) -> "PendingAnswer[Any]":
        """The one that somebody waits for: of several questions in a row the last."""
        return self if self.stands_for is None else self.stands_for.outermost()

    def stop(self) -> None:
        """Ask a long command to give up at its next step; nothing of it is kept."""
        if self._under_way is not None:
            self._under_way.stop()
        if self.slip is not None:
            self.slip.stopped = True

    def deliver(self, future: "Future[R]") -> None:
        if not shiboken6.isValid(self.owner):
            return
        self._finally()
        try:
            result = future.result()
        except (Refused, VaultTrouble) as trouble:
            if self._saving is not None:
                self._saving.refused()
            self._tell(trouble)
        else:
            if not _is_there(self._then):
                return
            if self._saving is None:
                self._then(result)
            else:
                with self._saving:
                    self._then(result)

    def _tell(self, trouble: Refused | VaultTrouble) -> None:
        complain = self._complain or getattr(self.owner, "complain", None)
        (complain or self._bridge.complain)(trouble)


def _is_there(receive: Callable[..., object]) -> bool:
    """Whether the widget whose method this is still stands: a sheet may be put away before its page."""
    receiver = getattr(receive, "__self__", None)
    return not isinstance(receiver, QObject) or shiboken6.isValid(receiver)


class Bridge(QObject):
    """The GUI's way to the desk: asks, hears of changes, and does slow work off both threads."""

    changed = Signal(object)  # Changes
    saved = Signal(object)  # datetime: something typed is in the vault
    progressed = Signal(object, int, int)  # Answer, done, of
    reworded = Signal()  # another language was chosen: the windows are written again
    troubled = Signal(str)  # of someone who has no place of their own to say it
    _heard = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        # The door that was opened, for what needs keys: people's slots, one's own passphrase.
        self.door: Door | None = None
        self.opened: OpenVault | None = None
        self._pool = ThreadPoolExecutor(2, thread_name_prefix="work")
        self.form_drafts = FormDrafts(self)
        self.own_words = OwnWords(desk)  # opened and sealed at this seat
        self._held: list[HeldProofKey] = []
        self._closed = False
        self._when_idle: list[Callable[[], object]] = []
        self._waiting: dict[ErrandSlip, PendingAnswer[Any]] = {}
        self._stepped: set[ErrandSlip] = set()  # those who have said how far they are
        self._heard.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        self._stop_listening = desk.listen(self._heard.emit)
        wall_clock.hang(self.now)

    @property
    def actor(self) -> Staff:
        """Who sits at the desk. Hiding by what they may do is courtesy; the desk protects."""
        assert self._desk.actor is not None
        return self._desk.actor

    def is_open(self) -> bool:
        """Somebody sits at the desk; a screen on its way out asks nothing more."""
        return not self._closed and self._desk.actor is not None

    def may(self, permission: Can) -> bool:
        return self._desk.actor is not None and self._desk.actor.may(permission)

    def now(self) -> datetime:
        """The desk's time: what is offered and shown is of the hour in which it will be kept."""
        return self._desk.now()

    def today(self) -> date:
        """The day of the desk's clock, where this computer is."""
        return self.now().astimezone().date()

    def ask(
        self, owner: QObject, use_case: UseCase[P, R], *args: P.args, **kwargs: P.kwargs
    ) -> PendingAnswer[R]:
        """Put a question to the desk; the answer comes to `then` on the GUI thread."""
        answer: PendingAnswer[R] = PendingAnswer(self, owner)
        if self._closed:  # what still asks on its way out is not heard
            return answer
        slip = self._expect(answer)
        self._desk.submit(slip, use_case, *args, **kwargs).add_done_callback(slip.send)
        return answer

    def work(
        self, owner: QObject, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs
    ) -> PendingAnswer[R]:
        """Run something slow that needs no vault: drawing a paper, reading a file."""
        answer: PendingAnswer[R] = PendingAnswer(self, owner)
        if self._closed:
            return answer
        slip = self._expect(answer)
        answer.errand = partial(function, *args, **kwargs)
        self._pool.submit(run_errand, [answer.errand]).add_done_callback(slip.send)
        return answer

    def prove(
        self, owner: QObject, use_case: UseCase[..., Any], passphrase: str
    ) -> PendingAnswer[PassphraseProof]:
        """That who sits here has typed their passphrase, for this act alone; it goes no further."""
        return self.work(owner, proofs.prove_own, self._desk, use_case, passphrase)

    def prove_beside(
        self, owner: QObject, use_case: UseCase[..., Any], staff_id: int, passphrase: str
    ) -> PendingAnswer[PassphraseProof]:
        """The same of a colleague who is here as the second of two."""
        return self.work(owner, proofs.prove_beside, self._desk, use_case, staff_id, passphrase)

    def proof_key(self, use_case: UseCase[..., Any]) -> HeldProofKey:
        """For a page on which one person signs many in a row; it is gone at the latest with the lock."""
        held = HeldProofKey(self._desk, use_case)
        self._held.append(held)
        return held

    def is_idle(self) -> bool:
        """No question is under way."""
        return not self._waiting

    def when_idle(self, then: Callable[[], object]) -> None:
        """Once every question that is under way is answered: a page has what it shows."""
        if self.is_idle():
            then()
        else:
            self._when_idle.append(then)

    def complain(self, trouble: Refused | VaultTrouble) -> None:
        self.troubled.emit(str(trouble))

    def close(self) -> None:
        """No more answers: what is under way is dropped."""
        self._closed = True
        wall_clock.take_down(self.now)
        self.own_words.forget()
        for held in self._held:
            held.forget()
        self._stop_listening()
        self._waiting.clear()
        self._when_idle.clear()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _expect(self, answer: PendingAnswer[Any]) -> ErrandSlip:
        """The other threads get the slip; the answer and its owner stay on this one."""
        slip = post().expect(
            lambda future: self._deliver(slip, future),
            lambda done, of: self._step(slip, done, of),
        )
        self._waiting[slip] = answer
        answer.slip = slip
        return slip

    def _deliver(self, slip: ErrandSlip, future: "Future[Any]") -> None:
        """Nobody is there to hear it after locking."""
        answer = self._waiting.pop(slip, None)
        if answer is not None:
            if slip in self._stepped:
                self._stepped.discard(slip)
                self.progressed.emit(answer.outermost(), 1, 1)
            answer.deliver(future)
        if self._when_idle and self.is_idle():
            waiting, self._when_idle = self._when_idle, []
            for then in waiting:
                then()

    def _step(self, slip: ErrandSlip, done: int, of: int) -> None:
        if slip in self._waiting:
            self._stepped.add(slip)
            self.progressed.emit(self._waiting[slip].outermost(), done, of)

    @Slot(object)
    def _tell(self, changes: Changes) -> None:
        asker = changes.initiator
        if isinstance(asker, ErrandSlip):
            asker = self._waiting[asker].owner if asker in self._waiting else None
        self.changed.emit(replace(changes, initiator=asker))
