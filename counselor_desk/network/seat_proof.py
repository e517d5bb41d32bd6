"""Signing in from another computer: a person's key signs what the clinic's computer asks of this line."""

import hashlib
from dataclasses import dataclass, field

from counselor_desk.vault.keys import sealing
from counselor_desk.vault.keys.proving import SealedSlot

CHALLENGE = 32  # bytes, new for each try and good for one


@dataclass(frozen=True)
class LineEnds:
    """The certificates at both ends of one line: a signature for it is none for another."""

    clinic: bytes  # DER
    seat: bytes

    def sign_in_words(self, vault: str, staff_id: int, challenge: bytes) -> bytes:
        """What the person's key signs: bound to the line as tls-server-end-point of RFC 5929 is."""
        clinic, seat = (hashlib.sha256(one).hexdigest() for one in (self.clinic, self.seat))
        words = f"counselor-desk/line/sign-in/{vault}/{staff_id}/{clinic}/{seat}/{challenge.hex()}"
        return words.encode()


@dataclass
class SeatKeys:
    """A person's own keys at their seat; no key of the vault is among them. `forget` wipes them."""

    sealed: SealedSlot
    private: bytearray = field(repr=False)

    @property
    def public(self) -> bytes:
        """What a signature of this person is checked with."""
        return self.sealed.slot.signing

    def sign(self, content: bytes) -> bytes:
        return sealing.sign(self.private, content)

    def forget(self) -> None:
        sealing.wipe(self.private)
