"""After a destruction the file is rewritten; a mark within it stands until that is done."""

from sqlalchemy import Connection, Engine

# The file's user_version is the mark: it is written with the transaction, or not at all.
_OWED, _DONE = "PRAGMA user_version = 1", "PRAGMA user_version = 0"


def mark_pending(db: Connection) -> None:
    """Words were deleted in this transaction whose freed pages still hold them."""
    db.exec_driver_sql(_OWED)


def is_pending(engine: Engine) -> bool:
    """Whether a rewriting was begun or due, and was cut off."""
    with engine.connect() as db:
        return bool(db.exec_driver_sql("PRAGMA user_version").scalar())


def compact(engine: Engine) -> None:
    """The log that still has the words is emptied first; then the file loses its freed pages.

    SQLCipher overwrites what is freed: whoever is cut off between the two has no word left.
    """
    with engine.connect() as db:
        db.exec_driver_sql("ROLLBACK")
        db.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        db.exec_driver_sql("VACUUM")
        db.exec_driver_sql(_DONE)
        db.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        db.exec_driver_sql("BEGIN")
