"""Who holds a vault's keys: passphrases changed and given again, people added and taken out."""

from collections.abc import Collection
from pathlib import Path

from msgspec.structs import replace

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.vault.keys import compartments, recovery_key, sealing, this_computer, throttle, unlock
from counselor_desk.vault.keys.argon import Argon, normal
from counselor_desk.vault.keys.passphrase import refuse_weak
from counselor_desk.vault.keys.slot_file import RECOVERY, Slot, key_path, read, write
from counselor_desk.vault.keys.slots import NewSlot, NotThisKey, Secret, private_of, rewrap_slot
from counselor_desk.vault.keys.unlock import VaultKeys, WrongPassphrase


def change_passphrase(unlocked: VaultKeys, old: str, new: str, *names: str) -> None:
    """One's own: rewrites one slot and no byte of the database; `names` do not make one. Slow."""
    if not unlocked.confirms(old):
        raise Refused(_("That is not your current passphrase. Type it again."), "old")
    if normal(old) == normal(new):
        raise Refused(_("The new passphrase is the old one. Choose another."), "new")
    refuse_weak(new, unlocked.sign_in, *names, field="new")
    mine = replace(unlocked.slot, must_change=False)
    _put_mine(unlocked, mine, Secret(normal(new), unlocked.device))


def set_passphrase(unlocked: VaultKeys, sign_in: str, passphrase: str, must_change: bool = False) -> None:
    """Another's, who has forgotten theirs: a new slot with new keys of their own. Slow.

    What only that person could read comes along when the recovery key has unlocked the vault;
    otherwise it waits for that key.
    """
    refuse_weak(passphrase, sign_in)
    file = unlocked.file()
    old = file.slot_named(sign_in)
    blank = NewSlot(file.vault, old.staff_id, old.sign_in, old.argon, must_change, id=old.id)
    new, private = blank.make(normal(passphrase), unlocked.key)
    new = replace(new, grants=compartments.recover_compartments(unlocked, file, old.staff_id, private))
    write(unlocked.path, file.with_slot(new), unlocked.key)
    throttle.forgive(unlocked.vault, old.sign_in)


def add_person(
    unlocked: VaultKeys,
    staff_id: int,
    sign_in: str,
    passphrase: str,
    must_change: bool = True,
) -> None:
    """A slot for a colleague, by rule with a one-time passphrase. Slow."""
    refuse_weak(passphrase, sign_in)
    file = unlocked.file()
    taken = {slot.sign_in.casefold() for slot in file.people()}
    if sign_in.strip().casefold() in taken or file.slot_of(staff_id) is not None:
        raise Refused(_("Someone already signs in with this name. Choose another."), "sign_in")
    argon = _argon(unlocked)
    blank = NewSlot(file.vault, staff_id, sign_in.strip(), argon, must_change)
    slot, _private = blank.make(normal(passphrase), unlocked.key)
    write(unlocked.path, replace(file, slots=(*file.slots, slot)), unlocked.key)


def remove_person(unlocked: VaultKeys, staff_id: int, administrators: Collection[int] = ()) -> None:
    """Take a person's slot out. Refused for the last of the administrators who hold one."""
    file = unlocked.file()
    left = {slot.staff_id for slot in file.people()} - {staff_id}
    if staff_id in administrators and not left & set(administrators):
        raise Refused(_("The last administrator has to stay. Make someone else an administrator first."))
    kept = tuple(s for s in file.slots if s.kind == RECOVERY or s.staff_id != staff_id)
    write(unlocked.path, replace(file, slots=kept), unlocked.key)


def keep_only(unlocked: VaultKeys, people: Collection[tuple[int, str]]) -> None:
    """After a restore: whom the older vault does not know opens it no more, nor as a namesake."""
    file, known = unlocked.file(), {(staff_id, name.casefold()) for staff_id, name in people}
    kept = tuple(
        slot
        for slot in file.slots
        if slot.kind == RECOVERY or (slot.staff_id, slot.sign_in.casefold()) in known
    )
    if len(kept) < len(file.slots):
        write(unlocked.path, replace(file, slots=kept), unlocked.key)


def remove_slots(unlocked: VaultKeys, gone: Collection[int]) -> None:
    """Who left keeps no slot, also when the program was ended while they were retired."""
    file = unlocked.file()
    kept = tuple(s for s in file.slots if s.kind == RECOVERY or s.staff_id not in gone)
    if len(kept) < len(file.slots):
        write(unlocked.path, replace(file, slots=kept), unlocked.key)


def keep_one_recovery_key(unlocked: VaultKeys, signing: bytes) -> None:
    """Take out every slot of the recovery kind but that with this public key, if it is there."""
    file = unlocked.file()
    papers = [slot for slot in file.slots if slot.kind == RECOVERY and not slot.is_older_sheet]
    mine = [slot for slot in papers if slot.signing == signing]
    if mine and len(papers) > 1:
        slots = tuple(slot for slot in file.slots if slot not in papers or slot is mine[0])
        write(unlocked.path, replace(file, slots=slots), unlocked.key)


def new_recovery_key(unlocked: VaultKeys) -> str:
    """The printed key in place of a lost or seen one. Slow.

    The old sheet opens the vault no more. It stays good for the compartments of colleagues that
    nobody but they can seal to the new one, until each has signed in.
    """
    file = unlocked.file()
    printed = recovery_key.generate()
    blank = NewSlot(file.vault, 0, "", _argon(unlocked), kind=RECOVERY)
    slot, _private = blank.make(recovery_key.secret(printed), unlocked.key)
    old = replace(file.recovery(), key=b"", turned=())
    slots = (*file.people(), slot, old, *file.older_sheets())
    file = compartments.handed_to_recovery(unlocked, replace(file, slots=slots))
    write(unlocked.path, file, unlocked.key)
    return printed


def bring_back(vault: Path, printed: str, sign_in: str, passphrase: str) -> VaultKeys:
    """With a sheet of before the newest, and the passphrase that its person signs in with now: unlocked,
    with the compartments that only that sheet holds. Slow. Refused for a sheet that holds none of theirs.
    """
    file, secret = read(key_path(vault)), Secret(recovery_key.secret(printed))
    for sheet in file.older_sheets():
        kek = secret.wrapping_key(sheet)
        try:
            of_sheet = private_of(file.vault, sheet, kek)
        except NotThisKey:
            continue
        finally:
            sealing.wipe(kek)
        try:
            unlocked = unlock.unlock(vault, sign_in, passphrase)
        except WrongPassphrase as error:
            sealing.wipe(of_sheet)
            raise Refused(
                _(
                    "This older sheet opens the vault no more. It only brings back earlier counseling notes: "
                    "type the passphrase that you sign in with now."
                ),
                "passphrase",
            ) from error
        compartments.bring_back(unlocked, sheet, of_sheet)
        sealing.wipe(of_sheet)
        return unlocked
    raise unlock.WrongRecoveryKey


def is_recovery_key(unlocked: VaultKeys, typed: str) -> bool:
    """Whether what was typed back opens the vault. Slow; False also for a slip of the pen."""
    try:
        unlock.recover(unlocked.vault, typed).forget()
    except Refused:
        return False
    return True


def this_computer_only(unlocked: VaultKeys, passphrase: str) -> None:
    """Bind one's slot to this computer's keyring, beside the passphrase. Slow."""
    if not unlocked.confirms(passphrase):
        raise WrongPassphrase
    extra = this_computer.make_device_key(unlocked.vault_id, unlocked.slot.id)
    _put_mine(unlocked, unlocked.slot, Secret(normal(passphrase), extra))
    unlocked.device = extra


def any_computer(unlocked: VaultKeys, passphrase: str) -> None:
    """Let the passphrase alone open one's slot again. Slow."""
    if not unlocked.confirms(passphrase):
        raise WrongPassphrase
    _put_mine(unlocked, unlocked.slot, Secret(normal(passphrase)))
    unlocked.device = bytearray()
    this_computer.drop(unlocked.vault_id, unlocked.slot.id)


def _put_mine(unlocked: VaultKeys, mine: Slot, secret: Secret) -> None:
    file = unlocked.file()
    current = file.slot_of(unlocked.staff_id)
    if current is None or current.id != mine.id:
        raise Refused(_("An administrator has changed this slot. Sign in again."))
    mine = replace(mine, grants=current.grants)
    mine = rewrap_slot(file.vault, mine, secret, unlocked.key, unlocked.private)
    write(unlocked.path, file.with_slot(mine), unlocked.key)
    unlocked.slot = mine


def _argon(unlocked: VaultKeys) -> Argon:
    return unlocked.slot.argon
