"""The official diagnosis codes, searchable by code, by title and by everyday word."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from counselor_desk.domain.names import plain

NEAR = "FZRTOGBK"  # the chapters that a counselor's work meets come first
SUBSTANCE_USE = re.compile(r"F1[0-689]\.[12]")
# The list still carries the manual of 1994; .1 and .2 are the disorder by its severity today.
OLD_WORDS = re.compile(r"(.+?) (?:abuse|dependence),? ?(.*)")
ENOUGH = 400  # hits gathered before they are put in order


@dataclass(frozen=True, slots=True)
class DiagnosisCode:
    """One line of the official list."""

    code: str
    title: str
    billable: bool
    also: tuple[str, ...] = ()
    is_unlisted: bool = False  # typed whole, and on no list at hand

    @property
    def label(self) -> str:
        """Person-first: "Opioid use disorder, mild, with withdrawal"."""
        match = OLD_WORDS.match(self.title)
        if not match or not SUBSTANCE_USE.match(self.code):
            return self.title
        grade = "mild" if self.code[4] == "1" else "moderate or severe"
        rest = match[2].removeprefix("uncomplicated")
        return f"{match[1]} use disorder, {grade}" + (f", {rest}" if rest else "")


@dataclass(frozen=True)
class CodeRelease:
    """One dated edition of the list, and the everyday words that lead into it."""

    id: str
    title: str
    version: int
    source: str
    valid_from: date
    valid_to: date
    lines: str
    words: Mapping[str, str]
    note: str = ""

    def covers(self, day: date) -> bool:
        return self.valid_from <= day <= self.valid_to


class CodeList:
    """The whole list in one text: a find is a scan, and a scan is quick."""

    def __init__(self, lines: Iterable[str], words: Mapping[str, str]) -> None:
        codes = [_read(line) for line in lines]
        codes.sort(key=_nearness)
        self._codes = codes
        self._by_code = {code.code: code for code in codes}
        self._starts: list[int] = []
        self._text = self._index({k: plain(v) for k, v in words.items()})

    def __len__(self) -> int:
        return len(self._codes)

    def get(self, code: str) -> DiagnosisCode | None:
        return self._by_code.get(_dotted(code))

    def billable_codes(self) -> set[str]:
        return {code.code for code in self._codes if code.billable}

    def search(self, query: str, limit: int = 50) -> list[DiagnosisCode]:
        """Codes that hold every word of the query as the start of a word, best first."""
        terms = plain(query).replace(",", " ").replace("-", " ").split()
        if not terms or any(f" {term}" not in self._text for term in terms):
            return []
        hits = []
        for number in self._hits(terms):
            hits.append(number)
            if len(hits) == ENOUGH:
                break
        exact = terms[0].upper() if len(terms) == 1 else ""
        hits.sort(key=lambda n: (*_rank(self._codes[n], exact), n))
        return [self._codes[n] for n in hits[:limit]]

    def _hits(self, terms: list[str]) -> Iterator[int]:
        """Line by line: jump to the term that is farthest ahead until all agree on one line."""
        needles = [f" {term}" for term in sorted(terms, key=len, reverse=True)]
        text, position = self._text, 0
        while (at := text.find(needles[0], position)) >= 0:
            start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
            behind = [n for n in needles[1:] if text.find(n, start, end) < 0]
            if not behind:
                yield self._number(start)
                position = end
                continue
            ahead = [text.find(needle, end) for needle in behind]
            if min(ahead) < 0:
                return
            position = text.rfind("\n", 0, max(ahead)) + 1

    def _number(self, start: int) -> int:
        return bisect_left(self._starts, start)

    def _index(self, words: Mapping[str, str]) -> str:
        parts, at = [], 0
        for code in self._codes:
            text = f" {code.code.lower()} {code.code.replace('.', '').lower()} {_flat(code.title)}"
            text += "".join(f" {_flat(term)}" for term in code.also)
            for size in (3, 5, 6, 7):
                text += f" {words[code.code[:size]]}" if code.code[:size] in words else ""
            self._starts.append(at)
            parts.append(text)
            at += len(text) + 1
        return "\n".join(parts) + "\n"


def _flat(text: str) -> str:
    words = text.lower() if text.isascii() else plain(text)
    return words.replace("-", " ").replace("(", "").replace(",", "")


def _read(line: str) -> DiagnosisCode:
    code, mark, title, *also = line.rstrip("\n").split("\t")
    # A section of the list ("C00-C96") is a heading, whatever its mark says.
    billable = mark == "1" and "-" not in code
    return DiagnosisCode(code, title, billable, tuple(also[0].split("|")) if also else ())


def _nearness(code: DiagnosisCode) -> tuple[int, str]:
    place = NEAR.find(code.code[0])
    return (place if place >= 0 else len(NEAR), code.code)


def _rank(code: DiagnosisCode, exact: str) -> tuple[bool, bool, bool]:
    """A code that is typed comes first, then use disorders without complications."""
    bare = exact.replace(".", "")
    typed = bool(exact) and code.code.replace(".", "").startswith(bare)
    plain_disorder = code.title.endswith(("uncomplicated", "in remission"))
    return (not typed, not code.billable, not plain_disorder)


def _dotted(code: str) -> str:
    bare = code.strip().upper().replace(".", "")
    return bare if len(bare) <= 3 else f"{bare[:3]}.{bare[3:]}"
