"""A drawing as data: drawn by the screen and by the paper alike, readable in gray."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from counselor_desk.domain.date_words import month_day

SMALL, BODY = 9.0, 11.0


@dataclass(frozen=True)
class Stroke:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    tone: str = "line"
    width: float = 1.0
    dashed: bool = False
    arrow: bool = False


@dataclass(frozen=True)
class Polyline:
    """A line through points."""

    points: tuple[tuple[float, float], ...]
    tone: str = "accent"
    width: float = 1.8


@dataclass(frozen=True)
class Rectangle:
    """A ground; with an edge when it stands for something that lasts."""

    x: float
    y: float
    width: float
    height: float
    tone: str = "wash"
    edged: bool = False


@dataclass(frozen=True)
class PictureText:
    """Plain words, their middle on y."""

    x: float
    y: float
    text: str
    tone: str = "secondary"
    size: float = SMALL
    anchor: str = "left"  # or "middle", "right"
    room: float = 0.0  # as much width as there is; longer words are shortened
    bold: bool = False


@dataclass(frozen=True)
class PictureMark:
    """A mark that reads without color: full, open, half, cross."""

    x: float
    y: float
    sign: str = "full"
    tone: str = "accent"
    radius: float = 3.6


Part = Stroke | Polyline | Rectangle | PictureText | PictureMark


@dataclass(frozen=True)
class Picture:
    """A drawing of one size, what it says in words, and the same as a table."""

    width: float
    height: float
    parts: tuple[Part, ...]
    words: str = ""
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = field(default=())


@dataclass(frozen=True)
class DayScale:
    """Days laid on a stretch of the drawing."""

    first: date
    last: date
    left: float
    right: float

    def x(self, on: date) -> float:
        span = max((self.last - self.first).days, 1)
        at = (on - self.first).days / span
        return self.left + (self.right - self.left) * min(max(at, 0.0), 1.0)

    def ticks(self, room: float = 62.0) -> list[tuple[float, str]]:
        """Firsts of months, as many as have room."""
        firsts = months(self.first, self.last)
        if len(firsts) < 2:
            ends = dict.fromkeys([self.first, self.last])
            return [(self.x(d), month_day(d)) for d in ends]
        every = 1
        while (self.right - self.left) / max(len(firsts) / every, 1) < room:
            every += 1
        return [(self.x(d), label_of(d)) for d in firsts[::every]]


def label_of(on: date) -> str:
    return f"{on:%b %Y}" if on.month == 1 else f"{on:%b}"


def months(first: date, last: date) -> list[date]:
    """The firsts of months from one day to another."""
    year, month = first.year, first.month
    days = []
    while date(year, month, 1) <= last:
        if date(year, month, 1) >= first:
            days.append(date(year, month, 1))
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return days


def axis(days: DayScale, top: float, bottom: float) -> Sequence[Part]:
    """The days below a drawing, with hair lines up through it."""
    parts: list[Part] = [Stroke(days.left, bottom, days.right, bottom)]
    for x, label in days.ticks():
        parts.append(Stroke(x1=x, y1=top, x2=x, y2=bottom, tone="hair", width=0.6))
        parts.append(PictureText(x, bottom + 10, label, anchor="middle"))
    return parts
