"""The printed recovery key: 160 random bits and a 40-bit checksum in eight groups of five."""

import hashlib
import hmac
import secrets

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import lazy

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U
SECRET_BYTES, CHECK_BYTES = 20, 5
SLIP = lazy("This recovery key is incomplete. Compare it with the printed one, group by group.")


def generate() -> str:
    """A new key as it is printed: EJNB0-DNJVG-..."""
    content = secrets.token_bytes(SECRET_BYTES)
    number = int.from_bytes(content + _check(content), "big")
    letters = [ALPHABET[number >> shift & 31] for shift in range(195, -1, -5)]
    return "-".join("".join(letters[at : at + 5]) for at in range(0, 40, 5))


def secret(typed: str) -> bytes:
    """The 160 bits behind what was typed; case, blanks and O for 0 or I for 1 do not matter.

    Raises Refused when the checksum shows a slip.
    """
    letters = [c for c in typed.upper().translate(str.maketrans("OIL", "011")) if c.isalnum()]
    if len(letters) != 40 or any(c not in ALPHABET for c in letters):
        raise Refused(str(SLIP), "recovery_key")
    number = 0
    for letter in letters:
        number = number << 5 | ALPHABET.index(letter)
    whole = number.to_bytes(SECRET_BYTES + CHECK_BYTES, "big")
    content, check = whole[:SECRET_BYTES], whole[SECRET_BYTES:]
    if not hmac.compare_digest(check, _check(content)):
        raise Refused(str(SLIP), "recovery_key")
    return content


def signs_of(public: bytes) -> str:
    """Eight signs of the key's public half, as the sheet and the page of backups show them: ABCD-EFGH.

    Another key in its place shows others.
    """
    number = int.from_bytes(hashlib.sha256(b"counselor desk sheet" + public).digest()[:5], "big")
    letters = "".join(ALPHABET[number >> shift & 31] for shift in range(35, -1, -5))
    return f"{letters[:4]}-{letters[4:]}"


def _check(content: bytes) -> bytes:
    return hashlib.sha256(b"counselor desk recovery" + content).digest()[:CHECK_BYTES]
