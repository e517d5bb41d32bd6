"""A connection to an encrypted file: keyed first, then set so that nothing told is lost."""

import contextlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlcipher3 import dbapi2 as sqlcipher

from counselor_desk.core.errors import VaultTrouble
from counselor_desk.core.i18n import _
from counselor_desk.vault.file import ownership
from counselor_desk.vault.keys.sealing import Key, wipe

# Below 3.51.3 a checkpoint can lose committed pages of the write-ahead log.
OLDEST_SQLITE = (3, 51, 3)
APPLICATION_ID = 0x43444B31  # "CDK1"
DIGITS = b"0123456789abcdef"
LEAST_FREE = 1 << 20  # bytes; below, SQLite cannot even make its shared memory

SETTINGS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "fullfsync=ON",
    "checkpoint_fullfsync=ON",
    "foreign_keys=ON",
    "temp_store=MEMORY",
    "mmap_size=0",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "cache_size=-16000",
)

Trouble = sqlcipher.DatabaseError
# What it says to SQL that it will not run, two statements in one string for one.
SAID_NO = (Trouble, sqlcipher.Warning, sqlcipher.InterfaceError)


class DamagedVault(VaultTrouble):
    """The file is there, the key is right, and it does not open."""


def connect(path: Path, key: Key, own_thread: bool = True) -> Any:
    """A writing connection of the calling thread, or of one after another. `key` is 32 bytes of key
    and 16 of salt.

    Raises VaultTrouble when the file cannot be opened or is no vault.
    """
    connection = connect_keyed(path, key, "mode=rw", own_thread)
    try:
        for setting in SETTINGS:
            connection.execute(f"PRAGMA {setting}").fetchall()
        application_id = connection.execute("PRAGMA application_id").fetchone()[0]
    except Trouble as error:
        connection.close()
        raise opening_trouble(path, error) from error
    if application_id != APPLICATION_ID:  # an empty file opens with any key
        connection.close()
        raise DamagedVault(
            _("This file is not a vault, or it was emptied. Choose another, or restore a backup.")
        )
    return connection


def read_only(path: Path, key: Key) -> Any:
    """A connection to a file that nobody writes: a backup, never a vault in use."""
    return connect_keyed(path, key, "mode=ro&immutable=1")


def connect_keyed(path: Path, key: Key, how: str, own_thread: bool = True) -> Any:
    """Open and try the key; nothing is set yet."""
    if sqlcipher.sqlite_version_info < OLDEST_SQLITE:
        raise VaultTrouble(_("This SQLCipher is too old to be safe. Update the program."))
    connection = None
    try:
        connection = sqlcipher.connect(
            f"file:{place_of(path)}?{how}",
            uri=True,
            timeout=5.0,
            isolation_level=None,
            check_same_thread=own_thread,
        )
        _with(key, connection.set_key)
        connection.execute("PRAGMA cipher_log_level=NONE")  # it prints to stderr otherwise
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except Trouble as error:
        if connection is not None:
            connection.close()
        raise opening_trouble(path, error) from error
    return connection


def create_file(path: Path, key: Key) -> None:
    """The empty encrypted file, readable by its owner alone. VaultTrouble if a file is there."""
    try:
        os.close(ownership.new_file(path))
    except FileExistsError as error:
        raise VaultTrouble(_("There is already a vault here. Choose another place.")) from error
    except OSError as error:
        raise VaultTrouble(
            _("A vault can't be created in this folder. Check its permissions, or choose another.")
        ) from error
    connection = connect_keyed(path, key, "mode=rw")
    connection.execute("PRAGMA journal_mode=WAL").fetchall()
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.close()


def key_opens(path: Path, key: Key) -> bool:
    """Whether this key is the file's."""
    try:
        connect(path, key).close()
    except DamagedVault:
        return False
    return True


def is_sound(path: Path, key: Key) -> bool:
    """Whether it opens, and every page of it is whole. Slow."""
    try:
        connection = connect(path, key)
    except DamagedVault:
        return False
    try:
        return all(
            connection.execute(f"PRAGMA {check}").fetchall() in ([], [("ok",)])
            for check in ("cipher_integrity_check", "quick_check")
        )
    except Trouble:
        return False
    finally:
        connection.close()


def rekey(path: Path, old: Key, new: Key) -> None:
    """Encrypt every page again, in place; ended at any moment, exactly one key opens it."""
    connection = connect(path, old)
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        _with(new, connection.reset_key)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    except Trouble as error:
        raise opening_trouble(path, error) from error
    finally:
        connection.close()


def _with(key: Key, use: Callable[[bytearray], object]) -> None:
    """Hand SQLCipher a raw key as it wants it; the digits are overwritten at once."""
    digits = bytearray(2 * len(key) + 3)
    digits[:2], digits[-1] = b"x'", ord("'")
    for at, byte in enumerate(key):
        digits[2 * at + 2] = DIGITS[byte >> 4]
        digits[2 * at + 3] = DIGITS[byte & 15]
    try:
        use(digits)
    finally:
        wipe(digits)


def place_of(path: Path) -> str:
    """The path as an SQLite URI has it."""
    place = quote(path.absolute().as_posix())
    return place if place.startswith("/") else "/" + place


def opening_trouble(path: Path, error: Exception) -> VaultTrouble:
    """Why it did not open: the disk is asked before anything is called damaged."""
    message = str(error)
    if not path.exists():
        return VaultTrouble(
            _("The vault {name} is missing. Connect its disk, or restore a backup.").format(name=path.name)
        )
    if is_full(path.parent) or "full" in message:
        return VaultTrouble(_("The disk is full. Free some space on it and unlock again."))
    if "locked" in message or "busy" in message:
        return VaultTrouble(_("Another program has the vault open. Close it and unlock again."))
    if "readonly" in message or "unable to open" in message or not os.access(path, os.W_OK):
        return VaultTrouble(_("The vault's folder does not let this program write. Check its permissions."))
    if "disk I/O" in message:
        return VaultTrouble(_("The disk did not answer. Check the drive and unlock again."))
    return DamagedVault(
        _(
            "The vault is damaged: the passphrase is right, but the file does not open. "
            "Restore a backup; the damaged file is kept."
        )
    )


def is_full(folder: Path) -> bool:
    with contextlib.suppress(OSError):
        return shutil.disk_usage(folder).free < LEAST_FREE
    return False
