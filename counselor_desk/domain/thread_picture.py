"""The golden thread as a drawing: a line for each objective, a mark for each note on it."""

from datetime import date, timedelta

from counselor_desk.domain.picture import Box, Days, Part, Picture, Sign, Stroke, Words, axis
from counselor_desk.domain.thread import UNTOUCHED, Strand, Thread
from counselor_desk.i18n import _

LEFT, RIGHT, ROW, TOP = 250.0, 690.0, 26.0, 8.0


def thread_picture(thread: Thread, today: date) -> Picture:
    """Objectives from top to bottom, days from left to right, loose notes in the last row."""
    days = Days(_first(thread, today), today, LEFT, RIGHT)
    rows = len(thread.strands) + bool(thread.loose)
    bottom = TOP + rows * ROW
    parts: list[Part] = [*axis(days, TOP, bottom)]
    untouched = days.x(max(today - UNTOUCHED, days.first))
    parts.insert(0, Box(untouched, TOP, RIGHT - untouched, bottom - TOP, "wash"))
    for n, strand in enumerate(thread.strands):
        parts += _strand(strand, TOP + (n + 0.5) * ROW, days, today)
    if thread.loose:
        y = TOP + (len(thread.strands) + 0.5) * ROW
        parts.append(Words(0, y, _("without an objective"), room=LEFT - 16))
        parts += [Sign(days.x(s.on), y, "open", "caution") for s in thread.loose]
    return Picture(
        RIGHT + 10, bottom + 22, tuple(parts), _said(thread),
        (_("Objective"), _("State"), _("Notes"), _("Last worked on")),
        tuple(_row(strand) for strand in thread.strands),
    )  # fmt: skip


def _strand(strand: Strand, y: float, days: Days, today: date) -> list[Part]:
    tone = "text" if strand.is_open else "secondary"
    start = days.x(max(strand.started_on or days.first, days.first))
    parts: list[Part] = [
        Words(0, y, strand.code, tone, bold=strand.is_open),
        Words(30, y, strand.words, tone, room=LEFT - 46),
        Stroke(start, y, RIGHT, y, "line", 1.2, dashed=not strand.is_open),
    ]
    marks = [Sign(days.x(s.on), y, "full", "accent", 3.8) for s in strand.stitches]
    if strand.target_on is not None and days.first <= strand.target_on <= today:
        parts.append(Sign(days.x(strand.target_on), y, "cross", "caution"))
    return parts + marks


def _first(thread: Thread, today: date) -> date:
    starts = [s.started_on for s in thread.strands if s.started_on]
    worked = [stitch.on for s in thread.strands for stitch in s.stitches]
    loose = [stitch.on for stitch in thread.loose]
    return min([*starts, *worked, *loose, today - timedelta(days=42)])


def _row(strand: Strand) -> tuple[str, ...]:
    last = f"{strand.last.day} {strand.last:%b %Y}" if strand.last else ""
    return f"{strand.code} {strand.words}", strand.standing, str(len(strand.stitches)), last


def _said(thread: Thread) -> str:
    worked = sum(bool(s.stitches) for s in thread.strands)
    return _("{worked} of {all} objectives have notes; {loose} notes name no objective.").format(
        worked=worked, all=len(thread.strands), loose=len(thread.loose)
    )
