"""Another passphrase, chosen at a seat: the slot is wrapped anew there, without a key of the vault."""

from dataclasses import dataclass

from msgspec.structs import replace

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.vault.keys import sealing
from counselor_desk.vault.keys.argon import normal
from counselor_desk.vault.keys.slot_file import KeyFile, Slot
from counselor_desk.vault.keys.slots import Secret, rekey_slot, wrapped

SALT = 16  # bytes


@dataclass(frozen=True)
class RewrappedSlot:
    """One's slot under another passphrase. It wraps a step that leads to the vault key, not that key."""

    salt: bytes
    private: bytes  # the person's own keys, wrapped
    key: bytes  # the step, wrapped
    step: bytes  # random: nothing of the passphrase is in it


def rewrap_at_seat(vault: str, slot: Slot, private: bytearray, passphrase: str) -> RewrappedSlot:
    """The person's own keys under a new passphrase and salt. Slow."""
    slot = replace(slot, salt=bytes(sealing.new_key()[:SALT]), must_change=False)
    kek, step = Secret(normal(passphrase)).wrapping_key(slot), sealing.new_key()
    made = wrapped(vault, slot, kek, step, private)
    sealing.wipe(kek)
    return RewrappedSlot(slot.salt, made.private, made.key, bytes(step))


def put_in_slot(file: KeyFile, slot: Slot, new: RewrappedSlot, key: bytearray) -> Slot:
    """The slot as it stands in the key file: from the step the vault key is reached as after a rotation.

    The next unlocking where the vault is wraps the vault key itself. Refused while the key is being
    changed, for a slot that one computer's keyring holds, and for what is no slot.
    """
    if file.turning:
        raise Refused(_("The key is already being changed. Unlock the vault again."))
    if slot.device:
        raise Refused(_("Your passphrase opens the vault on the clinic's computer alone. Change it there."))
    is_whole = len(new.salt) == SALT and len(new.step) == sealing.KEY
    if not is_whole or (len(new.private), len(new.key)) != (len(slot.private), len(slot.key)):
        raise Refused(_("The new passphrase did not arrive completely. Choose it again."))
    mine = replace(slot, salt=new.salt, must_change=False, private=new.private, key=new.key, turned=())
    return rekey_slot(file, mine, bytearray(new.step), key)
