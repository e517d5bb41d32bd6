"""How long a record is kept: periods, the day each is over, and the reason in one sentence."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import Glossary, LazyText, _, lazy
from counselor_desk.domain.money import dollars


class PeriodStart(StrEnum):
    """What a period runs from."""

    CARE = "care"
    PRIVACY = "privacy"
    MONEY = "money"


LAST = Glossary(
    {
        PeriodStart.CARE: lazy("Last seen on {day}"),
        PeriodStart.PRIVACY: lazy("The last consent, disclosure or request is of {day}"),
        PeriodStart.MONEY: lazy("The last reward was booked on {day}"),
    }
)


@dataclass(frozen=True, kw_only=True)
class RetentionPeriod:
    """One class of records and how long it is kept."""

    id: str
    title: str
    years: int
    counts_from: PeriodStart
    source: str
    note: str = ""
    majority: int = 0  # 0: not of minors
    after_majority: int = 0
    firm: bool = False  # the law's own for everybody: not shortened, not set aside

    def __post_init__(self) -> None:
        if not (0 < self.years <= 100 and 0 <= self.majority <= 30):
            raise ValueError(f"{self.id}: a period of {self.years} years")


@dataclass(frozen=True, kw_only=True)
class ClosingRules:
    """What the closing of a program waits for."""

    wait_days: int
    source: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class RetentionPeriods:
    """The file of periods."""

    version: int
    source: str
    period: tuple[RetentionPeriod, ...]
    closing: ClosingRules


@dataclass(frozen=True)
class RetentionDates:
    """What of a record decides how long it is kept: days, and nothing of what was said."""

    born: date | None
    last: Mapping[PeriodStart, date]
    in_care: bool = False
    on_hold: bool = False
    owed_cents: int = 0


@dataclass(frozen=True)
class RetentionEnd:
    """The end of one class's period for one record, and why it is that day."""

    period: RetentionPeriod
    day: date
    why: str


@dataclass(frozen=True)
class RetentionStatus:
    """How a record stands: until when it is kept, why, and what forbids to destroy it."""

    ends: tuple[RetentionEnd, ...]
    bars: tuple[str, ...]  # a hold, open care, money owed: never set aside

    @property
    def until(self) -> RetentionEnd:
        return max(self.ends, key=lambda end: end.day)

    def is_over(self, on: date) -> bool:
        return self.until.day <= on

    def firm_until(self, on: date) -> RetentionEnd | None:
        """The law's own period that still runs, or None."""
        return next((e for e in self.ends if e.period.firm and e.day > on), None)

    def refuse(self, on: date, early: str) -> None:
        """Raise when the record may not be destroyed; `early` is the reason to do it before."""
        if self.bars:
            raise Refused(self.bars[0])
        if firm := self.firm_until(on):
            raise Refused(
                _("{reason} No reason can shorten this period: wait until then.").format(reason=firm.why)
            )
        if not self.is_over(on) and not early.strip():
            raise Refused(
                _("{reason} Say why it is destroyed before.").format(reason=self.until.why), "early"
            )


def standing(periods: Iterable[RetentionPeriod], dates: RetentionDates) -> RetentionStatus:
    """The classes that a record falls under, each with its day."""
    ends = [
        retention_end(retention_period, dates)
        for retention_period in periods
        if retention_period.counts_from in dates.last
    ]
    return RetentionStatus(tuple(e for e in ends if e is not None), tuple(_bars(dates)))


def retention_end(period: RetentionPeriod, dates: RetentionDates) -> RetentionEnd | None:
    """None when the class is not of this record: a minor's for an adult, and the other way."""
    last = dates.last[period.counts_from]
    if period.counts_from is PeriodStart.CARE:
        of_age = 18 if not period.majority else period.majority
        young = dates.born is not None and last < years_later(dates.born, of_age)
        if young != bool(period.majority):
            return None
    day, sentence = years_later(last, period.years), _("kept {n} years").format(n=period.years)
    if period.majority and dates.born is not None:
        grown = years_later(dates.born, period.majority + period.after_majority)
        if grown > day:
            day = grown
            sentence = _("kept until {n} years after the age of {age}").format(
                n=period.after_majority, age=period.majority
            )
    seen = LAST[period.counts_from].format(day=date_in_words(last))
    title = period.title[0].lower() + period.title[1:]
    return RetentionEnd(
        period,
        day,
        _("{seen}; {title} are {said}: until {day}.").format(
            seen=seen, title=title, said=sentence, day=date_in_words(day)
        ),
    )


def _bars(dates: RetentionDates) -> Iterable[str]:
    if dates.on_hold:
        yield _("A legal hold is on this record. Lift it in the privacy registers first.")
    if dates.in_care:
        yield _("This client is in care. End the episode first.")
    if dates.owed_cents:
        owed = dollars(dates.owed_cents)
        yield _("The client is still owed {owed}. Give it or reverse it first.").format(owed=owed)


def years_later(day: date, years: int) -> date:
    """The same day some years on; February 29 becomes March 1."""
    try:
        return day.replace(year=min(day.year + years, date.max.year))
    except ValueError:
        return date(day.year + years, 3, 1)


def date_in_words(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"


def changed(
    period: RetentionPeriod, years: int, after_majority: int, source: str, note: str
) -> RetentionPeriod:
    """A class as the clinic has it; a firm one is lengthened, never shortened."""
    if not 1 <= years <= 100:
        raise Refused(_("Between 1 and 100 years."), "years")
    if period.firm and years < period.years:
        raise Refused(
            _("The law requires {years} years or more ({source}).").format(
                years=period.years, source=period.source
            ),
            "years",
        )
    if not source.strip():
        raise Refused(_("Say which law or contract requires it."), "source")
    more = after_majority if period.majority else 0
    return replace(period, years=years, after_majority=more, source=source.strip(), note=note.strip())


KINDS: dict[LazyText, tuple[str, ...]] = {
    lazy("Notes, plans and letters, with their drafts"): (
        "document",
        "document_revision",
        "addendum",
        "remark",
        "plan_objective",
        "objective_work",
        "plan_signature",
        "chart_form_draft",
    ),
    lazy("Counseling notes kept separate"): ("counseling_note",),
    lazy("Instruments, scores and alerts"): ("administration", "score", "flag"),
    lazy("Intake, diagnoses and episodes"): (
        "intake",
        "life_check",
        "diagnosis",
        "problem_link",
        "episode",
        "discharge",
        "level_of_care",
        "need_rating",
        "imported_history",
    ),
    lazy("Substances, use and withdrawal"): ("substance", "use_event", "withdrawal"),
    lazy("Medication and naloxone"): ("medication", "medication_offer", "naloxone_kit"),
    lazy("Specimens and results"): ("specimen", "specimen_result"),
    lazy("Appointments, groups and authorizations"): (
        "appointment",
        "waiting_place",
        "group_member",
        "group_seat",
        "client_merge",
        "misfiling",
        "authorization",
    ),
    lazy("Reward enrollments, visits and receipts"): ("enrollment", "occasion", "receipt"),
    lazy("Consents, disclosures and their papers"): (
        "consent",
        "scan",
        "disclosed",
        "disclosed_paper",
    ),
    lazy("Requests, holds and grants of access"): (
        "privacy_request",
        "hold",
        "access_grant",
        "closing_client",
    ),
    lazy("Family members and their places"): ("relative", "family_place", "handout_given"),
    lazy("Recovery activities and supports"): ("activity", "supports"),
    lazy("Contacts, allergies, pregnancy and custody"): ("client_contact", "vital_facts"),
    lazy("Places in chart audits"): ("audited_chart",),
}
STAYING = ("ledger_entry",)


def kinds_in_words(rows: Mapping[str, int]) -> list[tuple[str, int]]:
    """Counts of rows by table, gathered under people's names; what has none stands by its own."""
    found = [(str(name), sum(rows.get(table, 0) for table in tables)) for name, tables in KINDS.items()]
    known = {table for tables in KINDS.values() for table in tables}
    found += [(table, count) for table, count in rows.items() if table not in known]
    return [(name, count) for name, count in found if count]
