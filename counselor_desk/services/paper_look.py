"""The color of the clinic's paper: chosen once, readable on white, used by every print."""

from sqlalchemy import select

from counselor_desk.domain import paper_color
from counselor_desk.domain.roles import Can
from counselor_desk.errors import Refused
from counselor_desk.i18n import _
from counselor_desk.records.paper import PaperColor
from counselor_desk.services.desk import Context, command, query


@query(Can.PRINT)
def color(ctx: Context) -> str:
    """As `#rrggbb`; "" is black."""
    found = ctx.first(select(PaperColor).order_by(PaperColor.id.desc()))
    return found.color if found else ""


@command(Can.KEEP_LIBRARY)
def set_color(ctx: Context, words: str) -> PaperColor:
    """A color by its six digits; one too light for white paper is refused with a darker one."""
    try:
        chosen = paper_color.read(words)
    except ValueError as error:
        raise Refused(
            _("A color is a # and six digits from 0 to f, such as {sample}. Check it.").format(
                sample=paper_color.SWATCHES[1].color
            ),
            "color",
        ) from error
    found = paper_color.contrast(chosen)
    if found < paper_color.LEAST:
        raise Refused(
            _("This color is too light for white paper ({found:.1f} to 1). Try {darker}.").format(
                found=found, darker=paper_color.darkened(chosen)
            ),
            "color",
        )
    return ctx.add(PaperColor(color=chosen, set_at=ctx.now, set_by=ctx.actor.id))
