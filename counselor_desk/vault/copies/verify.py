"""Reads a copy of a vault through, page by page and row by row."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from counselor_desk.core.errors import VaultTrouble
from counselor_desk.core.i18n import _
from counselor_desk.vault.file.connection import Trouble, read_only
from counselor_desk.vault.keys.sealing import Key
from counselor_desk.vault.keys.slot_file import Anchor


class BadBackup(VaultTrouble):
    """A copy that is not whole, not this vault's, or not what its manifest says."""


@dataclass(frozen=True)
class CopyContents:
    """What was found in a copy by reading all of it."""

    schema: str
    counts: dict[str, int]
    head: Anchor | None


def examine(path: Path, key: Key, expected: Anchor | None) -> CopyContents:
    """Read a copy through: pages, structure, references; the trail holds the expected line."""
    connection = read_only(path, key)
    try:
        for check in ("cipher_integrity_check", "quick_check", "foreign_key_check"):
            problems = connection.execute(f"PRAGMA {check}").fetchall()
            if problems not in ([], [("ok",)]):
                raise _broken()
        names = tables(connection)
        counts = {name: _count(connection, name) for name in names}
        head = _head(connection, names)
        if expected is not None and _mac_of(connection, expected.line) != expected.mac:
            raise _broken()
        revision = "SELECT version_num FROM alembic_version"
        schema = connection.execute(revision).fetchone()[0] if "alembic_version" in names else ""
        return CopyContents(schema, counts, head)
    except Trouble as error:
        raise _broken() from error
    finally:
        connection.close()


def head_of(connection: Any) -> Anchor | None:
    """The last line of the trail."""
    return _head(connection, tables(connection))


def tables(connection: Any) -> list[str]:
    asked = "SELECT name FROM sqlite_master WHERE type = 'table' AND substr(name, 1, 7) <> 'sqlite_'"
    return sorted(row[0] for row in connection.execute(asked))


def _count(connection: Any, table: str) -> int:
    return int(connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0])


def _head(connection: Any, tables: list[str]) -> Anchor | None:
    if "audit_entry" not in tables:
        return None
    last = "SELECT id, mac FROM audit_entry ORDER BY id DESC LIMIT 1"
    row = connection.execute(last).fetchone()
    return Anchor(row[0], row[1]) if row else None


def _mac_of(connection: Any, line: int) -> str:
    row = connection.execute("SELECT mac FROM audit_entry WHERE id = ?", (line,)).fetchone()
    return str(row[0]) if row else ""


def _broken() -> BadBackup:
    return BadBackup(_("The copy is incomplete. Check the vault and its disk; nothing was saved."))
