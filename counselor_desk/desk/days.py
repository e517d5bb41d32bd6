"""Days and the moments at which they begin, by the clock of the computer."""

from datetime import date, datetime, time, timedelta
from typing import Any


def midnight(on: date) -> datetime:
    return datetime.combine(on, time()).astimezone()


def on_days(moment: Any, first: date, last: date) -> tuple[Any, Any]:
    """That a column's moment lies on one of these days, both of them included."""
    return moment >= midnight(first), moment < midnight(last + timedelta(days=1))
