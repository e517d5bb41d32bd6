"""Destroying a record: by two people, with a reason, every row of it, and a certificate."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import inspect as inspect_record
from sqlalchemy import select

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk import client_rows
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.desk.proofs import PassphraseProof
from counselor_desk.domain.names import KnownNames
from counselor_desk.domain.privacy.retention import RetentionStatus
from counselor_desk.domain.roles import Can
from counselor_desk.records.audit import AuditEntry
from counselor_desk.records.base import Body
from counselor_desk.records.destruction import Destruction
from counselor_desk.records.form_draft import ClinicFormDraft
from counselor_desk.records.people import Client, Staff
from counselor_desk.records.writing_aids import LearnedWord
from counselor_desk.services.privacy import retention

LEFT_BY = ("exporting.export", "exporting.everything", "disclosures.disclose")
ARCHIVED = "portable archive"
KEPT_OF_CLIENT = frozenset({"id", "number", "destroyed_on"})


@dataclass(frozen=True)
class DestructionPreview:
    """What would go and what would stay, before anybody signs."""

    id: int
    number: str
    name: str
    standing: RetentionStatus
    is_over: bool
    rows_by_table: dict[str, int]  # rows by table
    entries: int  # of the ledger, which stay without words
    elsewhere: int  # documents of other charts with a name of the client's
    outside_charts: int = 0  # calls, snippets and the like with one


@dataclass(frozen=True)
class DestructionFacts:
    """A certificate's facts."""

    record: Destruction
    by: str
    beside: str


@dataclass(frozen=True)
class CopiesOutside:
    """Since when and until when a copy may hold the record, and what of it left the vault."""

    since: datetime | None
    until: datetime
    archives: tuple[datetime, ...]
    left: tuple[tuple[datetime, str], ...]


@query(Can.DESTROY, "destroying.preview")
def preview(ctx: Context, client_id: int) -> DestructionPreview:
    client = ctx.get(Client, client_id)
    stands, goes = retention.of_client(ctx, client), ctx.count_rows(client)
    entries = sum(goes.pop(name, 0) for name in client_rows.STAYS)
    over = stands.is_over(ctx.today)
    elsewhere = ctx.count_mentions(client)
    return DestructionPreview(
        id=client.id,
        number=client.number,
        name=client.name,
        standing=stands,
        is_over=over,
        rows_by_table=goes,
        entries=entries,
        elsewhere=elsewhere,
        outside_charts=ctx.count_named_outside_charts(client),
    )


@command(Can.DESTROY, "destroying.destroy")
def destroy(
    ctx: Context, client_id: int, reason: str, witness: PassphraseProof, early: str = ""
) -> Destruction:
    """For good. Refused under a hold, in care, with money owed, and before its period is over.

    Where the period is the clinic's or the payer's, `early` says why it is destroyed before.
    """
    client = ctx.get(Client, client_id)
    stands = retention.of_client(ctx, client)
    stands.refuse(ctx.today, early)
    return destroy_with(ctx, client, reason, _second(ctx, reason, witness), early)


def destroy_with(ctx: Context, client: Client, reason: str, other: Staff, early: str = "") -> Destruction:
    """The same, once the second person is known to be there."""
    stands = retention.of_client(ctx, client)
    early = "" if stands.is_over(ctx.today) else early.strip()
    return _take_out(ctx, client, stands, other, (reason.strip(), early))


@command(Can.DESTROY, "destroying.destroy_all")
def destroy_all(
    ctx: Context, client_ids: Sequence[int], reason: str, witness: PassphraseProof
) -> list[Destruction]:
    """Several whose period is over, at once: all of them or none; a certificate for each."""
    today = ctx.today
    people = [ctx.get(Client, client_id) for client_id in dict.fromkeys(client_ids)]
    standings = [retention.of_client(ctx, client) for client in people]
    for client, stands in zip(people, standings, strict=True):
        try:
            stands.refuse(today, "")
        except Refused as refusal:
            raise Refused(
                _("Record {number}: {refusal}").format(number=client.number, refusal=refusal)
            ) from refusal
    if not people:
        raise Refused(_("There is no record to destroy."))
    other, made = _second(ctx, reason, witness), []
    for done, (client, stands) in enumerate(zip(people, standings, strict=True)):
        ctx.progress(done, len(people))
        made.append(_take_out(ctx, client, stands, other, (reason.strip(), "")))
    return made


def _second(ctx: Context, reason: str, witness: PassphraseProof) -> Staff:
    if not reason.strip():
        raise Refused(_("Say why the record is destroyed."), "reason")
    return ctx.witness(witness)


def _take_out(
    ctx: Context, client: Client, stands: RetentionStatus, other: Staff, words: tuple[str, str]
) -> Destruction:
    made = ctx.add(_begun(ctx, client, stands, other, words))
    _forget_names(ctx, client)
    left = ctx.erase(client)
    for entry in left:
        entry.reason, entry.enrollment_id, entry.occasion_id = "", None, None
    ctx.add_all(left)
    made.entries = [entry.number for entry in left]
    made.entries_sha256 = client_rows.digest_of(client_rows.facts(e) for e in left)
    _empty(client, ctx.today)
    made.finished_at = ctx.now
    return made


def _begun(
    ctx: Context, client: Client, stands: RetentionStatus, other: Staff, words: tuple[str, str]
) -> Destruction:
    """From here on the seals let this client's rows go, and no other's."""
    goes = ctx.count_rows(client)
    for name in client_rows.STAYS:
        goes.pop(name, None)
    days = [day for day in ctx.dates_of(client.id)[client.id].last.values() if day > date.min]
    registered = client.registered_at or ctx.now
    return Destruction(
        chart=client.id,
        number=client.number,
        kept_until=stands.until.day,
        reason=words[0],
        early=words[1],
        first_year=min([registered.year, *(day.year for day in days)]),
        last_year=max([registered.year, *(day.year for day in days)]),
        counts=goes,
        names_elsewhere=ctx.count_mentions(client),
        staff_id=ctx.actor.id,
        witness_id=other.id,
        registered_at=client.registered_at,
        begun_at=ctx.now,
    )


def _forget_names(ctx: Context, client: Client) -> None:
    """What is in no chart: words that somebody's spelling has learned of any name, a former one too,
    and forms left unsaved, such as a registration begun twice. A chart that was merged into this one
    stays, by its own period, and leads here no more."""
    names = client.known_names
    for word in ctx.find(select(LearnedWord)):
        if names.is_one_of_them(word.word):
            ctx.remove(word)
    for draft in ctx.find(select(ClinicFormDraft)):
        if _tells_of(draft.answers, names, client.born):
            ctx.remove(draft)
    for merged in ctx.find(select(Client).where(Client.merged_into_id == client.id)):
        merged.merged_into_id = None


def _tells_of(answers: Body, names: KnownNames, born: date | None) -> bool:
    """Whether these words name the client; somebody of the name with another day of birth is not meant."""
    other = answers.get("born")
    if born is not None and other and str(other)[: len(born.isoformat())] != born.isoformat():
        return False
    said = [answer for answer in answers.values() if isinstance(answer, str)]
    parts = (answers.get(key) or "" for key in ("given_name", "family_name"))
    return any(names.stand_in(text) for text in (*said, " ".join(map(str, parts))))


def _empty(client: Client, today: date) -> None:
    """A number is left, which is given to nobody else: the trail's lines keep their meaning."""
    for column in inspect_record(Client).columns:
        if column.key in KEPT_OF_CLIENT:
            continue
        if column.nullable:
            setattr(client, column.key, None)
        else:
            setattr(client, column.key, False if column.type.python_type is bool else "")
    client.destroyed_on = today


@query(Can.DESTROY, "destroying.all_destroyed")
def all_destroyed(ctx: Context) -> list[Destruction]:
    return ctx.find(select(Destruction).order_by(Destruction.id.desc()))


def destroyed_since(destructions: Sequence[Destruction], at: datetime) -> tuple[str, ...]:
    """The numbers of what an older copy would bring back."""
    return tuple(
        destruction.number
        for destruction in destructions
        if (destruction.finished_at or destruction.begun_at) >= at
    )


@query(Can.DESTROY, "destroying.certificate")
def certificate(ctx: Context, destruction_id: int) -> DestructionFacts:
    record = ctx.get(Destruction, destruction_id)
    by, beside = ctx.get(Staff, record.staff_id), ctx.get(Staff, record.witness_id)
    return DestructionFacts(record, by.signature, beside.signature)


@query(Can.DESTROY, "destroying.copies")
def copies(ctx: Context, destruction_id: int) -> CopiesOutside:
    """What the trail knows of copies that are out of this program's reach."""
    record = ctx.get(Destruction, destruction_id)
    assert record.finished_at is not None
    until, line = record.finished_at, AuditEntry
    packed = select(line.at).where(line.reason == ARCHIVED, line.at <= until)
    if record.registered_at is not None:
        packed = packed.where(line.at >= record.registered_at)
    left = select(line.at, line.action).where(line.client_id == record.chart, line.action.in_(LEFT_BY))
    return CopiesOutside(
        record.registered_at,
        until,
        tuple(at for (at,) in ctx.tuples(packed.order_by(line.id))),
        tuple(dict.fromkeys(ctx.tuples(left.order_by(line.id)))),
    )
