"""The usual course of a withdrawal, what is dangerous in it, and whether a next step is booked."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from counselor_desk.core.i18n import Glossary, _, lazy

MEDICAL = frozenset({"alcohol", "benzodiazepines", "sedatives"})


@dataclass(frozen=True)
class WithdrawalCourse:
    """A substance's withdrawal as teaching books describe it, in ranges."""

    id: str
    title: str
    version: int
    source: str
    note: str
    substances: tuple[str, ...]
    instruments: tuple[str, ...]
    onset_hours: tuple[int, int]
    peak_days: tuple[int, int]
    end_days: tuple[int, int]
    medical: bool = False

    def stretch(self, last_use: datetime) -> "DatedCourse":
        """The ranges laid on the calendar from the last use."""
        hours, days = self.onset_hours, (self.peak_days, self.end_days)
        return DatedCourse(
            (last_use + timedelta(hours=hours[0]), last_use + timedelta(hours=hours[1])),
            (last_use + timedelta(days=days[0][0]), last_use + timedelta(days=days[0][1])),
            (last_use + timedelta(days=days[1][0]), last_use + timedelta(days=days[1][1])),
        )

    def where(self, last_use: datetime, now: datetime) -> str:
        """Where in the usual course this moment lies."""
        stretch = self.stretch(last_use)
        if now < stretch.onset[0]:
            return _("before the usual onset")
        if now < stretch.peak[0]:
            return _("usual onset, rising")
        if now <= stretch.peak[1]:
            return _("usual peak")
        if now <= stretch.end[1]:
            return _("usual easing")
        return _("past the usual course")


@dataclass(frozen=True)
class DatedCourse:
    """Onset, peak and end of a course as ranges of moments."""

    onset: tuple[datetime, datetime]
    peak: tuple[datetime, datetime]
    end: tuple[datetime, datetime]


@dataclass(frozen=True)
class WithdrawalSituation:
    """What the danger prompts look at."""

    substances: frozenset[str] = frozenset()
    daily: frozenset[str] = frozenset()
    pregnant: bool = False
    at_home: bool = False
    is_medical: bool = False  # the course itself is one for medical care
    signs: frozenset[str] = frozenset()  # "vomiting", "confusion", "seizure", "chest pain", ...


@dataclass(frozen=True)
class SafetyPrompt:
    """One thing to do now, and whether it cannot wait."""

    text: str
    urgent: bool = True


SIGNS = Glossary(
    {
        "vomiting": lazy("Persistent vomiting"),
        "confusion": lazy("Confusion"),
        "seizure": lazy("Seizure"),
        "chest pain": lazy("Chest pain"),
        "suicidal thoughts": lazy("Suicidal thoughts"),
    }
)


def prompts(situation: WithdrawalSituation, opioids: Collection[str]) -> list[SafetyPrompt]:
    """Medical referrals that a counselor makes; never a word on dosing."""
    safety_prompts = []
    if situation.substances & MEDICAL or situation.daily & MEDICAL:
        text = _("Withdrawal from alcohol or sedatives can be fatal: medical referral at once.")
        safety_prompts.append(SafetyPrompt(text))
        if situation.at_home:
            safety_prompts.append(SafetyPrompt(_("Do not stop at home: arrange medical care first.")))
    elif situation.is_medical:
        text = _("This withdrawal has needed hospital care: medical referral at once, 911 if it has begun.")
        safety_prompts.append(SafetyPrompt(text))
    if situation.pregnant and (situation.substances | situation.daily) & frozenset(opioids):
        text = _("Pregnant with opioid withdrawal: urgent medical referral today.")
        safety_prompts.append(SafetyPrompt(text))
    safety_prompts += [
        SafetyPrompt(_("{sign}: needs medical attention now.").format(sign=words))
        for sign, words in SIGNS.items()
        if sign in situation.signs
    ]
    return safety_prompts


def missing_next_step(ended: date | None, booked: Iterable[date], today: date) -> str:
    """The alarm of a withdrawal episode that leads nowhere; empty when a next step is booked."""
    if any(day >= today for day in booked):
        return ""
    if ended is None:
        return _("Nothing is booked after the withdrawal. Book the next level of care.")
    days = (today - ended).days
    return _("Left withdrawal care {days} days ago, nothing booked.").format(days=days)
