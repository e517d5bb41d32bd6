"""Keys for what not everybody with the vault key may read: a compartment is its owner's."""

from dataclasses import dataclass

from msgspec.structs import replace

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.vault.keys import sealing
from counselor_desk.vault.keys.sealing import InvalidTag
from counselor_desk.vault.keys.slot_file import KeyFile, Slot, damaged_keys, write
from counselor_desk.vault.keys.unlock import VaultKeys


@dataclass(frozen=True)
class SealedCompartments:
    """What the key file holds of one person's compartments: all of it sealed, and whom to seal to."""

    vault: str
    staff_id: int
    grants: dict[str, bytes]  # one's own, and those that colleagues have shared
    recovery: bytes  # public: the printed key holds every compartment, too
    waiting: tuple[str, ...] = ()  # what only the recovery key opens now


@dataclass(frozen=True)
class NewCompartment:
    """A key that was made at its owner's seat, sealed for them and for the recovery key."""

    wrapped: bytes
    for_recovery: bytes


# At the person's own seat: the vault's computer has no part in it


def open_own(private: bytearray, sealed: SealedCompartments, name: str) -> bytes | None:
    """The key of one's own compartment; None while there is none yet.

    Refused where it waits for the recovery key.
    """
    label = _label(name, sealed.staff_id)
    if label in sealed.grants:
        return bytes(_open_own_key(private, sealed.vault, label, sealed.grants[label]))
    if label in sealed.waiting:
        raise Refused(
            _(
                "Your earlier counseling notes wait for the recovery key. "
                "Use it at the unlock window to set your passphrase once more."
            )
        )
    return None


def make(private: bytearray, sealed: SealedCompartments, name: str) -> tuple[bytes, NewCompartment]:
    """A key for one's own compartment, and what is kept of it."""
    label, key = _label(name, sealed.staff_id), sealing.new_key()
    facts = _facts(sealed.vault, label)
    wrapped = sealing.wrap(_own_key(private), key, facts)
    return bytes(key), NewCompartment(wrapped, sealing.seal(sealed.recovery, key, facts))


def open_shared(private: bytearray, sealed: SealedCompartments, name: str, owner_id: int) -> bytes | None:
    """The key of a colleague's compartment, if they have shared it."""
    label = _label(name, owner_id)
    if label not in sealed.grants:
        return None
    return bytes(_sealed(private, sealed.vault, label, sealed.grants[label]))


def seal_for(sealed: SealedCompartments, name: str, key: bytes, colleague: bytes) -> bytes:
    """The key of one's own compartment for a colleague's public key."""
    return sealing.seal(colleague, key, _facts(sealed.vault, _label(name, sealed.staff_id)))


class CompartmentKeeper:
    """Keeps sealed compartments in the key file: it opens none of them."""

    def __init__(self, unlocked: VaultKeys) -> None:
        self._unlocked = unlocked

    def of(self, staff_id: int) -> SealedCompartments:
        """Refused for who has no sign-in."""
        file = self._unlocked.file()
        mine, held = _slot_of(file, staff_id), file.recovery()
        waiting = tuple(
            label for label in held.grants if label.endswith(f"/{staff_id}") and label not in mine.grants
        )
        return SealedCompartments(file.vault, staff_id, mine.grants, held.sealing, waiting)

    def add(self, staff_id: int, name: str, new: NewCompartment) -> None:
        """Refused where there is one: what is sealed under its key would be lost."""
        file, label = self._unlocked.file(), _label(name, staff_id)
        mine, held = _slot_of(file, staff_id), file.recovery()
        if mine.grants.get(label) == new.wrapped:
            return  # it is asked again, after the disk failed to tell of it
        if label in mine.grants or label in held.grants:
            raise Refused(_("Your key for these notes was just made at another computer. Try again."))
        file = file.with_slot(replace(mine, grants={**mine.grants, label: new.wrapped}))
        file = file.with_slot(replace(held, grants={**held.grants, label: new.for_recovery}))
        write(self._unlocked.path, file, self._unlocked.key)

    def public_key(self, staff_id: int) -> bytes:
        """Whom a share is sealed to. Refused for who has no sign-in."""
        slot = self._unlocked.file().slot_of(staff_id)
        if slot is None:
            raise Refused(_("This person has no sign-in. Add them first."))
        return slot.sealing

    def share(self, owner_id: int, name: str, staff_id: int, sealed: bytes) -> None:
        """Let a colleague read it, without knowing their passphrase."""
        file = self._unlocked.file()
        other = _slot_of(file, staff_id)
        other = replace(other, grants={**other.grants, _label(name, owner_id): sealed})
        write(self._unlocked.path, file.with_slot(other), self._unlocked.key)

    def unshare(self, owner_id: int, name: str, staff_id: int) -> None:
        """Take the grant back; what the colleague has read before, they have read."""
        file, label = self._unlocked.file(), _label(name, owner_id)
        other = file.slot_of(staff_id)
        if other is not None and label in other.grants:
            left = {k: v for k, v in other.grants.items() if k != label}
            write(self._unlocked.path, file.with_slot(replace(other, grants=left)), self._unlocked.key)

    def sharers(self, owner_id: int, name: str) -> tuple[int, ...]:
        """With whom somebody has shared theirs."""
        label = _label(name, owner_id)
        people = self._unlocked.file().people()
        return tuple(s.staff_id for s in people if label in s.grants and s.staff_id != owner_id)


def compartment(unlocked: VaultKeys, name: str) -> bytes:
    """The key of one's own compartment where the vault is, made when it is first asked for.

    The recovery key holds it too: a forgotten passphrase loses no note.
    """
    keeper = CompartmentKeeper(unlocked)
    sealed = keeper.of(unlocked.staff_id)
    key = open_own(unlocked.private, sealed, name)
    if key is None:
        key, new = make(unlocked.private, sealed, name)
        keeper.add(unlocked.staff_id, name, new)
    return key


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


def _slot_of(file: KeyFile, staff_id: int) -> Slot:
    slot = file.slot_of(staff_id)
    if slot is None:
        raise Refused(_("Only a person with a sign-in has notes of their own."))
    return slot


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
