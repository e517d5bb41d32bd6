"""A booking as one types it in a line: a name, a day, a time, in any order that people use."""

import re
from dataclasses import dataclass
from datetime import date, time, timedelta

from counselor_desk.domain.dates_and_amounts import day_of, time_of

FIRST_HOUR = 7  # a bare 1 to 6 is the afternoon: nobody books at four in the morning
_MINUTES = re.compile(r"(\d{2,3})\s?(?:m|min|minutes)$")
_UNIT = re.compile(r"\b(\d{2,3})\s+(?:min|minutes)\b")
_BARE = re.compile(r"(\d{1,2})(?::(\d{2}))?$")
_KINDS = {
    "group": "group",
    "family": "family",
    "intake": "intake",
    "test": "test",
    "urine": "test",
    "uds": "test",
    "injection": "injection",
    "shot": "injection",
    "medical": "medical",
    "peer": "peer",
    "case": "case",
}
_YEAR = re.compile(r"\d{4}$")


@dataclass(frozen=True)
class TypedBooking:
    """What was understood; what was not is part of the name."""

    who: str
    on: date | None = None
    at: time | None = None
    minutes: int | None = None
    kind: str | None = None


def read_booking(typed: str, today: date, *, day_first: bool = False) -> TypedBooking:
    """ "ren tue 9" is Ren, the next Tuesday, 9:00; a bare hour below seven is the afternoon."""
    left = _UNIT.sub(r"\1min", typed).split()
    kind = next((_KINDS[w.casefold()] for w in left[1:] if w.casefold() in _KINDS), None)
    left = [w for n, w in enumerate(left) if n == 0 or w.casefold() not in _KINDS]
    minutes = None
    for n in range(len(left) - 1, 0, -1):
        if match := _MINUTES.match(left[n].casefold()):
            minutes = int(match[1])
            del left[n]
            break
    left, on = _take_day(left, today, day_first=day_first)
    left, at = _take_time(left)
    return TypedBooking(" ".join(left), on, at, minutes, kind)


def _take_day(words: list[str], today: date, *, day_first: bool) -> tuple[list[str], date | None]:
    for size in (1, 3, 2):
        for first in range(1, len(words) - size + 1):
            part = " ".join(words[first : first + size])
            bare = _BARE.match(part)  # a bare number is an hour, "4 Dec 10" ends with one
            if bare or (size == 3 and not _YEAR.match(words[first + 2])):
                continue
            on = _weekday(part, today) or day_of(part, today, day_first)
            if on is not None:
                return words[:first] + words[first + size :], on
    return words, None


def _weekday(word: str, today: date) -> date | None:
    """The next day of that name, today among them."""
    names = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    folded = word.casefold().rstrip(".")
    for number, name in enumerate(names):
        if len(folded) >= 3 and name.startswith(folded):
            return today + timedelta(days=(number - today.weekday()) % 7)
    return None


def _take_time(words: list[str]) -> tuple[list[str], time | None]:
    for first in range(len(words) - 1, 0, -1):
        for size in (2, 1):
            part = " ".join(words[first : first + size])
            at = _time(part) if first + size <= len(words) else None
            if at is not None:
                return words[:first] + words[first + size :], at
    return words, None


def _time(part: str) -> time | None:
    if match := _BARE.match(part):
        hour, minute = int(match[1]), int(match[2] or 0)
        if hour < FIRST_HOUR:
            hour += 12
        return time(hour, minute) if hour < 24 and minute < 60 else None
    read = time_of(part)
    return time.fromisoformat(read) if read else None
