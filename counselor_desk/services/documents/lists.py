"""Which documents a chart, an author and a bin hold."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from sqlalchemy import or_, select

from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.roles import Can
from counselor_desk.records.document import WRITABLE, Document, Status
from counselor_desk.records.people import Client, Staff

BIN_DAYS = 30


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
    under: str = ""  # the number of the person's other record, in which it was written


@dataclass(frozen=True)
class UnfinishedDraft:
    """A draft that waits for its author."""

    id: int
    client_id: int
    client: str
    template: str
    status: Status
    occurred_on: date | None
    created_at: datetime
    return_comment: str


@query(Can.READ_CHART, "note_lists.of_client")
def of_client(ctx: Context, client_id: int, kind: str = "") -> list[DocumentRow]:
    """A chart's documents, newest service first; the bin and other authors' drafts left out."""
    statement = (
        select(Document, Staff.name, Client.number)
        .join(Staff, Staff.id == Document.author_id)
        .join(Client, Client.id == Document.client_id)
        .where(
            Document.client_id.in_(ctx.person_charts(client_id)),
            Document.discarded_at.is_(None),
            or_(Document.status.not_in(WRITABLE), Document.author_id == ctx.actor.id),
        )
        .order_by(Document.occurred_on.desc(), Document.created_at.desc())
    )
    if kind:
        statement = statement.where(Document.kind == kind)
    return ctx.rows(partial(_row, client_id), statement)


@query(Can.WRITE_NOTE, "note_lists.unfinished")
def unfinished(ctx: Context) -> list[UnfinishedDraft]:
    """This person's drafts, those returned first, then the oldest."""
    drafts = ctx.rows(
        lambda d, name: UnfinishedDraft(
            id=d.id,
            client_id=d.client_id,
            client=name,
            template=d.template,
            status=d.status,
            occurred_on=d.occurred_on,
            created_at=d.created_at,
            return_comment=d.return_comment,
        ),
        select(Document, Client.called)
        .join(Client, Client.id == Document.client_id)
        .where(
            Document.author_id == ctx.actor.id,
            Document.status.in_(WRITABLE),
            Document.discarded_at.is_(None),
        )
        .order_by(Document.status.desc(), Document.created_at),
    )
    ctx.show([draft.client_id for draft in drafts], "today")
    return drafts


@query(Can.WRITE_NOTE, "note_lists.bin_of")
def bin_of(ctx: Context) -> list[Document]:
    """What this person discarded in the last 30 days."""
    since = ctx.now - timedelta(days=BIN_DAYS)
    return ctx.find(
        select(Document)
        .where(Document.author_id == ctx.actor.id, Document.discarded_at > since)
        .order_by(Document.discarded_at.desc())
    )


@query(Can.READ_CHART, "note_lists.last_final")
def last_final(ctx: Context, client_id: int, template: str) -> Document | None:
    """The newest signed document of a kind, for what returns in the next one."""
    return ctx.first(
        select(Document)
        .where(
            Document.client_id.in_(ctx.person_charts(client_id)),
            Document.template == template,
            Document.signed_at.is_not(None),
        )
        .order_by(Document.occurred_on.desc(), Document.id.desc())
    )


def _row(client_id: int, document: Document, author: str, number: str) -> DocumentRow:
    d = document
    return DocumentRow(
        id=d.id,
        template=d.template,
        kind=d.kind,
        status=d.status,
        occurred_on=d.occurred_on,
        created_at=d.created_at,
        changed_at=d.changed_at,
        signed_at=d.signed_at,
        author_id=d.author_id,
        author=author,
        is_late=d.is_late(),
        under=number if d.client_id != client_id else "",
    )
