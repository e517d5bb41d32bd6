"""Keys for what not everybody with the vault key may read: a compartment is its owner's."""

import contextlib
from dataclasses import dataclass

from msgspec.structs import replace

from counselor_desk.core.errors import Forbidden, Refused
from counselor_desk.core.i18n import _
from counselor_desk.vault.keys import sealing
from counselor_desk.vault.keys.sealing import InvalidTag
from counselor_desk.vault.keys.slot_file import KeyFile, Slot, damaged_keys, write
from counselor_desk.vault.keys.unlock import VaultKeys


@dataclass(frozen=True)
class SealedContent:
    """Something that is sealed under a person's own key, and what it is bound to."""

    sealed: bytes
    facts: bytes


@dataclass(frozen=True)
class SealedCompartments:
    """What the key file holds of one person's compartments: all of it sealed, and whom to seal to."""

    vault: str
    staff_id: int
    grants: dict[str, bytes]  # one's own, and those that colleagues have shared
    recovery: bytes  # public: the printed key holds every compartment, too
    waiting: tuple[str, ...] = ()  # what only the recovery key opens now
    waiting_older: tuple[str, ...] = ()  # what only a sheet opens that was printed before the newest
    unsheeted: tuple[str, ...] = ()  # one's own that the newest sheet does not hold yet
    has_content: bool = False  # something is sealed under a key of theirs: it gets no fresh one
    content: tuple[SealedContent, ...] = ()  # the newest of it: what a recovered key has to open


@dataclass(frozen=True)
class NewCompartment:
    """A key that was made at its owner's seat, sealed for them and for the recovery key."""

    wrapped: bytes
    for_recovery: bytes
    in_place_of: bytes = b""  # a recovered one that nothing is sealed under


# At the person's own seat: the vault's computer has no part in it


def open_own(private: bytearray, sealed: SealedCompartments, name: str) -> bytes | None:
    """The key of one's own compartment; None while there is none yet.

    Anybody can seal a key of their own making to the recovery sheet: one that came from there is proved by
    what it opens, and nothing is written under one that opens nothing.

    Refused where it waits for a recovery key, and where nothing holds the key of what there is; Forbidden
    where another key was put in its place.
    """
    label = _label(name, sealed.staff_id)
    if label in sealed.grants:
        key, is_recovered = _open_own_key(private, sealed.vault, label, sealed.grants[label])
        if is_recovered and not sealed.has_content:
            return None
        if is_recovered and sealed.content and not any(_opens(key, one) for one in sealed.content):
            raise Forbidden(
                _(
                    "Another key was put in the place of the one of your counseling notes, outside of this "
                    "program. Tell your administrator: a backup of before has it."
                )
            )
        return bytes(key)
    if label in sealed.waiting:
        raise Refused(
            _(
                "Your earlier counseling notes wait for the recovery key. "
                "Use it at the unlock window to set your passphrase once more."
            )
        )
    if label in sealed.waiting_older:
        raise Refused(
            _(
                "Your earlier counseling notes wait for the recovery sheet that was printed before the "
                "newest. Use it at the unlock window, with the passphrase that you sign in with now."
            )
        )
    if sealed.has_content:
        raise Refused(
            _(
                "Your earlier counseling notes cannot be opened: their key is not in the key file. Restore "
                "a backup that has it."
            )
        )
    return None


def make(private: bytearray, sealed: SealedCompartments, name: str) -> tuple[bytes, NewCompartment]:
    """A key for one's own compartment, and what is kept of it."""
    label, key = _label(name, sealed.staff_id), sealing.new_key()
    facts = _facts(sealed.vault, label)
    wrapped = sealing.wrap(_own_key(private), key, facts)
    return bytes(key), NewCompartment(
        wrapped, sealing.seal(sealed.recovery, key, facts), sealed.grants.get(label, b"")
    )


def open_shared(private: bytearray, sealed: SealedCompartments, name: str, owner_id: int) -> bytes | None:
    """The key of a colleague's compartment, if they have shared it."""
    label = _label(name, owner_id)
    if label not in sealed.grants:
        return None
    return bytes(_sealed(private, sealed.vault, label, sealed.grants[label]))


def for_newest_sheet(private: bytearray, sealed: SealedCompartments) -> dict[str, bytes]:
    """One's own keys that the newest sheet lacks, sealed to it."""
    made = {}
    for label in sealed.unsheeted:
        key, _is_recovered = _open_own_key(private, sealed.vault, label, sealed.grants[label])
        made[label] = sealing.seal(sealed.recovery, key, _facts(sealed.vault, label))
        sealing.wipe(key)
    return made


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
        older = [label for sheet in file.older_sheets() for label in sheet.grants]
        waiting = {label for label in held.grants if _is_of(label, staff_id)} - set(mine.grants)
        waiting_older = {label for label in older if _is_of(label, staff_id)} - set(mine.grants) - waiting
        own = {label for label in mine.grants if _is_of(label, staff_id)}
        return SealedCompartments(
            vault=file.vault,
            staff_id=staff_id,
            grants=mine.grants,
            recovery=held.sealing,
            waiting=tuple(sorted(waiting)),
            waiting_older=tuple(sorted(waiting_older)),
            unsheeted=tuple(sorted(own - set(held.grants))),
        )

    def hand_to_sheet(self, staff_id: int, made: dict[str, bytes]) -> None:
        """Their own keys, sealed to the newest sheet at their seat; an older sheet without use goes."""
        file = self._unlocked.file()
        mine, held = _slot_of(file, staff_id), file.recovery()
        new = {
            label: sealed
            for label, sealed in made.items()
            if _is_of(label, staff_id) and label in mine.grants and label not in held.grants
        }
        if new:
            file = file.with_slot(replace(held, grants={**held.grants, **new}))
            write(self._unlocked.path, without_useless_sheets(file), self._unlocked.key)

    def add(self, staff_id: int, name: str, new: NewCompartment) -> None:
        """Refused where there is one that it does not name: what is sealed under its key would be lost."""
        file, label = self._unlocked.file(), _label(name, staff_id)
        mine, held = _slot_of(file, staff_id), file.recovery()
        if mine.grants.get(label) == new.wrapped:
            return  # it is asked again, after the disk failed to tell of it
        there = any(label in slot.grants for slot in (mine, held, *file.older_sheets()))
        if there and not (new.in_place_of and mine.grants.get(label) == new.in_place_of):
            raise Refused(_("Your key for these notes was just made at another computer. Try again."))
        if there:  # what was shared of the other key opens nothing
            shared = [slot for slot in file.people() if label in slot.grants]
            for slot in shared:
                left = {key: sealed for key, sealed in slot.grants.items() if key != label}
                file = file.with_slot(replace(slot, grants=left))
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
    sealed, label = keeper.of(unlocked.staff_id), _label(name, unlocked.staff_id)
    if label in sealed.grants:
        return bytes(_open_own_key(unlocked.private, sealed.vault, label, sealed.grants[label])[0])
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
        if _is_of(label, staff_id):
            key = _sealed(unlocked.private, file.vault, label, sealed)
            recovered[label] = sealing.wrap(_own_key(private), key, _recovered_facts(file.vault, label))
            sealing.wipe(key)
    return recovered


def handed_to_recovery(unlocked: VaultKeys, file: KeyFile) -> KeyFile:
    """Seal one's own compartments to the recovery key in the file, where it lacks them."""
    mine = file.slot_of(unlocked.staff_id)
    for label, wrapped in (mine.grants if mine else {}).items():
        if _is_of(label, unlocked.staff_id) and label not in file.recovery().grants:
            key, _is_recovered = _open_own_key(unlocked.private, file.vault, label, wrapped)
            file = _sealed_to_recovery(file, label, key)
    return without_useless_sheets(file)


def hand_over(unlocked: VaultKeys) -> bool:
    """At each sign-in where the vault is: what the newest sheet lacks of one's own; whether it did."""
    file = unlocked.file()
    mine = file.slot_of(unlocked.staff_id)
    own = {label for label in mine.grants if _is_of(label, unlocked.staff_id)} if mine else set()
    if unlocked.by_recovery or own <= set(file.recovery().grants):
        return False
    write(unlocked.path, handed_to_recovery(unlocked, file), unlocked.key)
    return True


def bring_back(unlocked: VaultKeys, sheet: Slot, of_sheet: bytearray) -> None:
    """One's own compartments out of an older sheet's hands (`of_sheet`: its private keys)."""
    file = unlocked.file()
    mine = _slot_of(file, unlocked.staff_id)
    for label, sealed in sheet.grants.items():
        if _is_of(label, unlocked.staff_id) and label not in mine.grants:
            key, facts = _sealed(of_sheet, file.vault, label, sealed), _recovered_facts(file.vault, label)
            wrapped = sealing.wrap(_own_key(unlocked.private), key, facts)
            mine = replace(mine, grants={**mine.grants, label: wrapped})
            sealing.wipe(key)
    file = handed_to_recovery(unlocked, file.with_slot(mine))
    write(unlocked.path, file, unlocked.key)


def without_useless_sheets(file: KeyFile) -> KeyFile:
    """The file with those older sheets alone that hold what no newer sheet holds."""
    held, stay = set(file.recovery().grants), []
    for sheet in file.older_sheets():  # the newest first
        left = {label: sealed for label, sealed in sheet.grants.items() if label not in held}
        held |= set(left)
        if left:
            stay.append(replace(sheet, grants=left))
    slots = [slot for slot in file.slots if not slot.is_older_sheet]
    return replace(file, slots=(*slots, *stay))


def owners_without_sheet(file: KeyFile) -> list[int]:
    """Whose compartments the newest sheet does not open yet."""
    held = set(file.recovery().grants)
    labels = {label for sheet in file.older_sheets() for label in sheet.grants}
    labels |= {label for one in file.people() for label in one.grants if _is_of(label, one.staff_id)}
    return sorted({int(label.rpartition("/")[2]) for label in labels - held})


def _is_of(label: str, staff_id: int) -> bool:
    return label.endswith(f"/{staff_id}")


def _slot_of(file: KeyFile, staff_id: int) -> Slot:
    slot = file.slot_of(staff_id)
    if slot is None:
        raise Refused(_("Only a person with a sign-in has notes of their own."))
    return slot


def _sealed_to_recovery(file: KeyFile, label: str, key: bytearray) -> KeyFile:
    paper = file.recovery()
    sealed = sealing.seal(paper.sealing, key, _facts(file.vault, label))
    return file.with_slot(replace(paper, grants={**paper.grants, label: sealed}))


def _open_own_key(private: bytearray, vault: str, label: str, wrapped: bytes) -> tuple[bytearray, bool]:
    """One's own key, and whether it came out of a recovery sheet's hands."""
    own = _own_key(private)
    with contextlib.suppress(InvalidTag):
        return sealing.unwrap(own, wrapped, _facts(vault, label)), False
    try:
        return sealing.unwrap(own, wrapped, _recovered_facts(vault, label)), True
    except InvalidTag as error:
        raise damaged_keys() from error


def _opens(key: bytearray, content: SealedContent) -> bool:
    try:
        sealing.wipe(sealing.unwrap(key, content.sealed, content.facts))
    except InvalidTag:
        return False
    return True


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


def _recovered_facts(vault: str, label: str) -> bytes:
    return _facts(vault, label) + b"/recovered"


def _label(name: str, owner_id: int) -> str:
    return f"{name}/{owner_id}"
