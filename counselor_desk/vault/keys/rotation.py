"""Gives a vault a new key, so that an old copy of its key file opens nothing from then on."""

from collections.abc import Callable

from msgspec.structs import replace

from counselor_desk.core.errors import VaultTrouble
from counselor_desk.core.i18n import _
from counselor_desk.vault.keys import sealing
from counselor_desk.vault.keys.opening_part import sealed_again
from counselor_desk.vault.keys.sealing import Key
from counselor_desk.vault.keys.slot_file import damaged_keys, write
from counselor_desk.vault.keys.slots import rekey_slot
from counselor_desk.vault.keys.unlock import VaultKeys

Opens = Callable[[Key], bool]  # whether the database opens with these 48 bytes
Rekey = Callable[[Key, Key], None]  # gives the database the second key in place of the first


def rotate(unlocked: VaultKeys, rekey: Rekey) -> None:
    """Give the database a new key that every present slot can reach, and no removed one.

    Killed at any moment, `settle` finishes or takes it back at the next unlock.
    """
    if unlocked.coming:
        raise VaultTrouble(_("The key is already being changed. Unlock the vault again."))
    file, new = unlocked.file(), sealing.new_key()
    slots = tuple(
        slot if slot.is_older_sheet else rekey_slot(file, slot, unlocked.key, new) for slot in file.slots
    )
    file = write(unlocked.path, replace(file, slots=slots, turning=True), unlocked.key)
    unlocked.coming = new
    rekey(unlocked.database_key(), _coming_key(unlocked))
    _finish(unlocked)


def finish_rotation(unlocked: VaultKeys, opens: Opens) -> None:
    """After every unlock, before the vault is opened: end what a killed rotation has begun."""
    if not unlocked.coming:
        return
    if opens(_coming_key(unlocked)):
        _finish(unlocked)
    elif opens(unlocked.database_key()):
        _take_back(unlocked)
    else:
        raise VaultTrouble(_("The vault is damaged: neither of its keys opens it. Restore a backup."))


def _finish(unlocked: VaultKeys) -> None:
    new = unlocked.coming
    file = unlocked.file()
    audit = sealing.wrap(sealing.derive(new, "audit"), unlocked.audit, file.vault.encode())
    file = sealed_again(replace(file, turning=False, audit=audit), new)
    file = write(unlocked.path, file, new)
    unlocked.turn_to(new)
    mine = file.recovery() if unlocked.by_recovery else file.slot_of(unlocked.staff_id)
    if mine is None:
        raise damaged_keys()
    unlocked.slot = mine


def _take_back(unlocked: VaultKeys) -> None:
    file = unlocked.file()
    slots = tuple(replace(slot, turned=slot.turned[:-1]) for slot in file.slots)
    write(unlocked.path, replace(file, slots=slots, turning=False), unlocked.key)
    sealing.wipe(unlocked.coming)
    unlocked.coming = bytearray()


def _coming_key(unlocked: VaultKeys) -> bytearray:
    return sealing.derive(unlocked.coming, "db", tail=unlocked.salt)
