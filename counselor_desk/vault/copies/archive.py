"""The portable archive: all records under one passphrase, in a format that is written down."""

import base64
import contextlib
import os
import zlib
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.core.i18n import _
from counselor_desk.core.resources import RESOURCES
from counselor_desk.vault.copies import archive_boxes
from counselor_desk.vault.copies.archive_tables import (
    ArchiveContents,
    archive_lines,
    as_told,
    broken_archive,
    fill,
    rows,
)
from counselor_desk.vault.file import connection
from counselor_desk.vault.keys import recovery_key, sealing
from counselor_desk.vault.keys.argon import STRONG, Argon, derive_key, normal
from counselor_desk.vault.keys.passphrase import refuse_weak
from counselor_desk.vault.keys.sealing import InvalidTag, Key
from counselor_desk.vault.keys.slot_file import Slot
from counselor_desk.vault.keys.slots import NotThisKey, Secret, private_of
from counselor_desk.vault.keys.unlock import VaultKeys
from counselor_desk.vault.schema import migrate

# resources/archive/FORMAT.md describes it, and read_archive.py beside that reads it alone.
MAGIC = b"CVAULT1\n"
OF_PEOPLE = {"id": int, "sign_in": str, "role": str, "active": bool}
LARGEST_HEADER = 1 << 16
ENDING = ".cvault"
READERS = ("read_archive.py", "FORMAT.md")
STEP = 500  # rows between two words of how far it is
Progress = Callable[[int, int], None]


class Header(msgspec.Struct, frozen=True):
    """What stands in clear at the front."""

    format: int
    vault: str
    made_at: datetime
    argon: Argon
    salt: bytes
    key: bytes  # of this file, wrapped by the passphrase
    recovery: Slot  # opens with the vault's printed key,
    sealed: bytes  # and this is the file's key for it


def write(  # noqa: PLR0913  the last is for who waits
    vault: Path,
    unlocked: VaultKeys,
    to: Path,
    passphrase: str,
    now: datetime,
    progress: Progress = lambda done, of: None,
) -> ArchiveContents:
    """Every table's rows in one snapshot, compressed, then encrypted. Slow.

    Whatever ends it early, `progress` by what it raises too, leaves no half a file.
    """
    refuse_weak(passphrase)
    key = sealing.new_key()
    header = _header(unlocked, key, passphrase, now)
    partial = to.with_name(f".{to.name}.partial")
    source = connection.connect(vault, unlocked.database_key())
    try:
        source.execute("BEGIN")
        with contextlib.suppress(FileNotFoundError):
            partial.unlink()
        handle = os.open(partial, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
        with os.fdopen(handle, "wb") as out:
            lines_ = archive_lines(source, unlocked.vault_id, unlocked.audit_key())
            counts = archive_boxes.write(
                out, key, _front(out, header), _counted(lines_, rows(source), progress)
            )
            out.flush()
            os.fsync(out.fileno())
        partial.replace(to)
    except BaseException as error:
        with contextlib.suppress(OSError):
            partial.unlink()
        if not isinstance(error, (OSError, connection.Trouble)):
            raise
        raise VaultTrouble(
            _("The archive could not be written. Check the folder and the free space.")
        ) from error
    finally:
        source.close()
        sealing.wipe(key)
    return ArchiveContents(counts, bytes(unlocked.audit_key()))


def lay_beside(to: Path) -> None:
    """How an archive is read without this program goes along with it; nothing is overwritten."""
    for name in READERS:
        with contextlib.suppress(FileExistsError), (to.parent / name).open("xb") as beside:
            beside.write((RESOURCES / "archive" / name).read_bytes())


def read_into_vault(path: Path, secret: str, vault: Path, key48: Key) -> ArchiveContents:
    """Make a new vault file out of an archive; `secret` is its passphrase or the printed key.

    Raises Refused for a wrong secret and BadArchive for a file that is not whole; then no vault
    is left behind.
    """
    return fill_vault(vault, key48, lines(path, secret))


def fill_vault(vault: Path, key48: Key, told: Iterator[Any]) -> ArchiveContents:
    """Make a new vault file of an archive's lines, or leave none; raises as `read_into_vault`."""
    connection.create_file(vault, key48)
    made = connection.connect(vault, key48)
    try:
        made.execute("PRAGMA foreign_keys=OFF")
        made.execute("BEGIN")
        contents = fill(made, told)
        if made.execute("PRAGMA foreign_key_check").fetchone() is not None:
            raise broken_archive()
        _check_schema(made)
        _seal(made)
        made.execute("COMMIT")
    except (*connection.SAID_NO, VaultTrouble, Refused) as error:
        made.close()
        for ending in ("", "-wal", "-shm"):
            vault.with_name(vault.name + ending).unlink(missing_ok=True)
        if isinstance(error, connection.SAID_NO):
            raise broken_archive() from error
        raise
    made.close()
    return contents


def _check_schema(made: Any) -> None:
    """An archive says of which schema it is, in one row; a newer one is named as such."""
    found = made.execute("SELECT version_num FROM alembic_version").fetchall()
    if len(found) != 1 or not isinstance(found[0][0], str):
        raise broken_archive()
    if found[0][0] != migrate.HEAD:
        migrate.refuse_newer(found[0][0])


def _seal(made: Any) -> None:
    """An archive says who wrote it, not that it is well meant: its triggers give way to our own.

    Those of an older schema are rebuilt when it is brought up to date.
    """
    asked = "SELECT version_num FROM alembic_version"
    if made.execute(asked).fetchone() != (migrate.HEAD,):
        return
    listed = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    for (name,) in made.execute(listed).fetchall():
        quoted = name.replace('"', '""')
        made.execute(f'DROP TRIGGER "{quoted}"')
    for statement in migrate.statements("sqlite/seals.sql"):
        made.execute(statement)


@as_told()
def trail_key(path: Path, secret: str) -> bytes:
    """The key of the trail, which the first line tells. Slow."""
    first: dict[str, Any] = next(lines(path, secret), {})
    return base64.b64decode(first["audit_key"], validate=True)


def survey(path: Path, secret: str) -> tuple[dict[str, int], list[dict[str, Any]]]:
    """How many rows by table, and who works there; all of it is read through. Slow."""
    counts: dict[str, int] = {}
    people: list[dict[str, Any]] = []
    table, columns = "", []
    with as_told():
        for line in lines(path, secret):
            if "table" in line:
                table, columns = line["table"], line["columns"]
            elif "row" in line and table == "staff":
                person = dict(zip(columns, line["row"], strict=True))
                people.append({key: kind(person[key]) for key, kind in OF_PEOPLE.items()})
            elif "counts" in line:
                counts = {str(name): int(count) for name, count in line["counts"].items()}
    if not counts:
        raise broken_archive()
    return counts, people


def header_of(path: Path) -> tuple[Header, bytes]:
    """The front of an archive and its bytes; raises BadArchive or VaultTrouble for a newer one."""
    try:
        with path.open("rb") as file:
            if file.read(len(MAGIC)) != MAGIC:
                raise broken_archive()
            size = int.from_bytes(file.read(4), "big")
            content = file.read(min(size, LARGEST_HEADER))
        header = msgspec.json.decode(content, type=Header)
    except (OSError, ValueError, msgspec.MsgspecError, RecursionError) as error:
        raise broken_archive() from error
    if header.format > 1:
        raise VaultTrouble(_("A newer Counselor Desk made this archive. Install that version."))
    return header, content


def lines(path: Path, secret: str) -> Iterator[Any]:
    """What the archive says, line by line. Slow to begin with: the secret is tried."""
    return read_lines(path, key_of(path, secret))


def key_of(path: Path, secret: str) -> bytearray:
    """The archive's own key, by its passphrase or the printed key. Slow."""
    return _key_by(header_of(path)[0], secret)


def read_lines(path: Path, key: bytearray) -> Iterator[Any]:
    """The lines by the archive's own key; BadArchive at the first byte that is not as written."""
    _header, content = header_of(path)
    try:
        with path.open("rb") as file:
            file.seek(len(MAGIC) + 4 + len(content))
            yield from archive_boxes.read(file, key, content)
    except (OSError, ValueError, zlib.error, InvalidTag, RecursionError) as error:
        raise broken_archive() from error


def _header(unlocked: VaultKeys, key: bytearray, passphrase: str, now: datetime) -> Header:
    spare, salt = unlocked.file().recovery(), bytes(sealing.new_key()[:16])
    kek = sealing.derive(derive_key(normal(passphrase), salt, STRONG), "archive")
    facts = unlocked.vault_id.encode()
    return Header(
        1,
        unlocked.vault_id,
        now,
        STRONG,
        salt,
        sealing.wrap(kek, key, facts),
        msgspec.structs.replace(spare, grants={}, turned=()),
        sealing.seal(spare.sealing, key, facts),
    )


def _key_by(header: Header, secret: str) -> bytearray:
    facts = header.vault.encode()
    kek = sealing.derive(derive_key(normal(secret), header.salt, header.argon), "archive")
    try:
        return sealing.unwrap(kek, header.key, facts)
    except InvalidTag:
        return _key_by_recovery(header, secret)


def _key_by_recovery(header: Header, typed: str) -> bytearray:
    wrong = Refused(_("That is neither the passphrase nor the recovery key of this archive. Type it again."))
    try:
        known = recovery_key.secret(typed)
        kek = Secret(known).wrapping_key(header.recovery)
        private = private_of(header.vault, header.recovery, kek)
        return sealing.unseal(private[sealing.KEY :], header.sealed, header.vault.encode())
    except (Refused, NotThisKey, InvalidTag) as error:
        raise wrong from error


def _counted(lines_: Iterator[Any], of: int, progress: Progress) -> Iterator[Any]:
    """The same lines, with a word now and then of how far they are."""
    done = 0
    for line in lines_:
        if "row" in line:
            if done % STEP == 0:
                progress(done, of)
            done += 1
        yield line


def _front(out: BinaryIO, header: Header) -> bytes:
    """Write what stands in clear; every box is bound to it."""
    content = msgspec.json.encode(header)
    out.write(MAGIC + len(content).to_bytes(4, "big") + content)
    return content
