"""Takes rows, pages and whole tables out of a vault, copies and changes them, puts old ones back.

Each is done twice over: with the vault's key, and by pages of the encrypted file, without any.
"""

import contextlib
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from counselor_desk.desk import integrity
from counselor_desk.desk.census import WITHOUT_LINES, count_anew
from counselor_desk.desk.trail import ActorMark, TrailChain
from counselor_desk.desk.upkeep import upkeep, upkeep_session
from counselor_desk.records.audit import TrailSignature
from counselor_desk.records.base import Record
from counselor_desk.records.sealable import own_type
from counselor_desk.services.clients import clients
from counselor_desk.services.documents import writing_aids
from counselor_desk.vault.file.connection import Trouble, connect
from counselor_desk.vault.file.engine import open_vault
from counselor_desk.vault.schema import migrate
from tests.crash import scene
from tests.crash.scene import NOW, Scene
from tests.crash.splice import PAGE, engine_is_content, page, put, said
from tests.services import rows

Plant = Callable[[Any], object]
Rows = dict[tuple[str, int], dict[str, Any]]  # by table and number
UNPROVED = {kind.__tablename__ for kind in WITHOUT_LINES}  # the trail proves itself: see `splice`
UNPROVED -= {TrailSignature.__tablename__}


@dataclass
class Tally:
    """What was planted, by kind, and what nobody noticed."""

    planted: Counter[str] = field(default_factory=Counter)
    same: int = 0
    missed: list[str] = field(default_factory=list)


def run(times: int, seed: int) -> tuple[str, bool]:
    """The line of figures, and whether all is well: `times` is how many rows a table loses at most."""
    dice, began = random.Random(seed), time.monotonic()
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder:
        work = scene.make(Path(folder) / "work")
        two, old, new = _two_states(work)
        put(work, old)
        former = _rows(work)
        put(work, new)
        assert not _notices(work), "a vault in which nothing was planted is whole"
        for name, plant in _by_key(work, two, dice, times):
            _try(work, new, tally, name, plant)
        for name, plant in _of_before(former, _rows(work), dice, times):
            _try(work, new, tally, name, plant)
        put(work, new)
        before = said(work)
        for name, content in _by_pages(work, old, new, dice, times):
            tally.planted[name.partition(" ")[0]] += 1
            put(work, content)
            if not engine_is_content(work) or _notices(work):
                continue
            if said(work) == before:
                tally.same += 1
            else:
                tally.missed.append(name)
        put(work, new)
    planted = ", ".join(f"{count} {kind}" for kind, count in sorted(tally.planted.items()))
    line = (
        f"vanish: {sum(tally.planted.values())} planted over {len(_tables())} tables ({planted}), "
        f"{sum(tally.planted.values()) - tally.same - len(tally.missed)} found, {tally.same} read the same, "
        f"{len(tally.missed)} missed (seed {seed}, {time.monotonic() - began:.0f} s)"
    )
    return line + "".join(f"\n  {words}" for words in tally.missed[:20]), not tally.missed


def _two_states(work: Scene) -> tuple[tuple[int, int], bytes, bytes]:
    """Two clients; the file before the second one's rows, with one in every table, and after.

    The first one's rows are changed in between, and a word and a text that were there are dropped.
    """
    born = {"born": None}
    with work.desk() as desk:
        pair = tuple(
            desk.do(clients.register, {"given_name": name, "family_name": "Kept", **born}).id
            for name in ("Ann", "Ben")
        )
        desk.on_vault(lambda engine: _fill(engine, work, pair[0]))
        desk.do(writing_aids.learn, "lanternfish")
        text = desk.do(writing_aids.keep_snippet, "lf", "a lanternfish")
    old = _settled(work)
    with work.desk() as desk:
        desk.do(writing_aids.unlearn, "lanternfish")
        desk.do(writing_aids.drop_snippet, text.id)
        desk.on_vault(lambda engine: _age(engine, pair[0]))
        desk.on_vault(lambda engine: _fill(engine, work, pair[1]))
    return pair, old, _settled(work)  # type: ignore[return-value]


def _fill(engine: Any, work: Scene, client_id: int) -> None:
    with Session(engine) as session, upkeep(session), session.begin():
        rows.fill(session, client_id, "kept {place}")
    with upkeep_session(engine) as session:
        count_anew(session, TrailChain(work.unlocked.audit_key()), ActorMark(1, ""), NOW, [])


def _age(engine: Any, client_id: int) -> None:
    """Another value in each row of a client, wherever the seals let one be put."""
    for table in _tables():
        texts = [column for column in table.columns if column.type.python_type is str]
        columns = [column.name for column in texts if not column.unique and not column.foreign_keys]
        if "client_id" not in table.columns or not columns:
            continue
        later = update(table).where(table.c.client_id == client_id).values({columns[-1]: "later"})
        with contextlib.suppress(DatabaseError), Session(engine) as session, upkeep(session), session.begin():
            session.execute(later)


def _rows(work: Scene) -> Rows:
    """Every row of every table as the file has it."""
    connection, found = connect(work.path, work.key), {}
    for table in _tables():
        listed = ", ".join(f'"{column.name}"' for column in table.columns)
        for row in connection.execute(f'SELECT {listed} FROM "{table.name}"').fetchall():
            values = {column.name: value for column, value in zip(table.columns, row, strict=True)}
            found[table.name, values["id"]] = values
    connection.close()
    return found


def _of_before(former: Rows, now: Rows, dice: random.Random, times: int) -> Iterator[tuple[str, Plant]]:
    """Rows of an older copy of the vault in the place of today's, or where there is none any more."""
    changed: dict[str, list[int]] = {}
    for (table, number), values in former.items():
        if now.get((table, number)) != values:
            changed.setdefault(table, []).append(number)
    for table, numbers in sorted(changed.items()):
        for number in dice.sample(numbers, min(len(numbers), times)):
            kind = "put-back-row" if (table, number) in now else "brought-back-row"
            yield f"{kind} {table} {number}", _put(table, former[table, number])


def _put(table: str, values: dict[str, Any]) -> Plant:
    def put_row(connection: Any) -> None:
        listed, marks = ", ".join(f'"{name}"' for name in values), ", ".join("?" * len(values))
        connection.execute(f'DELETE FROM "{table}" WHERE id = ?', (values["id"],))
        connection.execute(f'INSERT INTO "{table}" ({listed}) VALUES ({marks})', tuple(values.values()))

    return _without_seals(put_row)


def _settled(work: Scene) -> bytes:
    connection = connect(work.path, work.key)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    connection.close()
    return work.path.read_bytes()


def _tables() -> list[Any]:
    return [table for table in Record.metadata.sorted_tables if table.name not in UNPROVED]


def _by_key(
    work: Scene, pair: tuple[int, int], dice: random.Random, times: int
) -> Iterator[tuple[str, Plant]]:
    """What somebody with the key and a program of their own would do, the seals put back."""
    connection = connect(work.path, work.key)
    there = {t.name: [r[0] for r in connection.execute(f'SELECT id FROM "{t.name}"')] for t in _tables()}
    connection.close()
    for table in _tables():
        ids = there[table.name]
        for number in dice.sample(ids, min(len(ids), times)):
            yield f"removed {table.name} {number}", _sql(f'DELETE FROM "{table.name}" WHERE id = {number}')
            yield f"copied {table.name} {number}", _copy(table, number)
            if "client_id" in table.columns:
                yield f"copied-to-another-chart {table.name} {number}", _copy(table, number, pair)
                moved = f"UPDATE {table.name} SET client_id = {_other(pair)} WHERE id = {number}"
                yield f"moved {table.name} {number}", _sql(moved)
        if ids:
            yield from _changed(table, dice.choice(ids), dice)
            yield from _to_another_table(table, dice.choice(ids), dice)
            yield f"emptied {table.name}", _sql(f'DELETE FROM "{table.name}"')
    yield "unsealed", _sql("DROP TRIGGER receipt_stays", sealed=False)
    yield "brought a table", _sql("CREATE TABLE brought (id INTEGER)")


def _other(pair: tuple[int, int]) -> str:
    return f"(CASE client_id WHEN {pair[0]} THEN {pair[1]} ELSE {pair[0]} END)"


def _sql(statement: str, sealed: bool = True) -> Plant:
    return _without_seals(lambda connection: connection.execute(statement), sealed)


def _without_seals(work: Plant, sealed: bool = True) -> Plant:
    def plant(connection: Any) -> None:
        connection.execute("PRAGMA foreign_keys=OFF")
        if sealed:
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_master WHERE type='trigger'"
            ).fetchall():
                connection.execute(f'DROP TRIGGER "{name}"')
        work(connection)
        for seal in migrate.statements("sqlite/seals.sql") if sealed else ():
            connection.execute(seal)

    return plant


def _changed(table: Any, number: int, dice: random.Random) -> Iterator[tuple[str, Plant]]:
    """One column of one row, another value; each column has its turn from run to run."""
    column = dice.choice([column for column in table.columns if column.name != "id"])
    kind = own_type(column).python_type
    value = f'coalesce("{column.name}", 0) + 1' if kind in (int, bool, float) else f"'x{number}'"
    change = f'UPDATE "{table.name}" SET "{column.name}" = {value} WHERE id = {number}'
    yield f"changed {table.name}.{column.name} {number}", _sql(change)


def _to_another_table(table: Any, number: int, dice: random.Random) -> Iterator[tuple[str, Plant]]:
    """What both tables have a column for goes over; the rest is as in a row that is there."""
    other = dice.choice([one for one in _tables() if one is not table])
    columns = [column.name for column in other.columns if column.name != "id"]
    taken = ", ".join(f'{"a" if name in table.columns else "b"}."{name}"' for name in columns)
    listed = ", ".join(f'"{name}"' for name in columns)
    moved = (
        f'INSERT INTO "{other.name}" (id, {listed}) SELECT b.id + 7, {taken} FROM "{table.name}" a, '
        f'"{other.name}" b WHERE a.id = {number} LIMIT 1'
    )

    def move(connection: Any) -> None:
        if not connection.execute(moved).rowcount:
            raise Trouble("the other table has no row")
        connection.execute(f'DELETE FROM "{table.name}" WHERE id = {number}')

    yield f"moved-to-another-table {table.name} {number} {other.name}", _without_seals(move)


def _copy(table: Any, number: int, pair: tuple[int, int] | None = None) -> Plant:
    """The same row under a number of its own, in the same chart or another's."""
    names, values = [], []
    for column in table.columns:
        names.append(f'"{column.name}"')
        if column.name == "id":
            values.append(f'(SELECT max(id) + 7 FROM "{table.name}")')
        elif column.name == "client_id" and pair is not None:
            values.append(_other(pair))
        elif column.unique or any(column.name in index.columns for index in table.indexes if index.unique):
            other = "|| 7" if column.type.python_type is str else "+ 7"
            values.append(f'"{column.name}" {other}')
        else:
            values.append(f'"{column.name}"')
    from_ = f'INSERT INTO "{table.name}" ({", ".join(names)}) SELECT {", ".join(values)} FROM "{table.name}"'
    return _sql(f"{from_} WHERE id = {number}")


def _try(work: Scene, whole: bytes, tally: Tally, name: str, plant: Plant) -> None:
    put(work, whole)
    connection = connect(work.path, work.key)
    try:
        connection.execute("PRAGMA synchronous=OFF")
        plant(connection)
    except Trouble:  # there can be one such row only: nothing was planted
        return
    finally:
        connection.close()
    tally.planted[name.partition(" ")[0]] += 1
    if not _notices(work):
        tally.missed.append(name)


def _by_pages(
    work: Scene, old: bytes, new: bytes, dice: random.Random, times: int
) -> Iterator[tuple[str, bytes]]:
    """Pages of the encrypted file as they were before: of a table with its indexes, and any three."""
    put(work, new)
    connection = connect(work.path, work.key)
    listed = "SELECT tbl_name, rootpage FROM sqlite_master WHERE rootpage > 0"
    of_table: dict[str, list[int]] = {}
    for name, number in connection.execute(listed).fetchall():
        of_table.setdefault(name, []).append(number - 1)
    connection.close()
    differ = [n for n in range(len(old) // PAGE) if page(old, n) != page(new, n)]
    for name, numbers in sorted(of_table.items()):
        if set(numbers) & set(differ):
            yield f"put-back-pages of {name}", _with(old, new, numbers)
    for _ in range(times * 20):
        numbers = dice.sample(differ, min(3, len(differ)))
        yield f"put-back-pages {[n + 1 for n in numbers]}", _with(old, new, numbers)


def _with(old: bytes, new: bytes, numbers: list[int]) -> bytes:
    made = bytearray(new)
    for number in numbers:
        if (number + 1) * PAGE <= len(old):
            made[number * PAGE : (number + 1) * PAGE] = page(old, number)
    return bytes(made)


def _notices(work: Scene) -> bool:
    engine = open_vault(work.path, work.key)
    try:
        chain = TrailChain(work.unlocked.audit_key())
        return not integrity.verify_records(engine, chain).is_whole
    except Exception:  # noqa: BLE001  what cannot be read to its end is noticed
        return True
    finally:
        engine.dispose()
