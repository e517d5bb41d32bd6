"""How likely it is that two entries are one person: by sound, by slip of the pen, by birthday."""

from datetime import date
from functools import lru_cache

from jellyfish import metaphone
from rapidfuzz.distance import OSA, JaroWinkler

from counselor_desk.domain.clients.nicknames import NO_NICKNAMES, Nicknames
from counselor_desk.domain.clients.person_identity import PersonIdentity
from counselor_desk.domain.names import plain

NICKNAME = 0.85  # of two names that one person can bear
ALIKE = 0.8  # from here on two names count as written or heard alike
BEGINS_ALIKE = 0.8  # of Jaro and Winkler, who weigh a word's beginning most
SHORT, LONG = 5, 8  # letters: a slip in a shorter name makes another name, a longer one bears two


def likely_same(person: PersonIdentity, other: PersonIdentity, nicknames: Nicknames = NO_NICKNAMES) -> float:
    """From 0 (nothing to warn of) to 1 (the same names and birthday).

    The name that a person goes by, what others of that name are called, and former names count, too.
    """
    birthday = _same_day(person.born, other.born)
    least = 0.6 if birthday == 1 else ALIKE
    family = max(_alike(one, two) for one in _families(person) for two in _families(other))
    if family < least and not _crossed(person, other):
        return 0.0
    given = max(_called_alike(one, two, nicknames) for one in _givens(person) for two in _givens(other))
    if _crossed(person, other):
        family = given = 0.95
    if given < least or (birthday == 0 and (given + family) < 2):
        return 0.0
    return round((given + family) / 2 * (0.5 + birthday / 2), 3)


def _givens(person: PersonIdentity) -> tuple[str, ...]:
    return (person.given_name, person.preferred_name) if person.preferred_name else (person.given_name,)


def _families(person: PersonIdentity) -> tuple[str, ...]:
    """A former name is typed whole, "Anna Schmidt": its last word is the family's."""
    former = [words[-1] for name in person.former_names.split(";") if (words := name.split())]
    return (person.family_name, *former)


def _called_alike(name: str, other: str, nicknames: Nicknames) -> float:
    likeness = _alike(name, other)
    if likeness >= NICKNAME or not nicknames.called:
        return likeness
    one = any(nicknames.are_of_one(a, b) for a in _words(name)[:1] for b in _words(other)[:1])
    return NICKNAME if one else likeness


def _crossed(person_identity: PersonIdentity, other: PersonIdentity) -> bool:
    """First and last name typed into each other's field."""
    given, family = _words(other.given_name), _words(other.family_name)
    return bool(given and family) and (
        _words(person_identity.given_name),
        _words(person_identity.family_name),
    ) == (family, given)


def _same_day(day: date | None, other: date | None) -> float:
    """1 the same, 0.8 unknown or one slip (day and month swapped, one figure wrong), 0 apart."""
    if day is None or other is None:
        return 0.8
    if day == other:
        return 1.0
    swapped = (day.year, day.month, day.day) == (other.year, other.day, other.month)
    slips = sum(a != b for a, b in zip(day.isoformat(), other.isoformat(), strict=True))
    return 0.8 if swapped or slips == 1 else 0.0


def _alike(name: str, other: str) -> float:
    """Of two names, each perhaps of several words: the best pair of words decides."""
    first, second = _words(name), _words(other)
    if not first or not second:
        return 0.0
    if first == second:
        return 1.0
    if "".join(first) == "".join(second):
        return 0.95
    return max(_word_alike(a, b) for a in first for b in second)


@lru_cache(maxsize=65536)
def _words(name: str) -> tuple[str, ...]:
    return tuple(plain(name).replace("-", " ").replace("'", "").replace(".", " ").split())


def _word_alike(word: str, other: str) -> float:
    if word == other:
        return 0.95
    shorter, longer = sorted((len(word), len(other)))
    if shorter < 2:
        return 0.0
    if _heard(word) and _heard(word) == _heard(other):
        return 0.85
    allowed = 1 if longer < LONG else 2
    slips = OSA.distance(word, other, score_cutoff=allowed)
    if slips <= allowed:
        return 0.7 if longer < SHORT else 0.95 - 0.1 * slips
    # "Rob" for Robert, Mikayla for Michaela: worth a word only together with the same birthday.
    begins = word.startswith(other) or other.startswith(word)
    return 0.6 if begins or JaroWinkler.similarity(word, other) >= BEGINS_ALIKE else 0.0


@lru_cache(maxsize=65536)
def _heard(word: str) -> str:
    """How an English ear writes it down; "" for another alphabet, which Metaphone leaves out."""
    return metaphone(word) if word.isascii() else ""
