"""Whether a text names somebody it must not: other members of a group, most of all."""

import re
from collections.abc import Iterable

from counselor_desk.domain.documents.snippet_of_text import plain

_WORD = re.compile(r"[^\W\d_]+")
SHORTEST = 3  # letters; "Al" or "Jo" would be found in too much
# Names that are everyday words: only as a capitalized word inside a sentence do they name anyone.
_EVERYDAY = (
    "will may june april august art hope faith grace joy mark bill rose iris dawn summer autumn "
    "chase drew grant wade ray guy frank ernest earnest young brown green white black gray long "
    "short rich stone hill field ford wood woods rivers banks day love best wise strong "
    "price case page reed march ward"
)
EVERYDAY = frozenset(_EVERYDAY.split())


def names_in(text: str, names: Iterable[str]) -> set[str]:
    """Those of the names that stand in the text as words of their own, however written."""
    wanted = {plain(part) for name in names for part in _WORD.findall(name)}
    wanted = {name for name in wanted if len(name) >= SHORTEST}
    mentioned = set()
    for match in _WORD.finditer(text):
        folded = plain(match[0])
        if folded in wanted and (folded not in EVERYDAY or _names(match, text)):
            mentioned.add(folded)
    return mentioned


def _names(match: "re.Match[str]", text: str) -> bool:
    """A capital that no beginning of a sentence explains."""
    before = text[: match.start()].rstrip()
    return match[0][0].isupper() and bool(before) and before[-1] not in ".!?:\n"
