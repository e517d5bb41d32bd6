"""The only door to the vault: it checks, scopes, runs, audits and commits."""

import contextlib
import secrets
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

from sqlalchemy import Engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from counselor_desk.core.errors import AccessEnded, Forbidden, Refused, VaultTrouble
from counselor_desk.core.i18n import _, speaking
from counselor_desk.desk import hearing
from counselor_desk.desk.context import Context, SignIn, UseCase, command, query
from counselor_desk.desk.proofs import AcceptedProofs, PassphraseCheck, ProofBook
from counselor_desk.desk.readers import Readers, after
from counselor_desk.desk.seat import WRITING, Changes, DeskSeat, Listener, WriterHere
from counselor_desk.desk.trail import ActorMark, TrailChain, append, line_of, removal_lines
from counselor_desk.desk.upkeep import is_upkeep, upkeep, upkeep_session
from counselor_desk.domain.clean_text import without_nul_and_surrogates
from counselor_desk.records.audit import AuditEntry, Effect
from counselor_desk.records.people import Staff
from counselor_desk.records.store import StoreDescription, store_of

if TYPE_CHECKING:
    from counselor_desk.vault.copies.displaced import VaultPlace
    from counselor_desk.vault.keys.compartments import CompartmentKeeper
    from counselor_desk.vault.keys.unlock import VaultKeys

__all__ = ["Changes", "Context", "Desk", "DeskSeat", "SignIn", "UseCase", "command", "query", "utc_now"]

P = ParamSpec("P")
R = TypeVar("R")
KNOTS = 20  # times that a command is done again when another computer wrote at the same moment
READERS = 2  # connections beside the vault's thread
DISPLACED = "Displaced"  # the kind of change that tells of it: what is saved goes beside the vault's name
LEFT = "no longer works here"  # why the trail says that an act was refused
T = TypeVar("T")


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class VaultBehind:
    """What the keys and the file of a vault do for its desk, beside opening it."""

    check: PassphraseCheck | None = None  # knows the proofs of passphrases; without it nobody signs
    # Gives up what is kept in reserve for a full disk, and says whether there was any.
    make_room: Callable[[], bool] = lambda: False
    compartments: "CompartmentKeeper | None" = None  # sealed, of separate counseling notes
    open_reader: Callable[[], Engine] | None = None  # that only reads, for several seats at once
    place: "VaultPlace | None" = None  # whether the file still lies where it was opened


class Desk:
    """Runs use cases one at a time on the vault thread, each in its own transaction."""

    def __init__(
        self,
        open_engine: Callable[[], Engine],
        audit_key: bytes | bytearray,
        clock: Callable[[], datetime] = utc_now,
        vault: VaultBehind | None = None,
    ) -> None:
        behind = vault or VaultBehind()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="vault")
        self.chain, self.now = TrailChain(audit_key), clock
        self.proofs, self.compartments = ProofBook(behind.check), behind.compartments
        self._make_room, self._place = behind.make_room, behind.place
        self._open_reader, self._readers = behind.open_reader, cast("Readers | None", None)
        self._seats: tuple[DeskSeat, ...] = ()
        self._telling, self._is_telling = threading.Lock(), False
        self._untold: list[tuple[DeskSeat, Changes]] = []
        self.seat = self.add_seat()  # this computer's; a vault on one computer has no other
        try:
            self._open_engine = open_engine
            self._engine = self._thread.submit(open_engine).result()
            self.store = store_of(self._engine)
            with contextlib.suppress(VaultTrouble):  # it stays owed
                self._thread.submit(self._with_room, self._compact_if_pending).result()
            self._elsewhere = DeskSeat(self)  # where nobody sits: other desks on the same records
            self._stop_listening = self.store.listen(self._hear_elsewhere)
        except BaseException:
            self._thread.shutdown()
            raise

    @property
    def signed_in(self) -> SignIn | None:
        return self.seat.signed_in

    @property
    def actor(self) -> Staff | None:
        return self.seat.actor

    @property
    def own_keys(self) -> "VaultKeys | None":
        """Of who sits at this computer, for what is opened here alone."""
        return self.signed_in.keys if self.signed_in is not None else None

    def add_seat(self) -> DeskSeat:
        """A place for one more person, each at a computer of their own; `dismiss` ends it."""
        seat = DeskSeat(self)
        self._seats = (*self._seats, seat)
        if len(self._seats) > 1 and self._readers is None and self._open_reader is not None:
            self._readers = Readers(self._open_reader, READERS)  # one alone waits for nobody else
        return seat

    def dismiss(self, seat: DeskSeat, reason: str = "") -> None:
        """Whoever sits there leaves, and nothing is told there any more."""
        self._seats = tuple(other for other in self._seats if other is not seat)
        charts = seat.written_in()
        seat.sign_out(reason)
        if charts:
            self._tell_others(seat, Changes(frozenset({WRITING}), charts))

    def listen(self, hear: Listener) -> Callable[[], None]:
        """`hear` is told of every change, on the vault's thread, until what this returns is called."""
        return self.seat.listen(hear)

    def submit(
        self, initiator: object, use_case: UseCase[P, R], *args: P.args, **kwargs: P.kwargs
    ) -> Future[R]:
        """Put a use case in the queue. Who asks is settled now, not when it runs."""
        return self.seat.submit(initiator, use_case, *args, **kwargs)

    def queue(self, work: Callable[[], object]) -> Future[Any]:
        try:
            return self._thread.submit(work)
        except RuntimeError as closed:
            raise Refused(_("The vault was locked. Nothing was saved.")) from closed

    def do(self, use_case: UseCase[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a use case and wait for it: for tests and commands, never on the GUI thread."""
        return self.seat.do(use_case, *args, **kwargs)

    def sign_in(self, staff_id: int, keys: "VaultKeys | None" = None) -> Staff:
        """Seat the person whose slot has opened the vault."""
        return self.seat.sign_in(staff_id, keys)

    def sign_out(self, reason: str = "") -> None:
        """Nobody is at the desk; what was submitted before still runs as its asker."""
        self.seat.sign_out(reason)

    def on_vault(self, work: Callable[[Engine], R]) -> R:
        """Run the vault's own upkeep (founding, backup, verification) on its thread."""

        def done() -> R:
            try:
                return work(self._engine)
            except DBAPIError as error:
                raise self.store.trouble(error) from error

        return self._thread.submit(done).result()

    def describe_store(self) -> StoreDescription:
        """What keeps the records, for people."""

        def described(engine: Engine) -> StoreDescription:
            with engine.begin() as db:
                return self.store.describe(db)

        return self.on_vault(described)

    def tell_of_upkeep(self, *kinds: str) -> None:
        """What no use case has written is told to every seat, too: on the vault's thread, once committed."""
        for seat in self._seats:
            seat.hear(Changes(frozenset(kinds), frozenset()))

    def log_event(self, action: str, reason: str = "") -> None:
        """Put the program's own act on the trail, under whoever sits here."""
        if self.seat.signed_in is not None:
            self.note(self.seat.signed_in, action, reason)

    def with_file_closed(self, work: Callable[[], R]) -> R:
        """Let go of the file, do something with the whole of it, and open it again."""

        def done() -> R:
            with self._at_rest():
                self._engine.dispose()
                if self._readers is not None:
                    self._readers.let_go()
                try:
                    return work()
                finally:
                    self._engine = self._open_engine()

        return self._thread.submit(done).result()

    def close(self) -> None:
        """Finish what is queued, then let go of the file."""
        self._stop_listening()
        try:
            for seat in self._seats:
                with contextlib.suppress(VaultTrouble):  # a full disk must not keep the vault open
                    seat.sign_out()
            with contextlib.suppress(VaultTrouble):
                self._thread.submit(self._save_if_displaced).result()
        finally:
            if self._readers is not None:
                self._readers.close()
            self._thread.submit(self._engine.dispose).result()
            self._thread.shutdown()

    # What its seats ask of it

    def admit(self, staff_id: int, keys: "VaultKeys | None") -> SignIn:
        """Somebody who has proved who they are; whom the trail does not know sits nowhere."""
        return self._thread.submit(self._with_room, partial(self._admit, staff_id, keys)).result()

    def note(self, sign_in: SignIn, action: str, reason: str = "") -> None:
        """A line on the trail of what no use case does."""
        self._thread.submit(self._with_room, partial(self._note, sign_in, action, reason)).result()

    def note_of_nobody(self, action: str, reason: str) -> None:
        """A line of what somebody tried who is not known: under the number that no person has."""
        nobody = ActorMark(0, "")
        entry = AuditEntry(at=self.now(), action=action, reason=reason)
        self._thread.submit(self._with_room, partial(self._append, nobody, [entry])).result()

    def perform(
        self,
        seat: DeskSeat,
        sign_in: SignIn | None,
        asked: tuple[object, UseCase[..., R]],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> Future[R]:
        """Runs what this person `asked` (the initiator, the use case) when its turn has come.

        Commands come one after another. A question is answered beside those of other seats, after
        all that its own seat has asked before: it sees what that has written, and answers keep
        their order.
        """
        readers = self._readers
        if sign_in is None or readers is None or asked[1].writes:
            return seat.await_turn(self._thread.submit(self._perform, seat, sign_in, asked, args, kwargs))
        future: Future[R] = Future()
        earlier = seat.under_way()
        answer = partial(self._answer, future, (seat, sign_in), asked, (args, kwargs))
        after(earlier, partial(readers.submit, answer))
        return seat.await_turn(future)

    def _answer(
        self,
        future: Future[R],
        asker: tuple[DeskSeat, SignIn],
        asked: tuple[object, UseCase[..., R]],
        given: tuple[tuple[Any, ...], dict[str, Any]],
        engine_of: Callable[[], Engine],
    ) -> None:
        """A question on a connection of its own. Its answer is given once the trail tells of it."""
        (seat, sign_in), (args, kwargs), name = asker, given, asked[1].name
        try:
            proved = self.proofs.accept(sign_in.session, name, (*args, *kwargs.values()), self.now())
            with Session(engine_of(), expire_on_commit=False) as session, session.begin():
                ctx, result = self._run(session, (seat, sign_in, proved), asked, given)
            entries = self._entries(ctx, name)
            self._tell_of_writing(seat, ctx.opened_or_left)
        except Forbidden as why:
            self._then(future, partial(self.refuse, sign_in, name, why), partial(future.set_exception, why))
        except DBAPIError as error:
            future.set_exception(self.store.trouble(error))
        except BaseException as error:  # noqa: BLE001  raised again where it is waited for
            future.set_exception(error)
        else:
            if entries:
                tell = partial(self._with_room, partial(self._append, sign_in.mark, entries))
                self._then(
                    future, partial(_after, tell, ctx.remember_shown), partial(future.set_result, result)
                )
            else:
                ctx.remember_shown()
                future.set_result(result)

    def _then(self, future: Future[R], tell: Callable[[], object], hand_out: Callable[[], None]) -> None:
        """The line on the trail, then the answer; without the line there is none."""

        def done() -> None:
            try:
                tell()
            except BaseException as error:  # noqa: BLE001  raised again where it is waited for
                future.set_exception(error)
            else:
                hand_out()

        try:
            self._thread.submit(done)
        except RuntimeError as closed:
            future.set_exception(closed)

    def _at_rest(self) -> contextlib.AbstractContextManager[None]:
        return self._readers.at_rest() if self._readers is not None else contextlib.nullcontext()

    def _admit(self, staff_id: int, keys: "VaultKeys | None") -> SignIn:
        with upkeep_session(self._engine) as session:
            staff = session.get(Staff, staff_id)
            if staff is None or not staff.active:
                raise Refused(_("This person no longer has access to this vault."))
            sign_in = SignIn(staff, secrets.token_hex(8), keys)
            entry = AuditEntry(at=self.now(), action="desk.sign_in")
            append(session, self.chain, sign_in.mark, [entry])
        return sign_in

    def _perform(
        self,
        seat: DeskSeat,
        sign_in: SignIn | None,
        asked: tuple[object, UseCase[..., R]],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> R:
        if sign_in is None:
            raise Forbidden(_("Nobody is signed in."))
        given = (*args, *kwargs.values())
        proved = self.proofs.accept(sign_in.session, asked[1].name, given, self.now())
        try:
            changes, written_in, result = self._with_room(
                lambda: self._transact((seat, sign_in, proved), asked, args, kwargs)
            )
        except Forbidden as why:
            self.refuse(sign_in, asked[1].name, why)
            raise
        except VaultTrouble:
            self.proofs.give_back(proved)
            raise
        is_displaced = asked[1].writes and self._save_if_displaced()
        self._tell(seat, changes)
        self._tell_of_writing(seat, written_in)
        if is_displaced:
            self.tell_of_upkeep(DISPLACED)
        if changes.leaves_no_words:
            try:
                with self._at_rest():  # who still reads keeps the words in the log
                    self._with_room(partial(self.store.compact, self._engine))
            except VaultTrouble as error:
                words = _(
                    "Done. The database file will be compacted the next time the program starts. {problem}"
                )
                raise VaultTrouble(words.format(problem=error)) from error
        return result

    def is_displaced(self) -> bool:
        """Whether another file, or none, has the name of the vault that is open here."""
        return self._place is not None and self._place.is_displaced()

    def _save_if_displaced(self) -> bool:
        """What was just written is nowhere when the program ends: it is saved beside, before it is said
        to be saved. Raises VaultTrouble where that cannot be."""
        if self._place is None or not self._place.is_displaced():
            return False
        self._place.save_beside(self._engine)
        return True

    def writers(self, asker: DeskSeat, document_id: int, now: datetime) -> tuple[WriterHere, ...]:
        """Who has a draft open to write at another seat than the asker's."""
        at = [seat for seat in self._seats if seat is not asker and seat.is_writing(document_id, now)]
        people = [seat.actor for seat in at]
        return tuple(WriterHere(actor.id, actor.name) for actor in people if actor is not None)

    def _tell(self, asker: DeskSeat, changes: Changes) -> None:
        """Who asked is a thing of the window that asked; others hear of the charts that they may see."""
        if changes.kinds:
            asker.hear(changes)
            self._tell_others(asker, replace(changes, initiator=None))

    def _hear_elsewhere(self, kinds: frozenset[str], client_ids: frozenset[int]) -> None:
        """What another desk on the same records has written is told here as what another seat has."""
        with contextlib.suppress(RuntimeError):  # it is being closed
            self._thread.submit(self._tell_others, self._elsewhere, Changes(kinds, client_ids))

    def _tell_of_writing(self, seat: DeskSeat, drafts: list[tuple[int, int, bool]]) -> None:
        """Of those that were not open there before, or are no longer."""
        now, charts = self.now(), set()
        for document_id, client_id, is_open in drafts:
            begun = is_open and seat.begin_writing(document_id, client_id, now)
            if begun or (not is_open and seat.end_writing(document_id)):
                charts.add(client_id)
        if charts:
            self._tell_others(seat, Changes(frozenset({WRITING}), frozenset(charts)))

    def _tell_others(self, asker: DeskSeat, changes: Changes) -> None:
        if all(seat is asker or seat.signed_in is None for seat in self._seats):
            return
        with self._telling:
            self._untold.append((asker, changes))
            is_under_way, self._is_telling = self._is_telling, True
        if not is_under_way:  # else whoever tells of the others tells of these, too
            self._go_and_tell()

    def _go_and_tell(self) -> None:
        if self._readers is not None:  # the next command does not wait for who is told of the last
            self._readers.submit(self._tell_untold)
        else:
            self._tell_untold(lambda: self._engine)

    def _tell_untold(self, engine_of: Callable[[], Engine]) -> None:
        """All that waits to be told, with one question a seat: fifty seats at work ask no fifty a save."""
        with self._telling:
            untold, self._untold = self._untold, []
        ids = frozenset[int]().union(*(changes.client_ids for _asker, changes in untold))
        parts: list[tuple[DeskSeat, Changes]] = []
        with contextlib.suppress(DBAPIError, VaultTrouble), upkeep_session(engine_of()) as session:
            for seat in self._seats:
                actor = seat.actor and session.get(Staff, seat.actor.id)
                if actor is not None and actor.active:
                    seen = hearing.seen_charts(session, actor, self.now(), ids)
                    mine = [changes for asker, changes in untold if asker is not seat]
                    parts += [(seat, hearing.part_for(actor, seen, changes)) for changes in mine]
        try:
            for seat, part in parts:
                if part.kinds:
                    seat.hear(part)
        finally:
            with self._telling:
                self._is_telling = more = bool(self._untold)
            if more:
                self._go_and_tell()

    def run_step(self, ctx: Context, step: Callable[[], T]) -> T:
        try:
            with (
                speaking(ctx.language),
                Session(self._engine, expire_on_commit=False) as session,
                session.begin(),
            ):
                ctx.sign_in = self._read_again(session, ctx.sign_in)
                ctx.use_session(session, self.now())
                return step()
        except DBAPIError as error:
            raise self.store.trouble(error) from error

    def log_read(self, sign_in: SignIn, ctx: Context, action: str) -> None:
        ctx._writes = True  # a line also of a reading that came to nobody
        self._with_room(partial(self._append, sign_in.mark, self._entries(ctx, action)))

    def refuse(self, sign_in: SignIn, action: str, why: Forbidden) -> None:
        reason = LEFT if isinstance(why, AccessEnded) else ""
        self._with_room(lambda: self._note(sign_in, f"{action} (refused)", reason))

    def _read_again(self, session: Session, sign_in: SignIn) -> SignIn:
        """Role and place are those of this moment, not of the sign-in; who has left does nothing."""
        with upkeep(session):
            staff = session.get(Staff, sign_in.actor.id)
        if staff is None or not staff.active:
            raise AccessEnded(_("You no longer have access to this vault. Ask an administrator."))
        session.expunge(staff)  # the actor is who they were when this began, whatever it changes
        sign_in.actor = staff
        # For this transaction alone: another one beside it may have read an older role.
        return SignIn(staff, sign_in.session, sign_in.keys)

    def _compact_if_pending(self) -> None:
        """What a kill or a full disk has cut off before is done before anybody works."""
        if self.store.is_compaction_owed(self._engine):
            self.store.compact(self._engine)

    def _with_room(self, work: Callable[[], T], tries: int = KNOTS) -> T:
        """Once more when the disk was full and the reserve has made room, or another desk wrote at once."""
        try:
            return work()
        except DBAPIError as error:
            if tries and self.store.is_knot(error):
                tries -= 1
            elif not (self.store.is_full(error) and self._make_room()):
                raise self.store.trouble(error) from error
        return self._with_room(work, tries)

    def _transact(
        self,
        asker: tuple[DeskSeat, SignIn, AcceptedProofs],
        asked: tuple[object, UseCase[..., R]],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> tuple[Changes, list[tuple[int, int, bool]], R]:
        sign_in, (initiator, use_case) = asker[1], asked
        with Session(self._engine, expire_on_commit=False) as session, session.begin():
            ctx, result = self._run(session, asker, asked, (args, kwargs))
            ctx._check_reach()
            with upkeep(session):
                append(session, self.chain, sign_in.mark, self._entries(ctx, use_case.name))
                if ctx.leaves_no_words:
                    self.store.owe_compaction(session.connection())
                if ctx.kinds:
                    self.store.tell(session.connection(), ctx.kinds, ctx.client_ids)
        ctx.remember_shown()
        touched = frozenset(ctx.kinds), frozenset(ctx.client_ids), initiator, ctx.leaves_no_words
        return Changes(*touched), ctx.opened_or_left, result

    def _run(
        self,
        session: Session,
        asker: tuple[DeskSeat, SignIn, AcceptedProofs],
        asked: tuple[object, UseCase[..., R]],
        given: tuple[tuple[Any, ...], dict[str, Any]],
    ) -> tuple[Context, R]:
        """By whoever the person is at this moment, within their reach."""
        with speaking(asker[0].language):
            return self._run_in_words(session, asker, asked, given)

    def _run_in_words(
        self,
        session: Session,
        asker: tuple[DeskSeat, SignIn, AcceptedProofs],
        asked: tuple[object, UseCase[..., R]],
        given: tuple[tuple[Any, ...], dict[str, Any]],
    ) -> tuple[Context, R]:
        (seat, sign_in, proved), (initiator, use_case) = asker, asked
        ctx = Context(session, self._read_again(session, sign_in), self.now(), seat)
        ctx._writes, ctx.proved = use_case.writes, proved
        session.info["ctx"] = ctx
        ctx.progress = getattr(initiator, "progress", ctx.progress)
        args, kwargs = (without_nul_and_surrogates(part) for part in given)
        result = use_case(ctx, *args, **kwargs)
        session.flush()
        return ctx, result

    @staticmethod
    def _entries(ctx: Context, action: str) -> list[AuditEntry]:
        """One line a record written, one a chart read, one for a command that did neither."""
        entries = [
            line_of(record, effect, ctx.now, ctx.acts.get(record, action), ctx.reason)
            for record, effect in ctx.written.items()
        ]
        for kind, ids, chart in ctx.removed:
            entries += removal_lines(kind, ids, chart, ctx.now, (action, ctx.reason))
        read = ctx.client_ids - {entry.client_id for entry in entries}
        entries += [
            AuditEntry(at=ctx.now, action=action, reason=ctx.reason, client_id=client_id)
            for client_id in sorted(read)
        ]
        if ctx._writes and not entries:
            entries.append(AuditEntry(at=ctx.now, action=action, reason=ctx.reason))
        return entries

    def _note(self, sign_in: SignIn, action: str, reason: str = "") -> None:
        self._append(sign_in.mark, [AuditEntry(at=self.now(), action=action, reason=reason)])

    def _append(self, mark: ActorMark, entries: list[AuditEntry]) -> None:
        with upkeep_session(self._engine) as session:
            append(session, self.chain, mark, entries)


def _after(first: Callable[[], object], then: Callable[[], object]) -> None:
    first()
    then()


@event.listens_for(Session, "before_flush")
def _record_what_is_written(session: Session, *_flush: object) -> None:
    if is_upkeep(session):
        return
    ctx = session.info.get("ctx")
    if ctx is None:
        raise Forbidden(_("Nothing is written except through the desk."))
    ctx._wrote(Effect.WROTE, list(session.new))
    ctx._wrote(Effect.CHANGED, [r for r in session.dirty if session.is_modified(r)])
    ctx._wrote(Effect.REMOVED, list(session.deleted))
