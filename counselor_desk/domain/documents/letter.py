"""A letter from a template: words with a closed list of places that the chart fills."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from counselor_desk.core.i18n import Glossary, lazy
from counselor_desk.domain.kinds_of_information import Category

# What fills each place, as a person who writes a letter reads it.
PLACES = Glossary(
    {
        "client": lazy("client's full name"),
        "called": lazy("what the client is called"),
        "born": lazy("date of birth"),
        "number": lazy("record number"),
        "clinic": lazy("clinic's name"),
        "phone": lazy("clinic's phone"),
        "counselor": lazy("counselor with credential"),
        "today": lazy("today's date"),
        "first": lazy("first day the letter tells of"),
        "last": lazy("last day the letter tells of"),
        "attended": lazy("how many appointments were kept"),
        "offered": lazy("how many appointments were booked"),
        "dates": lazy("days that were kept, one per line"),
        "admitted": lazy("day of admission"),
        "level": lazy("level of care"),
    }
)
_TELLS = {
    "attended": Category.ATTENDANCE,
    "offered": Category.ATTENDANCE,
    "dates": Category.ATTENDANCE,
    "admitted": Category.CARE,
    "level": Category.CARE,
}
_PLACE = re.compile(r"\{(\w+)\}")
_BRACED = re.compile(r"\{([^{}\n]*)\}?|\}")


@dataclass(frozen=True)
class Letter:
    """One template of resources/letters, or of the clinic's own."""

    id: str
    title: str
    version: int
    source: str
    greeting: str
    body: str
    language: str = "en"
    discloses: tuple[str, ...] = ()  # kinds of information; none: it goes to the client
    copy: int = 0  # of the clinic's own: which of its versions

    def check(self) -> None:
        """Raises ValueError for a place that nothing fills, or one that tells more than it says."""
        if wrong := unknown(f"{self.greeting}\n{self.body}"):
            raise ValueError(f"nothing fills {wrong}; there are {sorted(PLACES)}")
        if strange := set(self.discloses) - set(Category):
            raise ValueError(f"{sorted(strange)[0]!r} is no kind of information")
        if self.discloses and (untold := self.tells() - set(self.discloses)):
            raise ValueError(f"a place in it tells of {sorted(untold)[0]}")

    def tells(self) -> set[str]:
        """The kinds of information that its places tell of."""
        places = _PLACE.findall(f"{self.greeting}\n{self.body}")
        return {str(_TELLS[place]) for place in places if place in _TELLS}

    def fill(self, known: Mapping[str, str]) -> tuple[str, list[str]]:
        """Greeting and paragraphs. What is not known stays a line to fill in by hand.

        Not str.format: a value is words and is never read as a template again.
        """
        paragraphs = [p.strip() for p in self.body.strip().split("\n\n")]
        return _fill(self.greeting, known), [_fill(p, known) for p in paragraphs if p]


def unknown(words: str) -> str:
    """The first thing in braces that is no place, as it stands there; "" when all are."""
    for match in _BRACED.finditer(words):
        if not _PLACE.fullmatch(match[0]) or match[1] not in PLACES:
            return match[0]
    return ""


def nearest_place(wrong: str) -> str:
    """The place that was probably meant; "" when none is near."""
    near = get_close_matches(wrong.strip("{} ").lower(), PLACES, 1, 0.5)
    return f"{{{near[0]}}}" if near else ""


def _fill(words: str, known: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda place: known.get(place[1]) or "________", words)
