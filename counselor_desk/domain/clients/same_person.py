"""How likely it is that two entries are one person: by sound, by slip of the pen, by birthday."""

# Plain Python on purpose: the two tests below need forty lines, run over 10,000 clients well
# under a tenth of a second, and a compiled library more would have to be frozen and signed.

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise

from counselor_desk.domain.names import plain

ALIKE = 0.8  # from here on two names count as written or heard alike

# One sign per group of letters that are heard alike in English and in Spanish.
_SOUNDS = (
    ("sch", "s"),
    ("tch", "c"),
    ("ph", "f"),
    ("gh", "g"),
    ("kn", "n"),
    ("wr", "r"),
    ("ck", "k"),
    ("qu", "k"),
    ("ll", "y"),
    ("sh", "s"),
    ("ch", "c"),
    ("th", "t"),
    ("x", "ks"),
    ("z", "s"),
    ("ce", "se"),
    ("ci", "si"),
    ("c", "k"),
    ("q", "k"),
    ("v", "b"),
    ("j", "h"),
    ("g", "h"),
    ("y", "i"),
    ("w", "u"),
    ("d", "t"),
    ("m", "n"),
)


@dataclass(frozen=True)
class Person:
    """What identifies someone: the names and the day of birth, as far as known."""

    given_name: str
    family_name: str
    born: date | None = None


def likely_same(one: Person, other: Person) -> float:
    """From 0 (nothing to warn of) to 1 (the same names and birthday)."""
    birthday = _same_day(one.born, other.born)
    least = 0.6 if birthday == 1 else ALIKE
    family = _alike(one.family_name, other.family_name)
    if family < least and not _crossed(one, other):
        return 0.0
    given = _alike(one.given_name, other.given_name)
    if _crossed(one, other):
        family = given = 0.95
    if given < least or (birthday == 0 and (given + family) < 2):
        return 0.0
    return round((given + family) / 2 * (0.5 + birthday / 2), 3)


def _crossed(one: Person, other: Person) -> bool:
    """First and last name typed into each other's field."""
    there = (plain(other.family_name), plain(other.given_name))
    return bool(there[0] and there[1]) and (plain(one.given_name), plain(one.family_name)) == there


def _same_day(one: date | None, other: date | None) -> float:
    """1 the same, 0.8 unknown or one slip (day and month swapped, one figure wrong), 0 apart."""
    if one is None or other is None:
        return 0.8
    if one == other:
        return 1.0
    swapped = (one.year, one.month, one.day) == (other.year, other.day, other.month)
    slips = sum(a != b for a, b in zip(one.isoformat(), other.isoformat(), strict=True))
    return 0.8 if swapped or slips == 1 else 0.0


def _alike(one: str, other: str) -> float:
    """Of two names, each perhaps of several words: the best pair of words decides."""
    first, second = _words(one), _words(other)
    if not first or not second:
        return 0.0
    if first == second:
        return 1.0
    return max(_word_alike(a, b) for a in first for b in second)


@lru_cache(maxsize=65536)
def _words(name: str) -> tuple[str, ...]:
    return tuple(plain(name).replace("-", " ").replace("'", "").replace(".", " ").split())


def _word_alike(one: str, other: str) -> float:
    if one == other:
        return 0.95
    if min(len(one), len(other)) < 2:
        return 0.0
    if sound(one) == sound(other):
        return 0.85
    allowed = 1 if max(len(one), len(other)) < 8 else 2
    slips = distance(one, other, allowed)
    if slips <= allowed:
        return 0.9 - 0.1 * slips
    # "Rob" for Robert: worth a word only together with the same birthday.
    return 0.6 if one.startswith(other) or other.startswith(one) else 0.0


@lru_cache(maxsize=65536)
def sound(word: str) -> str:
    """How a name sounds, roughly: first letter's sound, then consonants, none twice in a row."""
    for written, heard in _SOUNDS:
        word = word.replace(written, heard)
    word = word.lstrip("h") or word
    kept = word[:1] + "".join(c for c in word[1:] if c not in "aeiouh")
    return kept[:1] + "".join(b for a, b in pairwise(kept) if a != b)


def distance(one: str, other: str, enough: int) -> int:
    """Letters added, dropped, changed or swapped with a neighbour; more than `enough` is enough."""
    if abs(len(one) - len(other)) > enough or _letters_apart(one, other) > 2 * enough:
        return enough + 1
    before: list[int] = []
    above = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            steps = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                steps = min(steps, before[j - 2] + 1)
            row.append(steps)
        if min(row) > enough:
            return enough + 1
        before, above = above, row
    return above[-1]


def _letters_apart(one: str, other: str) -> int:
    return len(set(one) ^ set(other))
