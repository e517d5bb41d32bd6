"""The clocks of privacy law: until when an answer, an accounting or a breach notice is due."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

YEARS_WITH_CONSENT = 3  # 42 CFR 2.25(a)
YEARS_OTHER = 6  # 45 CFR 164.528(a)


@dataclass(frozen=True)
class RequestDeadline:
    """How long the law gives for one kind of request; a clinic may set it shorter."""

    id: str
    title: str
    days: int
    source: str
    extension_days: int = 0
    note: str = ""

    def due(self, asked_on: date, extended: bool = False) -> date:
        return asked_on + timedelta(days=self.days + (self.extension_days if extended else 0))


@dataclass(frozen=True)
class BreachDeadline:
    """Until when a breach is told: of whom how many, and to whom."""

    people_days: int
    at_once_from: int  # from so many people on, HHS and the media hear of it at once
    hhs_yearly_days: int  # after the year's end, for fewer
    source: str
    note: str = ""


@dataclass(frozen=True)
class LegalDeadlines:
    """All of them, as the file has them."""

    version: int
    source: str
    breach: BreachDeadline
    clock: tuple[RequestDeadline, ...]


@dataclass(frozen=True)
class BreachDuties:
    """Who has to be told of a breach, and until when."""

    people_by: date
    hhs_by: date
    media_by: date | None

    @property
    def parts(self) -> tuple[tuple[str, date], ...]:
        """Each field of the register that says when somebody was told, and by when it is due."""
        pairs = (
            ("people_told_on", self.people_by),
            ("hhs_told_on", self.hhs_by),
            ("media_told_on", self.media_by),
        )
        return tuple((field, by) for field, by in pairs if by is not None)


def breach_duties(discovered_on: date, people: int, rule: BreachDeadline) -> BreachDuties:
    """Days for the people; from many on for HHS and media too, below it a yearly list."""
    by = discovered_on + timedelta(days=rule.people_days)
    if people >= rule.at_once_from:
        return BreachDuties(by, by, by)
    year_end = date(discovered_on.year, 12, 31)
    return BreachDuties(by, year_end + timedelta(days=rule.hhs_yearly_days), None)


def years_before(day: date, years: int) -> date:
    """The same day some years earlier; from the 29th of February, the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


@dataclass(frozen=True)
class AccountingLine:
    """A line of the accounting, 45 CFR 164.528(b): date, to whom, what, for what."""

    on: date
    recipient: str
    address: str
    description: str
    purpose: str
    with_consent: bool = True


@dataclass(frozen=True)
class RepeatedDisclosure:
    """Several disclosures to one recipient for one purpose: the first, how often, the last."""

    first: AccountingLine
    times: int
    last_on: date


def select_accountable(entries: Iterable[AccountingLine], asked_on: date) -> list[AccountingLine]:
    """Those that the law wants told: three years back with consent, six without."""
    since = {
        True: years_before(asked_on, YEARS_WITH_CONSENT),
        False: years_before(asked_on, YEARS_OTHER),
    }
    lines = [e for e in entries if since[e.with_consent] <= e.on <= asked_on]
    return sorted(lines, key=lambda e: e.on)


def summed_up(entries: Iterable[AccountingLine]) -> list[RepeatedDisclosure]:
    """Repeated disclosures told once, as 164.528(b)(3) allows."""

    def same(e: AccountingLine) -> tuple[str, str, str, str]:
        return (e.recipient, e.address, e.purpose, e.description)

    groups = [list(lines) for _key, lines in groupby(sorted(entries, key=same), key=same)]
    ordered = [sorted(group, key=lambda e: e.on) for group in groups]
    repeats = [RepeatedDisclosure(group[0], len(group), group[-1].on) for group in ordered]
    return sorted(repeats, key=lambda t: t.first.on)
