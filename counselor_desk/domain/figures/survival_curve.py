"""How long people stay in care: a life table over days, without a step that tells of a few."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

POINTS = (30, 60, 90, 180, 365)  # days since admission


@dataclass(frozen=True)
class Stay:
    """One person's episode: its days so far, and whether it ended by leaving early."""

    days: int
    left_early: bool


@dataclass(frozen=True)
class CurvePoint:
    """A day since admission, the share of people still in care on it, and how many were followed
    until it."""

    day: int
    share: float
    followed: int


def make_stay(admitted: date, ended: date | None, left_early: bool, today: date) -> Stay:
    """An open episode and a planned ending say only that the person stayed at least so long."""
    last = ended or today
    return Stay(max((last - admitted).days, 0), ended is not None and left_early)


def curve(stays: Iterable[Stay], least: int, days: Sequence[int] = POINTS) -> tuple[CurvePoint, ...]:
    """The actuarial estimate (Cutler and Ederer 1958) at those days that may be told.

    Kaplan and Meier's curve falls at each single departure: with eleven people one step is one
    person. Here a day is told only when, since the day told before, at least `least` people have
    left; those whose stay ended otherwise, or is not longer yet, are as many or none; and as many
    are still followed. Days between are joined to the next. Each share is made of these counts
    alone, so nothing finer follows from it or from the differences of what is told.
    """
    known = list(stays)
    points, share, before, followed = list[CurvePoint](), 1.0, 0, len(known)
    for day in days:
        since = [s for s in known if before <= s.days < day]
        left = sum(s.left_early for s in since)
        other, after = len(since) - left, followed - len(since)
        if left >= least and after >= least and (other == 0 or other >= least):
            share *= 1 - left / (followed - other / 2)
            points.append(CurvePoint(day, share, after))
            before, followed = day, after
    return tuple(points)
