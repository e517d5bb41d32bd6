"""Names made comparable, and what somebody types to find a person made into words to look for."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from counselor_desk.domain.dates_and_amounts import DateOrder, is_ambiguous, read_day

# Letters that Unicode takes apart into no base and mark, as people without that key type them.
_STROKES = str.maketrans(
    {
        "đ": "d", "ð": "d", "ł": "l", "ø": "o", "ħ": "h", "ŧ": "t", "ŋ": "n", "ı": "i", "ĸ": "k",
        "æ": "ae", "œ": "oe", "þ": "th", "ß": "ss", "ə": "e", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ƴ": "y",
    }
)  # fmt: skip
# Umlauts and the like written out, as passports and other alphabets do it.
_WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "ñ": "ny"})
_APOSTROPHES = re.compile("['’‘‛ʼʻʹʽˈ′´`՚＇]")
_DASHES = re.compile("[\\-\u00ad\u058a\u2010-\u2015\u2212\u2e3a\u2e3b\ufe58\ufe63\uff0d]")
_CAPITAL_WITHIN = re.compile(r"(?<=[^\W\d_][a-zà-ÿ])(?=[A-ZÀ-Þ][a-zà-ÿ])|(?<=\bO)(?=[A-Z][a-z])")
_ARTICLE, SHORT = "\N{ARABIC LETTER ALEF}\N{ARABIC LETTER LAM}", 4  # letters of a name that has none
_BREAKS = re.compile(r"[\s,;·•/\\()\[\]\"“”.]+")
_LIST = re.compile(r"[;,]")
_PHONE_SIGNS = re.compile(r"[-+().]")
_LOCAL, _LAST_FOUR = 7, 4  # digits of a phone number: without the area, and what people say of it
LONGEST_DAY = 3  # words: "Feb 29 1988"


def plain(text: str) -> str:
    """Lower case, no accents or strokes, one kind of apostrophe and hyphen, one blank between words.

    "O’Brien–Núñez" gives "o'brien-nunez", "Đặng" gives "dang".
    """
    spread = unicodedata.normalize("NFKD", text.casefold().translate(_STROKES))
    kept = "".join(c for c in spread if not unicodedata.combining(c)).translate(_STROKES)
    return " ".join(_DASHES.sub("-", _APOSTROPHES.sub("'", kept)).split())


@dataclass(frozen=True, kw_only=True)
class FindableIdentity:
    """What a person may be looked for by."""

    given_name: str
    middle_name: str = ""
    family_name: str
    preferred_name: str = ""
    former_names: str = ""
    number: str = ""
    born: date | None = None
    phone: str = ""
    second_phone: str = ""


def search_words(identity: FindableIdentity) -> str:
    """What find-as-you-type looks in: each word begins after a blank, the family name's come first.

    A name stands there whole and in its parts, joined and apart, with marks left out and written out,
    so that any of the ways in which people type it begins one of the words.
    """
    names = (
        identity.family_name,
        identity.given_name,
        identity.preferred_name,
        identity.middle_name,
        identity.former_names,
    )
    words = [word for name in names for word in _ways_to_write(name)]
    words += [word for name in names for word in _typed_otherwise(name)]
    words += [identity.number.casefold(), identity.number.lstrip("0")]
    if (born := identity.born) is not None:
        words += f"{born:%Y-%m-%d %m/%d/%Y %d.%m.%Y} {born.month}/{born.day}/{born.year}".split()
    for phone in (identity.phone, identity.second_phone):
        digits = "".join(c for c in phone if c.isdecimal())
        words += [digits, digits.removeprefix("1"), digits[-_LOCAL:], digits[-_LAST_FOUR:]]
    return "".join(f" {word}" for word in dict.fromkeys(words) if word) + " "


@dataclass(frozen=True)
class KnownNames:
    """Everything that somebody is or was called, to be found where it is written of them."""

    given: str
    middle: str = ""
    family: str = ""
    preferred: str = ""
    former: str = ""  # some, with a semicolon or comma between them

    def words(self) -> frozenset[str]:
        """Each in every way in which people write it, as `plain` does."""
        names = (self.given, self.middle, self.family, self.preferred, self.former)
        return frozenset(way for name in names for way in _ways_to_write(name) if way)

    def is_one_of_them(self, word: str) -> bool:
        """Whether one word is a name, also as "Medina's" or "MEDINA"."""
        folded = plain(word).removesuffix("'s").removesuffix("'")
        return folded.replace("'", "").replace("-", "") in self.words()

    def whole(self) -> tuple[str, ...]:
        """Names that tell who it is: two words at least, today's first, then the former ones."""
        found = [f"{name} {self.family}" for name in (self.given, self.preferred) if name.strip()]
        for former in _LIST.split(self.former):
            found.append(former if len(former.split()) > 1 else f"{self.given} {former}")
        names = [" ".join(name.split()) for name in found]
        return tuple(dict.fromkeys(name for name in names if " " in name))

    def stand_in(self, text: str) -> bool:
        """Whether a whole name stands there, its words side by side, in either order."""
        said = f" {' '.join(_BREAKS.split(plain(text)))} "
        orders = (order for name in self.whole() for order in (name.split(), _family_first(name)))
        return any(f" {' '.join(_BREAKS.split(plain(' '.join(order))))} " in said for order in orders)


def _family_first(name: str) -> list[str]:
    *given, family = name.split()
    return [family, *given]


def _ways_to_write(name: str) -> list[str]:
    """Whole words first: "de la Cruz", "O'Brien-Núñez", "Sørensen"."""
    ways: list[str] = []
    for written in (name, unicodedata.normalize("NFC", name.casefold()).translate(_WRITTEN_OUT)):
        folded = plain(written)
        words = [word for word in _BREAKS.split(folded) if word]
        for word in words:
            parts = word.split("-")
            ways += [part.replace("'", "") for part in parts]
            ways += [piece for part in parts for piece in part.split("'")]
            ways.append(word.replace("'", "").replace("-", ""))
        ways.append("".join(words).replace("'", "").replace("-", ""))
    return ways


def _typed_otherwise(name: str) -> list[str]:
    """Also found by, though it is no name by itself: "Donald" of McDonald, "علي" of العلي, "stclair"."""
    words = [word for word in _BREAKS.split(name) if word]
    ways = [plain(piece) for word in words for piece in _CAPITAL_WITHIN.split(word)[1:]]
    ways += [word[len(_ARTICLE) :] for word in words if word.startswith(_ARTICLE) and len(word) > SHORT]
    apart = [part.replace("'", "") for word in words for part in plain(word).split("-") if part]
    return [*ways, *(f"{one}{other}" for one, other in pairwise(apart))]


@dataclass(frozen=True)
class PersonQuery:
    """What was typed, taken apart: beginnings of words that all have to be there, and a day of birth."""

    words: tuple[str, ...]
    born: tuple[date, ...] = ()  # more than one where 3/4 can be March or April
    born_as_typed: str = ""  # it may be the beginning of a longer one: 2/29/19


def read_query(typed: str, today: date | None = None) -> PersonQuery:
    """Names in any order with or without commas, a record number, the phone's last four, a day of
    birth as anyone writes it. `today` settles the century of a year in two digits."""
    words = [word for word in re.split(r"[\s,;]+", typed.strip()) if word]
    for count in range(1, min(LONGEST_DAY, len(words)) + 1):
        for at in range(len(words) - count + 1):
            written = " ".join(words[at : at + count])
            if days := _days_in(written, today):
                rest = words[:at] + words[at + count :]
                return PersonQuery(tuple(_terms(rest)), days, plain(written))
    together = "".join(words)  # a phone number with blanks in it is one word
    return PersonQuery(tuple(_terms([together] if _is_phone(together) else words)))


def _is_phone(written: str) -> bool:
    digits = _PHONE_SIGNS.sub("", written)
    return digits.isdecimal() and len(digits) >= _LOCAL


def _days_in(written: str, today: date | None) -> tuple[date, ...]:
    """Figures without a sign between them are a record number or a phone's."""
    if not any(c.isdecimal() for c in written) or written.isdecimal():
        return ()
    orders = DateOrder if is_ambiguous(written) else (DateOrder.MONTH_FIRST,)
    try:
        return tuple(read_day(written, order, today) for order in orders)
    except ValueError:
        return ()


def _terms(words: Iterable[str]) -> Iterator[str]:
    for word in words:
        folded = plain(word)
        if any(c.isdecimal() for c in folded):
            yield _PHONE_SIGNS.sub("", folded) if _is_phone(folded) else folded.strip("()")
            continue
        for part in _BREAKS.split(folded.replace("'", "")):
            yield from (piece for piece in part.split("-") if piece)
