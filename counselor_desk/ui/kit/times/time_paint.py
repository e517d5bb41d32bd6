"""How the grid of hours is drawn: its lines, its blocks, what is being drawn by hand, and now."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QPainter, QPen

from counselor_desk.ui.kit import look

WORK_FROM, WORK_TO = 8, 18  # hours that stand out
TOP_LEFT = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
TELLING = 44  # of a name; below it its initials
READABLE = 26  # pixels across, below which no word is drawn
ROUND = 5


@dataclass(frozen=True)
class GridColumn:
    """A day, a person or a room: what stands above it, and what a screen reader says."""

    heading: str
    under: str = ""
    lit: bool = False
    away: bool = False  # a weekend, a day that is over
    full: str = ""

    @property
    def spoken(self) -> str:
        return self.full or " ".join(part for part in (self.heading, self.under) if part)


@dataclass(frozen=True)
class GridBlock:
    """One appointment; times are minutes after midnight on the wall."""

    key: int
    column: int
    starts: int
    minutes: int
    words: str
    under: str = ""
    client_id: int | None = None
    mark: str = ""  # "done", "missed", "canceled": what became of it
    fixed: bool = False  # it is over: nobody moves it
    spoken: str = ""
    repeats: bool = False

    @property
    def ends(self) -> int:
        return min(self.starts + max(self.minutes, 15), 24 * 60)

    @property
    def quiet(self) -> bool:
        return self.mark == "canceled"


class Hours(Protocol):
    """What the ground needs to know of the grid."""

    @property
    def hour(self) -> int: ...
    @property
    def columns(self) -> tuple[GridColumn, ...]: ...
    def verticalOffset(self) -> int: ...
    def horizontalOffset(self) -> int: ...
    def across(self, column: int) -> tuple[int, int]: ...


def ground(painter: QPainter, view: QRect, grid: Hours) -> None:
    """The working hours raised, a line an hour, a fainter one between, one at each column."""
    painter.fillRect(view, look.color("surface"))
    hour, shift = grid.hour, grid.verticalOffset()
    work = QRect(view.left(), WORK_FROM * hour - shift, view.width(), (WORK_TO - WORK_FROM) * hour)
    painter.fillRect(work & view, look.color("raised"))
    for at, column in enumerate(grid.columns):
        left, width = grid.across(at)
        whole = QRect(left, view.top(), width, view.height())
        if column.away:
            painter.fillRect(whole & view, look.blend(look.color("text"), look.color("surface"), 0.025))
        if column.lit:
            painter.fillRect(whole & work & view, look.soft("accent", 0.045))
    line = look.color("line")
    half = look.blend(line, look.color("raised"), 0.42)
    for n in range(25):
        y = n * hour - shift
        painter.fillRect(view.left(), y, view.width(), 1, line)
        painter.fillRect(view.left(), y + hour // 2, view.width(), 1, half)
    for at in range(1, len(grid.columns)):
        painter.fillRect(grid.across(at)[0] - 1, view.top(), 1, view.height(), line)


class BlockPainter:
    """Draws many blocks with one set of fonts, measures and colors."""

    def __init__(self, painter: QPainter, say_time: Callable[[int], str]) -> None:
        self._painter = painter
        self._say_time = lru_cache(maxsize=256)(say_time)
        self._small, self._bold = look.font(look.SMALL), look.font(look.SMALL, QFont.Weight.DemiBold)
        self._gone = QFont(self._bold)
        self._gone.setStrikeOut(True)
        self._measure, self._bold_measure = QFontMetrics(self._small), QFontMetrics(self._bold)
        self._line = self._measure.height()
        self._shapes: dict[tuple[int | None, str], tuple[QPen, QBrush, QBrush]] = {}
        self._text, self._second = look.color("text"), look.color("secondary")

    def shape(self, place: QRect, of: GridBlock, chosen: str = "") -> None:
        """Its client's own tint and a bar; what was canceled is an outline."""
        painter = self._painter
        edge, ground, bar = self._dress(of)
        if place.width() < READABLE and not chosen:
            painter.fillRect(place, bar)
            return
        painter.setPen(edge)
        painter.setBrush(ground)
        if chosen:
            painter.setPen(QPen(look.color("accent"), 2 if chosen == "strong" else 1.5))
        painter.drawRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), ROUND, ROUND)
        if not of.quiet:
            painter.fillRect(QRect(place.left() + 3, place.top() + 4, 3, place.height() - 8), bar)

    def _dress(self, of: GridBlock) -> tuple[QPen, QBrush, QBrush]:
        key = (None if of.client_id is None else of.client_id % len(look.HUES), of.mark)
        found = self._shapes.get(key)
        if found is None:
            found = self._shapes[key] = self._make_dress(of)
        return found

    @staticmethod
    def _make_dress(of: GridBlock) -> tuple[QPen, QBrush, QBrush]:
        """Edge, ground and bar."""
        if of.quiet:
            edge = QPen(look.color("line"), 1, Qt.PenStyle.DashLine)
            return edge, QBrush(look.color("raised")), QBrush(look.color("line"))
        tint, bar = look.soft("accent", 0.16), look.color("accent")
        if of.client_id is not None:
            tint, bar = look.client_tint(of.client_id), look.client_mark(of.client_id)
        if of.mark:
            tint = look.blend(tint, look.color("raised"), 0.5)
        return QPen(look.blend(bar, tint, 0.45), 1), QBrush(tint), QBrush(bar)

    def words(self, place: QRect, of: GridBlock) -> None:
        """As many of them as fit: a name or its initials, the time, what it is."""
        painter, line = self._painter, self._line
        room = place.adjusted(look.TIGHT + 2, 2, -look.HAIR, -2)
        if room.width() < look.NEAR:
            return
        painter.setFont(self._gone if of.quiet else self._bold)
        painter.setPen(self._second if of.mark in ("canceled", "missed") else self._text)
        if room.width() < TELLING:
            initials = "".join(part[0] for part in of.words.split()[:2])
            painter.drawText(room.adjusted(-3, 0, 3, 0), TOP_LEFT, initials)
            return
        elide, signs = Qt.TextElideMode.ElideRight, {"done": "✓ ", "missed": "○ "}
        first = self._bold_measure.elidedText(signs.get(of.mark, "") + of.words, elide, room.width())
        one_line = room.height() < 2 * line
        top = room.adjusted(0, (room.height() - line) // 2, 0, 0) if one_line else room
        painter.drawText(top, TOP_LEFT, first)
        painter.setFont(self._small)
        painter.setPen(self._second)
        times = self._say_time(of.starts) + ("  ↻" if of.repeats else "")
        if one_line:
            used = self._bold_measure.horizontalAdvance(first) + look.TIGHT
            if self._measure.horizontalAdvance(times) <= room.width() - used:
                painter.drawText(top.adjusted(used, 0, 0, 0), TOP_LEFT, times)
            return
        parts = [part for part in (times, of.under) if part]
        if room.height() < 3 * line:
            parts = ["  ·  ".join(parts)]
        for n, said in enumerate(parts, 1):
            cut = self._measure.elidedText(said, elide, room.width())
            painter.drawText(room.adjusted(0, n * line, 0, 0), TOP_LEFT, cut)


def crowd(painter: QPainter, place: QRect, count: int) -> None:
    """More at this time than fit beside one another."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.soft("text", 0.1))
    painter.drawRoundedRect(place, ROUND, ROUND)
    painter.setFont(look.font(look.SMALL))
    painter.setPen(look.color("text"))
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, f"+{count}")
    painter.restore()


def ghost(painter: QPainter, place: QRect, times: str) -> None:
    """What a hand is drawing or moving, with its times."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    tint = QColor(look.color("accent"))
    tint.setAlpha(60)
    painter.setPen(QPen(look.color("accent"), 1.5))
    painter.setBrush(tint)
    painter.drawRoundedRect(QRectF(place), ROUND, ROUND)
    painter.setFont(look.font(look.SMALL, QFont.Weight.DemiBold))
    painter.setPen(look.color("text"))
    painter.drawText(place.adjusted(look.TIGHT, 3, -look.HAIR, 40), TOP_LEFT, times)
    painter.restore()


def aim(painter: QPainter, place: QRect) -> None:
    """Where the keyboard is, when nothing is there."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(look.color("accent"), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(place).adjusted(1, 1, -1, -1), ROUND, ROUND)
    painter.restore()


def now(painter: QPainter, across: tuple[int, int], y: int) -> None:
    """The line of this minute."""
    left, width = across
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    tint = look.color("accent")
    painter.setPen(QPen(tint, 2))
    painter.drawLine(left, y, left + width, y)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tint)
    painter.drawEllipse(QPointF(left + 1, y), 4.5, 4.5)
    painter.restore()
