"""Some days of appointments as a drawing: hours down, days across, each as long as it takes."""

from collections.abc import Sequence
from dataclasses import dataclass

from counselor_desk.domain.picture import Part, Picture, PictureText, Rectangle, Stroke
from counselor_desk.domain.schedule.time_lanes import lanes

WIDTH, HOUR_TALL, HEAD, RULE = 700.0, 42.0, 26.0, 46.0
FIRST, LAST = 8, 18  # hours that are always drawn
HOUR = 60
TWO_LINES, LEAST = 24.0, 11.0


@dataclass(frozen=True)
class CalendarBlock:
    """One appointment of a day, minutes after midnight on the wall."""

    column: int
    starts: int
    minutes: int
    words: str
    under: str = ""


def picture(days: Sequence[str], hours: Sequence[str], blocks: Sequence[CalendarBlock]) -> Picture:
    """`hours` words each hour of a day, 0 to 23; blocks of one day lie side by side where they overlap."""
    first = min([FIRST, *(b.starts // HOUR for b in blocks)])
    last = max([LAST, *(-(-(b.starts + b.minutes) // HOUR) for b in blocks)])
    last = min(last, 24)
    wide = (WIDTH - RULE) / max(1, len(days))
    tall = HEAD + (last - first) * HOUR_TALL + 4
    parts: list[Part] = []
    for at, name in enumerate(days):
        middle = RULE + (at + 0.5) * wide
        parts.append(PictureText(middle, HEAD / 2, name, "text", anchor="middle", room=wide - 4, bold=True))
        parts.append(Stroke(RULE + at * wide, HEAD, RULE + at * wide, tall - 4))
    for hour in range(first, last + 1):
        y = HEAD + (hour - first) * HOUR_TALL
        parts.append(Stroke(RULE, y, WIDTH, y))
        if hour < last:
            parts.append(PictureText(RULE - 6, y + 6, hours[hour], anchor="right"))
    for column in range(len(days)):
        mine = [block for block in blocks if block.column == column]
        spans = [(b.starts, b.starts + max(b.minutes, 15)) for b in mine]
        for block, lane in zip(mine, lanes(spans), strict=True):
            across = (wide - 4) / lane.of
            x = RULE + column * wide + 2 + lane.first * across
            y = HEAD + (block.starts / HOUR - first) * HOUR_TALL + 1
            parts += _block(block, x, y, across * lane.span - 1)
    return Picture(WIDTH, tall, tuple(parts))


def _block(block: CalendarBlock, x: float, y: float, width: float) -> list[Part]:
    tall = max(block.minutes / HOUR * HOUR_TALL - 2, LEAST)
    parts: list[Part] = [Rectangle(x, y, width, tall, "wash", edged=True)]
    room = width - 7
    if tall < TWO_LINES or not block.under:
        parts.append(PictureText(x + 4, y + tall / 2, block.words, "text", room=room, bold=True))
        return parts
    parts.append(PictureText(x + 4, y + 8, block.words, "text", room=room, bold=True))
    parts.append(PictureText(x + 4, y + 19, block.under, room=room))
    return parts
