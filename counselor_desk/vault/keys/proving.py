"""A passphrase proved where its person sits: their slot opens there, and its key signs."""

import threading
from dataclasses import dataclass

from msgspec.structs import replace

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.vault.keys import sealing, this_computer, throttle
from counselor_desk.vault.keys.argon import normal
from counselor_desk.vault.keys.opening_part import with_signed_part
from counselor_desk.vault.keys.rewrapping import RewrappedSlot, put_in_slot
from counselor_desk.vault.keys.sealing import InvalidSignature
from counselor_desk.vault.keys.slot_file import Slot, write
from counselor_desk.vault.keys.slots import NotThisKey, Secret, private_of
from counselor_desk.vault.keys.unlock import VaultKeys, WrongPassphrase


@dataclass(frozen=True)
class SealedSlot:
    """What a passphrase is tried on away from the vault: the person's own keys, no key of the vault."""

    vault: str
    slot: Slot


def without_vault_key(vault: str, slot: Slot) -> SealedSlot:
    return SealedSlot(vault, replace(slot, key=b"", turned=(), grants={}))


def sign_with_passphrase(sealed: SealedSlot, passphrase: str, content: bytes) -> bytes:
    """The signature of whose slot it is, over content. Slow. Raises WrongPassphrase, or
    DeviceTrouble where the slot is bound to another computer's keyring."""
    private = private_with_passphrase(sealed, passphrase)
    try:
        return sealing.sign(private, content)
    finally:
        sealing.wipe(private)


def private_with_passphrase(sealed: SealedSlot, passphrase: str) -> bytearray:
    """The person's own keys, to be wiped after use. Slow. Raises what `sign_with_passphrase` does."""
    slot = sealed.slot
    extra = this_computer.fetch(sealed.vault, slot.id) if slot.device else bytearray()
    kek = Secret(normal(passphrase), extra).wrapping_key(slot)
    try:
        return private_of(sealed.vault, slot, kek)
    except NotThisKey as error:
        raise WrongPassphrase from error
    finally:
        sealing.wipe(kek, extra)


class PassphraseTries:
    """Gives slots out to be tried on, and knows a proof; wrong tries slow the next ones."""

    def __init__(self, unlocked: VaultKeys, clocks: throttle.ThrottleClocks = throttle.REAL) -> None:
        self._unlocked, self._clocks = unlocked, clocks
        self._one_at_a_time = threading.Lock()

    def begin(self, staff_id: int) -> SealedSlot | None:
        """The person's slot; the try counts as failed until a proof comes of it. Raises MustWait."""
        with self._one_at_a_time:
            file = self._unlocked.file()
            slot = file.slot_of(staff_id)
            if slot is None:
                return None
            slot.argon.check()
            throttle.check(self._unlocked.vault, slot.sign_in, self._clocks)
            throttle.count(self._unlocked.vault, slot.sign_in, self._clocks)
            return without_vault_key(file.vault, slot)

    def end(self, staff_id: int, signature: bytes, content: bytes) -> bool:
        """Whether that person's key has signed this; then their failed tries are forgiven."""
        with self._one_at_a_time:
            slot = self._unlocked.file().slot_of(staff_id)
            if slot is None:
                return False
            try:
                sealing.verify(slot.signing, signature, content)
            except InvalidSignature:
                return False
            throttle.forgive(self._unlocked.vault, slot.sign_in)
            return True

    def public_key(self, staff_id: int) -> bytes | None:
        """What a signature of this person is checked with."""
        slot = self._unlocked.file().slot_of(staff_id)
        return slot.signing if slot is not None else None

    def lacks_opening(self, staff_id: int, public: bytes) -> bool:
        """Whether the vault key is not sealed yet to this half of the person's, and could be."""
        file = self._unlocked.file()
        slot = file.slot_of(staff_id)
        if slot is None or slot.device or slot.must_change or file.turning:
            return False
        part = file.opening_of(slot)
        return part is None or part.public != public

    def put_opening(self, staff_id: int, public: bytes, signature: bytes) -> None:
        """From now on this half of the person's opens the vault, too. Refused without their signature."""
        with self._one_at_a_time:
            file = self._unlocked.file()
            slot = file.slot_of(staff_id)
            if slot is None:
                raise Refused(_("An administrator has changed this slot. Sign in again."))
            file = with_signed_part(file, slot, (public, signature), self._unlocked.key)
            write(self._unlocked.path, file, self._unlocked.key)

    def put(self, staff_id: int, new: RewrappedSlot) -> None:
        """The person's slot under another passphrase, as their seat has wrapped it."""
        with self._one_at_a_time:
            file = self._unlocked.file()
            slot = file.slot_of(staff_id)
            if slot is None:
                raise Refused(_("An administrator has changed this slot. Sign in again."))
            slot = put_in_slot(file, slot, new, self._unlocked.key)
            write(self._unlocked.path, file.with_slot(slot), self._unlocked.key)
