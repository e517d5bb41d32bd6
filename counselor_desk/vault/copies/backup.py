"""Verified copies of a vault: nothing is called a backup that has not been opened and read."""

import contextlib
import hashlib
import hmac
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec.structs import replace

from counselor_desk.core.errors import VaultTrouble
from counselor_desk.core.i18n import _
from counselor_desk.vault.copies.generations import kept_backups
from counselor_desk.vault.copies.verify import BadBackup, CopyContents, examine, head_of
from counselor_desk.vault.file import ownership
from counselor_desk.vault.file.connection import Trouble, connect, is_full
from counselor_desk.vault.keys import sealing
from counselor_desk.vault.keys.sealing import Key
from counselor_desk.vault.keys.slot_file import Anchor, key_path, sync_folder, write_file
from counselor_desk.vault.keys.unlock import VaultKeys

ENDING = ".backup"
FORMAT = 2
IN_CLEAR = 1  # the last format whose list told counts to everybody
BLOCK = 1 << 20

Clock = Callable[[], datetime]


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What stands beside a backup: when, of what, and what proves it; how much is sealed but for the
    lines of the trail, which a restore needs at the door."""

    format: int = FORMAT
    vault: str
    taken_at: datetime
    why: str
    schema: str
    counts: dict[str, int] = {}  # of formats in clear
    head: Anchor | None
    size: int
    sha256: str
    mac: bytes = b""
    sealed: bytes = b""  # the counts

    def signed(self, key: Key) -> "Manifest":
        told = msgspec.to_builtins(replace(self, mac=b""), builtin_types=(datetime,))
        if self.format <= IN_CLEAR:
            del told["sealed"]
        return replace(self, mac=sealing.mac(key, msgspec.json.encode(told)))

    def facts(self) -> bytes:
        """What the counts are bound to."""
        return f"{self.vault}/{self.taken_at.isoformat()}/{self.sha256}".encode()

    def with_counts(self, audit_key: Key, counts: dict[str, int]) -> "Manifest":
        """The audit key outlives the vault key: lists of before a rotation are opened as ever."""
        content = bytearray(msgspec.json.encode(counts))
        return replace(self, sealed=sealing.wrap(_counts_key(audit_key), content, self.facts()))

    def opened(self, audit_key: Key) -> dict[str, int]:
        """How many rows of each table; none where the list is of another trail or was changed."""
        if self.format <= IN_CLEAR:
            return self.counts
        try:
            content = sealing.unwrap(_counts_key(audit_key), self.sealed, self.facts())
            return msgspec.json.decode(content, type=dict[str, int])
        except (sealing.InvalidTag, ValueError, msgspec.MsgspecError):
            return {}


@dataclass(frozen=True)
class Backup:
    """A verified copy, its manifest and the key file that opens it, under one name."""

    path: Path
    manifest: Manifest

    def files(self) -> tuple[Path, ...]:
        """The manifest last in: without it there is no backup; and first out."""
        return self.path, key_path(self.path), _manifest_path(self.path)


def folder_of(vault: Path) -> Path:
    """Where a vault's own backups lie."""
    return vault.parent / f"{vault.stem} backups"


def take_backup(vault: Path, unlocked: VaultKeys, why: str, now: datetime) -> Backup:
    """Copy, read the copy through, and only then give it its name. Any thread; nobody waits."""
    folder = folder_of(vault)
    ownership.make_folder(folder)
    remove_leftovers(folder)
    try:
        partial = partial_in(folder, vault, now)
    except OSError as error:
        raise _not_taken(folder) from error
    try:
        before = _copy(vault, unlocked.database_key(), partial)
    except (OSError, Trouble) as error:
        _remove(partial)
        raise _not_taken(folder) from error
    except VaultTrouble:
        _remove(partial)
        raise
    return adopt_copy(partial, vault, unlocked, why, now, before)


def partial_in(folder: Path, vault: Path, now: datetime) -> Path:
    """An empty file of its owner's for a copy that is not proved yet. Raises OSError."""
    partial = folder / f".{vault.stem}-{now:%Y%m%dT%H%M%S%f}.partial"
    os.close(ownership.new_file(partial))
    return partial


def adopt_copy(  # noqa: PLR0913  what a manifest tells
    partial: Path,
    vault: Path,
    unlocked: VaultKeys,
    why: str,
    now: datetime,
    before: Anchor | None = None,
) -> Backup:
    """Read a finished copy through and give it its name and its manifest. Slow."""
    folder = partial.parent
    try:
        contents = examine(partial, unlocked.database_key(), before)
        _settle(partial)
        manifest = Manifest(
            vault=unlocked.vault_id,
            taken_at=now,
            why=why,
            schema=contents.schema,
            head=contents.head,
            size=partial.stat().st_size,
            sha256=digest(partial),
        ).with_counts(unlocked.audit_key(), contents.counts)
    except (OSError, Trouble) as error:
        _remove(partial)
        raise _not_taken(folder) from error
    except VaultTrouble:
        _remove(partial)
        raise
    return _place(partial, _free_name(folder, vault.stem, now), unlocked, manifest)


def all_in(folder: Path, vault_id: str = "") -> list[Backup]:
    """The backups of a folder by their manifests, the newest first; nothing is opened."""
    backups = []
    for path in folder.glob(f"*{ENDING}"):
        with contextlib.suppress(BadBackup):
            backup = Backup(path, manifest_of(path))
            if not vault_id or backup.manifest.vault == vault_id:
                backups.append(backup)
    return sorted(backups, key=lambda backup: backup.manifest.taken_at, reverse=True)


def manifest_of(path: Path) -> Manifest:
    """Raises BadBackup when there is none that can be read."""
    try:
        manifest = msgspec.json.decode(_manifest_path(path).read_bytes(), type=Manifest)
    except (OSError, ValueError, msgspec.MsgspecError, RecursionError) as error:
        raise BadBackup(
            _("{name} is not a complete backup. Choose another.").format(name=path.name)
        ) from error
    if manifest.format > FORMAT:
        raise BadBackup(_("A newer Counselor Desk made this backup. Install that version."))
    return manifest


def verify(backup: Backup, unlocked: VaultKeys) -> CopyContents:
    """Prove a backup against its manifest, byte for byte, and read it through. Slow."""
    manifest = backup.manifest
    signed = manifest.signed(unlocked.backup_key())
    if manifest.vault != unlocked.vault_id or not hmac.compare_digest(manifest.mac, signed.mac):
        raise BadBackup(_("This backup's list of contents was changed. Choose another backup."))
    try:
        same = digest(backup.path) == manifest.sha256
    except OSError as error:
        raise BadBackup(_("This backup cannot be read. Check its disk.")) from error
    if not same:
        raise BadBackup(_("This backup is damaged: its bytes have changed. Choose another."))
    contents = examine(backup.path, unlocked.database_key(), manifest.head)
    if (contents.counts, contents.head) != (manifest.opened(unlocked.audit_key()), manifest.head):
        raise BadBackup(_("This backup does not hold what its list says. Choose another."))
    return contents


def prune(folder: Path, vault_id: str) -> int:
    """Let go of what the generations no longer keep; says how many. Never called by a restore."""
    backups = all_in(folder, vault_id)
    stays = kept_backups(backup.manifest.taken_at for backup in backups)
    leaving = [backup for backup in backups if backup.manifest.taken_at not in stays]
    for backup in leaving:
        for file in reversed(backup.files()):
            file.unlink(missing_ok=True)
    return len(leaving)


def has_changed(vault: Path, unlocked: VaultKeys, since: Backup | None) -> bool:
    """Whether a record was written after that backup; reading and signing in do not count."""
    head = since.manifest.head if since else None
    connection = connect(vault, unlocked.database_key())
    try:
        asked = "SELECT 1 FROM audit_entry WHERE id > ? AND object <> '' LIMIT 1"
        return connection.execute(asked, (head.line if head else 0,)).fetchone() is not None
    except Trouble:  # no trail yet
        return False
    finally:
        connection.close()


def digest(path: Path) -> str:
    """SHA-256 of a copy. Never of a vault in use: closing the file would drop its locks."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def remove_leftovers(folder: Path) -> None:
    """Take away what an ended process has left half done."""
    for pattern in (".*.partial", ".*.partial-journal"):
        for stale in folder.glob(pattern):
            with contextlib.suppress(OSError):
                stale.unlink()


def _copy(vault: Path, key: Key, to: Path) -> Anchor | None:
    """VACUUM INTO takes a snapshot and keeps no writer waiting; says the trail's head before."""
    connection = connect(vault, key)
    try:
        before = head_of(connection)
        connection.execute("VACUUM INTO ?", (str(to),))
        return before
    finally:
        connection.close()


def _place(partial: Path, to: Path, unlocked: VaultKeys, manifest: Manifest) -> Backup:
    try:
        partial.replace(to)
        write_file(key_path(to), unlocked.newest_file())
        manifest = manifest.signed(unlocked.backup_key())
        write_file(_manifest_path(to), msgspec.json.format(msgspec.json.encode(manifest), indent=1))
        sync_folder(to.parent)
    except OSError as error:
        _remove(partial)
        raise _not_taken(to.parent) from error
    return Backup(to, manifest)


def _free_name(folder: Path, stem: str, now: datetime) -> Path:
    name = f"{stem}-{now:%Y%m%dT%H%M%SZ}"
    taken = {path.stem for path in folder.glob(f"{name}*")}
    number = 2
    while name in taken:
        name, number = f"{stem}-{now:%Y%m%dT%H%M%SZ}-{number}", number + 1
    return folder / f"{name}{ENDING}"


def _settle(path: Path) -> None:
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(partial: Path) -> None:
    for path in (partial, partial.with_name(partial.name + "-journal")):
        with contextlib.suppress(OSError):
            path.unlink()


def _counts_key(audit_key: Key) -> bytearray:
    return sealing.derive(audit_key, "manifest")


def _manifest_path(path: Path) -> Path:
    return path.with_suffix(".json")


def _not_taken(folder: Path) -> VaultTrouble:
    if is_full(folder):
        return VaultTrouble(_("There is no room for a backup. Free some space on this disk."))
    return VaultTrouble(_("The backup could not be written. Check the folder and the disk."))
