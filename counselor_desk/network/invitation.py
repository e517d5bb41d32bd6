"""An invitation to join: six groups of five characters, and the addresses they are used at."""

import hmac
import re
import secrets
from dataclasses import dataclass, field

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.vault.keys import sealing
from counselor_desk.vault.keys.recovery_key import ALPHABET

PORT = 5178
PRINT_BYTES, SECRET_BYTES = 7, 8
GROUPS, GROUP = 6, 5
FORM = "COUNSELOR-DESK"  # in front of what the QR code says
_ADDRESS = re.compile(r"(\[[0-9a-fA-F:.%\w]+\]|[\w.-]+)(?::(\d{1,5}))?\Z")
_LOOKALIKES = str.maketrans("OIL", "011")


@dataclass(frozen=True)
class Address:
    """Where a clinic's computer listens."""

    host: str
    port: int = PORT

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host  # as in a URL: RFC 3986, 3.2.2
        return f"{host}:{self.port}"


@dataclass(frozen=True)
class Invitation:
    """What the sheet says: where to, how that computer is known, and the one-time secret."""

    addresses: tuple[Address, ...]
    server_print: bytes  # the first bytes of the SHA-256 of the server's certificate
    secret: bytes = field(repr=False)

    @property
    def groups(self) -> tuple[str, ...]:
        """Four characters of content and one of check each, in Crockford's letters."""
        number = int.from_bytes(self.server_print + self.secret, "big")
        letters = [number >> shift & 31 for shift in range(5 * (GROUPS * (GROUP - 1) - 1), -1, -5)]
        cut = [letters[at : at + GROUP - 1] for at in range(0, len(letters), GROUP - 1)]
        return tuple(
            "".join(ALPHABET[one] for one in (*part, _check(part, place))) for place, part in enumerate(cut)
        )

    @property
    def code(self) -> str:
        return "-".join(self.groups)

    @property
    def qr_text(self) -> str:
        """What a scanner types: the addresses and the groups."""
        return f"{FORM} {' '.join(str(one) for one in self.addresses)} {self.code}"

    def verifier(self) -> str:
        """What the clinic's computer keeps of the secret: enough to check a proof, not to invite with."""
        return bytes(sealing.derive(self.secret, "invitation", self.server_print)).hex()


def new_invitation(addresses: tuple[Address, ...], server_print: bytes) -> Invitation:
    """With a secret of 64 random bits: it lives an hour, and 20 wrong proofs close the door."""
    return Invitation(addresses, server_print[:PRINT_BYTES], secrets.token_bytes(SECRET_BYTES))


def parse_invitation(typed: str, addresses: tuple[Address, ...] = ()) -> Invitation:
    """Out of what was typed, pasted or scanned; `addresses` where the text names none.

    Blanks, dashes, case, O for 0 and I or L for 1 do not matter. Refused with the number of the
    group that has a slip.
    """
    words = typed.strip().split()
    if len(words) > 1 and words[0].upper() == FORM:
        return parse_invitation(words[-1], tuple(parse_address(word) for word in words[1:-1]))
    letters = _letters(typed)
    values = []
    for place in range(GROUPS):
        group = letters[place * GROUP : (place + 1) * GROUP]
        values += _content(group, place)
    if len(letters) > GROUPS * GROUP:
        raise Refused(_("An invitation has six groups of five characters. There are more here."), "code")
    number = 0
    for value in values:
        number = number << 5 | value
    content = number.to_bytes(PRINT_BYTES + SECRET_BYTES, "big")
    return Invitation(addresses, content[:PRINT_BYTES], content[PRINT_BYTES:])


def find_slip(typed: str) -> str:
    """Of groups that are being typed: which complete one has a slip; "" while all are right."""
    if typed.strip().upper().startswith(FORM):
        return ""  # a scanner types it at once
    letters = _letters(typed)
    for place in range(min(len(letters) // GROUP, GROUPS)):
        try:
            _content(letters[place * GROUP : (place + 1) * GROUP], place)
        except Refused as slip:
            return str(slip)
    return ""


def parse_address(typed: str) -> Address:
    """A name or number in the network, with a port or without. Refused for what is none."""
    found = _ADDRESS.match(typed.strip())
    port = int(found[2] or PORT) if found else 0
    if found is None or not 0 < port < 65536:
        raise Refused(
            _("This is not an address. It looks like 192.168.1.20 or 192.168.1.20:5178."), "address"
        )
    return Address(found[1].strip("[]"), port)


def proof_of_seat(verifier: str, server_certificate: bytes, request: str, name: str) -> bytes:
    """That a computer holds the secret, bound to the server that it sees and to what it asks."""
    return _proof(verifier, "seat", server_certificate, request.encode(), name.encode())


def proof_of_clinic(verifier: str, server_certificate: bytes, certificate: str, authority: str) -> bytes:
    """That the clinic holds it too, bound to what it gives."""
    return _proof(verifier, "clinic", server_certificate, certificate.encode(), authority.encode())


def _proof(verifier: str, purpose: str, *parts: bytes) -> bytes:
    told = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    return hmac.digest(bytes(sealing.derive(bytes.fromhex(verifier), purpose)), told, "sha256")


def _letters(typed: str) -> str:
    return "".join(c for c in typed.upper().translate(_LOOKALIKES) if not c.isspace() and c not in "-.")


def _content(group: str, place: int) -> list[int]:
    if len(group) == GROUP and all(letter in ALPHABET for letter in group):
        values = [ALPHABET.index(letter) for letter in group]
        if _check(values[:-1], place) == values[-1]:
            return values[:-1]
    sentence = _("Group {n} has a typing error. Compare its five characters with the sheet.")
    raise Refused(sentence.format(n=place + 1), "code")


def _check(values: list[int], place: int) -> int:
    """A polynomial over GF(32): one wrong character, or two that changed places, is always noticed.

    The group's place is in it: so are two groups in each other's place.
    """
    total = place + 1
    for value in values:
        total = _times_x(total ^ value)
    return total


def _times_x(value: int) -> int:
    """x^5 + x^2 + 1, a primitive polynomial of GF(2)."""
    value <<= 1
    return value ^ 0b100101 if value & 0b100000 else value
