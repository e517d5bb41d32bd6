"""The pages of each disclosure as they left: kept once, shown again, counted."""

import hashlib
from dataclasses import dataclass

from sqlalchemy import select

from counselor_desk.core.errors import Forbidden, Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.kinds_of_information import Category
from counselor_desk.domain.roles import Can
from counselor_desk.records.privacy import Disclosed, DisclosedPaper

KEPT = "disclosed_papers.keep"  # what the trail calls it, since it was a command of its own


@dataclass(frozen=True)
class PagesToSend:
    """The pages that are to leave; with a separate counseling note they are sealed at its author's seat."""

    pdf: bytes
    pages: int
    sealed_sha256: str = ""  # of the PDF, where `pdf` is sealed


@dataclass(frozen=True)
class SentPages:
    """One disclosure's PDF as it left, sealed where it holds a separate counseling note."""

    pdf: bytes
    pages: int
    sha256: str
    seal: bytes = b""  # the facts that it is sealed under; it is opened at its author's seat
    is_as_told: bool = True  # by the trail


def store_pages(ctx: Context, disclosed: Disclosed, printed: PagesToSend) -> None:
    """Keep what leaves in the transaction of its line: none is ever without the other."""
    sealed_by = None
    sha256 = hashlib.sha256(printed.pdf).hexdigest()
    if Category.COUNSELING_NOTES in disclosed.categories:
        # Its words stay under the author's own key, 42 CFR 2.11: outside the record.
        sealed_by, sha256 = ctx.actor.id, printed.sealed_sha256
        if not sha256:
            raise Refused(_("Prepare the pages first: they are saved with the disclosure."))
    ctx.add(
        DisclosedPaper(
            client_id=disclosed.client_id,
            disclosed_id=disclosed.id,
            pages=printed.pages,
            sha256=sha256,
            content=printed.pdf,
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
    if kept.sealed_by is None:
        return SentPages(kept.content, kept.pages, kept.sha256)
    if kept.sealed_by != ctx.actor.id:
        raise Forbidden(_("Only its author can read a counseling note."))
    seal = page_facts(disclosure.client_id, disclosure.id)
    return SentPages(kept.content, kept.pages, kept.sha256, seal, ctx.is_as_told(kept))


def pages_of(ctx: Context, client_id: int) -> dict[int, int]:
    """How many pages left with each disclosure from a chart."""
    chosen = select(DisclosedPaper.disclosed_id, DisclosedPaper.pages)
    rows = ctx.tuples(chosen.where(DisclosedPaper.client_id.in_(ctx.person_charts(client_id))))
    return dict(rows)


def _of(ctx: Context, disclosed_id: int) -> DisclosedPaper | None:
    return ctx.first(select(DisclosedPaper).where(DisclosedPaper.disclosed_id == disclosed_id))


def page_facts(client_id: int, number: int) -> bytes:
    """What the pages of a disclosure are sealed under: in another's place they do not open."""
    return DisclosedPaper.facts_of(client_id, number)
