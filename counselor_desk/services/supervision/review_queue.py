"""Reviewing what others have signed: the queue, return and co-signature."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, case, func, select

from counselor_desk.desk.desk import Context, command, query
from counselor_desk.desk.proofs import PassphraseProof
from counselor_desk.domain.roles import Can
from counselor_desk.records.document import Document, DocumentRevision, Status
from counselor_desk.records.people import Client, Staff

DANGER = {"plan": 0, "thoughts": 1}


@dataclass(frozen=True)
class ReviewItem:
    """One document that waits for this supervisor."""

    document_id: int
    client_id: int
    client: str
    author: str
    template: str
    occurred_on: date | None
    signed_at: datetime
    times_sent: int  # more than one: it was returned and sent again
    risk: str | None = None  # as the note says: "plan", "thoughts", "not asked", "none"


@query(Can.COSIGN, "supervision.review_queue")
def review_queue(ctx: Context) -> list[ReviewItem]:
    """What this supervisor's people have signed: danger first, then the oldest."""
    times = (
        select(func.count(DocumentRevision.id))
        .where(DocumentRevision.document_id == Document.id)
        .scalar_subquery()
    )
    review_items = ctx.rows(
        ReviewItem,
        select(
            Document.id,
            Client.id,
            func.trim(Client.given_name + " " + Client.family_name),
            Staff.name,
            Document.template,
            Document.occurred_on,
            Document.signed_at,
            times,
            _risk(),
        )
        .join(Client, Client.id == Document.client_id)
        .join(Staff, Staff.id == Document.author_id)
        .where(
            Document.status == Status.AWAITING_COSIGN,
            Staff.supervisor_id == ctx.actor.id,
        )
        .order_by(Document.signed_at),
    )
    return sorted(review_items, key=lambda item: DANGER.get(item.risk or "", 2))


def _risk() -> ColumnElement[str | None]:
    """The graver of the two answers, on danger to self and to others."""
    to_self, to_others = (Document.body[key].as_string() for key in ("risk", "risk_others"))
    graver = [(either == word, word) for word in DANGER for either in (to_self, to_others)]
    return case(*graver, else_=to_self)


@query(Can.COSIGN, "supervision.awaiting_review")
def awaiting_review(ctx: Context) -> int:
    """How many documents wait for this supervisor."""
    return len(review_queue(ctx))


@command(Can.COSIGN, "supervision.cosign")
def cosign(ctx: Context, document_id: int, proof: PassphraseProof) -> Document:
    """Make a document final. Never one's own; it is a signature, and needs the passphrase."""
    document = ctx.get(Document, document_id)
    ctx.confirm(proof)
    document.cosign(ctx.actor, ctx.now)
    return document


@command(Can.COSIGN, "supervision.send_back")
def send_back(ctx: Context, document_id: int, comment: str) -> Document:
    """Return a document to its author with what should change; the signed text stays on file."""
    document = ctx.get(Document, document_id)
    document.send_back(ctx.actor, ctx.now, comment)
    return document
