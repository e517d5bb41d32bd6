"""A scan from the vault as a PDF in memory, to be looked at and printed like any paper."""

import io

from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from counselor_desk.core import picture_file
from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _

DOTS = 72 / 150  # scans are made at about 150 dots an inch
LONGEST = 2000.0


def as_pdf(media: str, content: bytes) -> bytes:
    """A PDF as it is; a picture on a page of its own size."""
    if media == "application/pdf":
        return content
    try:
        picture_file.decode_picture(content)
    except Refused as refused:
        sentence = _("This scan is damaged and cannot be shown. Scan the paper again.")
        raise Refused(sentence) from refused
    picture = ImageReader(io.BytesIO(content))
    wide, high = picture.getSize()
    scale = min(DOTS, LONGEST / max(wide, high))
    size = (wide * scale, high * scale)
    page = io.BytesIO()
    canvas = Canvas(page, pagesize=size, invariant=1)
    canvas.drawImage(picture, 0, 0, *size)
    canvas.save()
    return page.getvalue()
