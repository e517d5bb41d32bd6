"""Appointments that repeat: which of them a change is for, and the hour on the wall that they keep."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from counselor_desk.core.i18n import WordedEnum


@dataclass(frozen=True)
class VisitTimes:
    """When a visit begins, and for how many weeks after it at the same hour on the wall."""

    starts_at: datetime
    weeks: int = 0


class SeriesPart(WordedEnum):
    """Of an appointment that repeats, which ones are meant."""

    THIS = "this one"
    FOLLOWING = "this one and those after it"
    ALL = "all that are still to come"


def moved_alike(at: datetime, before: datetime, after: datetime) -> datetime:
    """`at`, moved as far on the wall as from `before` to `after`: a clock change keeps the hour."""
    shift = _on_the_wall(after) - _on_the_wall(before)
    return (_on_the_wall(at) + shift).astimezone()


def weekly(starts_at: datetime, weeks: int) -> list[datetime]:
    """The same hour on the wall of the weeks after, `weeks` of them."""
    return [(_on_the_wall(starts_at) + timedelta(weeks=n)).astimezone() for n in range(1, weeks + 1)]


def _on_the_wall(at: datetime) -> datetime:
    return at.astimezone().replace(tzinfo=None)
