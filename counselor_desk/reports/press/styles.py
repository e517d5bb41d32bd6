"""The measures of the house typography: inks, sizes and spaces."""

import threading
from functools import cache
from types import SimpleNamespace
from typing import Any

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle

from counselor_desk.reports.press import fonts

INK = HexColor(0x1A1A1A)
QUIET = HexColor(0x5C5C5C)  # 6.7:1 on white, so it also prints in gray
LINE = HexColor(0xB8B8B8)
WASH = HexColor(0xF2F2F2)
FAINT = HexColor(0xE6E6E6)


class Tint(Color):
    """The clinic's color: whichever the sheet being drawn wears; drawing is one thread's work.

    Marks are made before it is known on whose sheet they will stand.
    """

    _worn = threading.local()

    def __init__(self) -> None:
        self.alpha = 1

    @classmethod
    def use_color(cls, color: str) -> None:
        """From here on, in this thread, the tint is this color; "" is ink."""
        cls._worn.now = HexColor(color) if color else INK

    @property
    def red(self) -> float:  # type: ignore[override]
        return float(self._now.red)

    @property
    def green(self) -> float:  # type: ignore[override]
        return float(self._now.green)

    @property
    def blue(self) -> float:  # type: ignore[override]
        return float(self._now.blue)

    @property
    def _now(self) -> Color:
        return getattr(self._worn, "now", INK)


TINT = Tint()
SMALL = 7.8
BODY = 10.5  # the text size that every other measure here is drawn for


@cache
def styles() -> SimpleNamespace:
    """The paragraph styles, made when the first mark is drawn."""
    body = ParagraphStyle(
        "body",
        fontName=fonts.family(),
        fontSize=BODY,
        leading=15,
        textColor=INK,
        spaceAfter=5,
        allowWidows=0,
        allowOrphans=0,
        bulletFontName=fonts.family(),
        bulletFontSize=BODY,
    )

    def style(name: str, **change: Any) -> ParagraphStyle:
        return ParagraphStyle(name, parent=body, **change)

    return SimpleNamespace(
        body=body,
        title=_head("title", body, 18, 0, textColor=TINT),
        heading1=_head("heading1", body, 13, 13, textColor=TINT),
        heading2=_head("heading2", body, 11, 8),
        label=style(
            "label", fontSize=9, leading=12, textColor=QUIET, spaceBefore=4, spaceAfter=1, keepWithNext=1
        ),
        small=style("small", fontSize=8.5, leading=11.5, textColor=QUIET, spaceAfter=2),
        cell=style("cell", fontSize=9.5, leading=12.5, spaceAfter=0),
        item=style("item", spaceAfter=1),
        asked=style("asked", spaceAfter=1),
        reading_cell=style("reading_cell", leading=13.5, spaceAfter=0),
        reading_head=_head("reading_head", body, BODY, 0),
        number=style("number", fontSize=9.5, leading=12.5, spaceAfter=0, alignment=TA_RIGHT),
        centred=style("centred", alignment=TA_CENTER),
        centred_title=_head("centred_title", body, 18, 0, alignment=TA_CENTER, textColor=TINT),
        clinic=_head("clinic", body, 12, 0, textColor=TINT),
        running=style("running", fontSize=8.5, leading=11, textColor=QUIET),
        running_end=style("running_end", fontSize=8.5, leading=11, textColor=QUIET, alignment=TA_RIGHT),
        subject=_head("subject", body, 9.5, 0),
        foot=style("foot", fontSize=SMALL, leading=10, textColor=QUIET),
        foot_end=style("foot_end", fontSize=SMALL, leading=10, textColor=QUIET, alignment=TA_RIGHT),
        head=_head("head", body, 9, 0),
        head_number=_head("head_number", body, 9, 0, alignment=TA_RIGHT),
    )


def _head(name: str, body: ParagraphStyle, size: float, before: float, **change: Any) -> ParagraphStyle:
    return ParagraphStyle(
        name,
        parent=body,
        fontName=f"{fonts.FAMILY}-Bold",
        fontSize=size,
        leading=size * 1.25,
        spaceBefore=before,
        spaceAfter=4,
        keepWithNext=1,
        **change,
    )
