"""The encrypted database file: one key, one connection, and the settings that keep it whole."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import StaticPool
from sqlcipher3 import dbapi2 as sqlcipher

from counselor_desk.errors import VaultTrouble

# Below 3.51.3 a checkpoint can lose committed pages of the write-ahead log.
OLDEST_SQLITE = (3, 51, 3)
APPLICATION_ID = 0x43444B31  # "CDK1"

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

_ATTACH, _DETACH, _PRAGMA, _FUNCTION = 24, 25, 19, 31
_DENIED_FUNCTIONS = frozenset({"sqlcipher_export", "load_extension"})
_DENIED_PRAGMAS = frozenset({"key", "rekey", "hexkey", "hexrekey"})


def make_vault(path: Path, key: bytes) -> None:
    """Create the empty encrypted file, readable by its owner alone.

    `key` is the 32-byte key and the 16-byte salt. Raises VaultTrouble if a file is there.
    """
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError as error:
        raise VaultTrouble("There is a vault at this place already. Choose another.") from error
    connection = _connect(path, key)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.close()


def open_vault(path: Path, key: bytes) -> Engine:
    """Open the vault in the calling thread; only that thread may use it.

    `key` is the 32-byte key and the 16-byte salt. Raises VaultTrouble when the file is not a
    vault, is damaged or has another key.
    """

    def connect() -> Any:
        connection = _connect(path, key)
        if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            connection.close()  # an empty file opens with any key: it is no vault
            raise VaultTrouble("This file is not a vault. Choose another, or restore a backup.")
        connection.set_authorizer(_deny_what_leaks)
        return connection

    engine = create_engine(
        "sqlite://",
        module=sqlcipher,
        creator=connect,
        poolclass=StaticPool,
        hide_parameters=True,
    )
    event.listen(engine, "begin", _begin)
    return engine


def _connect(path: Path, key: bytes) -> Any:
    if sqlcipher.sqlite_version_info < OLDEST_SQLITE:
        raise VaultTrouble("This SQLCipher is too old to be safe. Update the program.")
    place = quote(path.resolve().as_posix())
    uri = f"file:{place if place.startswith('/') else '/' + place}?mode=rw"
    try:
        connection = sqlcipher.connect(uri, uri=True, timeout=5.0, isolation_level=None)
        connection.set_key(f"x'{key.hex()}'")
        connection.execute("PRAGMA cipher_log_level=NONE")  # it prints to stderr otherwise
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlcipher.DatabaseError as error:
        raise VaultTrouble(
            "The vault cannot be opened: it is damaged or not this key's. Restore a backup."
        ) from error
    for setting in SETTINGS:
        connection.execute(f"PRAGMA {setting}").fetchall()
    return connection


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _deny_what_leaks(action: int, first: str | None, second: str | None, *_: object) -> int:
    """No second database file, no export in clear, no change of key on this connection."""
    if action in (_ATTACH, _DETACH):
        return int(sqlcipher.SQLITE_DENY)
    if action == _FUNCTION and second in _DENIED_FUNCTIONS:
        return int(sqlcipher.SQLITE_DENY)
    if action == _PRAGMA and (first or "").lower() in _DENIED_PRAGMAS:
        return int(sqlcipher.SQLITE_DENY)
    return int(sqlcipher.SQLITE_OK)
