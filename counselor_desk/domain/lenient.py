"""Reads dates, times and amounts the way people type them."""

import re
from datetime import date, timedelta

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
    found = re.search(r"[^\W\d_]{3,}", words)
    if not found:
        return None
    name = found.group()[:3]
    month = next((m.index(name) + 1 for m in (MONTHS, SPANISH) if name in m), 0)
    numbers = re.findall(r"\d+", words)
    if not month or not 1 <= len(numbers) <= 2:
        return None
    year = _century(numbers[1], today) if len(numbers) == 2 else today.year
    return _day(year, month, int(numbers[0]))


def _numbered(words: str, today: date, day_first: bool) -> date | None:
    parts = re.fullmatch(r"(\d{1,2})[-/. ](\d{1,2})(?:[-/. ](\d{4}|\d{2}))?\.?", words)
    compact = re.fullmatch(r"(\d{2})(\d{2})(\d{4})", words)
    found = parts or compact
    if not found:
        return None
    first, second, third = found.groups()
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
    found = re.fullmatch(r"(\d{1,2})(?:[:.h]?(\d{2}))?h?(am|pm|a|p)?", words)
    if not found:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
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
    found = re.fullmatch(r"(\d{1,7})(?:[.,](\d{1,2}))?", words)
    if not found:
        return None
    return int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))
