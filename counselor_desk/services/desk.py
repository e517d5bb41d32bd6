"""The only door to the vault: it checks, scopes, runs, audits and commits."""

import contextlib
import secrets
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

from sqlalchemy import Engine, Select, event, func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from counselor_desk.domain.roles import Can
from counselor_desk.errors import Forbidden, Refused, VaultTrouble
from counselor_desk.records.audit import AuditEntry
from counselor_desk.records.base import OfClient, Record, fingerprint
from counselor_desk.records.people import Client, Staff
from counselor_desk.services import scope
from counselor_desk.services.trail import Chain, Mark, append
from counselor_desk.services.trouble import in_words, is_full

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")
Row = TypeVar("Row")
Kept = TypeVar("Kept", bound=Record)


@dataclass(frozen=True)
class Changes:
    """Which kinds of record a command touched, in whose chart, and who asked."""

    kinds: frozenset[str]
    client_ids: frozenset[int]
    initiator: object | None = None


@dataclass(frozen=True)
class SignIn:
    """Who sits at the desk, since when, under which name in the trail."""

    actor: Staff
    session: str
    keys: Any = None  # the person's own keys (vault.keys.Unlocked), for signatures and grants

    @property
    def mark(self) -> Mark:
        return Mark(self.actor.id, self.session)


class Context:
    """What a use case is given: the person, the time, and a narrow way to the records."""

    def __init__(self, session: Session, sign_in: SignIn, now: datetime, desk: "Desk") -> None:
        self.actor, self.now, self.reason = sign_in.actor, now, ""
        self.keys, self.chain = sign_in.keys, desk.chain
        self._vouches = desk.vouches
        self.kinds: set[str] = set()
        self.client_ids: set[int] = set()
        self.written: dict[Record, None] = {}
        self.progress: Callable[[int, int], None] = lambda done, of: None
        self._session, self._writes = session, False
        self._seen: set[int] = set()
        self.scope = scope.within_scope(sign_in.actor, now)

    def get(self, kind: type[Kept], id: int) -> Kept:
        """The record by its id. Refused when it is not there or not this person's to see."""
        record = self._session.get(kind, id)
        if record is None:
            raise Refused("That record is not in your caseload.")
        self._saw(record)
        return record

    def find(self, statement: Select[Kept]) -> list[Kept]:
        found = list(self._session.scalars(statement))
        for record in found:
            self._saw(record)
        return found

    def first(self, statement: Select[Kept]) -> Kept | None:
        found = self._session.scalars(statement.limit(1)).first()
        if found is not None:
            self._saw(found)
        return found

    def rows(self, row: Callable[..., Row], statement: Select[*tuple[Any, ...]]) -> list[Row]:
        """Columns, not records, for lists: what is opened counts as read, not what is listed."""
        return [row(*values) for values in self._session.execute(statement)]

    def across(self, row: Callable[..., Row], statement: Select[*tuple[Any, ...]]) -> list[Row]:
        """Columns of the clinic's books over every chart: sums and links of one book's table."""
        whole = self._session.execute(statement.execution_options(books=True))
        return [row(*values) for values in whole]

    def value(self, statement: Select[*tuple[Any, ...]]) -> Any:
        """The one value of a statement, or None."""
        return self._session.execute(statement).scalar()

    def locate(self, who: str, born: date) -> int:
        """The id of a client beyond the caseload, to ask leave for; nothing else of the chart."""
        return scope.located(self._session, who, born)

    def add(self, record: Kept) -> Kept:
        self._session.add(record)
        self._session.flush()
        return record

    def add_all(self, records: Sequence[Record]) -> None:
        self._session.add_all(records)
        self._session.flush()

    def remove(self, record: Record) -> None:
        """Take a record out for good; sealed records refuse it."""
        self._session.delete(record)
        self._session.flush()

    def confirm(self, passphrase: str) -> None:
        """Refuses unless this is the passphrase of the person at the desk: before a signature."""
        if self.keys is None or not self.keys.confirms(passphrase):
            raise Refused("That is not your passphrase. Type it again to sign.", "passphrase")

    def second(self, staff_id: int, passphrase: str) -> Staff:
        """Another person, who stands by this with their own passphrase."""
        other = self._session.get(Staff, staff_id)
        if other is None or not other.active or other.id == self.actor.id:
            raise Refused("Two different people are needed. Choose a colleague.", "witness_id")
        if not self._vouches(other.id, passphrase):
            raise Refused(
                f"That is not the passphrase of {other.name}. Let them type it again.",
                "witness_passphrase",
            )
        return other

    def is_me(self, passphrase: str) -> bool:
        """Whether it is the passphrase of who sits here: asked when a client gives back a form."""
        return self._vouches(self.actor.id, passphrase)

    def _saw(self, record: object) -> None:
        if isinstance(record, OfClient):
            self.client_ids.add(record.client_id)
            self._seen.add(record.client_id)
        elif isinstance(record, Client):
            self.client_ids.add(record.id)
            self._seen.add(record.id)

    def _wrote(self, records: Sequence[Record]) -> None:
        if records and not self._writes:
            raise Forbidden("A query changed a record.")
        for record in records:
            self.kinds.add(type(record).__name__)
            self.written[record] = None

    def _check_reach(self) -> None:
        """A record may only be written into a chart that the person could open."""
        charts = {r.client_id for r in self.written if isinstance(r, OfClient)}
        charts |= {r.id for r in self.written if isinstance(r, Client)}
        for client_id in charts - self._seen:
            if self.value(select(Client.id).where(Client.id == client_id)) is None:
                raise Forbidden("That client is not in your caseload.")
        self.client_ids |= charts


@dataclass(frozen=True)
class UseCase(Generic[P, R]):
    """Something staff do: what it needs, whether it writes, and how."""

    run: Callable[Concatenate[Context, P], R]
    needs: Can
    writes: bool

    @property
    def name(self) -> str:
        return f"{self.run.__module__.rpartition('.')[2]}.{self.run.__name__}"

    def __call__(self, ctx: Context, *args: P.args, **kwargs: P.kwargs) -> R:
        if not ctx.actor.may(self.needs):
            raise Forbidden(f"Your role does not let you {self.needs}.")
        return self.run(ctx, *args, **kwargs)


def command(needs: Can) -> Callable[[Callable[Concatenate[Context, P], R]], UseCase[P, R]]:
    """A use case that changes records."""
    return lambda run: UseCase(run, needs, writes=True)


def query(needs: Can) -> Callable[[Callable[Concatenate[Context, P], R]], UseCase[P, R]]:
    """A use case that only reads; a write inside it is refused."""
    return lambda run: UseCase(run, needs, writes=False)


def utc_now() -> datetime:
    return datetime.now(UTC)


class Desk:
    """Runs use cases one at a time on the vault thread, each in its own transaction."""

    def __init__(
        self,
        open_engine: Callable[[], Engine],
        audit_key: bytes,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="vault")
        self.chain, self._clock = Chain(audit_key), clock
        self.signed_in: SignIn | None = None
        self.on_change: Callable[[Changes], None] = lambda changes: None
        # Whether a passphrase is that person's: asked for a second signature.
        self.vouches: Callable[[int, str], bool] = lambda staff_id, passphrase: False
        # Gives up the room kept in reserve on a full disk; says whether there was any.
        self.make_room: Callable[[], bool] = lambda: False
        try:
            self._open_engine = open_engine
            self._engine = self._thread.submit(open_engine).result()
        except BaseException:
            self._thread.shutdown()
            raise

    @property
    def actor(self) -> Staff | None:
        return self.signed_in.actor if self.signed_in else None

    def submit(
        self, initiator: object, use_case: UseCase[P, R], *args: P.args, **kwargs: P.kwargs
    ) -> Future[R]:
        """Put a use case in the queue. Who asks is settled now, not when it runs."""
        return self._thread.submit(self._perform, initiator, self.signed_in, use_case, args, kwargs)

    def do(self, use_case: UseCase[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a use case and wait for it: for tests and commands, never on the GUI thread."""
        return self.submit(None, use_case, *args, **kwargs).result()

    def sign_in(self, staff_id: int, keys: Any = None) -> Staff:
        """Seat the person whose slot has opened the vault."""
        admit = partial(self._admit, staff_id, keys)
        staff = self._thread.submit(self._with_room, admit).result()
        assert self.signed_in is not None
        return staff

    def sign_out(self, reason: str = "") -> None:
        """Nobody is at the desk; what was submitted before still runs as its asker."""
        leaving, self.signed_in = self.signed_in, None
        if leaving is not None:
            note = partial(self._note, leaving, "desk.sign_out", reason)
            self._thread.submit(self._with_room, note).result()

    def on_vault(self, work: Callable[[Engine], R]) -> R:
        """Run the vault's own upkeep (founding, backup, verification) on its thread."""

        def done() -> R:
            try:
                return work(self._engine)
            except DBAPIError as error:
                raise in_words(error) from error

        return self._thread.submit(done).result()

    def note(self, action: str, reason: str = "") -> None:
        """Put the program's own act on the trail, under whoever sits here."""
        if self.signed_in is not None:
            note = partial(self._note, self.signed_in, action, reason)
            self._thread.submit(self._with_room, note).result()

    def aside(self, work: Callable[[], R]) -> R:
        """Let go of the file, do something with the whole of it, and open it again."""

        def done() -> R:
            self._engine.dispose()
            try:
                return work()
            finally:
                self._engine = self._open_engine()

        return self._thread.submit(done).result()

    def close(self) -> None:
        """Finish what is queued, then let go of the file."""
        try:
            with contextlib.suppress(VaultTrouble):  # a full disk must not keep the vault open
                self.sign_out()
        finally:
            self._thread.submit(self._engine.dispose).result()
            self._thread.shutdown()

    def _admit(self, staff_id: int, keys: Any) -> Staff:
        with Session(self._engine, expire_on_commit=False) as session, session.begin():
            session.info["upkeep"] = True
            staff = session.get(Staff, staff_id)
            if staff is None or not staff.active:
                raise Refused("This person no longer works with this vault.")
            sign_in = SignIn(staff, secrets.token_hex(8), keys)
            entry = AuditEntry(at=self._clock(), action="desk.sign_in")
            append(session, self.chain, sign_in.mark, [entry])
        self.signed_in = sign_in  # whom the trail does not know sits nowhere
        return staff

    def _perform(
        self,
        initiator: object,
        sign_in: SignIn | None,
        use_case: UseCase[..., R],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> R:
        if sign_in is None:
            raise Forbidden("Nobody is signed in.")
        try:
            changes, result = self._with_room(
                lambda: self._transact(initiator, sign_in, use_case, args, kwargs)
            )
        except Forbidden:
            self._with_room(lambda: self._note(sign_in, f"{use_case.name} (refused)"))
            raise
        if changes.kinds:
            self.on_change(changes)
        return result

    def _with_room(self, work: Callable[[], T]) -> T:
        """Once more when the disk was full and the reserve has made room."""
        try:
            return work()
        except DBAPIError as error:
            if not (is_full(error) and self.make_room()):
                raise in_words(error) from error
        return self._with_room(work)

    def _transact(
        self,
        initiator: object,
        sign_in: SignIn,
        use_case: UseCase[..., R],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> tuple[Changes, R]:
        with Session(self._engine, expire_on_commit=False) as session, session.begin():
            ctx = Context(session, sign_in, self._clock(), self)
            ctx._writes = use_case.writes
            session.info["ctx"] = ctx
            ctx.progress = getattr(initiator, "progress", ctx.progress)
            result = use_case(ctx, *args, **kwargs)
            session.flush()
            ctx._check_reach()
            session.info["upkeep"] = True
            append(session, self.chain, sign_in.mark, self._entries(ctx, use_case.name))
        return Changes(frozenset(ctx.kinds), frozenset(ctx.client_ids), initiator), result

    @staticmethod
    def _entries(ctx: Context, action: str) -> list[AuditEntry]:
        """One line a record written, one a chart read, one for a command that did neither."""
        entries = [
            AuditEntry(
                at=ctx.now,
                action=action,
                reason=ctx.reason,
                client_id=_chart(record),
                object=f"{type(record).__name__}:{record.id}",  # type: ignore[attr-defined]
                content_sha256=fingerprint(record),
            )
            for record in ctx.written
        ]
        read = ctx.client_ids - {entry.client_id for entry in entries}
        entries += [
            AuditEntry(at=ctx.now, action=action, reason=ctx.reason, client_id=client_id)
            for client_id in sorted(read)
        ]
        if ctx._writes and not entries:
            entries.append(AuditEntry(at=ctx.now, action=action, reason=ctx.reason))
        return entries

    def _note(self, sign_in: SignIn, action: str, reason: str = "") -> None:
        with Session(self._engine) as session, session.begin():
            session.info["upkeep"] = True
            entry = AuditEntry(at=self._clock(), action=action, reason=reason)
            append(session, self.chain, sign_in.mark, [entry])


def _chart(record: Record) -> int | None:
    if isinstance(record, OfClient):
        return record.client_id
    return record.id if isinstance(record, Client) else None


def count(ctx: Context, statement: Select[*tuple[Any, ...]]) -> int:
    """How many rows a statement has, within what the person may see."""
    return int(ctx.value(select(func.count()).select_from(statement.subquery())) or 0)


@event.listens_for(Session, "before_flush")
def _record_what_is_written(session: Session, *_: object) -> None:
    if session.info.get("upkeep"):
        return
    ctx = session.info.get("ctx")
    if ctx is None:
        raise Forbidden("Nothing is written except through the desk.")
    changed = [r for r in session.dirty if session.is_modified(r)]
    ctx._wrote([*session.new, *changed, *session.deleted])
