"""What a SUD counseling note must not hold if it is to keep its standing: 42 CFR 2.11."""

import re
from dataclasses import dataclass

# 2.11 leaves out of the definition: medication, start and stop times, modality and frequency,
# test results, and any summary of diagnosis, functional status, plan, symptoms, prognosis,
# progress. Those belong in the progress note.
_SIGNS: tuple[tuple[str, str], ...] = (
    ("start and stop times", r"\b(start|stop|began|ended|from)\w*\s*:?\s*\d{1,2}[:.]\d\d"),
    ("start and stop times", r"\b\d{1,2}[:.]\d\d\s*(am|pm|to|-|\u2013)"),
    ("a diagnosis", r"\b[A-TV-Z]\d\d\.[\dA-Z]{1,4}\b|\bdiagnos\w+"),
    (
        "medication",
        r"\b(methadone|buprenorphine|suboxone|naltrexone|vivitrol|sertraline|"
        r"medication|prescri\w+|\d+\s?mg)\b",
    ),
    (
        "test results",
        r"\b(udt|urine|tested|toxicology|drug (test|screen)|"
        r"(phq|gad|pcl|bam)-?\d*\s*(score|of|=|:)?\s*\d+)\b",
    ),
    ("the treatment plan", r"\b(treatment plan|objective \d|plan:|next session:|homework)\b"),
    ("symptoms or progress", r"\b(prognosis|progress (toward|on|is)|symptoms?)\b"),
    ("modality or frequency", r"\b(individual session|group session|weekly sessions?|90\d{3})\b"),
)
SIGNS = tuple((what, re.compile(pattern, re.I)) for what, pattern in _SIGNS)


@dataclass(frozen=True)
class ExcludedPassage:
    """One thing that belongs in the progress note, and the words that gave it away."""

    what: str
    words: str


def excluded_from(text: str) -> list[ExcludedPassage]:
    """Each kind of excluded content that the text seems to hold: a warning, never a refusal."""
    excluded_passages: dict[str, ExcludedPassage] = {}
    for what, pattern in SIGNS:
        hit = pattern.search(text)
        if hit and what not in excluded_passages:
            excluded_passages[what] = ExcludedPassage(what, hit[0].strip())
    return list(excluded_passages.values())
