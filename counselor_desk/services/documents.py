"""Writing, signing and adding to documents."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from types import ModuleType
from typing import Any

from sqlalchemy import or_, select

from counselor_desk import catalog
from counselor_desk.discover import modules
from counselor_desk.domain.roles import Can
from counselor_desk.domain.template import Template, carried
from counselor_desk.errors import Forbidden, Refused
from counselor_desk.records.base import Body, canonical
from counselor_desk.records.care import Appointment, Attendance
from counselor_desk.records.document import (
    WRITABLE,
    Addendum,
    Document,
    DocumentRevision,
    Status,
)
from counselor_desk.records.people import Client, Staff
from counselor_desk.services.desk import Context, command, query

BIN_DAYS = 30


@dataclass(frozen=True)
class Saved:
    """Where typed text is now: in its draft, or beside it when the draft had moved on."""

    document_id: int
    revision: int
    at: datetime
    is_copy: bool = False


@dataclass(frozen=True)
class DocumentRow:
    """One line of a chart's list of notes."""

    id: int
    template: str
    kind: str
    status: Status
    occurred_on: date | None
    created_at: datetime
    changed_at: datetime
    signed_at: datetime | None
    author_id: int
    author: str
    is_late: bool


@dataclass(frozen=True)
class Opened:
    """A document with what belongs to reading it."""

    document: Document
    client: Client
    author: Staff
    addenda: Sequence[tuple[Addendum, str]]
    revisions: Sequence[DocumentRevision]
    cosigner: Staff | None = None
    returned_by: Staff | None = None


@dataclass(frozen=True)
class Unfinished:
    """A draft that waits for its author."""

    id: int
    client_id: int
    client: str
    template: str
    status: Status
    occurred_on: date | None
    created_at: datetime
    return_comment: str


def template_of(document_template: str) -> Template:
    found = catalog.templates().get(document_template)
    if found is None:
        raise Refused("This program does not know the note's template. Install the newer version.")
    return found


@command(Can.WRITE_NOTE)
def start(
    ctx: Context,
    client_id: int,
    template: str,
    occurred_on: date | None = None,
    body: Body | None = None,
) -> Document:
    """A new draft of this author, for a service of this day or an earlier one.

    What the template carries over comes from the client's last signed document.
    """
    client, form = ctx.get(Client, client_id), template_of(template)
    today = ctx.now.astimezone().date()
    day = occurred_on or today
    _check_day(day, today)
    return ctx.add(
        Document(
            client_id=client.id,
            author_id=ctx.actor.id,
            template=template,
            template_version=form.version,
            kind=form.kind.value,
            occurred_on=day,
            body={
                **_carried(ctx, client.id, form),
                **(_booked(ctx, client.id, day) if form.header else {}),
                **(body or {}),
            },
            created_at=ctx.now,
            changed_at=ctx.now,
        )
    )


@command(Can.WRITE_NOTE)
def save_draft(ctx: Context, document_id: int, body: Body, revision: int) -> Saved:
    """Keep what was typed. A save from an older revision becomes a draft of its own: both stay."""
    document = ctx.get(Document, document_id)
    if document.revision != revision and document.body != body:
        return _keep_beside(ctx, document, body)
    document.revise(body, ctx.actor, ctx.now)
    return Saved(document.id, document.revision, ctx.now)


@command(Can.WRITE_NOTE)
def date_draft(ctx: Context, document_id: int, occurred_on: date) -> Document:
    """Set the day of the service; a day before today makes a late entry, never a back-dated one."""
    document = _own_draft(ctx, document_id)
    _check_day(occurred_on, ctx.now.astimezone().date())
    document.occurred_on = occurred_on
    return document


@command(Can.WRITE_NOTE)
def sign(ctx: Context, document_id: int, passphrase: str, late_reason: str = "") -> Document:
    """Seal a draft. Refused with the names of what is still missing; needs the passphrase again."""
    document = _own_draft(ctx, document_id)
    form = template_of(document.template).form()
    missing = form.missing(document.body)
    if missing:
        names = ", ".join(field.label for field in missing)
        raise Refused(f"Not signed yet. Still to fill in: {names}.", missing[0].key)
    if document.is_late() and not (late_reason.strip() or document.late_reason):
        raise Refused("This is a late entry. Say why it is written later.", "late_reason")
    for area in _areas():
        area.before(ctx, document)
    ctx.confirm(passphrase)
    document.late_reason = late_reason.strip() or document.late_reason
    document.sign(ctx.actor, ctx.now)
    keep_revision(ctx, document)
    return document


@command(Can.WRITE_NOTE)
def recall(ctx: Context, document_id: int) -> Document:
    """Take a document back from review to write on; the text that was sent stays on file."""
    document = ctx.get(Document, document_id)
    document.recall(ctx.actor)
    return document


@command(Can.WRITE_NOTE)
def discard(ctx: Context, document_id: int) -> Document:
    """Put a draft in the bin, where it stays for 30 days. What was ever signed is never binned."""
    document = _own_draft(ctx, document_id)
    if document.status is not Status.DRAFT or _was_signed(ctx, document.id):
        raise Refused("This text was signed before and has to stay. Finish it instead.")
    document.discarded_at = ctx.now
    return document


@command(Can.WRITE_NOTE)
def restore(ctx: Context, document_id: int) -> Document:
    document = ctx.get(Document, document_id)
    document.discarded_at = None
    return document


@command(Can.WRITE_NOTE)
def add_addendum(
    ctx: Context, document_id: int, text: str, passphrase: str, is_correction: bool = False
) -> Addendum:
    """Add words to a final document; they are signed at once and stay as they are."""
    document = ctx.get(Document, document_id)
    if document.status is not Status.FINAL:
        raise Refused("An addendum is for a final document. Change the draft itself.")
    if not text.strip():
        raise Refused("Write what the addendum adds.", "text")
    ctx.confirm(passphrase)
    import hashlib

    content = [document.id, document.digest, ctx.actor.id, ctx.now, text, is_correction]
    return ctx.add(
        Addendum(
            client_id=document.client_id,
            document_id=document.id,
            author_id=ctx.actor.id,
            is_correction=is_correction,
            text=text,
            signed_at=ctx.now,
            digest=hashlib.sha256(canonical(content)).hexdigest(),
        )
    )


@command(Can.COSIGN)
def void(ctx: Context, document_id: int, reason: str) -> Document:
    """Mark a final document as entered in error: a second person does it, and it stays readable."""
    document = ctx.get(Document, document_id)
    if document.author_id == ctx.actor.id:
        raise Refused("A second person marks a document as entered in error.")
    document.void(reason)
    return document


@query(Can.READ_CHART)
def read(ctx: Context, document_id: int) -> Opened:
    """Open a document; what is signed is held against its seal."""
    document = ctx.get(Document, document_id)
    if document.signed_at is not None and document.seal() != document.digest:
        raise Forbidden("This document is not what was signed. Tell your administrator.")
    addenda = ctx.rows(
        lambda addendum, name: (addendum, name),
        select(Addendum, Staff.name)
        .join(Staff, Staff.id == Addendum.author_id)
        .where(Addendum.document_id == document_id)
        .order_by(Addendum.id),
    )
    revisions = ctx.find(
        select(DocumentRevision)
        .where(DocumentRevision.document_id == document_id)
        .order_by(DocumentRevision.number)
    )
    return Opened(
        document,
        ctx.get(Client, document.client_id),
        ctx.get(Staff, document.author_id),
        addenda,
        revisions,
        ctx.get(Staff, document.cosigned_by) if document.cosigned_by else None,
        ctx.get(Staff, document.returned_by) if document.returned_by else None,
    )


@query(Can.READ_CHART)
def of_client(ctx: Context, client_id: int, kind: str = "") -> list[DocumentRow]:
    """A chart's documents, newest service first; the bin and other authors' drafts left out."""
    statement = (
        select(Document, Staff.name)
        .join(Staff, Staff.id == Document.author_id)
        .where(
            Document.client_id == client_id,
            Document.discarded_at.is_(None),
            or_(Document.status.not_in(WRITABLE), Document.author_id == ctx.actor.id),
        )
        .order_by(Document.occurred_on.desc(), Document.created_at.desc())
    )
    if kind:
        statement = statement.where(Document.kind == kind)
    return ctx.rows(_row, statement)


@query(Can.WRITE_NOTE)
def unfinished(ctx: Context) -> list[Unfinished]:
    """This person's drafts, those returned first, then the oldest."""
    return ctx.rows(
        lambda d, given, preferred, family: Unfinished(
            d.id,
            d.client_id,
            f"{preferred or given} {family}",
            d.template,
            d.status,
            d.occurred_on,
            d.created_at,
            d.return_comment,
        ),
        select(Document, Client.given_name, Client.preferred_name, Client.family_name)
        .join(Client, Client.id == Document.client_id)
        .where(
            Document.author_id == ctx.actor.id,
            Document.status.in_(WRITABLE),
            Document.discarded_at.is_(None),
        )
        .order_by(Document.status.desc(), Document.created_at),
    )


@query(Can.WRITE_NOTE)
def bin_of(ctx: Context) -> list[Document]:
    """What this person discarded in the last 30 days."""
    since = ctx.now - timedelta(days=BIN_DAYS)
    return ctx.find(
        select(Document)
        .where(Document.author_id == ctx.actor.id, Document.discarded_at > since)
        .order_by(Document.discarded_at.desc())
    )


@query(Can.READ_CHART)
def last_final(ctx: Context, client_id: int, template: str) -> Document | None:
    """The newest signed document of a kind, for what returns in the next one."""
    return ctx.first(
        select(Document)
        .where(
            Document.client_id == client_id,
            Document.template == template,
            Document.signed_at.is_not(None),
        )
        .order_by(Document.occurred_on.desc(), Document.id.desc())
    )


def _carried(ctx: Context, client_id: int, template: Template) -> Body:
    body: Body = {}
    for source in {carry.template or template.id for carry in template.carries}:
        last = last_final(ctx, client_id, source)
        if last is not None:
            body |= carried(template, source, last.body)
    return body


def _booked(ctx: Context, client_id: int, day: date) -> Body:
    """Start and stop of this person's session with the client on that day, as booked."""
    opens = datetime.combine(day, time()).astimezone()
    slot = ctx.first(
        select(Appointment)
        .where(
            Appointment.client_id == client_id,
            Appointment.staff_id == ctx.actor.id,
            Appointment.starts_at >= opens,
            Appointment.starts_at < opens + timedelta(days=1),
            Appointment.attendance.in_((Attendance.BOOKED, Attendance.ATTENDED)),
        )
        .order_by(Appointment.starts_at)
    )
    if slot is None:
        return {}
    begins = slot.starts_at.astimezone()
    ends = begins + timedelta(minutes=slot.minutes)
    return {"start": f"{begins:%H:%M}", "stop": f"{ends:%H:%M}"}


def _row(document: Document, author: str) -> DocumentRow:
    d = document
    return DocumentRow(
        d.id, d.template, d.kind, d.status, d.occurred_on, d.created_at, d.changed_at,
        d.signed_at, d.author_id, author, d.is_late(),
    )  # fmt: skip


def _own_draft(ctx: Context, document_id: int) -> Document:
    document = ctx.get(Document, document_id)
    if document.author_id != ctx.actor.id:
        raise Refused("Only the author can change a draft.")
    if document.status not in WRITABLE:
        raise Refused("A signed document cannot be changed. Add an addendum.")
    return document


def _keep_beside(ctx: Context, document: Document, body: Body) -> Saved:
    """Two windows wrote on one draft: the later text becomes a draft beside it."""
    if document.author_id != ctx.actor.id:
        raise Refused("Only the author can change a draft.")
    copy: dict[str, Any] = {
        "client_id": document.client_id,
        "author_id": document.author_id,
        "template": document.template,
        "template_version": document.template_version,
        "kind": document.kind,
        "occurred_on": document.occurred_on,
    }
    beside = ctx.add(Document(**copy, body=body, created_at=ctx.now, changed_at=ctx.now))
    return Saved(beside.id, beside.revision, ctx.now, is_copy=True)


def keep_revision(ctx: Context, document: Document) -> None:
    """Put the text that was just signed on file, where it stays, and do what follows from it."""
    assert document.signed_at is not None
    ctx.add(
        DocumentRevision(
            client_id=document.client_id,
            document_id=document.id,
            number=1 + _revisions(ctx, document.id),
            body=document.body,
            signed_at=document.signed_at,
            digest=document.digest,
        )
    )
    for area in _areas():
        area.after(ctx, document)


def _areas() -> list[ModuleType]:
    from counselor_desk.services import signing

    return modules(signing)


def _revisions(ctx: Context, document_id: int) -> int:
    statement = select(DocumentRevision.id).where(DocumentRevision.document_id == document_id)
    return len(ctx.rows(int, statement))


def _was_signed(ctx: Context, document_id: int) -> bool:
    return _revisions(ctx, document_id) > 0


def _check_day(day: date, today: date) -> None:
    if day > today:
        raise Refused("A note is for today or a day before. Check the date.", "occurred_on")
