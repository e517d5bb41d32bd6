"""Supervision beyond the queue: remarks in the text, praise, hours, random chart audits."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.domain.roles import Can
from counselor_desk.records.document import Document, Status
from counselor_desk.records.people import Client, Staff
from counselor_desk.records.review import Remark

LATELY = timedelta(days=14)  # praise is told that long


@dataclass(frozen=True)
class RemarkRow:
    """One remark with who made it."""

    id: int
    field: str
    quote: str
    words: str
    author: str
    is_praise: bool
    made_at: datetime
    settled_at: datetime | None


@dataclass(frozen=True)
class PraisedDocument:
    """One's own document, with what a supervisor found good about it."""

    id: int
    document_id: int
    client_id: int
    client: str
    words: str
    author: str
    made_at: datetime


@command(Can.COSIGN, "review.remark")
def remark(ctx: Context, document_id: int, field: str, words: str, quote: str = "") -> Remark:
    """Words on one answer of a document under review; the text itself stays the author's."""
    document = ctx.get(Document, document_id)
    if document.status is not Status.AWAITING_COSIGN or document.author_id == ctx.actor.id:
        raise Refused(_("Comments are for a colleague's document that awaits your co-signature."))
    if not words.strip():
        raise Refused(_("Write the comment first."), "words")
    if quote and quote not in str(document.body.get(field, "")):
        raise Refused(_("These words are no longer in that answer."), "quote")
    return _add(ctx, document, field, quote, words)


@command(Can.COSIGN, "review.praise")
def praise(ctx: Context, document_id: int, words: str) -> Remark:
    """Say what was good about it: kept with the document, and shown to its author."""
    document = ctx.get(Document, document_id)
    if document.signed_at is None or document.author_id == ctx.actor.id:
        raise Refused(_("Praise is for what a colleague has signed."))
    if not words.strip():
        raise Refused(_("Write what was good about it."), "words")
    made = _add(ctx, document, "", "", words)
    made.is_praise = True
    return made


@command(Can.COSIGN, "review.take_back")
def take_back(ctx: Context, remark_id: int) -> None:
    """A remark that its author has thought better of, before the document is returned."""
    held = ctx.get(Remark, remark_id)
    document = ctx.get(Document, held.document_id)
    if held.author_id != ctx.actor.id or document.status is not Status.AWAITING_COSIGN:
        raise Refused(_("The author has already seen this comment, so it stays."))
    ctx.remove(held)


@command(Can.WRITE_NOTE, "review.settle")
def settle_remark(ctx: Context, remark_id: int) -> Remark:
    """The author has done what a remark asked for."""
    held = ctx.get(Remark, remark_id)
    if ctx.get(Document, held.document_id).author_id != ctx.actor.id:
        raise Refused(_("Only the author of the document can resolve a comment."))
    held.settled_at = ctx.now
    return held


@query(Can.READ_CHART, "review.remarks")
def remarks(ctx: Context, document_id: int) -> list[RemarkRow]:
    return ctx.rows(
        RemarkRow,
        select(
            Remark.id,
            Remark.field,
            Remark.quote,
            Remark.words,
            Staff.name,
            Remark.is_praise,
            Remark.made_at,
            Remark.settled_at,
        )
        .join(Staff, Staff.id == Remark.author_id)
        .where(Remark.document_id == document_id)
        .order_by(Remark.id),
    )


@query(Can.WRITE_NOTE, "review.praise_of")
def praise_of(ctx: Context) -> list[PraisedDocument]:
    """What was lately said to be good about one's own work, the newest first."""
    praised = ctx.rows(
        lambda remark, document, client, name: PraisedDocument(
            id=remark.id,
            document_id=document.id,
            client_id=client.id,
            client=client.called,
            words=remark.words,
            author=name,
            made_at=remark.made_at,
        ),
        select(Remark, Document, Client, Staff.name)
        .join(Document, Document.id == Remark.document_id)
        .join(Client, Client.id == Document.client_id)
        .join(Staff, Staff.id == Remark.author_id)
        .where(
            Remark.is_praise,
            Document.author_id == ctx.actor.id,
            Remark.made_at > ctx.now - LATELY,
        )
        .order_by(Remark.id.desc()),
    )
    ctx.show([one.client_id for one in praised], "today")
    return praised


def _add(ctx: Context, document: Document, field: str, quote: str, words: str) -> Remark:
    return ctx.add(
        Remark(
            client_id=document.client_id,
            document_id=document.id,
            author_id=ctx.actor.id,
            field=field,
            quote=quote,
            words=words.strip(),
            made_at=ctx.now,
        )
    )
