"""What somebody has begun to write for the clinic's shelf, kept until it is done or dropped."""

from sqlalchemy import select

from counselor_desk.domain.roles import Can
from counselor_desk.records.base import Body
from counselor_desk.records.paper import PaperDraft
from counselor_desk.services.desk import Context, command


def mine(ctx: Context, kind: str, key: str, language: str) -> PaperDraft | None:
    """One's own draft of a text; a colleague's is not seen."""
    return ctx.first(
        select(PaperDraft).where(
            PaperDraft.staff_id == ctx.actor.id,
            PaperDraft.kind == kind,
            PaperDraft.key == key,
            PaperDraft.language == language,
        )
    )


@command(Can.KEEP_LIBRARY)
def put(ctx: Context, kind: str, key: str, language: str, written: Body) -> PaperDraft:
    """What stands on screen now, in place of what stood there before."""
    draft = mine(ctx, kind, key, language)
    if draft is None:
        draft = PaperDraft(
            staff_id=ctx.actor.id, kind=kind, key=key, language=language, saved_at=ctx.now
        )
        draft.written = dict(written)
        return ctx.add(draft)
    draft.written, draft.saved_at = dict(written), ctx.now
    return draft


@command(Can.KEEP_LIBRARY)
def drop(ctx: Context, kind: str, key: str, language: str) -> bool:
    """Whether there was one to drop."""
    return gone(ctx, kind, key, language)


def gone(ctx: Context, kind: str, key: str, language: str) -> bool:
    draft = mine(ctx, kind, key, language)
    if draft is not None:
        ctx.remove(draft)
    return draft is not None
