"""What a use case is given and how it is marked: the person, the time, a narrow way to records."""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, Protocol, TypeVar, TypeVarTuple, cast

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from counselor_desk.core.errors import Forbidden, Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk import census, client_rows, integrity, scope
from counselor_desk.desk.integrity import IntegrityFindings
from counselor_desk.desk.proofs import (
    AcceptedProofs,
    PassphraseProof,
    ProofBook,
    ProofRequest,
    is_proved,
    know_act,
)
from counselor_desk.desk.shown import ChartSight, ShownCharts
from counselor_desk.desk.signed_past import SignedPast
from counselor_desk.desk.trail import ActorMark, TrailChain, signed_words
from counselor_desk.desk.upkeep import upkeep
from counselor_desk.domain.clients.person_identity import PersonIdentity
from counselor_desk.domain.privacy.retention import RetentionDates
from counselor_desk.domain.roles import Can
from counselor_desk.records.audit import Effect, TrailSignature
from counselor_desk.records.base import OfClient, Record
from counselor_desk.records.counseling_note import CounselingNote
from counselor_desk.records.people import Client, Staff
from counselor_desk.records.practice import Practice
from counselor_desk.records.privacy import DisclosedPaper
from counselor_desk.records.reward import LedgerEntry
from counselor_desk.records.store import Chain, StoreDescription, WordHit, store_of
from counselor_desk.vault.keys import sealing

if TYPE_CHECKING:
    from counselor_desk.desk.seat import WriterHere
    from counselor_desk.vault.keys.compartments import CompartmentKeeper
    from counselor_desk.vault.keys.rewrapping import RewrappedSlot
    from counselor_desk.vault.keys.unlock import VaultKeys

P = ParamSpec("P")
R = TypeVar("R")
Row = TypeVar("Row")
Columns = TypeVarTuple("Columns")
Kept = TypeVar("Kept", bound=Record)


class PersonKeys(Protocol):
    """A person's own keys, where they sit."""

    @property
    def private(self) -> bytearray: ...


class ContextHost(Protocol):
    """What a context takes from the desk."""

    chain: TrailChain
    proofs: ProofBook
    compartments: "CompartmentKeeper | None"
    language: str
    shown: ShownCharts
    signed_past: SignedPast

    def writers(self, document_id: int, now: datetime) -> "tuple[WriterHere, ...]": ...


@dataclass(eq=False)
class SignIn:
    """Who sits at the desk, since when, under which name in the trail."""

    actor: Staff  # as the vault knew them in the last transaction: role and place may have changed
    session: str
    keys: "VaultKeys | None" = None  # the person's own, for signatures and grants

    @property
    def mark(self) -> ActorMark:
        return ActorMark(self.actor.id, self.session, self.keys)


class Context:
    """What a use case is given: the person, the time, and a narrow way to the records."""

    def __init__(self, session: Session, sign_in: SignIn, now: datetime, desk: ContextHost) -> None:
        self.sign_in, self.now, self.reason = sign_in, now, ""
        self._act_for_oneself(now)
        self.keys, self.chain, self.language = sign_in.keys, desk.chain, desk.language
        self._seat = desk
        self._proofs, self.proved = desk.proofs, cast("AcceptedProofs", {})
        self.kinds: set[str] = set()
        self.client_ids: set[int] = set()
        # Drafts that are open to write from here on, or no longer: (document, chart, whether open).
        self.opened_or_left: list[tuple[int, int, bool]] = []
        self.written: dict[Record, Effect] = {}
        self.removed: list[tuple[str, list[int], int]] = []  # kind, ids, in whose chart
        self.acts: dict[Record, str] = {}  # where a record has an act of its own on the trail
        self.leaves_no_words = False  # the file gives freed pages back after this
        self.progress: Callable[[int, int], None] = lambda done, of: None
        self._session, self._writes = session, False
        self._clinic: Practice | None = None
        self._seen: set[int] = set()
        self._shown: list[ChartSight] = []

    @property
    def today(self) -> date:
        """The day of the desk's clock, where this computer is."""
        return self.now.astimezone().date()

    @property
    def clinic(self) -> Practice:
        """The clinic's own row: what stands on its paper, and its rules. Read once."""
        if self._clinic is None:
            self._clinic = self.get(Practice, 1)
        return self._clinic

    def use_session(self, session: Session, now: datetime) -> None:
        """The next piece of a long reading, in a transaction of its own; it writes nothing."""
        self._session, self._clinic = session, None
        session.info["ctx"] = self
        if not self._is_beside:
            self._act_for_oneself(now)

    def _act_for_oneself(self, now: datetime) -> None:
        """With the role and the caseload that the person has at this moment."""
        self.actor, self._is_beside = self.sign_in.actor, False
        self.scope = scope.within_scope(self.actor, now)

    def get(self, kind: type[Kept], id: int) -> Kept:
        """The record by its id. Refused when it is not there or not this person's to see."""
        record = self._session.get(kind, id)
        if record is None:
            raise Refused(_("That record is not in your caseload."))
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

    def tuples(self, statement: Select[*Columns], *, books: bool = False) -> list[tuple[*Columns]]:
        """The same as they come; of the clinic's books over every chart, if asked for."""
        found = self._session.execute(statement.execution_options(books=True) if books else statement)
        return [cast("tuple[*Columns]", tuple(row)) for row in found]

    def book_contents(self, statement: Select[*Columns]) -> list[tuple[*Columns]]:
        """A book's entries with the words of every chart, to check its chain: none is handed on."""
        whole = self._session.execute(statement.execution_options(books="contents"))
        return [cast("tuple[*Columns]", tuple(row)) for row in whole]

    def across_caseloads(self, row: Callable[..., Row], statement: Select[*tuple[Any, ...]]) -> list[Row]:
        """Columns of the clinic's books over every chart: sums and links of one book's table."""
        whole = self._session.execute(statement.execution_options(books=True))
        return [row(*values) for values in whole]

    def value(self, statement: Select[*tuple[Any, ...]]) -> Any:
        """The one value of a statement, or None."""
        return self._session.execute(statement).scalar()

    def person_charts(self, client_id: int) -> tuple[int, ...]:
        """The chart, and those of the same person that were merged into it and are within reach.

        What was signed stays in the chart where it was signed, and is read in the one that goes on.
        """
        merged = select(Client.id).where(Client.merged_into_id == client_id).order_by(Client.id)
        return (client_id, *self.rows(int, merged))

    def whole_person(self, client_id: int) -> tuple[int, ...]:
        """Every chart of the person within reach, the one that goes on first, from whichever is asked."""
        goes_on = self.value(select(Client.merged_into_id).where(Client.id == client_id))
        return self.person_charts(goes_on or client_id)

    def went_on(self) -> dict[int, int]:
        """Of each chart that was merged: the chart of the same person in which new things are written."""
        merged = select(Client.id, Client.merged_into_id).where(Client.merged_into_id.is_not(None))
        return {one: goes_on for one, goes_on in self.tuples(merged) if goes_on is not None}

    def find_client_id(self, who: str, born: date) -> int:
        """The id of a client beyond the caseload, to ask leave for; nothing else of the chart."""
        return scope.find_client_id(self._session, who, born)

    def describe_store(self) -> StoreDescription:
        """What keeps the records, in words for people."""
        return store_of(self._session).describe(self._session.connection())

    def hold_books(self) -> None:
        """Until this is done nobody else writes in the clinic's books."""
        store_of(self._session).hold_chain(self._session.connection(), Chain.BOOKS)

    def find_words(self, words: Sequence[str], clients: Sequence[int]) -> Iterator[list[WordHit]]:
        """Numbers of texts beyond any caseload, too: what stands there is read as everything is."""
        self._session.flush()
        return store_of(self._session).find_words(self._session.connection(), words, clients)

    def known_elsewhere(self, people: Sequence[PersonIdentity]) -> frozenset[int]:
        """Places of those who, with these names and this birthday, are clients beyond one's reach."""
        with self._upkeep():
            mine = scope.visible_clients(self.actor, self.now)
            return client_rows.known_beyond(self._session, mine, people)

    def verify_records(self, line: int, mac: str) -> IntegrityFindings:
        """The whole vault against its trail, beyond any caseload: names kinds and numbers alone."""
        with self._upkeep():
            return integrity.examine(self._session, self.chain, line, mac)

    def is_as_told(self, record: Record) -> bool:
        """Whether it is what the trail says was last written, so that nobody has changed it beneath."""
        return census.is_as_told(self._session, record)

    def has_sealed(self) -> bool:
        """Whether anything in any chart is sealed under a key of this person's own."""
        asked = (
            select(CounselingNote.id).where(CounselingNote.author_id == self.actor.id),
            select(DisclosedPaper.id).where(DisclosedPaper.sealed_by == self.actor.id),
        )
        with self._upkeep():
            return any(self.value(one.limit(1)) is not None for one in asked)

    def newest_sealed(self, most: int) -> list[CounselingNote | DisclosedPaper]:
        """The newest that are sealed under a key of this person's own, in any chart, if they are as the
        trail tells: sealed bytes that nobody else opens."""
        notes = select(CounselingNote).where(CounselingNote.author_id == self.actor.id)
        papers = select(DisclosedPaper).where(DisclosedPaper.sealed_by == self.actor.id)
        with self._upkeep():
            found: list[CounselingNote | DisclosedPaper] = [
                *self._session.scalars(notes.order_by(CounselingNote.id.desc()).limit(most))
            ]
            if not found:
                found = [*self._session.scalars(papers.order_by(DisclosedPaper.id.desc()).limit(most))]
            return [one for one in found if self.is_as_told(one)]

    def dates_of(self, client_id: int | None = None) -> dict[int, RetentionDates]:
        """Until when records are kept, of those one may see: days alone, clinical ones too."""
        mine = scope.visible_clients(self.actor, self.now)
        if client_id is not None:
            mine = mine.where(Client.__table__.c.id == client_id)
        with self._upkeep():
            return client_rows.dates(self._session, mine, self.today)

    def count_rows(self, client: Client) -> dict[str, int]:
        """How many rows a client has in which table; nothing of what is in them."""
        with self._upkeep():
            return client_rows.count_rows(self._session, client.id)

    def count_signed_and_rewarded(self, client: Client) -> tuple[int, int]:
        """How many signed documents, and how many rewards, a chart has; for whoever may see the client."""
        with self._upkeep():
            return client_rows.count_signed_and_rewarded(self._session, client.id)

    def count_mentions(self, client: Client) -> int:
        """In how many documents of other charts a whole name of the client stands, a former one too."""
        names = client.known_names.whole()
        with self._upkeep():
            return client_rows.count_mentions(self._session, client.id, names)

    def count_named_outside_charts(self, client: Client) -> int:
        """How many rows of the clinic that are in no chart bear a whole name of the client."""
        with self._upkeep():
            return client_rows.count_named_outside_charts(self._session, client.known_names)

    def erase(self, client: Client) -> list[LedgerEntry]:
        """Every row of the client out of every table; the ledger's are handed back."""
        with self._upkeep():
            left = client_rows.entries(self._session, client.id)
            gone = client_rows.erase_rows(self._session, client.id)
        self.removed += [(kind, ids, client.id) for kind, ids in gone.items()]
        self.leaves_no_words = True
        return left

    @contextmanager
    def _upkeep(self) -> Iterator[None]:
        """Beyond caseload and role; what is waiting to be written is told on the trail first."""
        self._session.flush()
        with upkeep(self._session):
            yield

    def add(self, record: Kept, act: str = "") -> Kept:
        """Write a new record; with `act`, under that name on the trail instead of the command's."""
        if act:
            self.acts[record] = act
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

    def compartments(self) -> "CompartmentKeeper":
        """What the key file holds of people's compartments, sealed. Refused where there is none."""
        if self._seat.compartments is None:
            raise Refused(_("Your own key is needed. Lock and sign in again."))
        return self._seat.compartments

    def own_keys(self) -> "VaultKeys":
        """Refused where nobody's own are at hand."""
        if self.keys is None:
            raise Refused(_("Your own key is needed. Lock and sign in again."))
        return self.keys

    def begin_writing(self, document_id: int, client_id: int) -> None:
        """The draft is open to write at this seat, once this is done; who may see the chart hears of it."""
        self.opened_or_left.append((document_id, client_id, True))

    def end_writing(self, document_id: int, client_id: int) -> None:
        self.opened_or_left.append((document_id, client_id, False))

    def writers(self, document_id: int) -> "tuple[WriterHere, ...]":
        """Who has it open to write at another seat."""
        return self._seat.writers(document_id, self.now)

    def ask_proof(self, act: str, person: Staff) -> ProofRequest:
        """What this person proves their passphrase with, for one act. Raises MustWait.

        Refused for what no passphrase is proved for: a signature over it would be good for nothing that a
        window asks.
        """
        if not is_proved(act):
            raise Refused(
                _("No passphrase is proved for this. Where the programs differ, update the older one.")
            )
        begun = self._proofs.begin(self.sign_in.session, act, person.id, self.now)
        if begun is None:
            raise Refused(_("Only a person with a sign-in can sign. Ask an administrator."))
        return ProofRequest(person.id, person.name, act, *begun)

    def put_own_slot(self, new: "RewrappedSlot") -> None:
        """Another passphrase of who sits here, from now on."""
        self._proofs.put_slot(self.actor.id, new)

    def lacks_opening(self, public: bytes) -> bool:
        """Whether this half of their slot does not open the vault yet from another computer, and could."""
        return self._proofs.lacks_opening(self.actor.id, public)

    def put_opening(self, public: bytes, signature: bytes) -> None:
        """It does from now on; the signature is of their own key."""
        self._proofs.put_opening(self.actor.id, public, signature)

    def sign_trail(self, line: int, mac: str, signature: bytes) -> bool:
        """Keeps a person's own signature of a line, made where they sit; False where it is signed already."""
        public = self._proofs.public_key(self.actor.id) or b""
        try:
            sealing.verify(public, signature, signed_words(line, mac))
        except (sealing.InvalidSignature, ValueError) as error:
            raise Refused(_("That signature is not by your own key. Lock and sign in again.")) from error
        with self._upkeep():
            if self.value(select(TrailSignature.id).where(TrailSignature.line == line)) is not None:
                return False
            self._session.add(
                TrailSignature(
                    line=line,
                    mac=mac,
                    staff_id=self.actor.id,
                    public=public,
                    signature=signature,
                    at=self.now,
                )
            )
            self._session.flush()
        return True

    def confirm(self, proof: PassphraseProof) -> None:
        """Refuses unless the person at the desk has typed their passphrase for this act."""
        if proof.staff_id != self.actor.id or proof not in self.proved:
            raise Refused(_("That is not your passphrase. Type it again."), "passphrase")

    def can_witness(self, other: Staff) -> bool:
        """Whether this person can be the second of two: somebody else, who still works here."""
        return other.active and other.id != self.actor.id

    def second_person(self, staff_id: int) -> Staff:
        """Who is to be the second of two. Refused for oneself and for who left."""
        other = self._session.get(Staff, staff_id)
        if other is None or not self.can_witness(other):
            raise Refused(_("Two different people are needed. Choose a colleague."), "witness_id")
        return other

    def witness(self, proof: PassphraseProof) -> Staff:
        """The second person at an act that needs two, who has typed their own passphrase for it."""
        other = self.second_person(proof.staff_id)
        if proof not in self.proved:
            raise Refused(
                _("That is not the passphrase of {name}. Ask them to type it again.").format(name=other.name),
                "witness_passphrase",
            )
        return other

    @contextmanager
    def as_clinician(self, clinician: Staff) -> Iterator[None]:
        """Every chart of the clinic, read in the name of a clinician who is present."""
        self.actor, self.scope, self._is_beside = clinician, [], True
        try:
            yield
        finally:
            self._act_for_oneself(self.now)

    def group_charts(self, group_id: int) -> list[int]:
        """The charts of who belongs or belonged to a group that this person leads; else none."""
        return scope.group_charts(self._session, self.actor.id, group_id)

    @contextmanager
    def as_group_leader(self, client_ids: Sequence[int]) -> Iterator[None]:
        """Also these charts are within reach, for what a group needs of its members and no more.

        What is handed out of it is a name, a seat and the objectives that a note can serve.
        """
        before = self.scope
        self.scope = scope.within_scope(self.actor, self.now, also=client_ids)
        try:
            yield
        finally:
            self._session.flush()
            self.scope = before

    def of_signed_past(self, client_id: int, what: object, read: Callable[[], Row]) -> Row:
        """What `read` says of a chart's signed documents, asked once until another is signed."""
        return self._seat.signed_past.get(client_id, what, read)

    def show(self, client_ids: Iterable[int], place: str, typed: str = "") -> None:
        """Words of these charts are shown without one of them being opened: a line on the trail for each,
        once a sitting and day, of a search (what was `typed` for it) once while it is typed on."""
        shown = ChartSight(f"{place} {self.today}", typed, frozenset(client_ids))
        self.client_ids |= self._seat.shown.new(shown)
        self._shown.append(shown)

    def remember_shown(self) -> None:
        """The trail tells of it now."""
        for shown in self._shown:
            self._seat.shown.remember(shown)

    def _saw(self, record: object) -> None:
        if isinstance(record, OfClient):
            self.client_ids.add(record.client_id)
            self._seen.add(record.client_id)
        elif isinstance(record, Client):
            self.client_ids.add(record.id)
            self._seen.add(record.id)

    def _wrote(self, effect: Effect, records: Sequence[Record]) -> None:
        if records and not self._writes:
            raise Forbidden(_("A query changed a record."))
        for record in records:
            self.kinds.add(type(record).__name__)
            is_new = effect is Effect.CHANGED and self.written.get(record) is Effect.WROTE
            self.written[record] = Effect.WROTE if is_new else effect

    def _check_reach(self) -> None:
        """A record may only be written into a chart that the person could open."""
        charts = {r.client_id for r in self.written if isinstance(r, OfClient)}
        charts |= {r.id for r in self.written if isinstance(r, Client)}
        for client_id in charts - self._seen:
            if self.value(select(Client.id).where(Client.id == client_id)) is None:
                raise Forbidden(_("That client is not in your caseload."))
        self.client_ids |= charts


@dataclass(frozen=True)
class UseCase(Generic[P, R]):
    """Something staff do: what it needs, whether it writes, and how."""

    run: Callable[Concatenate[Context, P], R]
    needs: Can
    name: str  # what the audit trail calls it, for ever: it never follows a rename of the code
    writes: bool
    in_pieces: bool = False  # `run` is a generator: at each `yield` others may ask something

    def __post_init__(self) -> None:
        know_act(self.name, self.run)

    def __call__(self, ctx: Context, *args: P.args, **kwargs: P.kwargs) -> R:
        self.permit(ctx.actor)
        return self.run(ctx, *args, **kwargs)

    def permit(self, actor: Staff) -> None:
        """Refuses who may not do this."""
        if not actor.may(self.needs):
            raise Forbidden(_("Your role does not let you {what}.").format(what=self.needs))


def command(needs: Can, name: str) -> Callable[[Callable[Concatenate[Context, P], R]], UseCase[P, R]]:
    """A use case that changes records."""
    return lambda run: UseCase(run, needs, name, writes=True)


def in_pieces(
    needs: Can, name: str
) -> Callable[[Callable[Concatenate[Context, P], Generator[None, None, R]]], UseCase[P, R]]:
    """A long reading that gives way at each `yield`; its lines come on the trail at its end."""

    def made(run: Callable[Concatenate[Context, P], Generator[None, None, R]]) -> UseCase[P, R]:
        whole = cast("Callable[Concatenate[Context, P], R]", run)
        return UseCase(whole, needs, name, writes=True, in_pieces=True)

    return made


def query(needs: Can, name: str) -> Callable[[Callable[Concatenate[Context, P], R]], UseCase[P, R]]:
    """A use case that only reads; a write inside it is refused."""
    return lambda run: UseCase(run, needs, name, writes=False)
