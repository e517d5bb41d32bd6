"""The pictures of a chart: a scale over time, the one life-line, problems that hang together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from counselor_desk.domain.picture import (
    Box,
    Days,
    Part,
    Path,
    Picture,
    Sign,
    Stroke,
    Words,
    axis,
    day_words,
)
from counselor_desk.i18n import _

WIDTH = 640.0
LEFT, RIGHT = 34.0, 124.0
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
class Lane:
    """One row of the life-line: bars that last and marks of a day."""

    name: str
    bars: Sequence[tuple[date, date, str]] = ()
    marks: Sequence[tuple[date, str, str]] = ()  # day, sign, words


@dataclass(frozen=True)
class Problem:
    """One diagnosis as the picture of links shows it."""

    id: int
    label: str
    code: str


@dataclass(frozen=True)
class Tie:
    """How two problems hang together."""

    use_id: int
    mind_id: int
    words: str
    to_mind: bool
    to_use: bool


@dataclass(frozen=True)
class _Frame:
    """Where values and days lie in a chart."""

    days: Days
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
    days = Days(first - timedelta(days=2), reach, LEFT, WIDTH - RIGHT)
    frame = _Frame(days, 12.0, height - 24.0, series.span)
    parts = [*_bands(series, frame), *axis(days, frame.top, frame.bottom), *_scale(frame)]
    parts += _cuts(series, frame)
    parts += _line(series, frame)
    rows = [
        (day_words(on), str(value), series.readings[n] if n < len(series.readings) else "")
        for n, (on, value) in enumerate(series.points)
    ]
    said = _("{title}: {values}.").format(
        title=series.title, values=", ".join(f"{v} ({d})" for d, v, _r in rows)
    )
    heads = (_("Day"), series.title, _("Reads as"))
    return Picture(WIDTH, height, tuple(parts), said, heads, tuple(rows))


def _bands(series: Series, frame: _Frame) -> list[Part]:
    parts: list[Part] = []
    low = series.span[0]
    for number, (to, name) in enumerate(series.bands):
        upper = min(to + 0.5, series.span[1])
        top, bottom = frame.y(upper), frame.y(max(low - 0.5, series.span[0]))
        if number % 2:
            width = frame.days.right - frame.days.left
            parts.append(Box(frame.days.left, top, width, bottom - top))
        if bottom - top >= 8:
            middle = (top + bottom) / 2
            parts.append(Words(frame.days.right + 16, middle, name, room=RIGHT - 18))
        low = to + 1
    return parts


def _scale(frame: _Frame) -> list[Part]:
    low, high = frame.span
    values = [low, high] if high - low < 4 else [low, (low + high) // 2, high]
    return [
        Words(frame.days.left - 6, frame.y(v), str(v), anchor="right")
        for v in dict.fromkeys(values)
    ]


def _cuts(series: Series, frame: _Frame) -> list[Part]:
    parts: list[Part] = []
    for at, name in series.cuts:
        y = frame.y(at - 0.5 if at > series.span[0] else at)
        parts.append(Stroke(frame.days.left, y, frame.days.right, y, "secondary", 0.9, dashed=True))
        parts.append(Words(frame.days.left + 4, y - 6, name, tone="secondary", room=220))
    return parts


def _line(series: Series, frame: _Frame) -> list[Part]:
    at = [(frame.days.x(on), frame.y(value), value) for on, value in series.points]
    parts: list[Part] = [Path(tuple((x, y) for x, y, _v in at))] if len(at) > 1 else []
    for number, (x, y, value) in enumerate(at):
        parts.append(Sign(x, y))
        if len(at) <= ALL_LABELED or number in (0, len(at) - 1):
            above = y - 10 if y - 10 > 6 else y + 11
            parts.append(Words(x, above, str(value), "text", anchor="middle", bold=True))
    return parts


# --- the life-line ---------------------------------------------------------------------------

NAME = 118.0  # the names of the lanes stand here
TALL, ROW = 46.0, 26.0


@dataclass
class _Story:
    """A life-line while it is being drawn, from the top down."""

    days: Days
    y: float = 8.0
    parts: list[Part] = field(default_factory=list)
    rows: list[tuple[str, ...]] = field(default_factory=list)


def lifeline(first: date, last: date, series: Sequence[Series], lanes: Sequence[Lane]) -> Picture:
    """Scores above, then what lasted and what happened, all on one axis of days."""
    end = max(last, first + timedelta(days=21))
    story = _Story(Days(first, end, NAME, WIDTH - 34))
    for one in series:
        _small_trend(story, one)
    for lane in lanes:
        _lane(story, lane)
    top, bottom = 4.0, story.y + 2
    parts = [*axis(story.days, top, bottom), *story.parts]
    rows = sorted(story.rows, key=lambda row: row[0])
    said = _("{n} entries from {first} to {last}.").format(
        n=len(rows), first=day_words(first), last=day_words(last)
    )
    table = tuple((day_words(date.fromisoformat(day)), lane, what) for day, lane, what in rows)
    heads = (_("Day"), _("What"), _("In words"))
    return Picture(WIDTH, bottom + 20, tuple(parts), said, heads, table)


def _small_trend(story: _Story, series: Series) -> None:
    frame = _Frame(story.days, story.y + 6, story.y + TALL - 8, series.span)
    story.parts.append(
        Words(4, story.y + TALL / 2, series.title, "text", room=NAME - 14, bold=True)
    )
    at = [(frame.days.x(on), frame.y(value)) for on, value in series.points]
    if len(at) > 1:
        story.parts.append(Path(tuple(at), width=1.5))
    story.parts += [Sign(x, y, radius=2.6) for x, y in at]
    if series.points:
        x, y = at[-1]
        story.parts.append(Words(x + 6, y, str(series.points[-1][1]), "text", bold=True))
    for on, value in series.points:
        story.rows.append((on.isoformat(), series.title, str(value)))
    story.y += TALL
    story.parts.append(Stroke(4, story.y, story.days.right, story.y, width=0.6))


def _lane(story: _Story, lane: Lane) -> None:
    middle = story.y + ROW / 2
    story.parts.append(Words(4, middle, lane.name, "text", room=NAME - 14))
    for number, (start, end, label) in enumerate(lane.bars):
        left, right = story.days.x(start), story.days.x(end)
        tone = "wash" if number % 2 else "bar"
        width = max(right - left, 3)
        story.parts.append(Box(left, story.y + 5, width, ROW - 10, tone, edged=True))
        story.parts.append(Words(left + 4, middle, label, "text", room=width - 6))
        story.rows.append((start.isoformat(), lane.name, label))
    for on, sign, words in lane.marks:
        tone = "text" if sign == "cross" else "accent"
        story.parts.append(Sign(story.days.x(on), middle, sign, tone))
        story.rows.append((on.isoformat(), lane.name, words))
    story.y += ROW
    story.parts.append(Stroke(4, story.y, story.days.right, story.y, width=0.6))


# --- problems that hang together -------------------------------------------------------------

CARD, CARD_TALL = 212.0, 44.0


def links(use: Sequence[Problem], mind: Sequence[Problem], ties: Sequence[Tie]) -> Picture:
    """Use at the left, mind at the right, arrows between them in the direction that was found."""
    height = max(len(use), len(mind), 1) * (CARD_TALL + 14) + 26
    parts: list[Part] = [
        Words(4, 10, _("Substance use"), bold=True),
        Words(WIDTH - CARD, 10, _("Mind and body"), bold=True),
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
    heads = (_("Substance use"), _("How they hang together"), _("Mind and body"))
    said = "; ".join(f"{a}: {b}: {c}" for a, b, c in rows) or _("No links yet.")
    return Picture(WIDTH, height, tuple(parts), said, heads, rows)


def _card(x: float, y: float, problem: Problem) -> list[Part]:
    return [
        Box(x, y, CARD - 4, CARD_TALL, "raised", edged=True),
        Words(x + 10, y + 15, problem.label, "text", 10.5, room=CARD - 22, bold=True),
        Words(x + 10, y + 31, problem.code, room=CARD - 22),
    ]


def _tie(tie: Tie, place: dict[int, float], number: int) -> list[Part]:
    left, right = CARD + 4, WIDTH - CARD - 4
    y1, y2 = place[tie.use_id], place[tie.mind_id]
    parts: list[Part] = []
    start, end = (left, y1), (right, y2)
    if tie.to_mind or not tie.to_use:
        parts.append(Stroke(*start, *end, "accent", 1.6, not tie.to_mind, tie.to_mind))
    if tie.to_use:
        parts.append(Stroke(*end, *start, "accent", 1.6, False, True))
    share = 0.5 if number % 2 == 0 else 0.34
    x, y = left + (right - left) * share, y1 + (y2 - y1) * share
    parts.append(Words(x, y - 9, tie.words, "text", anchor="middle", room=right - left - 8))
    return parts


# --- a withdrawal against its usual course ---------------------------------------------------


@dataclass(frozen=True)
class Hourly:
    """One scale in the days of a withdrawal: days since the last use, and the value."""

    title: str
    points: Sequence[tuple[float, int]]
    span: tuple[int, int]


def withdrawal(
    stretches: Sequence[tuple[str, float, float]], series: Sequence[Hourly], day_now: float
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
        parts.append(Box(x(start), 24, width, height - 48, "wash"))
        parts.append(Words(x(start) + width / 2, 14, name, anchor="middle"))
    for day in range(int(last) + 1):
        parts.append(Stroke(x(day), 24, x(day), height - 24, "hair", 0.6))
        parts.append(Words(x(day), height - 12, str(day), anchor="middle"))
    parts.append(Words(4, height - 12, _("days since last use")))
    rows: list[tuple[str, ...]] = []
    for number, one in enumerate(series):
        top = 34 + number * tall
        parts.append(Words(4, top + tall / 2, one.title, "text", room=NAME - 44, bold=True))
        parts += _hourly(one, x, top, tall)
        rows += [(f"{day:.1f}", one.title, str(value)) for day, value in one.points]
    parts.append(Stroke(x(day_now), 24, x(day_now), height - 24, "accent", 1.0, dashed=True))
    heads = (_("Day"), _("Scale"), _("Value"))
    said = "; ".join(f"{title} {value} ({day})" for day, title, value in rows)
    return Picture(WIDTH, height, tuple(parts), said, heads, tuple(rows))


def _hourly(one: Hourly, x: Callable[[float], float], top: float, tall: float) -> list[Part]:
    low, high = one.span

    def y(value: float) -> float:
        return top + tall - 12 - (tall - 26) * (value - low) / max(high - low, 1)

    at = [(x(day), y(value)) for day, value in one.points]
    parts: list[Part] = [
        Words(NAME - 6, y(low), str(low), anchor="right"),
        Words(NAME - 6, y(high), str(high), anchor="right"),
        Stroke(NAME, y(low), WIDTH - 40, y(low), "line", 0.8),
    ]
    if len(at) > 1:
        parts.append(Path(tuple(at), width=1.6))
    before = -99.0
    for (px, py), (_day, value) in zip(at, one.points, strict=True):
        crowded = px - before < 18  # a second rating of a day bears its value below
        beside = py + 11 if crowded else py - 9
        parts += [Sign(px, py, radius=3), Words(px, beside, str(value), "text", anchor="middle")]
        before = -99.0 if crowded else px
    return parts
