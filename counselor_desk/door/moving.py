"""A vault's records into a clinic's database on a server, counted and compared before either is used."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.core.i18n import _
from counselor_desk.door.opening import desk_of, server_store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy import Engine

    from counselor_desk.desk.desk import Desk

MOVED = "vault.moved"
AT_ONCE = 500  # rows


@dataclass(frozen=True)
class MovedRecords:
    """What stands on both sides now: rows by table, and one sum over everything in them."""

    rows: dict[str, int]
    sum_here: str
    sum_there: str


def move_to_server(
    vault: Path, place: Path, who: tuple[str, str], progress: Callable[[str], None] = lambda table: None
) -> MovedRecords:
    """Copies everybody's keys and every record to the server that the file `place` names. Slow.

    `who` is an administrator's sign-in and passphrase. One transaction of the server's: whoever is cut
    off has nothing there, and the vault as it was. The vault stays, sealed, and says on its trail where
    it went. Refused where the server has records already, or the sums differ.
    """
    from counselor_desk.vault.keys import unlock

    keys = unlock.key_path(place)
    if keys.exists():
        raise Refused(
            _("There are keys beside {name} already. Choose another place.").format(name=place.name)
        )
    unlocked = unlock.unlock(vault, *who)
    desk = desk_of(vault, unlocked)
    try:
        desk.sign_in(unlocked.staff_id, unlocked)
        _refuse_others(desk)
        desk.log_event(MOVED, place.name)
        desk.sign_out()
        store = server_store(place, unlocked)
        store.bring_up_to_date()
        moved = desk.on_vault(lambda engine: store.take_in(_rows(engine, progress)))
        here = desk.on_vault(_sum)
        there = _sum_there(store)
        if here != there:
            raise VaultTrouble(_("The records on the server are not the vault's. Nothing is used there."))
        shutil.copyfile(unlock.key_path(vault), keys)
        keys.chmod(0o600)
        return MovedRecords(moved, here, there)
    finally:
        desk.close()
        unlocked.forget()


def _refuse_others(desk: Desk) -> None:
    from counselor_desk.domain.roles import Can

    actor = desk.actor
    if actor is None or not actor.may(Can.KEEP_VAULT):
        raise Refused(_("Only an administrator moves the clinic's records."))


def _rows(engine: Engine, progress: Callable[[str], None]) -> Any:
    """Tables in the order in which rows point at each other, and their rows some at a time."""
    from sqlalchemy import select

    from counselor_desk.records.base import Record

    with engine.connect() as db:
        for table in Record.metadata.sorted_tables:
            progress(table.name)
            found = db.execute(select(table).order_by(table.c.id)).mappings()
            for part in found.partitions(AT_ONCE):
                yield table, [dict(row) for row in part]


def _sum(engine: Engine) -> str:
    """One digest over every record of every kind, as the trail fingerprints them."""
    from sqlalchemy import select

    from counselor_desk.desk.upkeep import upkeep_session
    from counselor_desk.records.base import Record, fingerprint

    whole = hashlib.sha256()
    kinds = sorted((mapper.class_ for mapper in Record.registry.mappers), key=lambda kind: kind.__name__)
    with upkeep_session(engine) as session:
        for kind in kinds:
            for record in session.scalars(select(kind).order_by(kind.id)).yield_per(AT_ONCE):
                whole.update(fingerprint(record).encode())
            session.expunge_all()
    return whole.hexdigest()


def _sum_there(store: Any) -> str:
    engine = store.open_to_read()
    try:
        return _sum(engine)
    finally:
        engine.dispose()
