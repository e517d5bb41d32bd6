"""How far the client and the counselor see the plan's objectives reached, contact by contact."""

from collections.abc import Sequence
from datetime import date

from counselor_desk.core.i18n import _
from counselor_desk.domain.date_words import day_words
from counselor_desk.domain.picture import (
    DayScale,
    Part,
    Picture,
    PictureMark,
    PictureText,
    Polyline,
    Stroke,
    axis,
)
from counselor_desk.domain.plans.golden_thread import ObjectiveContact, Thread

LEFT, RIGHT, TOP, BOTTOM, HIGHEST = 40.0, 560.0, 12.0, 132.0, 10
END = 700.0  # the names of the lines stand behind them


def rated_contacts(thread: Thread) -> list[ObjectiveContact]:
    """The contacts at which at least one of both gave a number, each once, in order."""
    seen = {
        stitch.document_id: stitch
        for strand in thread.strands
        for stitch in strand.stitches
        if stitch.by_client is not None or stitch.by_counselor is not None
    }
    return sorted(seen.values(), key=lambda s: (s.on, s.document_id))


def progress_picture(contacts: Sequence[ObjectiveContact], today: date) -> Picture:
    """Two lines from 0 (none) to 10 (reached): the client's full, the counselor's open."""
    days = DayScale(contacts[0].on if contacts else today, today, LEFT, RIGHT)
    parts: list[Part] = [*axis(days, TOP, BOTTOM)]
    for value in (0, HIGHEST // 2, HIGHEST):
        y = _height(value)
        parts.append(Stroke(x1=LEFT, y1=y, x2=RIGHT, y2=y, tone="hair", width=0.6))
        parts.append(PictureText(LEFT - 8, y, str(value), anchor="right"))
    client = [(days.x(s.on), s.by_client) for s in contacts if s.by_client is not None]
    counselor = [(days.x(s.on), s.by_counselor) for s in contacts if s.by_counselor is not None]
    parts += _line(counselor, "open", "secondary")
    parts += _line(client, "full", "accent")
    parts += _names(client, counselor)
    return Picture(
        width=END,
        height=BOTTOM + 22,
        parts=tuple(parts),
        words=_progress_in_words(contacts),
        heads=(_("Contact"), _("The client"), _("The counselor")),
        rows=tuple(
            (day_words(s.on), _number(s.by_client), _number(s.by_counselor)) for s in reversed(contacts)
        ),
    )


def _line(points: Sequence[tuple[float, int]], sign: str, tone: str) -> list[Part]:
    at = tuple((x, _height(value)) for x, value in points)
    path: list[Part] = [Polyline(at, tone)] if len(at) > 1 else []
    return path + [PictureMark(x, y, sign, tone) for x, y in at]


def _names(client: Sequence[tuple[float, int]], counselor: Sequence[tuple[float, int]]) -> list[Part]:
    """Each name at the height of its last point, kept apart."""
    ends = [
        (_height(c[-1][1]), n, t)
        for c, n, t in ((client, _("the client"), "accent"), (counselor, _("the counselor"), "secondary"))
        if c
    ]
    ends.sort()
    if len(ends) == 2 and ends[1][0] - ends[0][0] < 14:
        ends[1] = (ends[0][0] + 14, *ends[1][1:])
    return [PictureText(RIGHT + 12, y, name, tone, room=END - RIGHT - 12) for y, name, tone in ends]


def _height(value: int) -> float:
    return BOTTOM - (BOTTOM - TOP) * value / HIGHEST


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _progress_in_words(contacts: Sequence[ObjectiveContact]) -> str:
    if not contacts:
        return _("Nobody has rated progress yet.")
    last = contacts[-1]
    return _("At {n} contacts; the last on {day}: client {client}, counselor {counselor}.").format(
        n=len(contacts),
        day=day_words(last.on),
        client=_number(last.by_client) or "-",
        counselor=_number(last.by_counselor) or "-",
    )
