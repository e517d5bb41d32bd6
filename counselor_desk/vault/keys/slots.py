"""Makes slots and opens them: what a passphrase, a computer and a sheet of paper come to."""

import uuid
from dataclasses import dataclass, field
from typing import Literal

from msgspec.structs import replace

from counselor_desk.vault.keys import sealing
from counselor_desk.vault.keys.argon import Argon, derive_key
from counselor_desk.vault.keys.sealing import InvalidTag
from counselor_desk.vault.keys.slot_file import PERSON, KeyFile, Slot, damaged_keys


class NotThisKey(Exception):
    """The slot does not open with this secret."""


@dataclass(frozen=True)
class NewSlot:
    """A slot to be: whose, and how its key will be derived."""

    vault_id: str
    staff_id: int
    sign_in: str
    argon: Argon
    must_change: bool = False
    kind: Literal["person", "recovery"] = PERSON
    id: str = ""  # when it takes another's place

    def make(self, secret: bytes, key: bytearray) -> tuple[Slot, bytearray]:
        """The slot with new key pairs of its own; and their private halves. Slow."""
        private = sealing.new_key() + sealing.new_key()
        signing, box = sealing.public_keys(private)
        blank = Slot(
            id=self.id or uuid.uuid4().hex,
            kind=self.kind,
            staff_id=self.staff_id,
            sign_in=self.sign_in,
            argon=self.argon,
            salt=b"",
            must_change=self.must_change,
            signing=signing,
            sealing=box,
            key=b"",
            private=b"",
        )
        return rewrap_slot(self.vault_id, blank, Secret(secret), key, private), private


@dataclass(frozen=True)
class Secret:
    """What a slot is opened with: something known and, for a bound slot, this computer."""

    known: bytes
    device: bytearray = field(default_factory=bytearray)

    def wrapping_key(self, slot: Slot) -> bytearray:
        """Slow."""
        stretched = derive_key(self.known, slot.salt, slot.argon)
        kek = sealing.derive(stretched + self.device, "kek")
        sealing.wipe(stretched)
        return kek


@dataclass(frozen=True)
class SlotContents:
    """What an opened slot gives."""

    private: bytearray
    chain: list[bytearray]  # the vault key it wraps, and those that took its place since


def rewrap_slot(vault_id: str, slot: Slot, secret: Secret, key: bytearray, private: bytearray) -> Slot:
    """The slot under a new salt, opened by another secret. Slow."""
    slot = replace(slot, salt=bytes(sealing.new_key()[:16]), device=bool(secret.device))
    kek = secret.wrapping_key(slot)
    slot = wrapped(vault_id, slot, kek, key, private)
    sealing.wipe(kek)
    return slot


def wrapped(vault_id: str, slot: Slot, kek: bytearray, key: bytearray, private: bytearray) -> Slot:
    return replace(
        slot,
        key=sealing.wrap(kek, key, slot.facts(vault_id, "key")),
        private=sealing.wrap(kek, private, slot.facts(vault_id, "private")),
        turned=(),
    )


def private_of(vault_id: str, slot: Slot, kek: bytearray) -> bytearray:
    """The person's private keys. Raises NotThisKey."""
    try:
        return sealing.unwrap(kek, slot.private, slot.facts(vault_id, "private"))
    except InvalidTag as error:
        raise NotThisKey from error


def open_slot(file: KeyFile, slot: Slot, kek: bytearray) -> SlotContents:
    """Raises NotThisKey, or DamagedKeys when only a part of the slot opens."""
    private = private_of(file.vault, slot, kek)
    try:
        chain = [sealing.unwrap(kek, slot.key, slot.facts(file.vault, "key"))]
        for sealed in slot.turned:
            chain.append(_turn(file, slot, private, chain[-1], sealed))
    except InvalidTag as error:
        raise damaged_keys() from error
    return SlotContents(private, chain)


def rekey_slot(file: KeyFile, slot: Slot, key: bytearray, new: bytearray) -> Slot:
    """The slot with a newer vault key in it: only its owner reads it, only who holds the old
    vault key can have made it."""
    shared = sealing.derive(key, "turn")
    facts = slot.facts(file.vault, "turned")
    return replace(slot, turned=(*slot.turned, sealing.seal(slot.sealing, new, facts, shared)))


def _turn(file: KeyFile, slot: Slot, private: bytearray, before: bytearray, sealed: bytes) -> bytearray:
    shared = sealing.derive(before, "turn")
    return sealing.unseal(private[sealing.KEY :], sealed, slot.facts(file.vault, "turned"), shared)
