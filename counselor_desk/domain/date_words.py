"""Days and times as they are written in the United States: one wording for screen and paper."""

from datetime import date, datetime, time

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_words(on: date | None) -> str:
    """Mar 14, 2026; the same in every locale of the computer; nothing for no day."""
    return "" if on is None else f"{month_day(on)}, {on.year}"


def month_day(on: date) -> str:
    """Mar 14: a day of the year that is at hand."""
    return f"{MONTHS[on.month - 1]} {on.day}"


def clock_words(at: datetime | time) -> str:
    """2:05 PM, of the wall clock that it carries."""
    return f"{(at.hour - 1) % 12 + 1}:{at.minute:02} {'AM' if at.hour < 12 else 'PM'}"
