"""Money limits: what may still be given in a period, and which limit decides."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from counselor_desk.core.i18n import WordedEnum

Cents = Annotated[int, Meta(ge=0)]
Words = Annotated[str, Meta(min_length=1)]


class LimitPurpose(StrEnum):
    """What a limit does when it is reached."""

    CAP = "cap"  # nothing more is given
    AUTHORITY = "authority"  # the money may be given within these days alone; the amount says nothing
    REPORT = "report"  # the clinic is told that a report may be due
    REFERENCE = "reference"  # shown only; it does not bind these programs


class LimitPeriod(WordedEnum):
    """The time a limit counts over."""

    YEAR = "calendar year"
    GRANT_YEAR = "grant year"
    EPISODE = "episode"  # of care, from admission to discharge
    ITEM = "each item"  # one thing handed over, whatever the year


class LimitReach(WordedEnum):
    """Whose money a limit counts."""

    CLIENT = "client"
    CLINIC = "clinic"


class Limit(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An amount that holds from one day to another, with where it comes from."""

    code: Words
    title: Words
    cents: Cents
    purpose: LimitPurpose
    period: LimitPeriod
    reach: LimitReach = LimitReach.CLIENT
    funding: tuple[str, ...] = ()  # the sources of money it binds; none named is all
    starts: date
    ends: date | None = None
    source: Words
    certain: bool = True
    note: str = ""

    def __post_init__(self) -> None:
        if self.ends is not None and self.ends < self.starts:
            raise ValueError(f"limit {self.code} ends before it starts")

    def holds(self, on: date) -> bool:
        return self.starts <= on and (self.ends is None or on <= self.ends)

    def binds(self, funding: str) -> bool:
        return not self.funding or funding in self.funding


class Limits(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The limits a clinic works under."""

    id: Words
    version: Annotated[int, Meta(ge=1)]
    source: Words
    grant_year_begins: tuple[int, int] = (9, 30)  # month and day
    funding: dict[str, str]  # the sources of money, and how each is named
    limits: tuple[Limit, ...]

    def caps_on(self, day: date) -> list[Limit]:
        """The caps of every source of money that hold on a day."""
        return [limit for limit in self.limits if limit.purpose is LimitPurpose.CAP and limit.holds(day)]

    def ended_before(self, day: date, funding: str) -> Limit | None:
        """The authority of this money that no longer holds, or not yet; None where it holds.

        Money that nobody's law ends has no such line and is always there.
        """
        lines = [
            limit
            for limit in self.limits
            if limit.purpose is LimitPurpose.AUTHORITY and funding in limit.funding
        ]
        if not lines or any(limit.holds(day) for limit in lines):
            return None
        return max(lines, key=lambda limit: limit.ends or date.max)

    def in_force_on(self, day: date, funding: str, purpose: LimitPurpose) -> list[Limit]:
        return [
            limit
            for limit in self.limits
            if limit.purpose is purpose and limit.holds(day) and limit.binds(funding)
        ]


def period_span(period: LimitPeriod, on: date, grant_year_begins: tuple[int, int]) -> tuple[date, date]:
    """The first and the last day of the period a day falls in; some have no such days."""
    if period in (LimitPeriod.EPISODE, LimitPeriod.ITEM):
        return date.min, date.max
    month, day = (1, 1) if period is LimitPeriod.YEAR else grant_year_begins
    year = on.year if (on.month, on.day) >= (month, day) else on.year - 1
    return date(year, month, day), date(year + 1, month, day) - timedelta(days=1)


@dataclass(frozen=True)
class Cap:
    """A limit and what it has already let through in its period."""

    code: str
    title: str
    cents: int
    paid_cents: int
    first: date = date.min  # the days it counts
    last: date = date.max

    @property
    def room(self) -> int:
        return max(self.cents - self.paid_cents, 0)


@dataclass(frozen=True)
class Payment:
    """What was due, what is paid of it, and which cap withheld the rest."""

    due: int
    paid: int
    cap_code: str = ""

    @property
    def withheld(self) -> int:
        return self.due - self.paid


def apply_caps(due: int, caps: Iterable[Cap]) -> Payment:
    """The smaller of what is due and the least room left: pay = min(due, cap - paid)."""
    tightest = min(caps, key=lambda cap: cap.room, default=None)
    if tightest is None or due <= tightest.room:
        return Payment(due, due)
    return Payment(due, tightest.room, tightest.code)


def pay_each(dues: Sequence[int], caps: Sequence[Cap]) -> list[Payment]:
    """The same for awards made one after the other."""
    payments: list[Payment] = []
    for due in dues:
        payment = apply_caps(due, caps)
        payments.append(payment)
        caps = [replace(cap, paid_cents=cap.paid_cents + payment.paid) for cap in caps]
    return payments


@dataclass(frozen=True)
class LimitCrossing:
    """Where the best run of a schedule first goes over a limit."""

    limit: Limit
    number: int  # the occasion
    reached_cents: int
    certain: bool  # False: a lucky hand at the bowl would do it, the average does not


def crossings(
    cumulative: Sequence[int], highest: Sequence[int], limits: Iterable[Limit]
) -> list[LimitCrossing]:
    """The limits a schedule breaks, by its (expected) and by its highest running totals."""
    limit_crossings: list[LimitCrossing] = []
    for limit in limits:
        if limit.period is LimitPeriod.ITEM:
            continue  # it counts things handed over, not what is earned
        for totals, certain in ((cumulative, True), (highest, False)):
            over = next((n for n, c in enumerate(totals, 1) if c > limit.cents), None)
            if over is not None:
                limit_crossings.append(LimitCrossing(limit, over, totals[over - 1], certain))
                break
    return limit_crossings
