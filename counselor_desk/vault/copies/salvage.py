"""Reads what can still be read of a damaged vault into a whole copy; a backup fills the gaps."""

import contextlib
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from counselor_desk.core.errors import VaultTrouble
from counselor_desk.core.i18n import _
from counselor_desk.vault.copies import backup
from counselor_desk.vault.copies.archive_tables import made_of
from counselor_desk.vault.copies.backup import Backup
from counselor_desk.vault.copies.verify import BadBackup
from counselor_desk.vault.file import connection, ownership
from counselor_desk.vault.file.connection import Trouble
from counselor_desk.vault.keys.sealing import Key
from counselor_desk.vault.keys.unlock import VaultKeys

AT_ONCE, LAST, MOST_GAPS = 200, 1 << 40, 2000
Row = tuple[Any, ...]


@dataclass(frozen=True)
class SalvageGap:
    """Rows that could not be read, from the first number to the last."""

    table: str
    first: int
    last: int


@dataclass(frozen=True)
class SalvageResult:
    """What came of it: rows by table that were read, that a backup gave, that are gone."""

    copy: Backup
    read: dict[str, int]
    gaps: tuple[SalvageGap, ...]
    filled: dict[str, int]
    without_parent: dict[str, int]  # left out, since what they belong to is gone


def salvage(vault: Path, unlocked: VaultKeys, now: datetime) -> SalvageResult:
    """A new verified copy among the backups; the vault itself is not touched. Slow.

    Raises VaultTrouble when not even the list of tables can be read.
    """
    folder = backup.folder_of(vault)
    ownership.make_folder(folder)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".salvage-") as scratch:
        source = _Source(_copied(vault, Path(scratch)), unlocked.database_key())
        spare = _newest(vault, unlocked)
        try:
            partial = backup.partial_in(folder, vault, now)
            made = _made(partial, source, spare, unlocked.database_key())
        finally:
            source.close()
            if spare is not None:
                spare.close()
    copy = backup.adopt_copy(partial, vault, unlocked, "salvage", now)
    return SalvageResult(
        copy, dict(made.read), tuple(source.gaps), dict(made.filled), dict(made.without_parent)
    )


def _made(partial: Path, source: "_Source", spare: Any, key: Key) -> "_Making":
    made = _Making(partial, key, spare)
    try:
        made.fill(source)
    except (OSError, Trouble) as error:
        _remove(partial)
        raise _hopeless() from error
    except VaultTrouble:
        _remove(partial)
        raise
    return made


class _Source:
    """The damaged file. After each page that cannot be read, SQLCipher wants a new connection."""

    def __init__(self, path: Path, key: Key) -> None:
        self._path, self._key = path, key
        self.gaps: list[SalvageGap] = []
        self._open()

    def _open(self) -> None:
        self.db = connection.connect_keyed(self._path, self._key, "mode=rw")

    def close(self) -> None:
        self.db.close()

    def rows(self, table: str) -> Iterator[Row]:
        """Each with its number first; what cannot be read is noted as a gap."""
        after, size = 0, AT_ONCE
        while True:
            batch = self._after(table, after, size)
            if batch is None and size > 1:
                size = 1
            elif batch is None:
                beyond = self._beyond(table, after + 1)
                self._note(SalvageGap(table, after + 1, beyond - 1))
                after = beyond - 1
            elif batch:
                yield from batch
                after, size = batch[-1][0], min(AT_ONCE, size * 2)
            else:
                return
            if after >= LAST:
                return

    def _after(self, table: str, number: int, size: int) -> list[Row] | None:
        """The next rows; None when a page on the way to them cannot be read."""
        asked = f'SELECT rowid, * FROM "{table}" WHERE rowid > ? ORDER BY rowid LIMIT ?'
        try:
            return list(self.db.execute(asked, (number, size)).fetchall())
        except Trouble:
            self.db.close()
            self._open()
            return None

    def _beyond(self, table: str, first: int) -> int:
        """The first number from which reading goes on; the rows of a page lie side by side."""
        low, step = first, 1
        while self._after(table, low + step - 1, 1) is None:
            low, step = low + step, min(step * 2, 8) if low < first + 256 else step * 2
            if low >= LAST:
                return LAST + 1
        high = low + step
        while high - low > 1:
            middle = (low + high) // 2
            if self._after(table, middle - 1, 1) is None:
                low = middle
            else:
                high = middle
        return high

    def _note(self, gap: SalvageGap) -> None:
        self.gaps.append(gap)
        if len(self.gaps) > MOST_GAPS:
            raise _hopeless()


@dataclass
class _Making:
    """The whole copy while it is made."""

    path: Path
    key: Key
    spare: Any = None  # a connection to the newest backup
    read: Counter[str] = field(default_factory=Counter)
    filled: Counter[str] = field(default_factory=Counter)
    without_parent: Counter[str] = field(default_factory=Counter)

    def fill(self, source: _Source) -> None:
        """Tables and what feeds their indexes, the rows, and the seals at the end."""
        self.path.unlink()
        connection.create_file(self.path, self.key)
        self.db = connection.connect(self.path, self.key)
        try:
            self.db.execute("PRAGMA foreign_keys=OFF")
            self.db.execute("BEGIN")
            made = list(made_of(source.db))
            tables, seals = self._make(made)
            for table in tables:
                self._copy(source, table)
            if not self.read:
                raise _hopeless()
            self._leave_out_what_lost_its_parent()
            for statement in seals:
                self.db.execute(statement)
            self.db.execute("COMMIT")
            self.db.execute("PRAGMA journal_mode=DELETE").fetchall()
        finally:
            self.db.close()

    def _make(self, made: list[dict[str, Any]]) -> tuple[list[str], list[str]]:
        tables, seals = [], []
        for line in made:
            if line["make"] == "trigger" and "RAISE" in line["sql"]:
                seals.append(line["sql"])
                continue
            self.db.execute(line["sql"])
            if "USING fts5" in line["sql"]:  # a deleted word leaves the index for good
                name = line["name"]
                self.db.execute(f"INSERT INTO {name}({name}, rank) VALUES ('secure-delete', 1)")
            elif line["make"] == "table":
                tables.append(line["name"])
        return tables, seals

    def _copy(self, source: _Source, table: str) -> None:
        columns = [row[1] for row in self.db.execute(f'PRAGMA table_info("{table}")')]
        marks = ", ".join("?" * len(columns))
        insert = f'INSERT OR IGNORE INTO "{table}" VALUES ({marks})'
        known = len(source.gaps)
        for row in source.rows(table):
            self.read[table] += self.db.execute(insert, row[1:]).rowcount
        for gap in source.gaps[known:]:
            for row in self._spare_rows(gap, columns):
                self.filled[table] += self.db.execute(insert, row).rowcount

    def _spare_rows(self, gap: SalvageGap, columns: list[str]) -> list[Row]:
        """What the backup has in a gap, if its table is made the same."""
        if self.spare is None:
            return []
        theirs = [row[1] for row in self.spare.execute(f'PRAGMA table_info("{gap.table}")')]
        if theirs != columns:
            return []
        asked = f'SELECT * FROM "{gap.table}" WHERE rowid BETWEEN ? AND ?'
        return list(self.spare.execute(asked, (gap.first, gap.last)).fetchall())

    def _leave_out_what_lost_its_parent(self) -> None:
        while lost := self.db.execute("PRAGMA foreign_key_check").fetchall():
            for table, number in {(row[0], row[1]) for row in lost}:
                self.db.execute(f'DELETE FROM "{table}" WHERE rowid = ?', (number,))
                self.without_parent[table] += 1


def _newest(vault: Path, unlocked: VaultKeys) -> Any:
    """A connection to the newest backup that is proved whole and has this key; None if none is."""
    for copy in backup.all_in(backup.folder_of(vault), unlocked.vault_id):
        with contextlib.suppress(BadBackup, VaultTrouble):
            backup.verify(copy, unlocked)
            return connection.read_only(copy.path, unlocked.database_key())
    return None


def _copied(vault: Path, folder: Path) -> Path:
    """The file with its log, still encrypted: what is damaged stays as it was found."""
    to = folder / vault.name
    for ending in ("", "-wal"):
        if vault.with_name(vault.name + ending).exists():
            shutil.copyfile(vault.with_name(vault.name + ending), to.with_name(to.name + ending))
    return to


def _remove(partial: Path) -> None:
    for ending in ("", "-wal", "-shm", "-journal"):
        with contextlib.suppress(OSError):
            os.unlink(f"{partial}{ending}")  # noqa: PTH108


def _hopeless() -> VaultTrouble:
    return VaultTrouble(
        _("Too little of this vault can be read. Restore a backup; the damaged file is kept.")
    )
