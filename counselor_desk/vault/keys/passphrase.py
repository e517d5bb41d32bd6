"""What makes a passphrase good enough, and words to make one from."""

import re
import secrets
import threading
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.core.resources import RESOURCES
from counselor_desk.domain.names import plain

SHORTEST = 15  # NIST SP 800-63B-4: as the only factor; no rules of composition
LONGEST = 1024  # far above the 64 that have to be allowed; nobody types more
OFFERED_WORDS = 6
LEFT = 5  # letters that have to remain when what everybody tries first is taken out
STRONG = 4  # zxcvbn's best: ten thousand million guesses and more
LOOKED_AT, WEIGHED = 72, 40  # characters: so many are enough, and zxcvbn's time grows with their cube

PRODUCT = ("counselor desk", "counselor", "vault", "clinic")
YEARS = frozenset(str(year) for year in range(1900, 2100))
RUN = {"spatial": 4, "sequence": 4, "repeat": 3}  # keys side by side, letters in order, one again

_one_at_a_time = threading.Lock()  # zxcvbn keeps the names that it is given where the next call finds them


def judge(passphrase: str, *names: str) -> str:
    """Why it is too weak, in one sentence; "" when it will do."""
    typed = unicodedata.normalize("NFKC", passphrase)
    if len(typed) < SHORTEST:
        return _("Use at least {n} characters: a few words that you can remember.").format(n=SHORTEST)
    if len(typed) > LONGEST:
        return _("Use at most {n} characters.").format(n=LONGEST)
    known, names_too = _known(), _known() | _parts((*names, *PRODUCT))
    if not _is_guessed(typed, names_too):
        return ""
    if _left(typed, names_too) < LEFT <= _left(typed, known) or not _is_guessed(typed, known):
        return _("This is mostly a name. Add words that have nothing to do with you.")
    return _("This one is easy to guess. Use a few unrelated words.")


def refuse_weak(passphrase: str, *names: str, field: str = "passphrase") -> None:
    """Raises Refused with the reason."""
    weakness = judge(passphrase, *names)
    if weakness:
        raise Refused(weakness, field)


def offer() -> str:
    """Six random words with blanks between."""
    while True:
        offered = " ".join(secrets.choice(words()) for _each in range(OFFERED_WORDS))
        if not judge(offered):
            return offered


@lru_cache(maxsize=1)
def words() -> tuple[str, ...]:
    """The words that are offered: short, distinct, and kind to read aloud."""
    return _list("en.txt")


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    """What everybody tries first."""
    return frozenset(_list("common.txt")) | YEARS


def _list(name: str) -> tuple[str, ...]:
    return tuple((RESOURCES / "words" / name).read_text("utf-8").split())


def _parts(names: tuple[str, ...]) -> frozenset[str]:
    """The words of names, whole and one by one, with and without their accents."""
    spelled = [unicodedata.normalize("NFKC", name).casefold() for name in names]
    spelled += [plain(name) for name in names]
    parts = {part for name in spelled for part in re.split(r"[\W_]+", name)}
    whole = {re.sub(r"[\W_]+", "", name) for name in spelled}
    return frozenset(part for part in parts | whole if len(part) > 2)


def _is_guessed(typed: str, known: frozenset[str]) -> bool:
    """By what remains of it, and by how many guesses zxcvbn gives it."""
    from zxcvbn import zxcvbn  # its lists of words are long: not before somebody chooses a passphrase

    if _left(typed, known) < LEFT:
        return True
    with _one_at_a_time:
        found = zxcvbn(typed[:WEIGHED], user_inputs=sorted(known))
    return bool(found["score"] < STRONG)


def _left(typed: str, known: frozenset[str]) -> int:
    """How many letters remain without known words, runs along the keyboard, and repeats."""
    from zxcvbn import matching

    squeezed = "".join(c for c in typed.casefold() if not c.isspace())[:LOOKED_AT]
    words = {"known": matching.build_ranked_dict(sorted(known))}
    taken: set[int] = set()
    for match in matching.omnimatch(squeezed, words):
        if _is_everybodys(match):
            taken.update(range(match["i"], match["j"] + 1))
    return len(squeezed) - len(taken)


def _is_everybodys(match: Mapping[str, Any]) -> bool:
    """Words as they stand, backwards or in look-alike signs, days, runs, a short piece over and over."""
    if match["pattern"] == "dictionary" or match.get("separator"):  # a day: 3/14/1989
        return True
    if match["pattern"] == "repeat" and len(match["base_token"]) >= SHORTEST:
        return False
    return len(match["token"]) >= RUN.get(match["pattern"], LONGEST)
