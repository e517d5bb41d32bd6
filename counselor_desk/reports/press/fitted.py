"""Measured when its page is known: tables whose columns break no word, lines to write on."""

from collections.abc import Sequence
from typing import Any

from reportlab.platypus import Flowable, Table, TableStyle

from counselor_desk.reports.press import accessibility_tags
from counselor_desk.reports.press.styles import INK, LINE

_RULED = TableStyle(
    [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (0, -1), 0),
        ("LINEBELOW", (0, 0), (-1, 0), 0.8, INK),
        ("LINEBELOW", (0, 1), (-1, -1), 0.3, LINE),
        ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
        ("TOPPADDING", (0, 0), (-1, -1), 4),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
    ]
)
_TAGGED: Any = accessibility_tags.table
_PADDING = 13.0  # of a cell, left and right
_TALL_ROW = 300.0  # points: more than this may not find a page that holds it
_RULED_LINE = 21.0  # points between lines to write on by hand


class FittedTable(Flowable):
    """A table whose columns are measured when its page is known: no column breaks a word."""

    spaceBefore, spaceAfter = 2, 8

    def __init__(self, shares: Sequence[float], rows: Sequence[list[Any]]) -> None:
        super().__init__()
        self._shares, self._rows = shares, rows

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:  # noqa: N803
        widths = _widths(self._shares, self._rows, availWidth)
        self._made: Any = Table(
            self._rows,
            colWidths=widths,
            repeatRows=1,
            style=_RULED,
            renderCB=_TAGGED,
            spaceAfter=self.spaceAfter,  # of its last piece, too, when it is torn
        )
        self.width, self.height = self._made.wrap(availWidth, availHeight)
        return self.width, self.height

    def split(self, availWidth: float, availHeight: float) -> list[Flowable]:  # noqa: N803
        self.wrap(availWidth, availHeight)
        # A row is torn apart only when it could not stand on any page.
        self._made.splitInRow = int(max(self._made._rowHeights) > _TALL_ROW)
        return list(self._made.split(availWidth, availHeight))

    def draw(self) -> None:
        self._made.drawOn(self.canv, 0, 0)


def _widths(shares: Sequence[float], rows: Sequence[list[Any]], across: float) -> list[float]:
    """By share, but at least as wide as the longest word as long as there is room."""
    least = [max(p.minWidth() for p in column) + _PADDING for column in zip(*rows, strict=True)]
    if sum(least) > across:
        even = _even(least, across)
        return [min(wide, even) for wide in least]
    wanted = [across * share / sum(shares) for share in shares]
    short = sum(max(low - want, 0) for low, want in zip(least, wanted, strict=True))
    spare = sum(max(want - low, 0) for low, want in zip(least, wanted, strict=True))
    give = short / spare if spare else 0
    return [
        low if want < low else want - (want - low) * give for low, want in zip(least, wanted, strict=True)
    ]


def _even(least: Sequence[float], across: float) -> float:
    """Who needs no more than an even share has it whole; the share of each of the others."""
    room, others = across, sorted(least)
    while others[0] <= room / len(others):
        room -= others.pop(0)
    return room / len(others)


class WriteInLines(Flowable):
    """A question with ruled lines to write on."""

    def __init__(self, asked: Flowable | None, lines: int) -> None:
        super().__init__()
        self._asked, self._lines = asked, lines
        self.spaceBefore, self.spaceAfter = 4, 6

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:  # noqa: N803
        self.width = availWidth
        self._tall = self._asked.wrap(availWidth, availHeight)[1] if self._asked else 0
        self.height = self._tall + self._lines * _RULED_LINE
        return self.width, self.height

    def split(self, availWidth: float, availHeight: float) -> list[Flowable]:  # noqa: N803
        """A question that may find no page that holds it is torn; its lines stay together."""
        if self.wrap(availWidth, availHeight)[1] <= _TALL_ROW:
            return []
        parts = self._asked.split(availWidth, availHeight) if self._asked else []
        if not parts:
            return []
        return [parts[0], WriteInLines(parts[1] if len(parts) > 1 else None, self._lines)]

    def draw(self) -> None:
        if self._asked is not None:
            self._asked.drawOn(self.canv, 0, self.height - self._tall)
        self.canv.setStrokeColor(LINE)
        self.canv.setLineWidth(0.6)
        for line in range(self._lines):
            self.canv.line(0, line * _RULED_LINE, self.width, line * _RULED_LINE)
