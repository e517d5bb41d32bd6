"""The way into a vault: from a passphrase or the printed recovery key to its keys in memory."""

import contextlib
import uuid
from dataclasses import dataclass, field
from pathlib import Path

from msgspec.structs import replace

from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.core.i18n import _
from counselor_desk.vault.keys import recovery_key, sealing, this_computer, throttle
from counselor_desk.vault.keys.argon import STRONG, Argon, normal
from counselor_desk.vault.keys.opening_part import public_of, words_of
from counselor_desk.vault.keys.passphrase import refuse_weak
from counselor_desk.vault.keys.slot_file import (
    RECOVERY,
    Anchor,
    KeyFile,
    Slot,
    content_of,
    copy_path,
    damaged_keys,
    key_path,
    read,
    remove_leftovers,
    write,
)
from counselor_desk.vault.keys.slots import NewSlot, NotThisKey, Secret, open_slot, wrapped

__all__ = ["STRONG", "Argon", "VaultKeys", "key_path"]


class WrongPassphrase(Refused):
    """The key file is whole, and this does not open that person's slot."""

    def __init__(self) -> None:
        super().__init__(
            _("That passphrase does not open the vault. Try again, or use the recovery key."),
            "passphrase",
        )


class WrongRecoveryKey(Refused):
    """A whole recovery key, of another vault or an older sheet."""

    def __init__(self) -> None:
        super().__init__(
            _("This recovery key does not belong to this vault. Look for the newest printed sheet."),
            "recovery_key",
        )


@dataclass
class VaultKeys:
    """The keys of a vault in memory, and whose slot gave them. `forget` wipes them."""

    vault: Path
    vault_id: str
    slot: Slot
    salt: bytes
    tries: tuple[float, ...]  # when this person's failed tries before this sign-in were
    key: bytearray = field(repr=False)
    audit: bytearray = field(repr=False)
    private: bytearray = field(repr=False)
    device: bytearray = field(repr=False, default_factory=bytearray)
    coming: bytearray = field(repr=False, default_factory=bytearray)  # while the key is turned
    derived: dict[str, bytearray] = field(repr=False, default_factory=dict)  # each made once
    last: KeyFile | None = field(repr=False, default=None)  # the key file as it was read last
    opening: bytes = b""  # the half of their slot's opening part that may be known

    @property
    def path(self) -> Path:
        return key_path(self.vault)

    @property
    def staff_id(self) -> int:
        return self.slot.staff_id

    @property
    def sign_in(self) -> str:
        return self.slot.sign_in

    @property
    def public(self) -> bytes:
        """What a signature of this person is checked with."""
        return self.slot.signing

    @property
    def must_change(self) -> bool:
        """A one-time passphrase opened it."""
        return self.slot.must_change

    @property
    def by_recovery(self) -> bool:
        return self.slot.kind == RECOVERY

    def database_key(self) -> bytearray:
        """32 bytes of key and 16 of salt, for SQLCipher; zero once the keys are forgotten."""
        return self._derived("db", self.salt)

    def audit_key(self) -> bytearray:
        self._alive()
        return self.audit

    def backup_key(self) -> bytearray:
        return self._derived("backup")

    def sign(self, content: bytes) -> bytes:
        """This person's Ed25519 signature: a colleague who shares the vault key cannot make it."""
        self._alive()
        return sealing.sign(self.private, content)

    def sign_opening(self) -> bytes:
        """That the half of their slot's opening part is theirs."""
        return self.sign(words_of(self.vault_id, self.slot, self.opening))

    def confirms(self, passphrase: str) -> bool:
        """Whether this is the passphrase of whoever unlocked. Slow, as a guess has to be.

        Raises MustWait after too many tries.
        """
        return is_passphrase_of(self.vault, self.staff_id, passphrase)

    def file(self) -> KeyFile:
        """The key file as it stands now; whoever changed it without the vault key is found out."""
        self._alive()
        file = read(self.path)
        if not file.is_of(self.key):
            raise damaged_keys()
        self.last = file
        return file

    def newest_file(self) -> bytes:
        """The key file of this vault key that is newest: it, its copy, or as it was read last.

        Raises DamagedKeys where there is none.
        """
        found = [self.last] if self.last is not None else []
        for path in (self.path, copy_path(self.path)):
            with contextlib.suppress(VaultTrouble):
                found.append(read(path))
        mine = [file for file in found if file.is_of(self.key)]
        if not mine:
            raise damaged_keys()
        return content_of(max(mine, key=lambda file: file.revision))

    def forget(self) -> None:
        """Overwrite every key; what is asked afterwards is refused."""
        sealing.wipe(self.key, self.audit, self.private, self.device, self.coming)
        sealing.wipe(*self.derived.values())

    def turn_to(self, key: bytearray) -> None:
        """Another vault key from now on; the old one and what came of it is overwritten."""
        sealing.wipe(self.key, *self.derived.values())
        self.derived.clear()
        self.key, self.coming = key, bytearray()

    def _derived(self, purpose: str, tail: bytes = b"") -> bytearray:
        self._alive()
        if purpose not in self.derived:
            self.derived[purpose] = sealing.derive(self.key, purpose, tail=tail)
        return self.derived[purpose]

    def _alive(self) -> None:
        if not any(self.key):
            raise VaultTrouble(_("The vault is locked. Unlock it to continue."))


def create(
    vault: Path, staff_id: int, sign_in: str, passphrase: str, argon: Argon = STRONG
) -> tuple[VaultKeys, str]:
    """A new vault key with a slot for its first person; also says the recovery key to print.

    Slow. Raises VaultTrouble when a key file is there.
    """
    refuse_weak(passphrase, sign_in)
    path = key_path(vault)
    if path.exists():
        raise VaultTrouble(_("There is already a vault here. Choose another place."))
    key, audit, printed = sealing.new_key(), sealing.new_key(), recovery_key.generate()
    vault_id, salt = uuid.uuid4().hex, bytes(sealing.new_key()[:16])
    first = NewSlot(vault_id, staff_id, sign_in.strip(), argon)
    mine, private = first.make(normal(passphrase), key)
    paper = NewSlot(vault_id, 0, "", argon, kind=RECOVERY)
    spare, _private = paper.make(recovery_key.secret(printed), key)
    kept = sealing.wrap(sealing.derive(key, "audit"), audit, vault_id.encode())
    file = KeyFile(vault=vault_id, revision=0, salt=salt, slots=(mine, spare), audit=kept)
    file = write(path, file, key)
    unlocked = VaultKeys(
        vault=vault, vault_id=vault_id, slot=mine, salt=salt, tries=(), key=key, audit=audit, private=private
    )
    unlocked.last = file
    return unlocked, printed


def adopt_trail(unlocked: VaultKeys, audit: bytes) -> None:
    """Take over the key of a trail that is there already, of an archive for one."""
    unlocked.audit[:] = audit
    kept = sealing.wrap(sealing.derive(unlocked.key, "audit"), unlocked.audit, unlocked.vault_id.encode())
    write(unlocked.path, replace(unlocked.file(), audit=kept), unlocked.key)


def people(vault: Path) -> list[str]:
    """The names to sign in with, for the unlock window."""
    return [slot.sign_in for slot in read(key_path(vault)).people()]


def unlock(
    vault: Path,
    sign_in: str,
    passphrase: str,
    clocks: throttle.ThrottleClocks = throttle.REAL,
    counted_at: Path | None = None,
) -> VaultKeys:
    """Slow. Raises Refused (wrong name or passphrase, too many tries) or VaultTrouble.

    Tries on a backup count where its vault's do (`counted_at`): thirty copies are not thirty times
    the tries.
    """
    remove_leftovers(key_path(vault))
    file = read(key_path(vault))
    slot = file.slot_named(sign_in)
    return _try(vault, file, slot, passphrase, Tally(counted_at or vault, clocks))


@dataclass(frozen=True)
class Tally:
    """Beside which vault tries are counted, and by which clocks."""

    vault: Path
    clocks: throttle.ThrottleClocks = throttle.REAL


def recover(vault: Path, printed: str) -> VaultKeys:
    """Slow. Opens with the printed key; Refused tells a slip of the pen from a wrong key."""
    secret = recovery_key.secret(printed)
    file = read(key_path(vault))
    try:
        return _open(vault, file, file.recovery(), Secret(secret))
    except NotThisKey as error:
        raise WrongRecoveryKey from error


def is_passphrase_of(
    vault: Path, staff_id: int, passphrase: str, clocks: throttle.ThrottleClocks = throttle.REAL
) -> bool:
    """Whether this is the person's own passphrase, given as a second signature. Slow."""
    file = read(key_path(vault))
    slot = file.slot_of(staff_id)
    if slot is None:
        return False
    try:
        _try(vault, file, slot, passphrase, Tally(vault, clocks)).forget()
    except WrongPassphrase:
        return False
    return True


def keep_anchor(unlocked: VaultKeys, line: int, mac: str) -> None:
    """Write the trail's last line outside the database: an older copy of it is then noticed."""
    file = unlocked.file()
    write(unlocked.path, replace(file, anchor=Anchor(line, mac)), unlocked.key)


def _try(vault: Path, file: KeyFile, slot: Slot, passphrase: str, tally: Tally) -> VaultKeys:
    slot.argon.check()
    throttle.check(tally.vault, slot.sign_in, tally.clocks)
    extra = this_computer.fetch(file.vault, slot.id) if slot.device else bytearray()
    throttle.count(tally.vault, slot.sign_in, tally.clocks)
    try:
        unlocked = _open(vault, file, slot, Secret(normal(passphrase), extra))
    except NotThisKey as error:
        raise WrongPassphrase from error
    unlocked.device, unlocked.tries = extra, throttle.forgive(tally.vault, slot.sign_in)
    return unlocked


def _open(vault: Path, file: KeyFile, slot: Slot, secret: Secret) -> VaultKeys:
    kek = secret.wrapping_key(slot)
    inside = open_slot(file, slot, kek)
    chain = inside.chain
    coming = chain.pop() if file.turning and len(chain) > 1 else bytearray()
    key = chain.pop()
    if not file.is_of(key):
        raise damaged_keys()
    if slot.turned and not file.turning:
        slot = wrapped(file.vault, slot, kek, key, inside.private)
        with contextlib.suppress(VaultTrouble):  # a full disk: it is done the next time
            file = write(key_path(vault), file.with_slot(slot), key)
    opening = public_of(kek)
    sealing.wipe(kek, *chain)
    audit = audit_key_of(file, key)
    return VaultKeys(
        vault=vault,
        vault_id=file.vault,
        slot=slot,
        salt=file.salt,
        tries=(),
        key=key,
        audit=audit,
        private=inside.private,
        coming=coming,
        last=file,
        opening=opening,
    )


def audit_key_of(file: KeyFile, key: bytearray) -> bytearray:
    """The trail's key, which outlives the vault's. Raises DamagedKeys."""
    try:
        return sealing.unwrap(sealing.derive(key, "audit"), file.audit, file.vault.encode())
    except sealing.InvalidTag as error:
        raise damaged_keys() from error
