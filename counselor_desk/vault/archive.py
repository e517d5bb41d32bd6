"""The portable archive: all records under one passphrase, in a format that is written down."""

import base64
import contextlib
import hashlib
import json
import os
import zlib
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from counselor_desk.errors import Refused, VaultTrouble
from counselor_desk.i18n import _
from counselor_desk.resources import RESOURCES
from counselor_desk.vault import connection, recovery, sealing
from counselor_desk.vault.argon import STRONG, Argon, normal, stretch
from counselor_desk.vault.keys import Unlocked
from counselor_desk.vault.passphrase import refuse_weak
from counselor_desk.vault.portable import Found, broken, fill, rows, told
from counselor_desk.vault.sealing import InvalidTag, Key
from counselor_desk.vault.slotfile import Slot
from counselor_desk.vault.slots import NotThisKey, Secret, private_of

# resources/archive/FORMAT.md describes it, and read_archive.py beside that reads it alone.
MAGIC = b"CVAULT1\n"
CHUNK = 1 << 16
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
    unlocked: Unlocked,
    to: Path,
    passphrase: str,
    now: datetime,
    progress: Progress = lambda done, of: None,
) -> Found:
    """Every table's rows in one snapshot, compressed, then encrypted. Slow.

    Whatever ends it early, `progress` by what it raises too, leaves no half a file.
    """
    refuse_weak(passphrase)
    key = sealing.fresh()
    header = _header(unlocked, key, passphrase, now)
    partial = to.with_name(f".{to.name}.partial")
    source = connection.connect(vault, unlocked.database_key())
    try:
        source.execute("BEGIN")
        with contextlib.suppress(FileNotFoundError):
            partial.unlink()
        handle = os.open(partial, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
        with os.fdopen(handle, "wb") as out:
            lines_ = told(source, unlocked.vault_id, unlocked.audit_key())
            counts = _write_all(out, header, key, _counted(lines_, rows(source), progress))
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
    return Found(counts, bytes(unlocked.audit_key()))


def lay_beside(to: Path) -> None:
    """How an archive is read without this program goes along with it; nothing is overwritten."""
    for name in READERS:
        with contextlib.suppress(FileExistsError), (to.parent / name).open("xb") as beside:
            beside.write((RESOURCES / "archive" / name).read_bytes())


def load(path: Path, secret: str, vault: Path, key48: Key) -> Found:
    """Make a new vault file out of an archive; `secret` is its passphrase or the printed key.

    Raises Refused for a wrong secret and BadArchive for a file that is not whole; then no vault
    is left behind.
    """
    connection.make(vault, key48)
    made = connection.connect(vault, key48)
    try:
        made.execute("PRAGMA foreign_keys=OFF")
        made.execute("BEGIN")
        found = fill(made, lines(path, secret))
        if made.execute("PRAGMA foreign_key_check").fetchone() is not None:
            raise broken()
        made.execute("COMMIT")
    except (connection.Trouble, VaultTrouble, Refused) as error:
        made.close()
        for ending in ("", "-wal", "-shm"):
            vault.with_name(vault.name + ending).unlink(missing_ok=True)
        if isinstance(error, connection.Trouble):
            raise broken() from error
        raise
    made.close()
    return found


def trail_key(path: Path, secret: str) -> bytes:
    """The key of the trail, which the first line tells. Slow."""
    first: dict[str, Any] = next(lines(path, secret), {})
    return base64.b64decode(first.get("audit_key", ""))


def survey(path: Path, secret: str) -> tuple[dict[str, int], list[dict[str, Any]]]:
    """How many rows by table, and who works there; all of it is read through. Slow."""
    counts: dict[str, int] = {}
    people: list[dict[str, Any]] = []
    table, columns = "", []
    for line in lines(path, secret):
        if "table" in line:
            table, columns = line["table"], line["columns"]
        elif "row" in line and table == "staff":
            people.append(dict(zip(columns, line["row"], strict=True)))
        elif "counts" in line:
            counts = line["counts"]
    if not counts:
        raise broken()
    return counts, people


def header_of(path: Path) -> tuple[Header, bytes]:
    """The front of an archive and its bytes; raises BadArchive or VaultTrouble for a newer one."""
    try:
        with path.open("rb") as file:
            if file.read(len(MAGIC)) != MAGIC:
                raise broken()
            size = int.from_bytes(file.read(4), "big")
            content = file.read(min(size, LARGEST_HEADER))
        header = msgspec.json.decode(content, type=Header)
    except (OSError, ValueError, msgspec.MsgspecError, RecursionError) as error:
        raise broken() from error
    if header.format > 1:
        raise VaultTrouble(_("A newer Counselor Desk made this archive. Install that version."))
    return header, content


def lines(path: Path, secret: str) -> Iterator[Any]:
    """What the archive says, line by line. Slow to begin with: the secret is tried."""
    header, content = header_of(path)
    key = _key_by(header, secret)
    inflate, rest = zlib.decompressobj(), b""
    try:
        with path.open("rb") as file:
            file.seek(len(MAGIC) + 4 + len(content))
            for piece in _opened(file, key, content):
                *whole, rest = (rest + inflate.decompress(piece)).split(b"\n")
                yield from map(json.loads, whole)
        if not inflate.eof or rest:
            raise broken()
    except (OSError, ValueError, zlib.error, InvalidTag, RecursionError) as error:
        raise broken() from error


def _header(unlocked: Unlocked, key: bytearray, passphrase: str, now: datetime) -> Header:
    spare, salt = unlocked.file().recovery(), bytes(sealing.fresh()[:16])
    kek = sealing.derive(stretch(normal(passphrase), salt, STRONG), "archive")
    facts = unlocked.vault_id.encode()
    return Header(
        1, unlocked.vault_id, now, STRONG, salt, sealing.wrap(kek, key, facts),
        msgspec.structs.replace(spare, grants={}, turned=()),
        sealing.seal(spare.sealing, key, facts),
    )  # fmt: skip


def _key_by(header: Header, secret: str) -> bytearray:
    facts = header.vault.encode()
    kek = sealing.derive(stretch(normal(secret), header.salt, header.argon), "archive")
    try:
        return sealing.unwrap(kek, header.key, facts)
    except InvalidTag:
        return _key_by_recovery(header, secret)


def _key_by_recovery(header: Header, typed: str) -> bytearray:
    wrong = Refused(_("Neither passphrase nor recovery key of this archive. Type it again."))
    try:
        known = recovery.secret(typed)
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


def _write_all(
    out: BinaryIO, header: Header, key: bytearray, lines_: Iterator[Any]
) -> dict[str, int]:
    content = msgspec.json.encode(header)
    out.write(MAGIC + len(content).to_bytes(4, "big") + content)
    squeeze, waiting, counts = zlib.compressobj(), b"", {}
    boxes = _Boxes(key, content)
    for line in lines_:
        if "counts" in line:
            counts = line["counts"]
        text = json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode(
            "utf-8", "surrogatepass"
        )
        waiting += squeeze.compress(text + b"\n")
        while len(waiting) > CHUNK:
            out.write(boxes.next(waiting[:CHUNK]))
            waiting = waiting[CHUNK:]
    waiting += squeeze.flush()
    while len(waiting) > CHUNK:
        out.write(boxes.next(waiting[:CHUNK]))
        waiting = waiting[CHUNK:]
    out.write(boxes.last(waiting))
    return counts


class _Boxes:
    """Chunks in order: the number of each and whether it is the last are in its nonce."""

    def __init__(self, key: bytearray, header: bytes) -> None:
        self._box = AESGCM(sealing.derive(key, "chunks", hashlib.sha256(header).digest()))
        self._number = 0

    def next(self, content: bytes, last: bool = False) -> bytes:
        return self._box.encrypt(self.nonce(last), content, None)

    def last(self, content: bytes) -> bytes:
        return self.next(content, last=True)

    def open(self, content: bytes, last: bool) -> bytes:
        return self._box.decrypt(self.nonce(last), content, None)

    def nonce(self, last: bool) -> bytes:
        self._number += 1
        return (self._number - 1).to_bytes(11, "big") + bytes([last])


def _opened(file: BinaryIO, key: bytearray, header: bytes) -> Iterator[bytes]:
    boxes, size = _Boxes(key, header), CHUNK + sealing.TAG
    chunk = file.read(size)
    while True:
        following = file.read(size)
        yield boxes.open(chunk, last=not following)
        if not following:
            return
        chunk = following
