"""The pictures of a chart: a scale over time, and problems that hang together."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from counselor_desk.core.i18n import _
from counselor_desk.domain.date_words import day_words
from counselor_desk.domain.picture import (
    DayScale,
    Part,
    Picture,
    PictureMark,
    PictureText,
    Polyline,
    Rectangle,
    Stroke,
    axis,
)

WIDTH = 640.0
LEFT, RIGHT = 34.0, 124.0
LETTER = 4.8  # the width of one letter of small words, near enough to find room
ALL_LABELED = 9  # up to so many points each bears its value


@dataclass(frozen=True)
class Series:
    """One scale over time as a chart needs it."""

    title: str
    points: Sequence[tuple[date, int]]
    span: tuple[int, int]
    bands: Sequence[tuple[int, str]] = ()  # up to this value, this name
    cuts: Sequence[tuple[int, str]] = ()
    readings: Sequence[str] = ()  # beside each point, for the table


@dataclass(frozen=True)
class LinkedDiagnosis:
    """One diagnosis as the picture of links shows it."""

    id: int
    label: str
    code: str


@dataclass(frozen=True)
class DiagnosisTie:
    """How two problems hang together."""

    use_id: int
    mind_id: int
    words: str
    to_mind: bool
    to_use: bool


@dataclass(frozen=True)
class PlotFrame:
    """Where values and days lie in a chart."""

    days: DayScale
    top: float
    bottom: float
    span: tuple[int, int]

    def y(self, value: float) -> float:
        low, high = self.span
        return self.bottom - (self.bottom - self.top) * (value - low) / max(high - low, 1)


def trend(series: Series, height: float = 210.0, last: date | None = None) -> Picture:
    """A scale over time with its bands named at the side and its cut-offs dashed."""
    first = min((on for on, _value in series.points), default=last or date(2000, 1, 1))
    end = max([on for on, _value in series.points] + ([last] if last else []), default=first)
    reach = max(end, first + timedelta(days=14))
    days = DayScale(first - timedelta(days=2), reach, LEFT, WIDTH - RIGHT)
    frame = PlotFrame(days, 12.0, height - 24.0, series.span)
    parts = [*_bands(series, frame), *axis(days, frame.top, frame.bottom), *_scale(frame)]
    parts += _cuts(series, frame)
    parts += _line(series, frame)
    rows = [
        (day_words(on), str(value), series.readings[n] if n < len(series.readings) else "")
        for n, (on, value) in enumerate(series.points)
    ]
    sentence = _("{title}: {values}.").format(
        title=series.title, values=", ".join(f"{v} ({d})" for d, v, _r in rows)
    )
    heads = (_("Day"), series.title, _("Reads as"))
    return Picture(
        width=WIDTH, height=height, parts=tuple(parts), words=sentence, heads=heads, rows=tuple(rows)
    )


def _bands(series: Series, frame: PlotFrame) -> list[Part]:
    parts: list[Part] = []
    low = series.span[0]
    for number, (to, name) in enumerate(series.bands):
        upper = min(to + 0.5, series.span[1])
        top, bottom = frame.y(upper), frame.y(max(low - 0.5, series.span[0]))
        if number % 2:
            width = frame.days.right - frame.days.left
            parts.append(Rectangle(frame.days.left, top, width, bottom - top))
        if bottom - top >= 8:
            middle = (top + bottom) / 2
            parts.append(PictureText(frame.days.right + 16, middle, name, room=RIGHT - 18))
        low = to + 1
    return parts


def _scale(frame: PlotFrame) -> list[Part]:
    low, high = frame.span
    values = [low, high] if high - low < 4 else [low, (low + high) // 2, high]
    return [
        PictureText(frame.days.left - 6, frame.y(v), str(v), anchor="right") for v in dict.fromkeys(values)
    ]


def _cuts(series: Series, frame: PlotFrame) -> list[Part]:
    parts: list[Part] = []
    for at, name in series.cuts:
        y = _cut_at(at, series, frame)
        parts.append(
            Stroke(
                x1=frame.days.left, y1=y, x2=frame.days.right, y2=y, tone="secondary", width=0.9, dashed=True
            )
        )
        parts.append(_beside_the_line(name, y, series, frame))
    return parts


def _cut_at(at: float, series: Series, frame: PlotFrame) -> float:
    return frame.y(at - 0.5 if at > series.span[0] else at)


def _beside_the_line(name: str, y: float, series: Series, frame: PlotFrame) -> PictureText:
    """A cut-off's name at the end of its line, above or below, where the scores leave room."""
    left, right = frame.days.left + 4, frame.days.right - 4
    wide = min(len(name) * LETTER, 220)
    at = [(frame.days.x(on), frame.y(value)) for on, value in series.points]

    def room(place: tuple[float, str, float]) -> float:
        x, anchor, middle = place
        start = x if anchor == "left" else x - wide
        heights = [_height(at, start + wide * share / 8) for share in range(9)]
        # A score that stands alone has no line; its number is above it.
        heights += [up for x, up in at if start - LETTER <= x <= start + wide + LETTER]
        return min((abs(h - middle) for h in heights if h is not None), default=99.0)

    levels = [y - 7] if y + 14 > frame.bottom else [y - 7, y + 8]  # not among the days below
    places = [(x, anchor, middle) for middle in levels for x, anchor in ((left, "left"), (right, "right"))]
    x, anchor, middle = max(places, key=room)
    return PictureText(x, middle, name, tone="secondary", anchor=anchor, room=220)


def _height(at: Sequence[tuple[float, float]], x: float) -> float | None:
    """Where the line through the points is at x; None where it is not."""
    for (x1, y1), (x2, y2) in pairwise(at):
        if x1 - LETTER <= x <= x2 + LETTER:
            share = min(max((x - x1) / max(x2 - x1, 1), 0), 1)
            return y1 + (y2 - y1) * share
    return None


def _line(series: Series, frame: PlotFrame) -> list[Part]:
    at = [(frame.days.x(on), frame.y(value), value) for on, value in series.points]
    parts: list[Part] = [Polyline(tuple((x, y) for x, y, _v in at))] if len(at) > 1 else []
    for number, (x, y, value) in enumerate(at):
        parts.append(PictureMark(x, y))
        if len(at) <= ALL_LABELED or number in (0, len(at) - 1):
            beside = _clear_of_cuts(y, series, frame)
            parts.append(PictureText(x, beside, str(value), "text", anchor="middle", bold=True))
    return parts


def _clear_of_cuts(y: float, series: Series, frame: PlotFrame) -> float:
    """A figure stands above its point, below it where a cut-off would strike it through."""
    cuts = [_cut_at(at, series, frame) for at, _name in series.cuts]
    above, below = y - 10, y + 11
    if above <= 6:
        return below
    struck = any(abs(above - cut) < 7 for cut in cuts)
    free = below < frame.bottom - 5 and not any(abs(below - cut) < 7 for cut in cuts)
    return below if struck and free else above


CARD, CARD_TALL = 212.0, 60.0
LETTERS = 25  # of a bold label on one line of a card


def draw_links(
    use: Sequence[LinkedDiagnosis], mind: Sequence[LinkedDiagnosis], ties: Sequence[DiagnosisTie]
) -> Picture:
    """Use at the left, mind at the right, arrows between them in the direction that was found."""
    height = max(len(use), len(mind), 1) * (CARD_TALL + 14) + 26
    parts: list[Part] = [
        PictureText(4, 10, _("Substance use"), bold=True),
        PictureText(WIDTH - CARD, 10, _("Mind and body"), bold=True),
    ]
    place: dict[int, float] = {}
    for x, problems in ((4.0, use), (WIDTH - CARD, mind)):
        for number, problem in enumerate(problems):
            y = 24 + number * (CARD_TALL + 14)
            place[problem.id] = y + CARD_TALL / 2
            parts += _card(x, y, problem)
    for number, tie in enumerate(ties):
        parts += _tie(tie, place, number)
    names = {p.id: p.label for p in (*use, *mind)}
    rows = tuple((names[t.use_id], t.words, names[t.mind_id]) for t in ties)
    heads = (_("Substance use"), _("How these are linked"), _("Mind and body"))
    sentence = "; ".join(f"{a}: {b}: {c}" for a, b, c in rows) or _("No links yet.")
    return Picture(width=WIDTH, height=height, parts=tuple(parts), words=sentence, heads=heads, rows=rows)


def _card(x: float, y: float, problem: LinkedDiagnosis) -> list[Part]:
    lines = textwrap.wrap(problem.label, LETTERS)
    sentences = [lines[0], " ".join(lines[1:])] if len(lines) > 1 else [problem.label]
    top = y + (15 if len(sentences) > 1 else 22)
    words = [
        PictureText(x + 10, top + 15 * n, line, "text", 10.5, room=CARD - 22, bold=True)
        for n, line in enumerate(sentences)
    ]
    code = PictureText(x + 10, top + 15 * len(sentences), problem.code, room=CARD - 22)
    return [Rectangle(x, y, CARD - 4, CARD_TALL, "raised", edged=True), *words, code]


def _tie(tie: DiagnosisTie, place: dict[int, float], number: int) -> list[Part]:
    left, right = CARD + 4, WIDTH - CARD - 4
    y1, y2 = place[tie.use_id], place[tie.mind_id]
    parts: list[Part] = []
    if tie.to_mind or not tie.to_use:
        dashed, arrow = not tie.to_mind, tie.to_mind
        parts.append(Stroke(left, y1, right, y2, tone="accent", width=1.6, dashed=dashed, arrow=arrow))
    if tie.to_use:
        parts.append(Stroke(right, y2, left, y1, tone="accent", width=1.6, arrow=True))
    share = 0.5 if number % 2 == 0 else 0.34
    x, y = left + (right - left) * share, y1 + (y2 - y1) * share
    parts.append(PictureText(x, y - 9, tie.words, "text", anchor="middle", room=right - left - 8))
    return parts
