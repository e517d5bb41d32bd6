"""Dates, times and amounts as people say them, in the person's own locale."""

from datetime import date, datetime
from datetime import time as wall

from PySide6.QtCore import QDate, QLocale, QTime

from counselor_desk.core.i18n import Glossary, LazyPlural, _, lazy
from counselor_desk.ui.kit import wall_clock

# What a backup and an archive count, by the names that stand in their lists.
COUNTED = Glossary(
    {
        "Clients": lazy("Clients"),
        "Documents": lazy("Documents"),
        "Lines of the trail": lazy("Lines of the trail"),
    }
)


def local(moment: datetime) -> datetime:
    return moment.astimezone()


def time(moment: datetime) -> str:
    """14:02, or 2:02 PM where that is the habit."""
    return clock(local(moment).time())


def clock(at: wall) -> str:
    """A time of day that is of no day."""
    return QLocale().toString(QTime(at.hour, at.minute), QLocale.FormatType.ShortFormat)


def day(on: date | None, today: date | None = None) -> str:
    """Near days by their name, "Friday" is the one to come; others as 14 Mar 2026."""
    if on is None:
        return ""
    today = today or wall_clock.today()
    apart = (on - today).days
    near = {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}
    if apart in near:
        return near[apart]
    if 1 < apart < 7:
        return QLocale().dayName(on.isoweekday())
    if -7 < apart < 0:  # never the bare name: one reads it as the day that comes
        return weekday(on)
    form = "d MMM" if on.year == today.year else "d MMM yyyy"
    return QLocale().toString(QDate(on.year, on.month, on.day), form)


def full_day(on: date | None) -> str:
    """14 Mar 1989: a date of birth, a date that must not be mistaken."""
    return QLocale().toString(QDate(on.year, on.month, on.day), "d MMM yyyy") if on else ""


def long_day(on: date) -> str:
    """Tuesday 24 November."""
    return QLocale().toString(QDate(on.year, on.month, on.day), "dddd d MMMM")


def weekday(on: date) -> str:
    """Tue 24 Nov: the heading of a column, a day of last week."""
    return QLocale().toString(QDate(on.year, on.month, on.day), "ddd d MMM")


def month(on: date) -> str:
    """December 2026."""
    return capital(f"{QLocale().standaloneMonthName(on.month)} {on.year}")


def moment(at: datetime | None, today: date | None = None) -> str:
    """Today 14:02, 17 Nov 09:30."""
    if at is None:
        return ""
    return f"{day(local(at).date(), today)} {time(at)}"


def count(number: int, one: str, many: str) -> str:
    """3 notes; the words are msgids with {n}."""
    return LazyPlural(one, many).of(number)


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]
