"""From a test or a day in the chart to an outcome, and the safety steps a target asks for."""

from collections.abc import Collection
from dataclasses import dataclass

from counselor_desk.core.i18n import _
from counselor_desk.domain.rewards.schedule import Outcome, Target

OPIOIDS = frozenset(
    {"fentanyl", "norfentanyl", "opiates", "morphine", "codeine", "oxycodone", "6-mam", "heroin"}
)


@dataclass(frozen=True)
class TestReading:
    """What a specimen showed, as far as rewards are concerned."""

    __test__ = False  # not a case of pytest's

    positive: frozenset[str]
    negative: frozenset[str]
    valid: bool = True
    refused: bool = False


@dataclass(frozen=True)
class Decision:
    """The outcome a test makes, and what to say beside it."""

    outcome: Outcome
    overdose_prompt: bool = False
    note: str = ""


def decide(reading: TestReading, analytes: Collection[str], prescribed: Collection[str]) -> Decision:
    """Only the target's own analytes count, and a prescribed medicine is never a lapse."""
    named = frozenset(a.casefold() for a in analytes)
    allowed = frozenset(a.casefold() for a in prescribed)
    positive = frozenset(a.casefold() for a in reading.positive)
    negative = frozenset(a.casefold() for a in reading.negative)
    prompt = bool((positive - allowed) & OPIOIDS)
    if reading.refused:
        return Decision(Outcome.REFUSED)
    if not reading.valid:
        return Decision(Outcome.INVALID, prompt, _("The specimen was not valid."))
    if against := sorted((positive & named) - allowed):
        return Decision(Outcome.NOT_MET, prompt, ", ".join(against))
    if missing := sorted(named - positive - negative - allowed):
        note = _("Not tested: {names}.").format(names=", ".join(missing))
        return Decision(Outcome.INVALID, prompt, note)
    other = _("Positive for something else; the target is met.") if positive - allowed else ""
    return Decision(Outcome.MET, prompt, other)


@dataclass(frozen=True)
class Safety:
    """What the chart says about the steps before an opioid-negative target."""

    medication_offered: bool = False  # offered, and accepted or declined
    naloxone_given: bool = False
    overdose_education: bool = False
    reason: str = ""
    signed_off: bool = False  # by the treating clinician


def missing_steps(target: Target, safety: Safety) -> list[str]:
    """What must be done first. Lost tolerance makes an opioid-abstinence reward dangerous."""
    if target is not Target.OPIOID_NEGATIVE:
        return []
    steps = (
        (safety.medication_offered, _("Medication for opioid use disorder offered or declined")),
        (safety.naloxone_given, _("Naloxone given")),
        (safety.overdose_education, _("Overdose education done")),
        (bool(safety.reason.strip()), _("The reason for this target")),
        (safety.signed_off, _("Sign-off by the treating clinician")),
    )
    return [step for done, step in steps if not done]


FORBIDDEN_GOODS = frozenset(
    {
        *("alcohol", "beer", "wine", "liquor", "spirits"),
        *("tobacco", "nicotine", "cigarettes", "cigars", "vape", "vapes", "e-cigarettes"),
        *("cannabis", "marijuana", "thc", "firearms", "firearm", "guns", "gun", "ammunition"),
        *("lottery", "gambling", "casino", "betting", "adult entertainment", "cash", "money"),
    }
)


def is_forbidden_good(category: str) -> bool:
    """What no incentive may be, whatever its value."""
    return category.strip().casefold() in FORBIDDEN_GOODS
