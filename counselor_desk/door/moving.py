"""A clinic's records from a vault to a server and back, counted and compared before either is used."""

from __future__ import annotations

import hashlib
import os
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.core.i18n import _
from counselor_desk.door.opening import SERVER, desk_of, server_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from sqlalchemy import Connection, Engine, Table

    from counselor_desk.desk.desk import Desk
    from counselor_desk.vault.keys.unlock import VaultKeys

    Rows = Iterable[tuple[Table, list[dict[str, Any]]]]

AT_ONCE = 500  # rows
COMPARING, HANDING_KEYS, MARKING = "sums", "keys", "mark"  # what progress names beside the tables


@dataclass(frozen=True)
class MovedRecords:
    """What stands on both sides now: rows by table, and one sum over everything in them."""

    rows: dict[str, int]
    sum_here: str
    sum_there: str


def move_records(
    old: Path, new: Path, who: tuple[str, str], progress: Callable[[str], None] = lambda step: None
) -> MovedRecords:
    """Copies everybody's keys and every record from a vault to a server, or from a server to a new vault.

    Each path is a vault's, or that of a file which names a server. Slow. `who` is an administrator's
    sign-in and passphrase. The copy is one transaction, compared before it is committed: whoever is
    cut off in it has the old place as it was. Cut off after it, the same call finishes the move. The
    old place stays, sealed, and opens no more; its trail says where the records went. Refused where
    there are other records already; VaultTrouble where the sums differ.
    """
    from counselor_desk.desk.integrity import mark_as_moved
    from counselor_desk.vault.keys import unlock

    keys = unlock.key_path(new)
    waiting = keys.with_name(f"{keys.name}.moving")
    has_begun = waiting.exists() or keys.exists()
    if has_begun and not _are_keys_of(old, keys if keys.exists() else waiting):
        raise Refused(_("There are keys beside {name} already. Choose another place.").format(name=new.name))
    unlocked = unlock.unlock(old, *who)
    desk = desk_of(old, unlocked)
    try:
        desk.on_vault(lambda engine: _refuse_others(engine, unlocked.staff_id))
        if not has_begun:
            _copy_surely(unlock.key_path(old), waiting)
        moved = _take_up(desk, new, unlocked, progress) if has_begun else None
        if moved is None:
            moved = desk.on_vault(lambda engine: _copy(engine, new, unlocked, progress))
        progress(HANDING_KEYS)
        if not keys.exists():
            waiting.replace(keys)
        progress(MARKING)
        desk.on_vault(
            lambda engine: mark_as_moved(engine, desk.chain, desk.now(), unlocked.staff_id, new.name)
        )
        return moved
    except Refused:
        if not has_begun:  # else an earlier try may have committed records that these keys open
            waiting.unlink(missing_ok=True)
        raise
    finally:
        desk.close()
        unlocked.forget()


def _are_keys_of(old: Path, keys: Path) -> bool:
    """Whether these are the copy that a move which was cut off has left."""
    from counselor_desk.vault.keys import unlock

    try:
        return keys.read_bytes() == unlock.key_path(old).read_bytes()
    except OSError:
        return False


def _copy_surely(file: Path, copy: Path) -> None:
    """On the disk before the records are: keys without records are nothing, the other way is a loss."""
    shutil.copyfile(file, copy)
    copy.chmod(0o600)
    with copy.open("rb+") as written:
        os.fsync(written.fileno())


def _refuse_others(engine: Engine, staff_id: int) -> None:
    """Nobody signs in: until it is marked as moved, nothing is written in the old place."""
    from counselor_desk.desk.upkeep import upkeep_session
    from counselor_desk.domain.roles import Can
    from counselor_desk.records.people import Staff

    with upkeep_session(engine) as session:
        person = session.get(Staff, staff_id)
        if person is None or not person.active or not person.may(Can.KEEP_VAULT):
            raise Refused(_("Only an administrator moves the clinic's records."))


def _take_up(
    desk: Desk, new: Path, unlocked: VaultKeys, progress: Callable[[str], None]
) -> MovedRecords | None:
    """What an earlier try has committed, where it is the same; None where it committed nothing."""
    progress(COMPARING)
    with _Target(new, unlocked) as target:
        if target.is_empty():
            return None
        there, rows = target.sum_and_rows()
    here = desk.on_vault(sum_of)
    if here != there:
        raise Refused(
            _("There are other records at {name} already. Choose another place.").format(name=new.name)
        )
    return MovedRecords(rows, here, there)


def _copy(engine: Engine, new: Path, unlocked: VaultKeys, progress: Callable[[str], None]) -> MovedRecords:
    sums: list[str] = []

    def compare(db: Connection) -> None:
        progress(COMPARING)
        sums.extend((sum_of(engine), sum_of(db)))
        if sums[0] != sums[1]:
            raise VaultTrouble(_("The records there are not the ones here. Nothing was moved."))

    with _Target(new, unlocked) as target:
        rows = target.take_in(_rows(engine, progress), compare)
    return MovedRecords(rows, *sums)


class _Target:
    """The place that records go to: a server's database, or the file of a new vault."""

    def __init__(self, path: Path, unlocked: VaultKeys) -> None:
        self._is_server = path.suffix == SERVER
        if self._is_server:
            self._store = server_store(path, unlocked)
            self._store.bring_up_to_date()
            self._engine = self._store.open_to_read()
        else:
            self._engine = _new_vault(path, unlocked)

    def __enter__(self) -> _Target:
        return self

    def __exit__(self, *_error: object) -> None:
        self._engine.dispose()

    def is_empty(self) -> bool:
        from sqlalchemy import func, select

        from counselor_desk.records.people import Staff

        with self._engine.connect() as db:
            return not db.scalar(select(func.count()).select_from(Staff))

    def sum_and_rows(self) -> tuple[str, dict[str, int]]:
        from sqlalchemy import func, select

        from counselor_desk.records.base import Record

        with self._engine.connect() as db:
            counted = {
                table.name: int(db.scalar(select(func.count()).select_from(table)) or 0)
                for table in Record.metadata.sorted_tables
            }
        return sum_of(self._engine), {name: count for name, count in counted.items() if count}

    def take_in(self, rows: Rows, compare: Callable[[Connection], None]) -> dict[str, int]:
        if self._is_server:
            return self._store.take_in(rows, compare)
        from counselor_desk.vault.file.intake import take_in

        return take_in(self._engine, rows, compare)


def _new_vault(path: Path, unlocked: VaultKeys) -> Engine:
    """An empty vault under the clinic's own key; the one that a try which was cut off has made."""
    from counselor_desk import records
    from counselor_desk.vault.file import ownership
    from counselor_desk.vault.file.engine import make_vault, open_vault
    from counselor_desk.vault.schema.migrate import migrate

    ownership.make_folder(path.parent)
    if not path.exists():
        make_vault(path, unlocked.database_key())
    records.every()
    engine = open_vault(path, unlocked.database_key())
    migrate(engine, backup=lambda: None)
    return engine


def _rows(engine: Engine, progress: Callable[[str], None]) -> Rows:
    """Tables in the order in which rows point at each other, and their rows some at a time."""
    from sqlalchemy import select

    from counselor_desk.records.base import Record

    with engine.connect() as db:
        for table in Record.metadata.sorted_tables:
            progress(table.name)
            found = db.execute(select(table).order_by(table.c.id)).mappings()
            for part in found.partitions(AT_ONCE):
                yield table, [dict(row) for row in part]


def sum_of(place: Engine | Connection) -> str:
    """One digest over every record of every kind, as the trail fingerprints them."""
    from sqlalchemy import select

    from counselor_desk.desk.upkeep import upkeep_session
    from counselor_desk.records.base import Record, fingerprint

    whole = hashlib.sha256()
    kinds = sorted((mapper.class_ for mapper in Record.registry.mappers), key=lambda kind: kind.__name__)
    with upkeep_session(place) as session:
        for kind in kinds:
            for record in session.scalars(select(kind).order_by(kind.id)).yield_per(AT_ONCE):
                whole.update(fingerprint(record).encode())
            session.expunge_all()
    return whole.hexdigest()
