"""From appointments to what the grid and the month draw: columns, blocks, days, on the wall's clock."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from PySide6.QtCore import QLocale

from counselor_desk.core.i18n import _
from counselor_desk.records.schedule import CAME, MISSED, Attendance
from counselor_desk.services.schedule.appointments import AppointmentSlot
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.times.month_grid import MonthDay, MonthLine
from counselor_desk.ui.kit.times.time_paint import GridBlock, GridColumn
from counselor_desk.ui.schedule.appointment_card import kind_words

HOUR = 60
CANCELED = frozenset({Attendance.BY_CLIENT, Attendance.BY_CLINIC, Attendance.EXCUSED})


def say_minutes(minutes: int) -> str:
    """9:30 AM, as the person's system writes it."""
    return words.clock(time(minutes // HOUR % 24, minutes % HOUR))


def minutes_of(at: datetime) -> int:
    """Minutes after midnight on the wall."""
    local = words.local(at)
    return local.hour * HOUR + local.minute


def moment_of(on: date, minutes: int) -> datetime:
    """A time of a day on the wall."""
    return datetime.combine(on, time(minutes // HOUR % 24, minutes % HOUR)).astimezone()


def day_columns(days: Sequence[date], today: date) -> list[GridColumn]:
    return [
        GridColumn(
            QLocale().dayName(on.isoweekday(), QLocale.FormatType.ShortFormat),
            str(on.day),
            lit=on == today,
            away=on.isoweekday() > 5,
            full=words.capital(words.long_day(on)),
        )
        for on in days
    ]


def block_of(group: Sequence[AppointmentSlot], column: int, *, with_staff: bool) -> GridBlock:
    """One appointment, or a group with its members counted."""
    slot = group[0]
    is_group = bool(slot.gathering)
    name = (slot.title or _("Group")) if is_group else slot.client
    facts = [words.count(len(group), "{n} member", "{n} members") if is_group else kind_words(slot.kind)]
    facts += [slot.place, slot.staff if with_staff else ""]
    under = ", ".join(fact for fact in facts if fact)
    mark = _mark(group)
    times = f"{words.time(slot.starts_at)} – {words.time(slot.ends_at)}"
    on = words.capital(words.long_day(words.local(slot.starts_at).date()))
    states = slot.attendance.words if mark and not is_group else ""
    repeats = _("repeats every week") if slot.series else ""
    spoken = ", ".join(part for part in (name, on, times, under, states, repeats) if part)
    return GridBlock(
        key=slot.id,
        column=column,
        starts=minutes_of(slot.starts_at),
        minutes=slot.minutes,
        words=name,
        under=under,
        client_id=None if is_group else slot.client_id,
        mark=mark,
        fixed=bool(mark),
        spoken=spoken,
        repeats=bool(slot.series),
    )


def _mark(group: Sequence[AppointmentSlot]) -> str:
    """What became of it: of a group when no place is open any more."""
    states = {slot.attendance for slot in group}
    if Attendance.BOOKED in states:
        return ""
    if states <= CANCELED:
        return "canceled"
    if states & CAME:
        return "done"
    return "missed" if states & MISSED or Attendance.NO_SHOW in states else ""


def month_days(on: date, groups: Sequence[Sequence[AppointmentSlot]], today: date) -> list[MonthDay]:
    """The weeks in which the month of a day lies, from the week's first day in this place."""
    first, last = month_span(on)
    by_day: dict[date, list[MonthLine]] = {}
    for group in groups:
        slot = group[0]
        if _mark(group) == "canceled":
            continue
        name = (slot.title or _("Group")) if slot.gathering else slot.client
        line = MonthLine(words.time(slot.starts_at), name, None if slot.gathering else slot.client_id)
        by_day.setdefault(words.local(slot.starts_at).date(), []).append(line)
    days = []
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        lines = tuple(by_day.get(day, ()))
        told = words.count(len(lines), "{n} appointment", "{n} appointments")
        spoken = f"{words.capital(words.long_day(day))}: {told}"
        days.append(MonthDay(day, spoken, lines, day == today, day.month != on.month))
    return days


def month_span(on: date) -> tuple[date, date]:
    """From the first to the last day that a month's page shows."""
    begins = QLocale().firstDayOfWeek().value
    first = on.replace(day=1)
    first -= timedelta(days=(first.isoweekday() - begins) % 7)
    month_end = (on.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    weeks = ((month_end - first).days // 7) + 1
    return first, first + timedelta(days=7 * weeks - 1)


def weekday_names() -> list[str]:
    begins = QLocale().firstDayOfWeek().value
    return [QLocale().dayName((begins - 1 + n) % 7 + 1, QLocale.FormatType.ShortFormat) for n in range(7)]
