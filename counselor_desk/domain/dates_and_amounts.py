"""Dates as people and programs write them, with what could be read in two ways named."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january enero",
            "feb february febrero",
            "mar march marzo",
            "apr april abril",
            "may mayo",
            "jun june junio",
            "jul july julio",
            "aug august agosto",
            "sep sept september septiembre",
            "oct october octubre",
            "nov november noviembre",
            "dec december diciembre",
        ),
        1,
    )
    for name in names.split()
}
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[Tt ].*)?$", re.ASCII)
_SOLID = re.compile(r"(\d{4})(\d{2})(\d{2})$", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})$", re.ASCII)
_PARTS = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?:\s.*)?$", re.ASCII)
_DAY_WORD = re.compile(r"(\d{1,2})[\s./-]*([a-z]+)\.?[\s,./-]*'?(\d{4}|\d{2})(?:\s+[\d:.]+)?$", re.ASCII)
_WORD_DAY = re.compile(r"([a-z]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?:,\s*|\s+)'?(\d{4}|\d{2})$", re.ASCII)
_SERIAL = re.compile(r"(\d{3,5})(?:\.\d+)?$", re.ASCII)
_EXCEL_BEGINS = date(1899, 12, 30)  # its day 61 is the 1st of March 1900; before that it counts one off


class DateOrder(StrEnum):
    """Whether 3/4 is the fourth of March or the third of April."""

    MONTH_FIRST = "month first"
    DAY_FIRST = "day first"


def read_day(written: str, order: DateOrder = DateOrder.MONTH_FIRST, today: date | None = None) -> date:
    """The day that is written; ValueError when there is none."""
    text = " ".join(written.strip().casefold().split())
    for pattern in (_ISO, _YEAR_FIRST, _SOLID):
        if match := pattern.match(text):
            return date(*(int(part) for part in match.groups()))
    if match := _PARTS.match(text):
        first, sign, second, year = match.groups()
        day_first = order is DateOrder.DAY_FIRST or sign == "." or int(first) > 12
        if int(second) > 12:
            day_first = False
        day, month = (first, second) if day_first else (second, first)
        return date(_year(year, today), int(month), int(day))
    return _in_words(text, today)


def read_serial_day(written: str, today: date) -> date | None:
    """The day that Excel writes as a number (32946 is 14 March 1990); None for a year, and for what
    would be before March 1900 or to come."""
    match = _SERIAL.fullmatch(written.strip())
    if match is None:
        return None
    days = int(match[1])
    if 1900 <= days <= today.year or days < 61:
        return None
    day = _EXCEL_BEGINS + timedelta(days=days)
    return day if day <= today else None


def order_of(written: Iterable[str]) -> DateOrder | None:
    """The order that a column's dates can only have; None when every date allows both."""
    for text in written:
        match = _PARTS.match(text.strip())
        if match and match[2] != ".":
            if int(match[1]) > 12:
                return DateOrder.DAY_FIRST
            if int(match[3]) > 12:
                return DateOrder.MONTH_FIRST
    return None


def is_ambiguous(written: str) -> bool:
    """Whether day and month could be changed round and give another day."""
    match = _PARTS.match(written.strip())
    if not match or match[2] == "." or match[1] == match[3]:
        return False
    return int(match[1]) <= 12 and int(match[3]) <= 12


def has_short_year(written: str) -> bool:
    text = " ".join(written.strip().casefold().split())
    if match := _PARTS.match(text):
        return len(match[4]) == 2
    in_words = _DAY_WORD.match(text) or _WORD_DAY.match(text)
    return bool(in_words) and len(in_words[3]) == 2  # type: ignore[index]


def read_moment(written: str) -> datetime | None:
    """A moment in UTC, from ISO text with or without a time; None when there is none."""
    try:
        moment = datetime.fromisoformat(written.strip())
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return aware.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def read_iso_day(written: str) -> date | None:
    """The day of ISO text as it stands there; a month or a year alone is no day."""
    try:
        return date.fromisoformat(written.strip()[:10])
    except ValueError:
        return None


def _year(written: str, today: date | None) -> int:
    if len(written) == 4:
        return int(written)
    # Nobody in a list of clients is born, seen or discharged in the future.
    latest = today.year if today else 2000 + 69
    return 2000 + int(written) if 2000 + int(written) <= latest else 1900 + int(written)


def _in_words(text: str, today: date | None) -> date:
    if match := _DAY_WORD.match(text):
        day, month, year = match.groups()
    elif match := _WORD_DAY.match(text):
        month, day, year = match.groups()
    else:
        raise ValueError("no date")
    if month not in _MONTHS:
        raise ValueError("no month")
    return date(_year(year, today), _MONTHS[month], int(day))


MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
SPANISH = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic")
NEAR = {"today": 0, "hoy": 0, "yesterday": -1, "ayer": -1, "tomorrow": 1, "mañana": 1}
AHEAD = 10  # two-digit years up to so many years from now are of this century


def day_of(text: str, today: date, day_first: bool = False) -> date | None:
    """3/14/89, 14 Mar 1989, March 14, 1989-03-14, today, +3; None when it is no day."""
    words = text.strip().lower()
    if words in NEAR:
        return today + timedelta(days=NEAR[words])
    if re.fullmatch(r"[+-]\d{1,3}", words):
        return today + timedelta(days=int(words))
    iso = re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", words)
    if iso:
        return _day(*(int(part) for part in iso.groups()))
    return _named(words, today) or _numbered(words, today, day_first)


def _named(words: str, today: date) -> date | None:
    match = re.search(r"[^\W\d_]{3,}", words)
    if not match:
        return None
    name = match.group()[:3]
    month = next((m.index(name) + 1 for m in (MONTHS, SPANISH) if name in m), 0)
    numbers = re.findall(r"\d+", words)
    if not month or not 1 <= len(numbers) <= 2:
        return None
    year = _century(numbers[1], today) if len(numbers) == 2 else today.year
    return _day(year, month, int(numbers[0]))


def _numbered(words: str, today: date, day_first: bool) -> date | None:
    parts = re.fullmatch(r"(\d{1,2})[-/. ](\d{1,2})(?:[-/. ](\d{4}|\d{2}))?\.?", words)
    compact = re.fullmatch(r"(\d{2})(\d{2})(\d{4})", words)
    match = parts or compact
    if not match:
        return None
    first, second, third = match.groups()
    year = _century(third, today) if third else today.year
    dotted = "." in words
    month, day = (second, first) if day_first or dotted else (first, second)
    # No month has the number 14: 3/14 can mean one day only, wherever it is typed.
    return _day(year, int(month), int(day)) or _day(year, int(day), int(month))


def _century(digits: str, today: date) -> int:
    year = int(digits)
    if len(digits) > 2:
        return year
    year += today.year // 100 * 100
    return year - 100 if year > today.year + AHEAD else year


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def time_of(text: str) -> str | None:
    """9, 930, 9:30, 9.30 pm, 14h: as HH:MM; None when it is no time of day."""
    words = text.strip().lower().replace(" ", "")
    match = re.fullmatch(r"(\d{1,2})(?:[:.h]?(\d{2}))?h?(am|pm|a|p)?", words)
    if not match:
        return None
    hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half[0] == "p" else 0)
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else None


def cents_of(text: str) -> int | None:
    """12, 12.5, $12.50, 1,200.00: in cents; None when it is no amount."""
    words = text.strip().replace("$", "").replace(" ", "")
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d{1,2})?", words):
        words = words.replace(",", "")
    match = re.fullmatch(r"(\d{1,7})(?:[.,](\d{1,2}))?", words)
    if not match:
        return None
    return int(match[1]) * 100 + int((match[2] or "0").ljust(2, "0"))
