"""The golden thread: which notes worked on which objectives, and where it is broken."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from counselor_desk.core.i18n import WordedEnum, _
from counselor_desk.domain.date_words import day_words
from counselor_desk.domain.picture import (
    DayScale,
    Part,
    Picture,
    PictureMark,
    PictureText,
    Rectangle,
    Stroke,
    axis,
)

UNTOUCHED = timedelta(days=30)


class GapKind(WordedEnum):
    """A place where the thread is broken."""

    NO_PLAN = "no plan"
    OVERDUE = "review overdue"
    UNTOUCHED = "nobody worked on it for 30 days"
    NOT_SHOWN = "no diagnosis, score or finding behind it"
    PAST_TARGET = "past its target date"
    NO_OBJECTIVE = "note without an objective"


@dataclass(frozen=True)
class ObjectiveContact:
    """One note on one objective."""

    document_id: int
    on: date
    by_client: int | None = None
    by_counselor: int | None = None


@dataclass(frozen=True)
class ObjectiveThread:
    """One objective and the notes that worked on it."""

    code: str
    words: str
    problem: str
    standing: str
    is_open: bool
    started_on: date | None
    target_on: date | None
    is_shown: bool = True
    stitches: tuple[ObjectiveContact, ...] = ()

    @property
    def last(self) -> date | None:
        return max((s.on for s in self.stitches), default=None)


@dataclass(frozen=True)
class ThreadGap:
    """One gap: what, where, and where it is closed."""

    gap: GapKind
    words: str
    code: str = ""
    document_id: int | None = None
    on: date | None = None


@dataclass(frozen=True)
class Thread:
    """A client's objectives by notes, and its gaps."""

    strands: Sequence[ObjectiveThread]
    loose: Sequence[ObjectiveContact] = field(default_factory=list)  # notes without an objective
    gaps: Sequence[ThreadGap] = field(default_factory=list)


def find_gaps(strands: Iterable[ObjectiveThread], today: date) -> list[ThreadGap]:
    """What is broken about the open objectives, in their order."""
    gaps = []
    for strand in strands:
        if not strand.is_open:
            continue
        label = f"{strand.code} {strand.words}"
        touched = strand.last or strand.started_on
        if touched is None or today - touched > UNTOUCHED:
            gaps.append(ThreadGap(GapKind.UNTOUCHED, label, strand.code))
        if strand.target_on is not None and strand.target_on < today:
            gaps.append(ThreadGap(GapKind.PAST_TARGET, label, strand.code))
        if not strand.is_shown:
            gaps.append(ThreadGap(GapKind.NOT_SHOWN, label, strand.code))
    return gaps


LEFT, RIGHT, ROW, TOP = 250.0, 690.0, 26.0, 8.0


def thread_picture(thread: Thread, today: date) -> Picture:
    """Objectives from top to bottom, days from left to right, loose notes in the last row."""
    days = DayScale(_first(thread, today), today, LEFT, RIGHT)
    rows = len(thread.strands) + bool(thread.loose)
    bottom = TOP + rows * ROW
    parts: list[Part] = [*axis(days, TOP, bottom)]
    untouched = days.x(max(today - UNTOUCHED, days.first))
    parts.insert(0, Rectangle(untouched, TOP, RIGHT - untouched, bottom - TOP, "wash"))
    for n, strand in enumerate(thread.strands):
        parts += _strand(strand, TOP + (n + 0.5) * ROW, days, today)
    if thread.loose:
        y = TOP + (len(thread.strands) + 0.5) * ROW
        parts.append(PictureText(0, y, _("without an objective"), room=LEFT - 16))
        parts += [PictureMark(days.x(s.on), y, "open", "caution") for s in thread.loose]
    return Picture(
        width=RIGHT + 10,
        height=bottom + 22,
        parts=tuple(parts),
        words=_thread_in_words(thread),
        heads=(_("Objective"), _("State"), _("Notes"), _("Last worked on")),
        rows=tuple(_row(strand) for strand in thread.strands),
    )


def _strand(strand: ObjectiveThread, y: float, days: DayScale, today: date) -> list[Part]:
    tone = "text" if strand.is_open else "secondary"
    start = days.x(max(strand.started_on or days.first, days.first))
    parts: list[Part] = [
        PictureText(0, y, strand.code, tone, bold=strand.is_open),
        PictureText(30, y, strand.words, tone, room=LEFT - 46),
        Stroke(x1=start, y1=y, x2=RIGHT, y2=y, tone="line", width=1.2, dashed=not strand.is_open),
    ]
    marks = [PictureMark(days.x(s.on), y, "full", "accent", 3.8) for s in strand.stitches]
    if strand.target_on is not None and days.first <= strand.target_on <= today:
        parts.append(PictureMark(days.x(strand.target_on), y, "cross", "caution"))
    return parts + marks


def _first(thread: Thread, today: date) -> date:
    starts = [s.started_on for s in thread.strands if s.started_on]
    worked = [stitch.on for s in thread.strands for stitch in s.stitches]
    loose = [stitch.on for stitch in thread.loose]
    return min([*starts, *worked, *loose, today - timedelta(days=42)])


def _row(strand: ObjectiveThread) -> tuple[str, ...]:
    last = day_words(strand.last)
    return f"{strand.code} {strand.words}", strand.standing, str(len(strand.stitches)), last


def _thread_in_words(thread: Thread) -> str:
    worked = sum(bool(s.stitches) for s in thread.strands)
    return _("{worked} of {all} objectives have notes; {loose} notes name no objective.").format(
        worked=worked, all=len(thread.strands), loose=len(thread.loose)
    )
