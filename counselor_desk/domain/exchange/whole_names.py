"""A name in one cell taken apart: suffixes, family names of several words, and couples noticed."""

import re
from dataclasses import dataclass

# Generational and professional endings that stand behind a name in the United States.
_GENERATIONS = frozenset(("jr", "sr", "ii", "iii", "iv", "v", "2nd", "3rd", "4th"))
_DEGREES = frozenset(
    ["md", "phd", "do", "rn", "np", "pa", "lcsw", "ladc", "dds", "esq", "dmin", "edd", "psyd"]
)
# Words that belong to the family name behind them: Spanish, Dutch, German, French, Arabic, Italian.
_PARTICLES = frozenset(
    [
        "de",
        "del",
        "de'",
        "la",
        "las",
        "los",
        "da",
        "das",
        "do",
        "dos",
        "di",
        "du",
        "des",
        "van",
        "von",
        "der",
        "den",
        "ter",
        "ten",
        "te",
        "zu",
        "zum",
        "zur",
        "le",
        "el",
        "al",
        "bin",
        "ibn",
        "bint",
        "abu",
        "ben",
        "st",
        "st.",
        "san",
        "santa",
        "mac",
        "mc",
        "ap",
        "dela",
        "vander",
    ]
)
_COUPLE = re.compile(r"\s(?:\+|[Aa][Nn][Dd]|y)\s|\s*[&/]\s*")
_TITLES = frozenset(["mr", "mrs", "ms", "miss", "mx", "dr", "rev", "hon", "sra", "sr.", "srta"])


@dataclass(frozen=True)
class WholeName:
    """The parts of a name."""

    given_name: str
    family_name: str
    suffix: str = ""


def is_couple(name: str) -> bool:
    """Whether two people stand in one cell: "Ana Ruiz & Bob Stone", "Ann and Bob Lee".

    "y" joins the two family names of one person in Spanish (Ortega y Gasset), so it counts only between
    two whole names.
    """
    match = _COUPLE.search(name)
    if match is None:
        return False
    before, after = name[: match.start()].split(), name[match.end() :].split()
    least = 2 if match.group().strip() == "y" else 1
    return len(before) >= least and len(after) >= least


def split_name(name: str) -> WholeName:
    """ "Medina, Rosa María", "Rosa Medina", "Smith, John, Jr.", "Maria de la Cruz".

    Without a comma the words before the last are first names, but small words that belong to a family
    name go with it. Of one word alone nobody can tell which it is: it is taken as the family name.
    """
    parts = [part for p in name.split(",") if (part := " ".join(p.split()))]
    suffixes = [part for part in parts[1:] if is_suffix(part)]
    parts = [part for at, part in enumerate(parts) if at == 0 or not is_suffix(part)]
    if len(parts) > 1:
        family, ending = _without_suffix(parts[0].split())
        given, late = _without_suffix(" ".join(parts[1:]).split())
        return WholeName(" ".join(given), " ".join(family), " ".join([*ending, *late, *suffixes]))
    words, ending = _without_suffix(parts[0].split() if parts else [])
    if len(words) > 1 and words[0].casefold().strip(".") in _TITLES:
        words = words[1:]
    at = len(words) - 1
    while at > 1 and words[at - 1].casefold() in _PARTICLES:
        at -= 1
    return WholeName(" ".join(words[:at]), " ".join(words[at:]), " ".join([*ending, *suffixes]))


def is_suffix(word: str) -> bool:
    bare = word.casefold().replace(".", "").strip()
    return bare in _GENERATIONS or bare in _DEGREES


def _without_suffix(words: list[str]) -> tuple[list[str], list[str]]:
    """Endings that are no name; a family name such as "Do" alone stays one."""
    kept, ending = list(words), list[str]()
    while len(kept) > 1 and is_suffix(kept[-1]) and _is_sure(kept[-1], len(kept)):
        ending.insert(0, kept.pop())
    return kept, ending


def _is_sure(word: str, words: int) -> bool:
    """ "Kim Do" and "Anh Pa" are people; "Kim Lee DO" is a physician; "V" may be an initial."""
    bare = word.casefold().replace(".", "")
    if bare in _DEGREES:
        return words > 2 and word.replace(".", "").isupper()
    return words > 2 or bare not in ("v", "ii")
