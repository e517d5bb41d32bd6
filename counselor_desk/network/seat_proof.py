"""Signing in from another computer: a person's key signs what the clinic's computer asks of this line."""

import hashlib
from dataclasses import dataclass, field

from counselor_desk.vault.keys import sealing
from counselor_desk.vault.keys.opening_part import words_of
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

    def opening_words(self, vault: str, staff_id: int, challenge: bytes) -> bytes:
        """What the part that opens the vault is sealed under: it is of no use on another line, or again."""
        clinic, seat = (hashlib.sha256(one).hexdigest() for one in (self.clinic, self.seat))
        words = f"counselor-desk/line/open/{vault}/{staff_id}/{clinic}/{seat}/{challenge.hex()}"
        return words.encode()


@dataclass(frozen=True)
class SeatAddress:
    """Which computer is at the other end."""

    computer: str
    serial: str
    ends: LineEnds


@dataclass
class SeatKeys:
    """A person's own keys at their seat; no key of the vault is among them. `forget` wipes them."""

    sealed: SealedSlot
    private: bytearray = field(repr=False)
    opening: bytes = b""  # the half of the slot's opening part that may be known

    @property
    def public(self) -> bytes:
        """What a signature of this person is checked with."""
        return self.sealed.slot.signing

    def sign_opening(self) -> bytes:
        """That this half is theirs, for the slot as it was when they signed in."""
        return self.sign(words_of(self.sealed.vault, self.sealed.slot, self.opening))

    def sign(self, content: bytes) -> bytes:
        return sealing.sign(self.private, content)

    def forget(self) -> None:
        sealing.wipe(self.private)
