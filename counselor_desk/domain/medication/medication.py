"""Medication as a counselor follows it: due, missed, with caution; never a dose."""

from dataclasses import dataclass
from datetime import date, timedelta

from counselor_desk.core.i18n import WordedEnum, _

NALOXONE_REMINDER = timedelta(days=30)


class OfferOutcome(WordedEnum):
    """What became of an offer."""

    CHOSEN = "chosen"
    DECLINED = "declined"
    LATER = "thinking about it"
    UNSUITABLE = "not suitable, by the prescriber"
    NOT_GIVEN = "not given"  # naloxone at the end of care, with its reason


@dataclass(frozen=True)
class InjectionWindow:
    """From which to which day after an injection the next one may be given, as its label has it."""

    form: str  # a word of the form: "weekly", "monthly"
    earliest: int
    latest: int
    source: str


@dataclass(frozen=True)
class Medicine:
    """A medicine for a substance use disorder or for withdrawal: what a counselor watches."""

    id: str
    title: str
    version: int
    source: str
    kind: str
    action: str
    where_from: str
    missed_days: int
    missed_alert: str
    sedating: bool
    expect_positive: tuple[str, ...] = ()
    watch: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    injection_days: tuple[int, ...] = ()
    windows: tuple[InjectionWindow, ...] = ()

    def missed(self, days: int) -> str:
        """What to do after so many days without; empty while it is in time."""
        return self.missed_alert if days >= self.missed_days else ""

    def next_injection(self, last: date, form: str) -> date | None:
        if not self.injection_days:
            return None
        weekly = "weekly" in form
        return last + timedelta(days=self.injection_days[0 if weekly else -1])

    def injection_window(self, last: date, form: str) -> tuple[date, date] | None:
        """First and last day for the next injection; None for what is not injected."""
        fitting = next((window for window in self.windows if window.form in form), None)
        if fitting is None:
            return None
        return last + timedelta(days=fitting.earliest), last + timedelta(days=fitting.latest)


def naloxone_reminder(expires: date | None, today: date) -> str:
    """What a kit asks for: its expiry, or a new one; empty while it is good."""
    if expires is None:
        return _("The kit's expiration date is not recorded. Check the box.")
    if expires < today:
        return _("The naloxone has expired. Give a new kit.")
    if expires - today <= NALOXONE_REMINDER:
        return _("The naloxone expires in {days} days.").format(days=(expires - today).days)
    return ""
