"""The pages of each disclosure as they left: kept once, shown again, counted."""

import hashlib
from dataclasses import dataclass

from sqlalchemy import select

from counselor_desk.core.errors import Forbidden
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.kinds_of_information import Category
from counselor_desk.domain.roles import Can
from counselor_desk.records.privacy import Disclosed, DisclosedPaper
from counselor_desk.services.documents import counseling_notes
from counselor_desk.vault.keys import compartments, sealing

KEPT = "disclosed_papers.keep"  # what the trail calls it, since it was a command of its own


@dataclass(frozen=True)
class PagesToSend:
    """The pages that are to leave."""

    pdf: bytes
    pages: int


@dataclass(frozen=True)
class SentPages:
    """One disclosure's PDF as it left."""

    pdf: bytes
    pages: int
    sha256: str


def store_pages(ctx: Context, one: Disclosed, printed: PagesToSend) -> None:
    """Keep what leaves in the transaction of its line: none is ever without the other."""
    content, sealed_by = printed.pdf, None
    if Category.COUNSELING_NOTES in one.categories:
        # Its words stay under the author's own key, 42 CFR 2.11: outside the record.
        content, sealed_by = sealing.wrap(_key(ctx), printed.pdf, _facts(one)), ctx.actor.id
    ctx.add(
        DisclosedPaper(
            client_id=one.client_id,
            disclosed_id=one.id,
            pages=printed.pages,
            sha256=hashlib.sha256(printed.pdf).hexdigest(),
            content=content,
            sealed_by=sealed_by,
            kept_at=ctx.now,
        ),
        act=KEPT,
    )


@query(Can.DISCLOSE, "disclosed_papers.left")
def sent_pages(ctx: Context, disclosed_id: int) -> SentPages | None:
    """The pages that left, byte for byte; None when it was spoken, or they were not kept."""
    disclosure = ctx.get(Disclosed, disclosed_id)
    kept = _of(ctx, disclosed_id)
    if kept is None:
        return None
    pdf = kept.content
    if kept.sealed_by is not None:
        if kept.sealed_by != ctx.actor.id:
            raise Forbidden(_("Only its author can read a counseling note."))
        pdf = bytes(sealing.unwrap(_key(ctx), kept.content, _facts(disclosure)))
    return SentPages(pdf, kept.pages, kept.sha256)


def pages_of(ctx: Context, client_id: int) -> dict[int, int]:
    """How many pages left with each disclosure from a chart."""
    chosen = select(DisclosedPaper.disclosed_id, DisclosedPaper.pages)
    rows = ctx.tuples(chosen.where(DisclosedPaper.client_id == client_id))
    return dict(rows)


def _of(ctx: Context, disclosed_id: int) -> DisclosedPaper | None:
    return ctx.first(select(DisclosedPaper).where(DisclosedPaper.disclosed_id == disclosed_id))


def _key(ctx: Context) -> bytes:
    return compartments.compartment(ctx.own_keys(), counseling_notes.COMPARTMENT)


def _facts(disclosure: Disclosed) -> bytes:
    return f"disclosed/{disclosure.client_id}/{disclosure.id}".encode()
