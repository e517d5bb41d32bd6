"""Whether a text names somebody it must not: other members of a group, most of all."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from counselor_desk.domain.documents.snippet_of_text import plain

_WORD = re.compile(r"[^\W\d_]+(?:['’]t\b)?")  # "don't" names no Don
AROUND = 30  # letters of the text that are shown beside a name, on either side
SHORTEST = 3  # letters; "Al" or "Jo" would be found in too much
# Names that are everyday words: only as a capitalized word inside a sentence do they name anyone.
_EVERYDAY = (
    "will may june april august art hope faith grace joy mark bill rose iris dawn summer autumn "
    "chase drew grant wade ray guy frank ernest earnest young brown green white black gray long "
    "short rich stone hill field ford wood woods rivers banks day love best wise strong "
    "price case page reed march ward"
)
EVERYDAY = frozenset(_EVERYDAY.split())


@dataclass(frozen=True)
class NamePlace:
    """A word that may name somebody, and the text around it."""

    word: str  # as names are compared
    around: str


def names_in(text: str, names: Iterable[str]) -> set[str]:
    """Those of the names that stand in the text as words of their own, however written."""
    return {place.word for place in places_of_names(text, names)}


def places_of_names(text: str, names: Iterable[str]) -> list[NamePlace]:
    """Where they stand, once for each name."""
    wanted = {plain(part) for name in names for part in _WORD.findall(name)}
    wanted = {name for name in wanted if len(name) >= SHORTEST}
    found: dict[str, NamePlace] = {}
    for match in _WORD.finditer(text):
        folded = plain(match[0])
        if folded in wanted and (folded not in EVERYDAY or _names(match, text)):
            found.setdefault(folded, NamePlace(folded, _around(match, text)))
    return list(found.values())


def _around(match: "re.Match[str]", text: str) -> str:
    """Whole words on either side."""
    first, last = max(0, match.start() - AROUND), min(len(text), match.end() + AROUND)
    before = text[first : match.start()]
    after = text[match.end() : last]
    if first:
        before = "…" + before.partition(" ")[2]
    if last < len(text):
        after = after.rpartition(" ")[0] + "…"
    return " ".join(f"{before}{match[0]}{after}".split())


def _names(match: "re.Match[str]", text: str) -> bool:
    """A capital that no beginning of a sentence explains."""
    before = text[: match.start()].rstrip()
    return match[0][0].isupper() and bool(before) and before[-1] not in ".!?:\n"
