"""How long people stay in care: the Kaplan-Meier estimate, and figures too small to be shown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

# CMS cell size suppression policy: counts of 1 to 10 may point to a person.
SMALLEST_COUNT = 11


@dataclass(frozen=True)
class Stay:
    """One episode: its days so far, and whether it ended by leaving early."""

    days: int
    left_early: bool


@dataclass(frozen=True)
class Curve:
    """The share still in care after each departure, and how many were followed."""

    steps: tuple[tuple[int, float], ...]
    followed: int

    def share_at(self, day: int) -> float:
        return next((share for at, share in reversed(self.steps) if at <= day), 1.0)


def stay(admitted: date, ended: date | None, left_early: bool, today: date) -> Stay:
    """An open episode and a planned ending say only that the person stayed at least so long."""
    last = ended or today
    return Stay(max((last - admitted).days, 0), ended is not None and left_early)


def survival(stays: Iterable[Stay]) -> Curve:
    """At each day of leaving, the share falls by those who left among those still followed."""
    known = sorted(stays, key=lambda s: s.days)
    share, steps = 1.0, []
    for day in sorted({s.days for s in known if s.left_early}):
        at_risk = sum(s.days >= day for s in known)
        left = sum(s.left_early and s.days == day for s in known)
        share *= 1 - left / at_risk
        steps.append((day, share))
    return Curve(tuple(steps), len(known))


def followed_at(stays: Sequence[Stay], day: int) -> int:
    return sum(s.days >= day for s in stays)


def shown(count: int) -> str:
    """A count, unless it is so small that it may point to a person."""
    return f"fewer than {SMALLEST_COUNT}" if 0 < count < SMALLEST_COUNT else str(count)


def apart(counts: Sequence[int]) -> list[bool]:
    """Which of falling counts are shown: neither they nor the steps between those shown are
    small."""
    told, last = [], 0
    for count in counts:
        step = last - count if last else SMALLEST_COUNT
        shows = count >= SMALLEST_COUNT and (step == 0 or step >= SMALLEST_COUNT)
        told.append(shows)
        last = count if shows else last
    return told


def hidden(counts: Sequence[int]) -> list[bool]:
    """Which parts of a known whole are not shown: small ones, and never one alone, since the
    others would give it away."""
    small = [0 < count < SMALLEST_COUNT for count in counts]
    if sum(small) == 1:
        others = [(count, at) for at, count in enumerate(counts) if not small[at] and count]
        if others:
            small[min(others)[1]] = True
    return small
