"""One person's place at a desk: who sits there, and who hears of changes."""

from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ParamSpec, Protocol, TypeVar

from sqlalchemy.orm import Session

from counselor_desk.core.errors import Forbidden
from counselor_desk.desk.context import Context, SignIn, UseCase
from counselor_desk.desk.long_read import LongRead
from counselor_desk.desk.proofs import ProofBook
from counselor_desk.desk.shown import ShownCharts
from counselor_desk.desk.signed_past import SignedPast
from counselor_desk.desk.trail import TrailChain
from counselor_desk.domain.clean_text import without_nul_and_surrogates
from counselor_desk.records.people import Staff

if TYPE_CHECKING:
    from counselor_desk.vault.keys.compartments import CompartmentKeeper
    from counselor_desk.vault.keys.unlock import VaultKeys

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Changes:
    """Which kinds of record a command touched, in whose chart, and who asked."""

    kinds: frozenset[str]
    client_ids: frozenset[int]
    initiator: object | None = None
    leaves_no_words: bool = False


@dataclass(frozen=True)
class WriterHere:
    """Who has a draft open to write, at another seat."""

    staff_id: int
    name: str


STILL_WRITING = timedelta(minutes=10)  # after the last save; a window may have ended without a word
WRITING = "Writing"  # the kind of change that tells of it: no record, and nothing is kept of it
Listener = Callable[[Changes], None]


class SeatHost(Protocol):
    """What a seat takes from the desk at which it stands."""

    chain: TrailChain
    proofs: ProofBook
    compartments: "CompartmentKeeper | None"
    now: Callable[[], datetime]

    def admit(self, staff_id: int, keys: "VaultKeys | None") -> SignIn: ...
    def note(self, sign_in: SignIn, action: str, reason: str = "") -> None: ...
    def perform(
        self,
        seat: "DeskSeat",
        sign_in: SignIn | None,
        asked: tuple[object, UseCase[..., R]],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> Future[R]: ...
    def queue(self, work: Callable[[], object]) -> Future[Any]: ...
    def writers(self, asker: "DeskSeat", document_id: int, now: datetime) -> tuple[WriterHere, ...]: ...
    def run_step(self, ctx: Context, step: Callable[[], Any]) -> Any: ...
    def log_read(self, sign_in: SignIn, ctx: Context, action: str) -> None: ...
    def refuse(self, sign_in: SignIn, action: str, why: Forbidden) -> None: ...


class DeskSeat:
    """Where one person sits: at this computer, or at another of the clinic's."""

    def __init__(self, host: SeatHost) -> None:
        self._host = host
        self.chain, self.proofs, self.compartments = host.chain, host.proofs, host.compartments
        self.signed_in: SignIn | None = None
        self.language = ""  # of who sits at another computer; "" is the program's own
        self.shown, self.signed_past = ShownCharts(), SignedPast()
        self._listeners: tuple[Listener, ...] = ()
        self._under_way: tuple[Future[Any], ...] = ()
        # Documents open to write here: since when, and of which chart.
        self._writing: dict[int, tuple[datetime, int]] = {}
        # Long readings are the seat's: they end when its person leaves.
        self.queue, self.run_step = host.queue, host.run_step
        self.log_read, self.refuse = host.log_read, host.refuse

    @property
    def actor(self) -> Staff | None:
        return self.signed_in.actor if self.signed_in else None

    def listen(self, hear: Listener) -> Callable[[], None]:
        """`hear` is told of every change, on the vault's thread, until what this returns is called."""
        self._listeners = (*self._listeners, hear)

        def stop() -> None:
            self._listeners = tuple(other for other in self._listeners if other is not hear)

        return stop

    def begin_writing(self, document_id: int, client_id: int, now: datetime) -> bool:
        """A draft is open to write here; says whether that is new."""
        before = self.is_writing(document_id, now)
        self._writing = {**self._writing, document_id: (now, client_id)}
        return not before

    def end_writing(self, document_id: int) -> bool:
        before = document_id in self._writing
        self._writing = {one: told for one, told in self._writing.items() if one != document_id}
        return before

    def is_writing(self, document_id: int, now: datetime) -> bool:
        told = self._writing.get(document_id)
        return told is not None and now - told[0] < STILL_WRITING

    def written_in(self) -> frozenset[int]:
        """The charts in which somebody writes here."""
        return frozenset(client_id for _at, client_id in self._writing.values())

    def writers(self, document_id: int, now: datetime) -> tuple[WriterHere, ...]:
        """Who writes in it at other seats."""
        return self._host.writers(self, document_id, now)

    def hear(self, changes: Changes) -> None:
        """What has been written, by whomever."""
        self.signed_past.heard(changes.kinds, changes.client_ids, changes.leaves_no_words)
        for listener in self._listeners:
            listener(changes)

    def under_way(self) -> tuple[Future[Any], ...]:
        """What was asked from here and is not answered yet: the next question waits for it."""
        return tuple(future for future in self._under_way if not future.done())

    def await_turn(self, future: Future[R]) -> Future[R]:
        self._under_way = (*self.under_way(), future)
        return future

    def submit(
        self, initiator: object, use_case: UseCase[P, R], *args: P.args, **kwargs: P.kwargs
    ) -> Future[R]:
        """Put a use case in the queue. Who asks is settled now, not when it runs."""
        if use_case.in_pieces and self.signed_in is not None:
            return self._read(
                initiator,
                self.signed_in,
                use_case,
                (without_nul_and_surrogates(args), without_nul_and_surrogates(kwargs)),
            )
        return self._host.perform(self, self.signed_in, (initiator, use_case), args, kwargs)

    def do(self, use_case: UseCase[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a use case and wait for it."""
        return self.submit(None, use_case, *args, **kwargs).result()

    def sign_in(self, staff_id: int, keys: "VaultKeys | None" = None) -> Staff:
        """Seat the person who has proved who they are. Refused to who no longer works here."""
        self.signed_in, self.shown = self._host.admit(staff_id, keys), ShownCharts()
        return self.signed_in.actor

    def sign_out(self, reason: str = "") -> None:
        """Nobody is at the seat; what was submitted before still runs as its asker."""
        leaving, self.signed_in, self._writing = self.signed_in, None, {}
        wait(self.under_way())
        self.signed_past.forget()
        if leaving is not None:
            self._host.note(leaving, "desk.sign_out", reason)

    def _read(
        self, initiator: object, sign_in: SignIn, use_case: UseCase[..., R], given: tuple[Any, Any]
    ) -> Future[R]:
        ctx = Context(Session(), sign_in, self._host.now(), self)
        ctx.progress = getattr(initiator, "progress", ctx.progress)

        def begin() -> R:
            values = (*given[0], *given[1].values())
            ctx.proved = self.proofs.accept(sign_in.session, use_case.name, values, ctx.now)
            return use_case(ctx, *given[0], **given[1])

        reading = LongRead[R](self, ctx, use_case, begin)  # type: ignore[arg-type]
        self.queue(reading.go_on)
        return reading.future
