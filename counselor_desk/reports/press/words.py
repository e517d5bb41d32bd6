"""Dates, times and amounts as they are read on paper, the same on every machine."""

import re
from datetime import UTC, date, datetime
from datetime import time as clock
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.date_words import clock_words, day_words
from counselor_desk.domain.money import dollars

__all__ = [
    "age",
    "date_range",
    "day",
    "dollars",
    "join_words",
    "moment",
    "number_in_words",
    "time",
    "weekday",
]

_MONTHS = {
    "es": (
        *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
        *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
    ),
}

_WEEKDAYS = (
    lazy("Mon"),
    lazy("Tue"),
    lazy("Wed"),
    lazy("Thu"),
    lazy("Fri"),
    lazy("Sat"),
    lazy("Sun"),
)

_THOUSANDS = re.compile("[1-9][0-9]{3,11}")


def day(on: date | None, language: str = "en") -> str:
    """Dec 1, 2026; in Spanish 1 de diciembre de 2026."""
    if on is None:
        return ""
    if language in _MONTHS:
        return f"{on.day} de {_MONTHS[language][on.month - 1]} de {on.year}"
    return day_words(on)


def weekday(on: date) -> str:
    """Tue 1: the heading of a column."""
    return f"{_WEEKDAYS[on.weekday()]} {on.day}"


def time(at: datetime | clock) -> str:
    """3:05 PM"""
    return clock_words(at)


def moment(at: datetime | None, zone: str = "") -> str:
    """Dec 1, 2026, 3:05 PM in the clinic's time zone."""
    if at is None:
        return ""
    local = in_zone(at, zone)
    return f"{day(local.date())}, {time(local)}"


def in_zone(at: datetime, zone: str) -> datetime:
    """The clinic's wall clock; without a zone that of this computer."""
    if not zone:
        return at.astimezone()
    if zone == "UTC":
        return at.astimezone(UTC)
    try:
        return at.astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise Refused(
            _("The clinic's time zone is not known. Choose another in Settings."),
            "time_zone",
        ) from error


def date_range(first: date | None, last: date | None) -> str:
    """Dec 1, 2026 \N{EN DASH} Jan 4, 2027"""
    return " \N{EN DASH} ".join(day(d) for d in (first, last) if d)


def number_in_words(cell: int | str) -> str:
    """1,250; words stay as they are, and so does a number that begins with zero: a name."""
    sentence = str(cell)
    return f"{int(sentence):,}" if _THOUSANDS.fullmatch(sentence) else sentence


def age(born: date | None, on: date) -> str:
    if born is None:
        return ""
    return str(on.year - born.year - ((on.month, on.day) < (born.month, born.day)))


def join_words(parts: list[str]) -> str:
    """What is there, with commas."""
    return ", ".join(part for part in parts if part)
