"""The key file beside a vault: one slot a person, written whole or not at all."""

import contextlib
import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Final, Literal

import msgspec
from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.core.i18n import _
from counselor_desk.vault.file import ownership
from counselor_desk.vault.keys import sealing
from counselor_desk.vault.keys.argon import Argon

FORMAT = 2
WITHOUT_PARTS = 1  # what a program of before reads, too
LARGEST = 1_000_000  # bytes; three hundred people need a third of it
PERSON: Final = "person"
RECOVERY: Final = "recovery"


class DamagedKeys(VaultTrouble):
    """The key file is not whole."""


class NewerKeys(VaultTrouble):
    """The key file is of a newer program."""


class Slot(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One way in: who, how the key is derived, and what it opens."""

    id: str
    kind: Literal["person", "recovery"]
    staff_id: int
    sign_in: str
    argon: Argon
    salt: bytes
    must_change: bool = False
    device: bool = False
    signing: bytes  # public, Ed25519
    sealing: bytes  # public, X25519
    key: bytes  # the vault key, wrapped
    private: bytes  # the person's two private keys, wrapped
    turned: tuple[bytes, ...] = ()  # newer vault keys, each sealed under the one before
    grants: dict[str, bytes] = {}  # keys of compartments, by name

    @property
    def is_older_sheet(self) -> bool:
        """A printed key of before: it opens no vault, only compartments that no newer sheet has yet."""
        return self.kind == RECOVERY and not self.key

    def facts(self, vault: str, purpose: str) -> bytes:
        """What a wrap is bound to: a slot cannot be moved, renamed or weakened."""
        stated = (
            vault,
            purpose,
            self.id,
            self.kind,
            self.staff_id,
            self.sign_in,
            self.argon,
            self.salt,
            self.must_change,
            self.device,
            self.signing,
            self.sealing,
        )
        return msgspec.json.encode(stated, order="sorted")


class OpeningPart(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The part of a slot that opens the vault and none of its person's own keys."""

    slot: str  # whose
    salt: bytes  # of the passphrase that it comes of: another one has another part
    public: bytes  # X25519; its other half is derived where the passphrase is typed, and kept nowhere
    key: bytes  # the vault key, sealed to it

    def facts(self, vault: str) -> bytes:
        """What the sealed key is bound to."""
        stated = (vault, "opening", self.slot, self.salt, self.public)
        return msgspec.json.encode(stated, order="sorted")


class Anchor(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The last line of the audit trail as it stood when the vault was locked."""

    line: int
    mac: str


class KeyFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What stands in the key file."""

    format: int = WITHOUT_PARTS
    vault: str
    revision: int
    salt: bytes  # of the database
    slots: tuple[Slot, ...]
    audit: bytes  # the audit key, wrapped: it outlives the vault key
    turning: bool = False  # the database is being given the newest key
    anchor: Anchor | None = None
    openings: tuple[OpeningPart, ...] | UnsetType = UNSET  # left out where there is none
    mac: bytes = b""
    checksum: str = ""  # against accidents; the mac is against people

    def people(self) -> list[Slot]:
        return [slot for slot in self.slots if slot.kind == PERSON]

    def recovery(self) -> Slot:
        for slot in self.slots:
            if slot.kind == RECOVERY and not slot.is_older_sheet:
                return slot
        raise damaged_keys()

    def older_sheets(self) -> list[Slot]:
        return [slot for slot in self.slots if slot.is_older_sheet]

    def slot_named(self, sign_in: str) -> Slot:
        wanted = sign_in.strip().casefold()
        for slot in self.people():
            if slot.sign_in.casefold() == wanted:
                return slot
        raise Refused(_("Nobody signs in with this name here. Check its spelling."), "sign_in")

    def slot_of(self, staff_id: int) -> Slot | None:
        return next((slot for slot in self.people() if slot.staff_id == staff_id), None)

    def opening_of(self, slot: Slot) -> OpeningPart | None:
        """The part that comes of the passphrase of today, where there is one."""
        return next((one for one in self.parts() if (one.slot, one.salt) == (slot.id, slot.salt)), None)

    def parts(self) -> tuple[OpeningPart, ...]:
        return () if self.openings is UNSET else self.openings

    def with_parts(self, parts: Iterable[OpeningPart]) -> "KeyFile":
        """The file with these, as far as their slots and passphrases are still there."""
        present = {(slot.id, slot.salt) for slot in self.people() if not slot.device}
        left = tuple(one for one in parts if (one.slot, one.salt) in present)
        return replace(self, openings=left or UNSET, format=FORMAT if left else WITHOUT_PARTS)

    def with_slot(self, new: Slot) -> "KeyFile":
        """The file with one slot put in the place of the slot with its id."""
        return replace(self, slots=tuple(new if s.id == new.id else s for s in self.slots))

    def is_of(self, key: bytes | bytearray) -> bool:
        """Whether somebody who holds this vault key wrote it all."""
        return hmac.compare_digest(self.mac, _mac(self, key))


def damaged_keys() -> DamagedKeys:
    return DamagedKeys(
        _(
            "The vault's key file is damaged. Put back the copy beside it that ends in .keys.bak, "
            "or restore a backup."
        )
    )


def key_path(vault: Path) -> Path:
    """The key file of a vault: the pair moves together."""
    return vault.with_suffix(".keys")


def read(path: Path) -> KeyFile:
    """The key file as it stands, without any secret. Raises VaultTrouble when it is not whole."""
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise _missing(path) from error
    except OSError as error:
        raise VaultTrouble(
            _("The vault's key file cannot be read. Check the folder's permissions.")
        ) from error
    return parse(content)


def _missing(path: Path) -> VaultTrouble:
    """Where its copy is still there, it is named: whoever reads this stands before that folder."""
    copy = copy_path(path)
    if copy.is_file():
        words = _(
            "The vault's key file ({name}) is missing. Its copy is beside the vault: rename {copy} to "
            "{name}, and sign in as usual."
        )
    else:
        words = _("The vault's key file ({name}) is missing. Put it back beside the vault.")
    return VaultTrouble(words.format(name=path.name, copy=copy.name))


def parse(content: bytes) -> KeyFile:
    """Raises DamagedKeys or NewerKeys."""
    if len(content) > LARGEST:
        raise damaged_keys()
    try:
        if msgspec.json.decode(content, type=_Header).format > FORMAT:
            raise NewerKeys(_("A newer Counselor Desk made this vault's key file. Install that version."))
        file = msgspec.json.decode(content, type=KeyFile)
    except (ValueError, msgspec.MsgspecError, RecursionError) as error:
        raise damaged_keys() from error
    if not hmac.compare_digest(file.checksum.encode(), _checksum(file).encode()):
        raise damaged_keys()
    return file


def write(path: Path, file: KeyFile, key: bytes | bytearray) -> KeyFile:
    """Put the next revision in place, then its copy: an older one would keep removed slots."""
    file = replace(file.with_parts(file.parts()), revision=file.revision + 1)
    file = replace(file, mac=_mac(file, key))
    file = replace(file, checksum=_checksum(file))
    content = content_of(file)
    remove_leftovers(path)
    write_file(path, content)
    write_file(copy_path(path), content)
    return file


def content_of(file: KeyFile) -> bytes:
    """A key file as it is written."""
    return msgspec.json.format(msgspec.json.encode(file, order="sorted"), indent=1) + b"\n"


def copy_path(path: Path) -> Path:
    """The copy beside a key file."""
    return path.with_name(path.name + ".bak")


def remove(path: Path) -> None:
    """Take away a key file that opens nothing yet, and its copy: a vault that was not to be."""
    for file in (path, copy_path(path)):
        file.unlink(missing_ok=True)
    remove_leftovers(path)


def remove_leftovers(path: Path) -> None:
    """Take away what a process that was ended while it wrote has left: it holds old slots."""
    for stale in path.parent.glob(f".{path.name}*.tmp"):
        with contextlib.suppress(OSError):
            stale.unlink()


def write_file(path: Path, content: bytes) -> None:
    """Write a small file so that a reader finds the old one or the new one, whole."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        handle = ownership.new_file(temporary)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise VaultTrouble(
            _("{name} could not be written. Free some space on this disk and try again.").format(
                name=path.name
            )
        ) from error


def sync_folder(folder: Path) -> None:
    """The new name is on the disk too; Windows has no such call."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class _Header(msgspec.Struct):
    format: int


def _mac(file: KeyFile, key: bytes | bytearray) -> bytes:
    content = msgspec.json.encode(replace(file, mac=b"", checksum=""), order="sorted")
    return sealing.mac(sealing.derive(key, "slotfile"), content)


def _checksum(file: KeyFile) -> str:
    content = msgspec.json.encode(replace(file, checksum=""), order="sorted")
    return hashlib.sha256(content).hexdigest()
