"""The one life-line, and a withdrawal against its usual course: pictures over days."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from counselor_desk.core.i18n import _
from counselor_desk.domain.chart.trend_picture import WIDTH, PlotFrame, Series
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


@dataclass(frozen=True)
class Lane:
    """One row of the life-line: bars that last and marks of a day."""

    name: str
    bars: Sequence[tuple[date, date, str]] = ()
    marks: Sequence[tuple[date, str, str]] = ()  # day, sign, words


NAME = 138.0  # the names of the lanes stand here
TALL, ROW = 46.0, 26.0


@dataclass
class _Story:
    """A life-line while it is being drawn, from the top down."""

    days: DayScale
    y: float = 8.0
    parts: list[Part] = field(default_factory=list)
    rows: list[tuple[str, ...]] = field(default_factory=list)


def lifeline(
    first: date,
    last: date,
    series: Sequence[Series],
    lanes: Sequence[Lane],
    called: Callable[[date], str] = day_words,
) -> Picture:
    """Scores above, then what lasted and what happened, all on one axis of days."""
    end = max(last, first + timedelta(days=21))
    story = _Story(DayScale(first, end, NAME, WIDTH - 34))
    for trend in series:
        _small_trend(story, trend)
    for lane in lanes:
        _lane(story, lane)
    top, bottom = 4.0, story.y + 2
    parts = [*axis(story.days, top, bottom), *story.parts]
    rows = sorted(story.rows, key=lambda row: row[0])
    sentence = _("{n} entries from {first} to {last}.").format(
        n=len(rows), first=called(first), last=called(last)
    )
    table = tuple((called(date.fromisoformat(day)), lane, what) for day, lane, what in rows)
    heads = (_("Day"), _("What"), _("In words"))
    return Picture(
        width=WIDTH, height=bottom + 20, parts=tuple(parts), words=sentence, heads=heads, rows=table
    )


def shown_span(values: Sequence[int], whole: tuple[int, int]) -> tuple[int, int]:
    """The part of a scale that a small picture shows, in the scale's own units.

    A fall of six points must be seen, and two points of noise must not look like one: at least a third
    of the scale is shown, and its ends stand beside it.
    """
    low, high = whole
    if not values:
        return whole
    least, most = min(values), max(values)
    wanted = max(most - least, math.ceil((high - low) / 3))
    bottom = max(low, min(least - (wanted - (most - least)) // 2, high - wanted))
    return bottom, bottom + wanted


def _small_trend(story: _Story, series: Series) -> None:
    span = shown_span([value for _on, value in series.points], series.span)
    frame = PlotFrame(story.days, story.y + 8, story.y + TALL - 9, span)
    story.parts.append(PictureText(4, story.y + TALL / 2, series.title, "text", room=NAME - 38, bold=True))
    story.parts += [PictureText(NAME - 8, frame.y(end), str(end), anchor="right") for end in span]
    at = [(frame.days.x(on), frame.y(value)) for on, value in series.points]
    if len(at) > 1:
        story.parts.append(Polyline(tuple(at), width=1.5))
    story.parts += [PictureMark(x, y, radius=2.6) for x, y in at]
    if series.points:
        x, y = at[-1]
        story.parts.append(PictureText(x + 6, y, str(series.points[-1][1]), "text", bold=True))
    for on, value in series.points:
        story.rows.append((on.isoformat(), series.title, str(value)))
    story.y += TALL
    story.parts.append(Stroke(4, story.y, story.days.right, story.y, width=0.6))


def _lane(story: _Story, lane: Lane) -> None:
    middle = story.y + ROW / 2
    story.parts.append(PictureText(4, middle, lane.name, "text", room=NAME - 14))
    for number, (start, end, label) in enumerate(lane.bars):
        left, right = story.days.x(start), story.days.x(end)
        tone = "wash" if number % 2 else "bar"
        width = max(right - left, 3)
        story.parts.append(Rectangle(left, story.y + 5, width, ROW - 10, tone, edged=True))
        story.parts.append(PictureText(left + 4, middle, label, "text", room=width - 6))
        story.rows.append((start.isoformat(), lane.name, label))
    for on, sign, words in lane.marks:
        tone = "text" if sign == "cross" else "accent"
        story.parts.append(PictureMark(story.days.x(on), middle, sign, tone))
        story.rows.append((on.isoformat(), lane.name, words))
    story.y += ROW
    story.parts.append(Stroke(4, story.y, story.days.right, story.y, width=0.6))


@dataclass(frozen=True)
class WithdrawalScores:
    """One scale in the days of a withdrawal: days since the last use, and the value."""

    title: str
    points: Sequence[tuple[float, int]]
    span: tuple[int, int]


def withdrawal(
    stretches: Sequence[tuple[str, float, float]], series: Sequence[WithdrawalScores], day_now: float
) -> Picture:
    """The usual onset, peak and end as grounds, the scores over them, day by day."""
    last = max([end for _name, _start, end in stretches] + [day_now, 3.0]) + 0.5
    right, tall = WIDTH - 40, 104.0
    height = 34 + tall * max(len(series), 1) + 24
    parts: list[Part] = []

    def x(day: float) -> float:
        return NAME + (right - NAME) * day / last

    for name, start, end in stretches:
        width = x(end) - x(start)
        parts.append(Rectangle(x(start), 24, width, height - 48, "wash"))
        parts.append(PictureText(x(start) + width / 2, 14, name, anchor="middle"))
    for day in range(int(last) + 1):
        parts.append(Stroke(x1=x(day), y1=24, x2=x(day), y2=height - 24, tone="hair", width=0.6))
        parts.append(PictureText(x(day), height - 12, str(day), anchor="middle"))
    parts.append(PictureText(4, height - 12, _("days since last use")))
    rows: list[tuple[str, ...]] = []
    for number, withdrawal_scores in enumerate(series):
        top = 34 + number * tall
        parts.append(
            PictureText(4, top + tall / 2, withdrawal_scores.title, "text", room=NAME - 44, bold=True)
        )
        parts += _hourly(withdrawal_scores, x, top, tall)
        rows += [
            (f"{day:.1f}", withdrawal_scores.title, str(value)) for day, value in withdrawal_scores.points
        ]
    parts.append(
        Stroke(x1=x(day_now), y1=24, x2=x(day_now), y2=height - 24, tone="accent", width=1.0, dashed=True)
    )
    heads = (_("Day"), _("Scale"), _("Value"))
    sentence = "; ".join(f"{title} {value} ({day})" for day, title, value in rows)
    return Picture(
        width=WIDTH, height=height, parts=tuple(parts), words=sentence, heads=heads, rows=tuple(rows)
    )


def _hourly(
    withdrawal_scores: WithdrawalScores, x: Callable[[float], float], top: float, tall: float
) -> list[Part]:
    low, high = withdrawal_scores.span

    def y(value: float) -> float:
        return top + tall - 12 - (tall - 26) * (value - low) / max(high - low, 1)

    at = [(x(day), y(value)) for day, value in withdrawal_scores.points]
    parts: list[Part] = [
        PictureText(NAME - 6, y(low), str(low), anchor="right"),
        PictureText(NAME - 6, y(high), str(high), anchor="right"),
        Stroke(x1=NAME, y1=y(low), x2=WIDTH - 40, y2=y(low), tone="line", width=0.8),
    ]
    if len(at) > 1:
        parts.append(Polyline(tuple(at), width=1.6))
    pairs: list[tuple[float, float]] = []
    for (px, py), (_day, value) in zip(at, withdrawal_scores.points, strict=True):
        pairs.append(_beside((px, py), at, pairs))
        lx, ly = pairs[-1]
        parts += [PictureMark(px, py, radius=3), PictureText(lx, ly, str(value), "text", anchor="middle")]
    return parts


CLEAR = 13.0  # so far from each other two figures of two digits are read apart


def _beside(
    point: tuple[float, float],
    points: Sequence[tuple[float, float]],
    pairs: Sequence[tuple[float, float]],
) -> tuple[float, float]:
    """Where a figure stands: above its point, or where other points and figures leave room."""
    x, y = point
    others = [*(p for p in points if p != point), *pairs]
    places = [(x, y - 9), (x, y + 11), (x - 12, y), (x + 12, y)]

    def room(place: tuple[float, float]) -> float:
        return min((math.dist(place, other) for other in others), default=CLEAR)

    return next((place for place in places if room(place) >= CLEAR), max(places, key=room))
