"""What makes a passphrase good enough, and words to make one from."""

import re
import secrets
import unicodedata
from functools import lru_cache

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.core.resources import RESOURCES

SHORTEST = 15  # NIST SP 800-63B-4: as the only factor; no rules of composition
LONGEST = 1024  # far above the 64 that have to be allowed; nobody types more
OFFERED_WORDS = 6
LEFT = 5  # letters that have to remain when what everybody tries first is taken out

PRODUCT = ("counselor desk", "counselor", "vault", "clinic")
ROWS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")
LOOKALIKE = str.maketrans("013457@$!", "oieastasi")


def judge(passphrase: str, *names: str) -> str:
    """Why it is too weak, in one sentence; "" when it will do."""
    plain = unicodedata.normalize("NFKC", passphrase)
    if len(plain) < SHORTEST:
        return _("Use at least {n} characters: a few words that you can remember.").format(n=SHORTEST)
    if len(plain) > LONGEST:
        return _("Use at most {n} characters.").format(n=LONGEST)
    squeezed = "".join(c for c in plain.casefold() if not c.isspace())
    if _left(squeezed, _known()) < LEFT or _repeats(squeezed):
        return _("This one is easy to guess. Use a few words that do not belong together.")
    if _left(squeezed, _known() | _parts((*names, *PRODUCT))) < LEFT:
        return _("This is mostly a name. Add words that have nothing to do with you.")
    return ""


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
    return frozenset(_list("common.txt"))


def _list(name: str) -> tuple[str, ...]:
    return tuple((RESOURCES / "words" / name).read_text("utf-8").split())


def _parts(names: tuple[str, ...]) -> frozenset[str]:
    """The words of names, whole and one by one."""
    folded = [unicodedata.normalize("NFKC", name).casefold() for name in names]
    parts = {part for name in folded for part in re.split(r"[\W_]+", name)}
    return frozenset(part for part in parts | {"".join(n.split()) for n in folded} if len(part) > 2)


def _left(squeezed: str, known: frozenset[str]) -> int:
    """How many letters remain without known words, runs along the keyboard and repeats."""
    return min(_remaining(squeezed, known), _remaining(squeezed.translate(LOOKALIKE), known))


def _remaining(text: str, known: frozenset[str]) -> int:
    for word in sorted((w for w in known if w in text), key=len, reverse=True):
        text = text.replace(word, " ")
    text = re.sub(r"(.)\1{2,}|(19|20)\d\d", " ", text)  # repeats, years
    for row in (*ROWS, *(row[::-1] for row in ROWS)):
        for length in range(len(row), 3, -1):
            for at in range(len(row) - length + 1):
                text = text.replace(row[at : at + length], " ")
    return sum(not c.isspace() for c in text)


def _repeats(squeezed: str) -> bool:
    """A short piece over and over is no longer than the piece."""
    return any(
        squeezed == (squeezed[:size] * len(squeezed))[: len(squeezed)]
        for size in range(1, min(SHORTEST, len(squeezed) // 2 + 1))
    )
