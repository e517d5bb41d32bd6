"""The clinic's mark: taken from a picture file, checked, drawn anew, kept small."""

import io

from sqlalchemy import select

from counselor_desk.domain.roles import Can
from counselor_desk.errors import Refused
from counselor_desk.i18n import _
from counselor_desk.records.paper import Logo
from counselor_desk.services import picture_file
from counselor_desk.services.desk import Context, command, query

LARGEST_FILE = 5_000_000
MOST_DOTS = 40_000_000
BOX = (900, 300)  # dots: sharp at 3 cm on any printer


@query(Can.PRINT)
def current(ctx: Context) -> bytes:
    """The mark as a PNG, or nothing."""
    found = ctx.first(select(Logo).order_by(Logo.id.desc()))
    return found.png if found else b""


@command(Can.KEEP_LIBRARY)
def put(ctx: Context, picture: bytes) -> Logo:
    """A PNG or JPEG as the mark. What is kept is drawn anew: nothing else of the file is."""
    return ctx.add(Logo(png=_redrawn(picture), set_at=ctx.now, set_by=ctx.actor.id))


@command(Can.KEEP_LIBRARY)
def take_off(ctx: Context) -> Logo:
    return ctx.add(Logo(png=b"", set_at=ctx.now, set_by=ctx.actor.id))


def _redrawn(picture: bytes) -> bytes:
    from PIL import Image  # imported here: pictures are rare

    if len(picture) > LARGEST_FILE:
        raise Refused(_("This picture is too large. Choose one of less than 5 MB."))
    shown = picture_file.opened(picture, MOST_DOTS).convert("RGBA")
    shown.thumbnail(BOX)
    flat = Image.new("RGB", shown.size, "white")
    flat.paste(shown, mask=shown.getchannel("A"))
    made = io.BytesIO()
    flat.save(made, "PNG")
    return made.getvalue()
