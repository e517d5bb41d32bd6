"""What makes a passphrase good enough, and words to make one from."""

import math
import secrets
import unicodedata
from functools import lru_cache

from counselor_desk.catalog import RESOURCES
from counselor_desk.i18n import _

SHORTEST = 15  # NIST SP 800-63B-4: as the only factor; no rules of composition
OFFERED_WORDS = 6

# Long enough, and still among the first that anybody would try.
WELL_KNOWN = frozenset(
    "passwordpassword password1234567 123456789012345 qwertyuiopasdfgh letmeinletmein1 "
    "correcthorsebatterystaple iloveyouiloveyou counselordesk111 thequickbrownfox "
    "administrator1234 111111111111111 aaaaaaaaaaaaaaa changemechangeme welcome12345678".split()
)


def judge(passphrase: str, *names: str) -> str:
    """Why it is too weak, in one sentence; "" when it will do."""
    plain = unicodedata.normalize("NFKC", passphrase)
    squeezed = "".join(plain.casefold().split())
    if len(plain) < SHORTEST:
        return _("Use at least {n} characters: a few words that you can remember.").format(
            n=SHORTEST
        )
    if squeezed in WELL_KNOWN or len(set(squeezed)) < 5:
        return _("This one is easy to guess. Use a few words that do not belong together.")
    rest = squeezed
    for name in (*names, "counselordesk"):
        for word in name.casefold().split():
            rest = rest.replace(word, "") if len(word) > 2 else rest
    if len(rest) < SHORTEST // 2:
        return _("This is mostly a name. Add words that have nothing to do with you.")
    return ""


def offer() -> str:
    """Six random words with blanks between."""
    return " ".join(secrets.choice(words()) for _ in range(OFFERED_WORDS))


def bits() -> float:
    """How many bits of chance an offered passphrase holds."""
    return OFFERED_WORDS * math.log2(len(words()))


@lru_cache(maxsize=1)
def words() -> tuple[str, ...]:
    return tuple((RESOURCES / "words" / "en.txt").read_text("utf-8").split())
