"""A vault's tables as lines of JSON, and back: what any program can read."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from counselor_desk.core.errors import VaultTrouble
from counselor_desk.core.i18n import _
from counselor_desk.vault.file.connection import APPLICATION_ID
from counselor_desk.vault.keys.sealing import Key

Line = dict[str, Any]
# What an archive may ask to be made, however it came about.
KNOWN = {
    "table": ("CREATE TABLE ", "CREATE VIRTUAL TABLE "),
    "index": ("CREATE INDEX ", "CREATE UNIQUE INDEX "),
    "trigger": ("CREATE TRIGGER ",),
}


class BadArchive(VaultTrouble):
    """A file that is not a whole archive."""


@dataclass(frozen=True)
class ArchiveContents:
    """What an archive holds: how many rows by table, and the key of the trail."""

    counts: dict[str, int]
    audit: bytes


def archive_lines(source: Any, vault_id: str, audit: Key) -> Iterator[Line]:
    """First what the vault is, then how its tables are made, then their rows, then the sums."""
    yield {
        "vault": vault_id,
        "audit_key": base64.b64encode(audit).decode(),
        "application_id": APPLICATION_ID,
    }
    tables = []
    for line in made_of(source):
        yield line
        if _is_told(line):
            tables.append(line["name"])
    counts = {}
    for name in tables:
        rows = source.execute(f'SELECT * FROM "{name}"')
        yield {"table": name, "columns": [column[0] for column in rows.description]}
        counts[name] = 0
        for row in rows:
            counts[name] += 1
            yield {"row": [_plain(value) for value in row]}
    yield {"counts": counts}


def rows(source: Any) -> int:
    """How many rows will be told."""
    names = [line["name"] for line in made_of(source) if _is_told(line)]
    count = "SELECT count(*) FROM"
    return sum(source.execute(f'{count} "{name}"').fetchone()[0] for name in names)


def fill(made: Any, lines: Iterator[Line]) -> ArchiveContents:
    """The tables with their rows; seals come last, so that they keep what is in."""
    filling = _Filling(made)
    with as_told():
        for line in lines:
            filling.take(line)
        if not filling.counts or filling.counts != filling.found:
            raise broken_archive()
        for statement in filling.seals:
            made.execute(statement)
    return ArchiveContents(filling.counts, filling.audit)


@contextmanager
def as_told() -> Iterator[None]:
    """Lines that say something else than an archive's are no archive; their maker is unknown."""
    try:
        yield
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise broken_archive() from error


def broken_archive() -> BadArchive:
    return BadArchive(_("This archive is incomplete. Look for another copy of it."))


@dataclass
class _Filling:
    """An archive on its way into an empty database."""

    made: Any
    audit: bytes = b""
    insert: str = ""
    into: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    found: dict[str, int] = field(default_factory=dict)
    seals: list[str] = field(default_factory=list)

    def take(self, line: Line) -> None:
        if "row" in line:
            self.made.execute(self.insert, [_value(value) for value in line["row"]])
            self.found[self.into] += 1
        elif "table" in line:
            self.into, marks = line["table"], ", ".join("?" * len(line["columns"]))
            columns = ", ".join(f'"{column}"' for column in line["columns"])
            self.insert = f'INSERT INTO "{self.into}" ({columns}) VALUES ({marks})'
            self.found[self.into] = 0
        elif "make" in line:
            self._make(line)
        elif "counts" in line:
            self.counts = line["counts"]
        else:
            self.audit = base64.b64decode(line["audit_key"])

    def _make(self, line: Line) -> None:
        """A trigger that feeds an index has to be there before the rows come."""
        if not line["sql"].startswith(KNOWN.get(line["make"], ())):
            raise broken_archive()
        if line["make"] == "trigger" and "RAISE" in line["sql"]:
            self.seals.append(line["sql"])
            return
        self.made.execute(line["sql"])
        if "USING fts5" in line["sql"]:  # a deleted word leaves the index for good
            name = line["name"]
            self.made.execute(f"INSERT INTO {name}({name}, rank) VALUES ('secure-delete', 1)")


def _is_told(line: Line) -> bool:
    """Search indexes are rebuilt from the records."""
    return line["make"] == "table" and not line["sql"].startswith("CREATE VIRTUAL")


def made_of(source: Any) -> Iterator[Line]:
    """Statements in the order of their making; what an index keeps for itself is left out."""
    listed = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid"
    things = source.execute(listed).fetchall()
    own = tuple(f"{name}_" for _kind, name, sql in things if sql.startswith("CREATE VIRTUAL"))
    for kind, name, sql in things:
        if not (kind == "table" and name.startswith(("sqlite_", *own))):
            yield {"make": kind, "name": name, "sql": sql}


def _plain(value: Any) -> Any:
    return {"b64": base64.b64encode(value).decode()} if isinstance(value, bytes) else value


def _value(value: Any) -> Any:
    return base64.b64decode(value["b64"]) if isinstance(value, dict) else value
