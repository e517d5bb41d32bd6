"""The slot file beside a vault: one way in a person, and the printed recovery key."""

import base64
import hmac
import json
import os
import secrets
import unicodedata
import uuid
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from counselor_desk.errors import Refused, VaultTrouble
from counselor_desk.vault import recovery

FORMAT = 1
USER, RECOVERY = "user", "recovery"

WRONG = "That passphrase does not open the vault. Try again, or use the recovery key."
DAMAGED = "The vault's key file is damaged. Put back the copy that ends in .keys.bak, or a backup."
NEWER = "A newer Counselor Desk made this vault's key file. Install that version."


@dataclass(frozen=True)
class Argon:
    """How hard a guess is: passes, memory in MiB, lanes. Bounds are checked before computing."""

    passes: int = 3
    mebibytes: int = 256
    lanes: int = 4

    def check(self) -> None:
        """A tampered file must not mean a terabyte of memory, nor a weak derivation."""
        if not (1 <= self.passes <= 32 and 46 <= self.mebibytes <= 2048 and 1 <= self.lanes <= 16):
            raise VaultTrouble(DAMAGED)

    def derive(self, secret: bytes, salt: bytes) -> bytes:
        self.check()
        return hash_secret_raw(
            secret, salt, self.passes, self.mebibytes * 1024, self.lanes, 32, Type.ID, version=19
        )


STRONG = Argon()


@dataclass(frozen=True)
class Slot:
    """One way in: who, how it is derived, and the vault key wrapped for it."""

    id: str
    kind: str
    staff_id: int
    sign_in: str
    argon: Argon
    salt: bytes
    nonce: bytes
    wrapped: bytes
    must_change: bool = False
    device: bool = False

    def facts(self, vault: str) -> bytes:
        """What the wrap is bound to: a slot cannot be moved, renamed or weakened."""
        return _canonical(
            [
                vault, self.id, self.kind, self.staff_id, self.sign_in, self.must_change,
                self.device, self.argon.passes, self.argon.mebibytes, self.argon.lanes,
                _text(self.salt),
            ]
        )  # fmt: skip


@dataclass(frozen=True)
class KeyFile:
    """What stands in the slot file."""

    vault: str
    revision: int
    database_salt: bytes
    slots: tuple[Slot, ...]
    mac: bytes = b""

    def people(self) -> list[Slot]:
        return [slot for slot in self.slots if slot.kind == USER]

    def slot_of(self, sign_in: str) -> Slot:
        wanted = sign_in.strip().casefold()
        found = [s for s in self.people() if s.sign_in.casefold() == wanted]
        if not found:
            raise Refused("Nobody signs in with this name here. Check its spelling.", "sign_in")
        return found[0]

    def content(self) -> bytes:
        return _canonical([FORMAT, self.vault, self.revision, _text(self.database_salt),
                           [_slot_out(slot) for slot in self.slots]])  # fmt: skip


@dataclass
class Unlocked:
    """The vault key in memory, and who holds it. `forget` wipes it."""

    path: Path
    slot: Slot
    database_salt: bytes
    _key: bytearray = field(repr=False)
    device_secret: bytes = field(default=b"", repr=False)

    @property
    def staff_id(self) -> int:
        return self.slot.staff_id

    @property
    def must_change(self) -> bool:
        return self.slot.must_change

    def database_key(self) -> bytes:
        """32 bytes of key and 16 of salt, for SQLCipher."""
        return self._derive(b"db") + self.database_salt

    def audit_key(self) -> bytes:
        return self._derive(b"audit")

    def backup_key(self) -> bytes:
        return self._derive(b"backup")

    def confirms(self, passphrase: str) -> bool:
        """Whether this is the passphrase that opened the slot. Slow, as a guess has to be."""
        current = read(self.path)
        slot = next((s for s in current.slots if s.id == self.slot.id), None)
        return slot is not None and _opens(current, slot, _secret(passphrase), self.device_secret)

    def forget(self) -> None:
        for index in range(len(self._key)):
            self._key[index] = 0

    def _derive(self, purpose: bytes) -> bytes:
        if not any(self._key):
            raise VaultTrouble("The vault is locked. Unlock it to go on.")
        return HKDF(hashes.SHA256(), 32, None, purpose).derive(bytes(self._key))


def key_path(vault: Path) -> Path:
    """The slot file of a vault: the pair moves together."""
    return vault.with_suffix(".keys")


def create(
    vault: Path, staff_id: int, sign_in: str, passphrase: str, argon: Argon = STRONG
) -> tuple[Unlocked, str]:
    """A new vault key with a slot for its first person; also gives the printed recovery key.

    Raises VaultTrouble when a slot file is there.
    """
    path = key_path(vault)
    if path.exists():
        raise VaultTrouble("There is a vault at this place already. Choose another.")
    key, printed = bytearray(secrets.token_bytes(32)), recovery.generate()
    file = KeyFile(uuid.uuid4().hex, 1, secrets.token_bytes(16), ())
    mine = _wrap(file.vault, key, _blank(USER, staff_id, sign_in, argon), _secret(passphrase))
    spare = _wrap(file.vault, key, _blank(RECOVERY, 0, "", argon), recovery.secret(printed))
    _write(path, replace(file, slots=(mine, spare)), key)
    return Unlocked(path, mine, file.database_salt, key), printed


def people(vault: Path) -> list[str]:
    """The names to sign in with, for the unlock window."""
    return [slot.sign_in for slot in read(key_path(vault)).people()]


def unlock(vault: Path, sign_in: str, passphrase: str, device_secret: bytes = b"") -> Unlocked:
    """Slow. Raises Refused for a wrong name or passphrase, VaultTrouble for a damaged file."""
    path = key_path(vault)
    file = read(path)
    slot = file.slot_of(sign_in)
    return _open(path, file, slot, _secret(passphrase), device_secret)


def recover(vault: Path, printed: str) -> Unlocked:
    """Slow. Opens with the printed key; raises Refused for a slip of the pen and a wrong key."""
    path = key_path(vault)
    file = read(path)
    slot = next((s for s in file.slots if s.kind == RECOVERY), None)
    if slot is None:
        raise VaultTrouble(DAMAGED)
    return _open(path, file, slot, recovery.secret(printed), b"")


def set_passphrase(
    unlocked: Unlocked,
    sign_in: str,
    passphrase: str,
    must_change: bool = False,
    argon: Argon = STRONG,
) -> None:
    """Rewrap for one person; no byte of the database changes."""
    file = read(unlocked.path)
    old = file.slot_of(sign_in)
    fresh = replace(_blank(USER, old.staff_id, old.sign_in, argon), must_change=must_change)
    new = _wrap(file.vault, unlocked._key, fresh, _secret(passphrase))
    slots = tuple(new if slot.id == old.id else slot for slot in file.slots)
    _write(unlocked.path, replace(file, slots=slots), unlocked._key)
    if unlocked.slot.id == old.id:
        unlocked.slot = new


def add_person(
    unlocked: Unlocked,
    staff_id: int,
    sign_in: str,
    passphrase: str,
    argon: Argon = STRONG,
    must_change: bool = True,
) -> None:
    """A slot with a one-time passphrase, to be changed at the first sign-in."""
    file = read(unlocked.path)
    if any(s.sign_in.casefold() == sign_in.strip().casefold() for s in file.people()):
        raise Refused("Somebody signs in with this name already. Choose another.", "sign_in")
    fresh = replace(_blank(USER, staff_id, sign_in.strip(), argon), must_change=must_change)
    slot = _wrap(file.vault, unlocked._key, fresh, _secret(passphrase))
    _write(unlocked.path, replace(file, slots=(*file.slots, slot)), unlocked._key)


def remove_person(unlocked: Unlocked, staff_id: int) -> None:
    """Take a person's slot out. The caller keeps the last administrator."""
    file = read(unlocked.path)
    kept = tuple(s for s in file.slots if s.kind == RECOVERY or s.staff_id != staff_id)
    _write(unlocked.path, replace(file, slots=kept), unlocked._key)


def is_passphrase_of(vault: Path, staff_id: int, passphrase: str) -> bool:
    """Whether a colleague stands by something with their own passphrase. Slow."""
    file = read(key_path(vault))
    slots = [slot for slot in file.people() if slot.staff_id == staff_id]
    return any(_opens(file, slot, _secret(passphrase), b"") for slot in slots)


def read(path: Path) -> KeyFile:
    """The slot file as it stands; raises VaultTrouble when it is not one."""
    try:
        content = json.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise VaultTrouble("The vault's key file is missing. Put it beside the vault.") from error
    except (OSError, ValueError, RecursionError) as error:
        raise VaultTrouble(DAMAGED) from error
    if isinstance(content, dict) and _is_newer(content.get("format")):
        raise VaultTrouble(NEWER)
    try:
        return KeyFile(
            str(content["vault"]),
            int(content["revision"]),
            _bytes(content["database_salt"]),
            tuple(_slot_in(slot) for slot in content["slots"]),
            _bytes(content["mac"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise VaultTrouble(DAMAGED) from error


def _is_newer(found: Any) -> bool:
    return isinstance(found, int) and found > FORMAT


def _open(path: Path, file: KeyFile, slot: Slot, secret: bytes, device: bytes) -> Unlocked:
    key = bytearray(_unwrap(file, slot, secret, device))
    if not hmac.compare_digest(_mac(file, key), file.mac):
        raise VaultTrouble(DAMAGED)
    return Unlocked(path, slot, file.database_salt, key, device)


def _opens(file: KeyFile, slot: Slot, secret: bytes, device: bytes) -> bool:
    try:
        _unwrap(file, slot, secret, device)
    except Refused:
        return False
    return True


def _unwrap(file: KeyFile, slot: Slot, secret: bytes, device: bytes) -> bytes:
    try:
        wrapping = AESGCM(_wrapping_key(slot, secret, device))
        return wrapping.decrypt(slot.nonce, slot.wrapped, slot.facts(file.vault))
    except InvalidTag as error:
        raise Refused(WRONG, "passphrase") from error


def _wrap(vault: str, key: bytearray, slot: Slot, secret: bytes, device: bytes = b"") -> Slot:
    wrapping = AESGCM(_wrapping_key(slot, secret, device))
    return replace(slot, wrapped=wrapping.encrypt(slot.nonce, bytes(key), slot.facts(vault)))


def _wrapping_key(slot: Slot, secret: bytes, device: bytes) -> bytes:
    stretched = slot.argon.derive(secret, slot.salt)
    return HKDF(hashes.SHA256(), 32, device or None, b"kek").derive(stretched)


def _blank(kind: str, staff_id: int, sign_in: str, argon: Argon) -> Slot:
    return Slot(
        uuid.uuid4().hex, kind, staff_id, sign_in, argon,
        secrets.token_bytes(16), secrets.token_bytes(12), b"",
    )  # fmt: skip


def _mac(file: KeyFile, key: bytearray) -> bytes:
    return hmac.digest(
        HKDF(hashes.SHA256(), 32, None, b"slotfile").derive(bytes(key)), file.content(), "sha256"
    )


def _write(path: Path, file: KeyFile, key: bytearray) -> None:
    """Whole or not at all; the version before stays beside it as .keys.bak."""
    file = replace(file, revision=file.revision + 1)
    content = {
        "format": FORMAT,
        "vault": file.vault,
        "revision": file.revision,
        "database_salt": _text(file.database_salt),
        "slots": [_slot_out(slot) for slot in file.slots],
        "mac": _text(_mac(file, key)),
    }
    for stale in path.parent.glob(path.name + ".*.tmp"):
        stale.unlink(missing_ok=True)  # left by a process that was ended while it wrote
    if path.exists():
        _put(path.with_name(path.name + ".bak"), path.read_bytes())
    _put(path, json.dumps(content, indent=1).encode())


def _put(path: Path, content: bytes) -> None:
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(4)}.tmp")
    handle = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _secret(passphrase: str) -> bytes:
    return unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")


def _slot_out(slot: Slot) -> dict[str, Any]:
    return {
        "id": slot.id, "kind": slot.kind, "staff_id": slot.staff_id, "sign_in": slot.sign_in,
        "argon": [slot.argon.passes, slot.argon.mebibytes, slot.argon.lanes],
        "salt": _text(slot.salt), "nonce": _text(slot.nonce), "wrapped": _text(slot.wrapped),
        "must_change": slot.must_change, "device": slot.device,
    }  # fmt: skip


def _slot_in(content: Any) -> Slot:
    passes, mebibytes, lanes = (int(n) for n in content["argon"])
    return Slot(
        str(content["id"]), str(content["kind"]), int(content["staff_id"]),
        str(content["sign_in"]), Argon(passes, mebibytes, lanes), _bytes(content["salt"]),
        _bytes(content["nonce"]), _bytes(content["wrapped"]), bool(content["must_change"]),
        bool(content["device"]),
    )  # fmt: skip


def _canonical(content: Any) -> bytes:
    return json.dumps(content, sort_keys=True, separators=(",", ":")).encode()


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _bytes(content: str) -> bytes:
    return base64.b64decode(content, validate=True)
