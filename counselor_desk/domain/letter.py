"""A letter from a template: words with a closed list of places that the chart fills."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from counselor_desk.domain.consent import Category

PLACES = frozenset({
    "client", "called", "born", "number", "clinic", "phone", "counselor", "first", "last",
    "attended", "offered", "dates", "admitted", "level",
})  # fmt: skip
_PLACE = re.compile(r"\{(\w+)\}")


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

    def check(self) -> None:
        """Raises ValueError for a place that nothing fills."""
        unknown = {*_PLACE.findall(self.greeting), *_PLACE.findall(self.body)} - PLACES
        if unknown:
            raise ValueError(f"nothing fills {{{sorted(unknown)[0]}}}; there are {sorted(PLACES)}")
        if strange := set(self.discloses) - set(Category):
            raise ValueError(f"{sorted(strange)[0]!r} is no kind of information")

    def filled(self, known: Mapping[str, str]) -> tuple[str, list[str]]:
        """Greeting and paragraphs. What is not known stays a line to fill in by hand.

        Not str.format: a value is words and is never read as a template again.
        """
        paragraphs = [p.strip() for p in self.body.strip().split("\n\n")]
        return _fill(self.greeting, known), [_fill(p, known) for p in paragraphs]


def _fill(words: str, known: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda place: known.get(place[1]) or "________", words)
