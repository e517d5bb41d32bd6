"""Dates, times and amounts as people say them, in the person's own locale."""

from datetime import date, datetime
from datetime import time as wall

from PySide6.QtCore import QDate, QLocale, QTime

from counselor_desk.core.i18n import Glossary, LazyPlural, _, lazy
from counselor_desk.domain.date_words import clock_words, day_words, month_day
from counselor_desk.ui.kit import wall_clock

# What a backup and an archive count, by the names that stand in their lists.
COUNTED = Glossary(
    {
        "Clients": lazy("Clients"),
        "Documents": lazy("Documents"),
        "Lines of the trail": lazy("Lines of the trail"),
    }
)


def is_american() -> bool:
    """Whether dates are written as in the United States: by default, and wherever English is not of
    another country; what a locale of elsewhere asks for is followed."""
    here = QLocale()
    if here.language() not in (QLocale.Language.C, QLocale.Language.English):
        return False
    return here.territory() in (QLocale.Country.AnyTerritory, QLocale.Country.UnitedStates)


def local(moment: datetime) -> datetime:
    return moment.astimezone()


def time(moment: datetime) -> str:
    """2:02 PM of the computer's wall clock."""
    return clock(local(moment).time())


def clock(at: wall) -> str:
    """2:02 PM; in another country's locale as it is written there."""
    if is_american():
        return clock_words(at)
    return QLocale().toString(QTime(at.hour, at.minute), QLocale.FormatType.ShortFormat)


def typed_clock(typed: str) -> str:
    """A time of day as an answer holds it, 14:05, as it is read here; what is none stays."""
    try:
        return clock(wall.fromisoformat(typed))
    except ValueError:
        return typed


def day(on: date | None, today: date | None = None) -> str:
    """Near days by their name, "Friday" is the one to come; others as Mar 14, 2026."""
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
    if is_american():
        return month_day(on) if on.year == today.year else day_words(on)
    form = "d MMM" if on.year == today.year else "d MMM yyyy"
    return QLocale().toString(QDate(on.year, on.month, on.day), form)


def full_day(on: date | None) -> str:
    """Mar 14, 1989: a date of birth, a date that must not be mistaken."""
    if on is None or is_american():
        return day_words(on) if on else ""
    return QLocale().toString(QDate(on.year, on.month, on.day), "d MMM yyyy")


def long_day(on: date) -> str:
    """Tuesday, November 24."""
    form = "dddd, MMMM d" if is_american() else "dddd d MMMM"
    return QLocale().toString(QDate(on.year, on.month, on.day), form)


def weekday(on: date) -> str:
    """Tue, Nov 24: the heading of a column, a day of last week."""
    form = "ddd, MMM d" if is_american() else "ddd d MMM"
    return QLocale().toString(QDate(on.year, on.month, on.day), form)


def month(on: date) -> str:
    """December 2026."""
    return capital(f"{QLocale().standaloneMonthName(on.month)} {on.year}")


def moment(at: datetime | None, today: date | None = None) -> str:
    """Today 2:02 PM, Nov 17 9:30 AM."""
    if at is None:
        return ""
    return f"{day(local(at).date(), today)} {time(at)}"


def count(number: int, one: str, many: str) -> str:
    """3 notes; the words are msgids with {n}."""
    return LazyPlural(one, many).of(number)


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]
