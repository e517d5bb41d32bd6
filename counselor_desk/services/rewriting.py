"""After a destruction the file is written anew; a mark within it stands until that is done."""

from sqlalchemy import Engine
from sqlalchemy.orm import Session

_OWED = 1  # as the file's user_version: written with the transaction, and with nothing beside it


def owe(session: Session) -> None:
    """Words were deleted in this transaction whose freed pages still hold them."""
    session.connection().exec_driver_sql(f"PRAGMA user_version = {_OWED}")


def is_owed(engine: Engine) -> bool:
    """Whether a rewriting was begun or due, and was cut off."""
    with engine.connect() as db:
        return bool(db.exec_driver_sql("PRAGMA user_version").scalar() == _OWED)


def write_anew(engine: Engine) -> None:
    """The log that still has the words is emptied first; then the file loses its freed pages.

    SQLCipher overwrites what is freed: whoever is cut off between the two has no word left.
    """
    with engine.connect() as db:
        db.exec_driver_sql("ROLLBACK")
        db.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        db.exec_driver_sql("VACUUM")
        db.exec_driver_sql("PRAGMA user_version = 0")
        db.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        db.exec_driver_sql("BEGIN")
