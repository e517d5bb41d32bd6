"""The clinic's mark: taken from a picture file, checked, redrawn, kept small."""

import io
from datetime import datetime

from sqlalchemy import select

from counselor_desk.core import picture_file
from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.domain.clinic import paper_color
from counselor_desk.domain.roles import Can
from counselor_desk.records.base import Body
from counselor_desk.records.clinic_paper import Logo, PaperColor, PaperDraft

LARGEST_FILE = 5_000_000
MOST_DOTS = 40_000_000
BOX = (900, 300)  # dots: sharp at 3 cm on any printer


@query(Can.PRINT, "logo.current")
def logo(ctx: Context) -> bytes:
    """The mark as a PNG, or nothing."""
    found = ctx.first(select(Logo).order_by(Logo.id.desc()))
    return found.png if found else b""


@command(Can.KEEP_LIBRARY, "logo.put")
def set_logo(ctx: Context, picture: bytes) -> Logo:
    """A PNG or JPEG as the mark. What is kept is redrawn: nothing else of the file is."""
    return ctx.add(Logo(png=_redrawn(picture), set_at=ctx.now, set_by=ctx.actor.id))


@command(Can.KEEP_LIBRARY, "logo.take_off")
def remove_logo(ctx: Context) -> Logo:
    return ctx.add(Logo(png=b"", set_at=ctx.now, set_by=ctx.actor.id))


def _redrawn(picture: bytes) -> bytes:
    from PIL import Image  # imported here: pictures are rare

    if len(picture) > LARGEST_FILE:
        raise Refused(_("This picture is too large. Choose one of less than 5 MB."))
    shown = picture_file.decode_picture(picture, MOST_DOTS).convert("RGBA")
    shown.thumbnail(BOX)
    flat = Image.new("RGB", shown.size, "white")
    flat.paste(shown, mask=shown.getchannel("A"))
    made = io.BytesIO()
    flat.save(made, "PNG")
    return made.getvalue()


def draft_of(ctx: Context, kind: str, key: str, language: str) -> PaperDraft | None:
    """One's own draft of a text; a colleague's is not seen."""
    return ctx.first(
        select(PaperDraft).where(
            PaperDraft.staff_id == ctx.actor.id,
            PaperDraft.kind == kind,
            PaperDraft.key == key,
            PaperDraft.language == language,
        )
    )


@command(Can.KEEP_LIBRARY, "paper_drafts.put")
def save_draft(  # noqa: PLR0913  the last is of who sits at another computer
    ctx: Context, kind: str, key: str, language: str, written: Body, typed_at: datetime | None = None
) -> PaperDraft:
    """What stands on screen now, in place of what stood there before.

    `typed_at`: when it was typed, where a cut line kept it on its way: refused after newer words.
    """
    draft, at = draft_of(ctx, kind, key, language), min(typed_at or ctx.now, ctx.now)
    if draft is None:
        draft = PaperDraft(staff_id=ctx.actor.id, kind=kind, key=key, language=language, saved_at=at)
        draft.written = dict(written)
        return ctx.add(draft)
    if typed_at is not None and typed_at < draft.saved_at and draft.written != dict(written):
        raise Refused(_("You have written on this text at another computer since."))
    draft.written, draft.saved_at = dict(written), at
    return draft


@command(Can.KEEP_LIBRARY, "paper_drafts.drop")
def drop_draft(ctx: Context, kind: str, key: str, language: str) -> bool:
    """Whether there was one to drop_draft."""
    return forget_draft(ctx, kind, key, language)


def forget_draft(ctx: Context, kind: str, key: str, language: str) -> bool:
    draft = draft_of(ctx, kind, key, language)
    if draft is not None:
        ctx.remove(draft)
    return draft is not None


@query(Can.PRINT, "paper_look.color")
def color(ctx: Context) -> str:
    """As `#rrggbb`; "" is black."""
    found = ctx.first(select(PaperColor).order_by(PaperColor.id.desc()))
    return found.color if found else ""


@command(Can.KEEP_LIBRARY, "paper_look.set_color")
def set_color(ctx: Context, words: str) -> PaperColor:
    """A color by its six digits; one too light for white paper is refused with a darker one."""
    try:
        chosen = paper_color.read(words)
    except ValueError as error:
        raise Refused(
            _("Type a color as # and six digits from 0 to f, such as {sample}.").format(
                sample=paper_color.SWATCHES[1].color
            ),
            "color",
        ) from error
    ratio = paper_color.contrast(chosen)
    if ratio < paper_color.LEAST:
        raise Refused(
            _("Contrast: too low on white paper ({found:.1f} to 1). Try {darker}.").format(
                found=ratio, darker=paper_color.darken(chosen)
            ),
            "color",
        )
    return ctx.add(PaperColor(color=chosen, set_at=ctx.now, set_by=ctx.actor.id))
