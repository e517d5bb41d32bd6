"""The place in a text where typed words stand, with the words marked."""

import re
import unicodedata
from dataclasses import dataclass

AROUND = 90
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class TextPiece:
    """A stretch of text; marked where it is what was looked for."""

    text: str
    is_marked: bool = False


def terms(typed: str) -> list[str]:
    """What is looked for: words of letters and digits, folded as the index folds them."""
    return [plain(word) for word in _WORD.findall(typed)]


def plain(word: str) -> str:
    if word.isascii():
        return word.lower()
    apart = unicodedata.normalize("NFD", word.casefold())
    return "".join(c for c in apart if not unicodedata.combining(c))


def passage(text: str, wanted: list[str]) -> list[TextPiece]:
    """The text around the first word found, every found word marked; [] when none is in it."""
    hits = [m for m in _WORD.finditer(text) if _is_wanted(m[0], wanted)]
    if not hits:
        return []
    start = _edge(text, max(0, hits[0].start() - AROUND // 2), forward=True)
    stop = _edge(text, min(len(text), start + 2 * AROUND), forward=False)
    pieces = [TextPiece("\u2026 ")] if start else []
    at = start
    for hit in hits:
        if hit.start() < at or hit.end() > stop:
            continue
        pieces += [TextPiece(text[at : hit.start()]), TextPiece(hit[0], True)]
        at = hit.end()
    pieces.append(TextPiece(text[at:stop] + (" \u2026" if stop < len(text) else "")))
    return [p for p in pieces if p.text]


def words_in(text: str, wanted: list[str]) -> set[str]:
    """Which of the words stand in the text or begin one of its words."""
    words = {plain(m[0]) for m in _WORD.finditer(text)}
    return {w for w in wanted if any(word.startswith(w) for word in words)}


def _is_wanted(word: str, wanted: list[str]) -> bool:
    folded = plain(word)
    return any(folded.startswith(w) if len(w) > 1 else folded == w for w in wanted)


def _edge(text: str, at: int, forward: bool) -> int:
    """Not in the middle of a word."""
    if at in (0, len(text)):
        return at
    space = text.find(" ", at) if forward else text.rfind(" ", 0, at)
    return at if space < 0 or abs(space - at) > 20 else space + forward
