"""The vault as the desk works on it: one engine, one connection, and what that may not do."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.pool import StaticPool
from sqlcipher3 import dbapi2 as sqlcipher

from counselor_desk.records.store import OPTION
from counselor_desk.vault.file import connection
from counselor_desk.vault.file.file_store import FileStore
from counselor_desk.vault.keys.sealing import Key

_ATTACH, _DETACH, _PRAGMA, _FUNCTION = 24, 25, 19, 31
_DENIED_FUNCTIONS = frozenset({"sqlcipher_export", "load_extension"})
_DENIED_PRAGMAS = frozenset({"key", "rekey", "hexkey", "hexrekey"})

make_vault = connection.create_file
STORE = FileStore()  # it keeps nothing of its own: one serves every vault


class OneDialect(SQLiteDialect_pysqlite):
    """The same for every vault that is opened: what was compiled for one serves the next."""

    # SQLAlchemy's mappers keep what they compiled by dialect for as long as the program runs: with
    # a dialect of its own each unlocking would leave that behind, and compile it all again.
    supports_statement_cache = True

    def __eq__(self, other: object) -> bool:
        return type(other) is OneDialect

    def __hash__(self) -> int:
        return hash(OneDialect)


registry.register("sqlite.vault", __name__, OneDialect.__name__)


def open_vault(path: Path, key: Key) -> Engine:
    """Open the vault in the calling thread; only that thread may use it.

    `key` is the 32-byte key and the 16-byte salt. Raises VaultTrouble when the file is not a
    vault, is damaged or has another key.
    """

    return _engine(lambda: connection.connect(path, key), "BEGIN IMMEDIATE")


def open_to_read(path: Path, key: Key) -> Engine:
    """A connection beside the vault's own: it sees what is committed, and writes nothing.

    Used by one thread at a time; whoever closes it may be another.
    """

    def connect() -> Any:
        opened = connection.connect(path, key, own_thread=False)
        opened.execute("PRAGMA query_only=ON")
        return opened

    return _engine(connect, "BEGIN")


def copy_open(engine: Engine, to: Path) -> None:
    """The open file as it is now, into an empty one under the same key, also when its name is gone.

    On the engine's thread, outside of a transaction. Raises what the driver raises.
    """
    with engine.connect() as db:
        opened: Any = db.connection.driver_connection
        db.exec_driver_sql("ROLLBACK")
        opened.set_authorizer(None)
        try:
            opened.execute("VACUUM INTO ?", (str(to),))
        finally:
            opened.set_authorizer(_deny_what_leaks)
            db.exec_driver_sql("BEGIN")


def _engine(connect: Callable[[], Any], begin: str) -> Engine:
    def guarded() -> Any:
        opened = connect()
        opened.set_authorizer(_deny_what_leaks)
        return opened

    engine = create_engine(
        "sqlite+vault://",
        module=sqlcipher,
        creator=guarded,
        poolclass=StaticPool,
        hide_parameters=True,
        execution_options={OPTION: STORE},
    )
    event.listen(engine, "begin", lambda db: db.exec_driver_sql(begin))
    return engine


def _deny_what_leaks(action: int, first: str | None, second: str | None, *_: object) -> int:
    """No second database file, no export in clear, no change of key on this connection."""
    if action == _ATTACH and first == "":  # VACUUM's own, in memory
        return int(sqlcipher.SQLITE_OK)
    if action in (_ATTACH, _DETACH):
        return int(sqlcipher.SQLITE_DENY)
    if action == _FUNCTION and second in _DENIED_FUNCTIONS:
        return int(sqlcipher.SQLITE_DENY)
    if action == _PRAGMA and (first or "").lower() in _DENIED_PRAGMAS:
        return int(sqlcipher.SQLITE_DENY)
    return int(sqlcipher.SQLITE_OK)
