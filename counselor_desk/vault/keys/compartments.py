"""Keys for what not everybody with the vault key may read: a compartment is its owner's."""

from msgspec.structs import replace

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.vault.keys import sealing
from counselor_desk.vault.keys.sealing import InvalidTag
from counselor_desk.vault.keys.slot_file import KeyFile, damaged_keys, write
from counselor_desk.vault.keys.unlock import VaultKeys


def compartment(unlocked: VaultKeys, name: str) -> bytes:
    """The key of one's own compartment, made when it is first asked for.

    The recovery key holds it too: a forgotten passphrase loses no note.
    """
    file = unlocked.file()
    mine, label = file.slot_of(unlocked.staff_id), _label(name, unlocked.staff_id)
    if mine is None:
        raise Refused(_("Only a person with a sign-in has notes of their own."))
    if label in mine.grants:
        return bytes(_open_own_key(unlocked.private, file.vault, label, mine.grants[label]))
    if label in file.recovery().grants:
        raise Refused(
            _(
                "Your earlier counseling notes wait for the recovery key. "
                "Use it at the unlock window to set your passphrase once more."
            )
        )
    key = sealing.new_key()
    wrapped = sealing.wrap(_own_key(unlocked.private), key, _facts(file.vault, label))
    mine = replace(mine, grants={**mine.grants, label: wrapped})
    file = _sealed_to_recovery(file.with_slot(mine), label, key)
    write(unlocked.path, file, unlocked.key)
    return bytes(key)


def share(unlocked: VaultKeys, name: str, staff_id: int) -> None:
    """Let a colleague read one's compartment, without knowing their passphrase."""
    key = compartment(unlocked, name)
    file = unlocked.file()
    other, label = file.slot_of(staff_id), _label(name, unlocked.staff_id)
    if other is None:
        raise Refused(_("This person has no sign-in. Add them first."))
    sealed = sealing.seal(other.sealing, key, _facts(file.vault, label))
    other = replace(other, grants={**other.grants, label: sealed})
    write(unlocked.path, file.with_slot(other), unlocked.key)


def unshare(unlocked: VaultKeys, name: str, staff_id: int) -> None:
    """Take the grant back; what the colleague has read before, they have read."""
    file = unlocked.file()
    other, label = file.slot_of(staff_id), _label(name, unlocked.staff_id)
    if other is not None and label in other.grants:
        kept = {k: v for k, v in other.grants.items() if k != label}
        write(unlocked.path, file.with_slot(replace(other, grants=kept)), unlocked.key)


def sharers(unlocked: VaultKeys, name: str) -> tuple[int, ...]:
    """With whom one has shared one's compartment."""
    label = _label(name, unlocked.staff_id)
    return tuple(
        slot.staff_id
        for slot in unlocked.file().people()
        if label in slot.grants and slot.staff_id != unlocked.staff_id
    )


def shared_key(unlocked: VaultKeys, name: str, owner_id: int) -> bytes | None:
    """The key of a colleague's compartment, if they have shared it."""
    file = unlocked.file()
    slot = file.recovery() if unlocked.by_recovery else file.slot_of(unlocked.staff_id)
    label = _label(name, owner_id)
    if slot is None or label not in slot.grants:
        return None
    return bytes(_sealed(unlocked.private, file.vault, label, slot.grants[label]))


def recover_compartments(
    unlocked: VaultKeys, file: KeyFile, staff_id: int, private: bytearray
) -> dict[str, bytes]:
    """A person's own compartments out of the recovery key's hands, for their new keys."""
    if not unlocked.by_recovery:
        return {}
    recovered = {}
    for label, sealed in file.recovery().grants.items():
        if label.endswith(f"/{staff_id}"):
            key = _sealed(unlocked.private, file.vault, label, sealed)
            recovered[label] = sealing.wrap(_own_key(private), key, _facts(file.vault, label))
            sealing.wipe(key)
    return recovered


def handed_to_recovery(unlocked: VaultKeys, file: KeyFile) -> KeyFile:
    """Seal one's own compartments to the recovery key in the file, where it lacks them."""
    mine = file.slot_of(unlocked.staff_id)
    for label, wrapped in (mine.grants if mine else {}).items():
        own = label.endswith(f"/{unlocked.staff_id}")
        if own and label not in file.recovery().grants:
            key = _open_own_key(unlocked.private, file.vault, label, wrapped)
            file = _sealed_to_recovery(file, label, key)
    return file


def _sealed_to_recovery(file: KeyFile, label: str, key: bytearray) -> KeyFile:
    paper = file.recovery()
    sealed = sealing.seal(paper.sealing, key, _facts(file.vault, label))
    return file.with_slot(replace(paper, grants={**paper.grants, label: sealed}))


def _open_own_key(private: bytearray, vault: str, label: str, wrapped: bytes) -> bytearray:
    try:
        return sealing.unwrap(_own_key(private), wrapped, _facts(vault, label))
    except InvalidTag as error:
        raise damaged_keys() from error


def _sealed(private: bytearray, vault: str, label: str, sealed: bytes) -> bytearray:
    try:
        return sealing.unseal(private[sealing.KEY :], sealed, _facts(vault, label))
    except InvalidTag as error:
        raise damaged_keys() from error


def _own_key(private: bytearray) -> bytearray:
    # Not the public key: a colleague who holds the vault key must not put a key of theirs here.
    return sealing.derive(private, "own")


def _facts(vault: str, label: str) -> bytes:
    return f"{vault}/{label}".encode()


def _label(name: str, owner_id: int) -> str:
    return f"{name}/{owner_id}"
