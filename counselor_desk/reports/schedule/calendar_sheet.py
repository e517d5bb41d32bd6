"""The calendar on paper: each week on its grid of hours, then the same as a list of days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from reportlab.platypus import Flowable

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _, lazy
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.form import Form
from counselor_desk.domain.roles import Can
from counselor_desk.domain.schedule import calendar_picture
from counselor_desk.domain.schedule.calendar_picture import CalendarBlock
from counselor_desk.records.base import form_of
from counselor_desk.records.schedule import Appointment, Attendance
from counselor_desk.reports.press import letterhead, marks, questions, words
from counselor_desk.reports.press.drawing import Drawing
from counselor_desk.reports.press.marks import TableColumn
from counselor_desk.reports.press.press import Grid, Report, Sheet
from counselor_desk.services.schedule import appointments
from counselor_desk.services.schedule.appointments import AppointmentSlot

MOST_DAYS = 42
WEEK = 7
WORKDAYS = 5
OFF = frozenset({Attendance.BY_CLIENT, Attendance.BY_CLINIC, Attendance.EXCUSED})
COLUMNS = (
    TableColumn(lazy("Time"), 2.6),
    TableColumn(lazy("Who"), 2.4),
    TableColumn(lazy("Visit"), 1.2),
    TableColumn(lazy("With"), 1.7),
    TableColumn(lazy("Place"), 1.0),
)


@dataclass(frozen=True)
class CalendarLine:
    """One appointment or group as the paper tells it, on the clinic's clock."""

    starts_at: datetime
    minutes: int
    who: str
    kind: str
    staff: str
    place: str

    @property
    def times(self) -> str:
        ends = self.starts_at + timedelta(minutes=self.minutes)
        return f"{words.time(self.starts_at)} \N{EN DASH} {words.time(ends)}"


@dataclass(frozen=True)
class CalendarSheet:
    """What is booked from a day to another."""

    sheet: Sheet
    first: date
    last: date
    lines: tuple[CalendarLine, ...]


@query(Can.PRINT, "calendar_sheet.gather")
def gather(ctx: Context, first: date, last: date, staff_id: int | None = None) -> CalendarSheet:
    """At most six weeks; what was canceled is left out."""
    if last < first:
        raise Refused(_("The last day is before the first."), "last")
    if (last - first).days >= MOST_DAYS:
        raise Refused(_("Choose six weeks at most."), "last")
    slots = appointments.slots_between(ctx, first, last, staff_id)
    groups = appointments.group_by_session([slot for slot in slots if slot.attendance not in OFF])
    title = _("Calendar, {days}").format(days=words.date_range(first, last))
    lines = tuple(_line(group, ctx.clinic.time_zone) for group in groups)
    return CalendarSheet(letterhead.list_sheet(ctx, title), first, last, lines)


def _line(group: Sequence[AppointmentSlot], zone: str) -> CalendarLine:
    slot = group[0]
    kinds = form_of(Appointment, "", "kind").fields[0]
    who = slot.client
    if slot.gathering:
        who = _("{title} ({n} members)").format(title=slot.title or _("Group"), n=len(group))
    at = words.in_zone(slot.starts_at, zone)
    return CalendarLine(
        starts_at=at,
        minutes=slot.minutes,
        who=who,
        kind=kinds.label_of(slot.kind),
        staff=slot.staff,
        place=slot.place,
    )


def story(page: CalendarSheet) -> list[Flowable]:
    parts: list[Flowable] = [marks.heading(page.sheet.title, 0)]
    if not page.lines:
        return [*parts, marks.paragraph(_("Nothing is booked in these days."))]
    for days in _weeks(page):
        mine = [line for line in page.lines if line.starts_at.date() in days]
        if not mine:
            continue
        if len(page.lines) > len(mine):
            parts.append(marks.heading(_("Week of {day}").format(day=words.day(days[0]))))
        parts.append(_drawing(days, mine))
        parts.append(marks.table(COLUMNS, _rows(mine)))
    return parts


def _weeks(page: CalendarSheet) -> list[list[date]]:
    """The days by weeks; a weekend only where something is on it."""
    taken = {line.starts_at.date() for line in page.lines}
    weeks: list[list[date]] = []
    for n in range((page.last - page.first).days + 1):
        day = page.first + timedelta(days=n)
        if not weeks or day.weekday() == 0:
            weeks.append([])
        if day in taken or day.weekday() < WORKDAYS or page.first == page.last:
            weeks[-1].append(day)
    return [week for week in weeks if week]


def _drawing(days: Sequence[date], lines: Sequence[CalendarLine]) -> Flowable:
    hours = [words.time(time(hour)) for hour in range(24)]
    blocks = [
        CalendarBlock(
            list(days).index(line.starts_at.date()),
            line.starts_at.hour * 60 + line.starts_at.minute,
            line.minutes,
            line.who,
            line.place or line.kind,
        )
        for line in lines
    ]
    names = [words.weekday(day) for day in days]
    return Drawing(calendar_picture.picture(names, hours, blocks))


def _rows(lines: Sequence[CalendarLine]) -> list[tuple[str, ...]]:
    """By day: the day stands before its first time."""
    rows: list[tuple[str, ...]] = []
    told: date | None = None
    for line in lines:
        on = line.starts_at.date()
        day = f"{words.weekday(on)}, " if on != told else ""
        told = on
        rows.append((f"{day}{line.times}", line.who, line.kind, line.staff, line.place))
    return rows


def grid(page: CalendarSheet) -> Grid:
    heads = (_("Day"), _("From"), _("Minutes"), _("Who"), _("Visit"), _("With"), _("Place"))
    rows = [
        (
            line.starts_at.date().isoformat(),
            f"{line.starts_at:%H:%M}",
            str(line.minutes),
            line.who,
            line.kind,
            line.staff,
            line.place,
        )
        for line in page.lines
    ]
    return Grid(heads, rows)


ASKS = Form.of(lazy("Calendar"), questions.FIRST, questions.LAST, questions.STAFF)
REPORT = Report(
    id="calendar_sheet",
    title=lazy("Calendar"),
    asks=ASKS,
    gather=gather,
    story=story,
    grid=grid,
    summary=lazy("A day, a week or a month of appointments, on a grid of hours and as a list."),
)
