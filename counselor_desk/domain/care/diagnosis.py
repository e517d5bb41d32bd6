"""What the criteria, the last use and the links between problems say about diagnoses."""

from datetime import date
from enum import StrEnum

from counselor_desk.core.i18n import WordedEnum, _

EARLY_MONTHS, SUSTAINED_MONTHS = 3, 12
SUBSTANCE_FAMILIES = {
    "alcohol": "F10",
    "heroin": "F11",
    "fentanyl": "F11",
    "opioids": "F11",
    "methadone": "F11",
    "cannabis": "F12",
    "sedatives": "F13",
    "benzodiazepines": "F13",
    "cocaine": "F14",
    "methamphetamine": "F15",
    "stimulants": "F15",
    "hallucinogens": "F16",
    "inhalants": "F18",
    "other": "F19",
}


class Severity(WordedEnum):
    """How many criteria are met, as a word."""

    NONE = "no disorder"
    MILD = "mild"
    MODERATE = "moderate"
    SEVERE = "severe"


class Remission(WordedEnum):
    """How long no criterion but craving has been met."""

    NONE = ""
    EARLY = "early remission"
    SUSTAINED = "sustained remission"


class Direction(StrEnum):
    """How a substance-use problem and a mental-health problem hang together."""

    USE_FEEDS = "use feeds it"
    FEEDS_USE = "it feeds use"
    BOTH = "each feeds the other"
    SHARED = "shared root"
    UNCLEAR = "not clear yet"


def months_between(start: date, end: date) -> int:
    """Whole calendar months from one day to another."""
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


def remission(last_criterion_on: date | None, today: date) -> Remission:
    """From the last day on which a criterion other than craving was met."""
    if last_criterion_on is None:
        return Remission.NONE
    months = months_between(last_criterion_on, today)
    if months >= SUSTAINED_MONTHS:
        return Remission.SUSTAINED
    return Remission.EARLY if months >= EARLY_MONTHS else Remission.NONE


def code_for(family: str, grade: Severity, state: Remission) -> str:
    """The usual code of a substance use disorder; the clinician may choose another."""
    if grade is Severity.NONE:
        return ""
    stem = f"{family}.1" if grade is Severity.MILD else f"{family}.2"
    return stem + ("1" if state else "0")


# The forms that count criteria, one for each class of substance, and the family of its codes.
CRITERIA_FORMS = {
    "alcohol_criteria": "F10",
    "oud_criteria": "F11",
    "cannabis_criteria": "F12",
    "sedative_criteria": "F13",
    "stimulant_criteria": "F15",  # F14 where it is cocaine
    "hallucinogen_criteria": "F16",
    "tobacco_criteria": "F17",
    "inhalant_criteria": "F18",
    "other_criteria": "F19",
}


def criteria_code(family: str, grade: Severity | None) -> str:
    """The usual code of a count of criteria, before any remission; tobacco has codes of its own.

    ICD-10-CM: Z72.0 tobacco use, F17.20- nicotine dependence; F1x.10 abuse, F1x.20 dependence.
    """
    if grade is None or grade is Severity.NONE:
        return ""
    if family == "F17":
        return "Z72.0" if grade is Severity.MILD else "F17.200"
    return code_for(family, grade, Remission.NONE)


def specifiers(state: Remission, maintenance: bool, controlled: bool) -> str:
    """As text beside the code: early and sustained remission share one code."""
    parts = [str(state)] if state else []
    parts += [_("on maintenance therapy")] if maintenance else []
    parts += [_("in a controlled environment")] if controlled else []
    return ", ".join(parts)


def is_substance_use(code: str) -> bool:
    return code[:2] == "F1" and code[:3] != "F17"


def is_mental_health(code: str) -> bool:
    return code[:1] == "F" and code[:2] != "F1"
