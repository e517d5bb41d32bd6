"""Days and the moments at which they begin, by the clock of the computer."""

from datetime import date, datetime, time, timedelta
from typing import Any


def midnight(on: date) -> datetime:
    return datetime.combine(on, time()).astimezone()


def end_of(on: date) -> datetime:
    """The midnight after it: 23 or 25 hours after its own where the clocks are changed."""
    return midnight(on + timedelta(days=1))


def within_days(moment: Any, first: date, last: date) -> tuple[Any, Any]:
    """That a column's moment lies on one of these days, both of them included."""
    return moment >= midnight(first), moment < end_of(last)
