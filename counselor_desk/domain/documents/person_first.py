"""Words that set people apart, and what to say instead: a suggestion, never forced."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Wording:
    """One way of putting it and better ones."""

    say: tuple[str, ...]
    not_: tuple[str, ...]
    means: str = ""
    but_not_after: tuple[str, ...] = ()
    but_not_before: tuple[str, ...] = ()


@dataclass(frozen=True)
class WordingFlag:
    """Where in a text one of these words stands."""

    start: int
    length: int
    say: tuple[str, ...]
    means: str = ""


@dataclass(frozen=True)
class WordList:
    """The clinic's list, as its file says."""

    id: str
    version: int
    source: str
    words: tuple[Wording, ...]

    @cached_property
    def patterns(self) -> list[tuple["re.Pattern[str]", Wording]]:
        return [(_pattern(w), w) for w in self.words]

    def flags(self, text: str) -> list[WordingFlag]:
        """Every place, in its order. What a client said, in quotes, is left as it was said."""
        quoted = [range(m.start(), m.end()) for m in _QUOTES.finditer(text)]
        wording_flags = [
            WordingFlag(m.start(), len(m[0]), wording.say, wording.means)
            for pattern, wording in self.patterns
            for m in pattern.finditer(text)
            if not any(m.start() in span for span in quoted) and not _allowed(m, text, wording)
        ]
        return sorted(wording_flags, key=lambda flag: flag.start)


_QUOTES = re.compile(r"[\"\u201c][^\"\u201c\u201d]*[\"\u201d]")


def _pattern(wording: Wording) -> "re.Pattern[str]":
    words = "|".join(re.escape(w) for w in sorted(wording.not_, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{words})(?![\w])", re.I)


def _allowed(match: "re.Match[str]", text: str, wording: Wording) -> bool:
    """Child abuse is abuse, and a relapse-prevention plan is called so."""
    before = text[: match.start()].rstrip().casefold()
    after = text[match.end() :].lstrip(" -").casefold()
    return _ends(before, wording.but_not_after) or any(
        after.startswith(word.lstrip("-")) for word in wording.but_not_before
    )


def _ends(text: str, words: Sequence[str]) -> bool:
    return any(text.endswith(word) for word in words)
