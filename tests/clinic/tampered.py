"""A server's records tampered with by its own administrator: `python -m tests.clinic tampered --n 2`.

In every table rows are taken out and copied, and in each column a value is changed, blanked, or that of a
neighbor's; the desk that holds the key looks through the vault after each.
"""

import random
import sys
import time
from argparse import ArgumentParser
from collections import Counter
from datetime import UTC, datetime

import psycopg
from sqlalchemy import Boolean, Date, Integer, PrimaryKeyConstraint, String, UniqueConstraint
from sqlalchemy.orm import Session

from counselor_desk import records
from counselor_desk.desk import integrity
from counselor_desk.desk.census import WITHOUT_LINES, count_anew
from counselor_desk.desk.trail import ActorMark, TrailChain
from counselor_desk.desk.upkeep import upkeep, upkeep_session
from counselor_desk.records.audit import TrailSignature
from counselor_desk.records.base import Record, Utc
from counselor_desk.records.people import Client
from counselor_desk.records.sealable import Sealable, own_type
from counselor_desk.server.columns import Sealing, sealing_of
from counselor_desk.server.server_store import ServerStore
from tests.clinic.cluster import Cluster, name_in
from tests.conftest import AUDIT_KEY, KEY, _populate
from tests.services import rows

PAIR = (10, 11)  # the charts that have a row in every table
UNPROVED = {kind.__tablename__ for kind in WITHOUT_LINES} - {TrailSignature.__tablename__}
NOW = datetime(2026, 12, 1, 15, tzinfo=UTC)
STRUCTURE = {
    "a seal that is gone": "DROP TRIGGER receipt_stays ON receipt",
    "a seal that is off": "ALTER TABLE receipt DISABLE TRIGGER receipt_stays",
    "a seal that refuses nothing": "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql "
    "AS $$ BEGIN RETURN NEW; END $$",
    "a seal that never asks": "DROP TRIGGER occasion_stays ON occasion; CREATE TRIGGER occasion_stays BEFORE "
    "DELETE ON occasion FOR EACH ROW WHEN (false) EXECUTE FUNCTION refuse('append-only')",
    "a rule that takes it aside": "CREATE RULE aside AS ON DELETE TO hold DO INSTEAD NOTHING",
    "a function of somebody's": "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "a table of somebody's": "CREATE TABLE notes_of_mine (id bigint)",
}


def run(words):
    """0 when nothing that was planted is missed."""
    parser = ArgumentParser(prog="python -m tests.clinic tampered")
    parser.add_argument("--n", type=int, default=2, help="rows of each table")
    parser.add_argument("--columns", type=int, default=0, help="columns of each row; 0: all")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    given = parser.parse_args(words)
    records.every()
    cluster = Cluster()
    try:
        return _tried(cluster, given)
    finally:
        cluster.close()


def made_address(cluster):
    """A database in which two clients have a row in every table, and the trail tells of all of them."""
    address = cluster.database()
    store = ServerStore(address, KEY)
    store.bring_up_to_date()
    engine = store.open_to_write()
    _populate(engine)
    for client_id in PAIR:
        with Session(engine) as session, upkeep(session), session.begin():
            rows.fill(session, client_id, "kept {place}")
    with upkeep_session(engine) as session:
        for client in session.query(Client):
            client.index()
        count_anew(session, TrailChain(AUDIT_KEY), ActorMark(1, ""), NOW, [])
    return address, engine


def looked(engine):
    return integrity.verify_records(engine, TrailChain(AUDIT_KEY))


def _tried(cluster, given):
    dice, began = random.Random(given.seed), time.monotonic()
    address, engine = made_address(cluster)
    planted, missed, same = Counter(), [], 0
    assert looked(engine).is_whole, "a vault in which nothing was planted is whole"
    with cluster.admin(name_in(address)) as db:
        db.execute("SET session_replication_role = replica")  # no seal and no neighbor is in the way
        db.execute("CREATE SCHEMA before")
        for table in Record.metadata.tables:
            db.execute(f'CREATE TABLE before."{table}" AS SELECT * FROM "{table}"')
        for name, table, statement in _plants(db, dice, given):
            if not _is_planted(db, statement):
                continue
            if _is_same(db, table):
                same += 1
                continue
            planted[name.partition(" ")[0]] += 1
            if looked(engine).is_whole:
                missed.append(name)
            db.execute(f'DELETE FROM "{table}"')
            db.execute(f'INSERT INTO "{table}" SELECT * FROM before."{table}"')
        assert looked(engine).is_whole, "everything is put back"
    missed += [name for name in STRUCTURE if not structure_is_named(cluster, address, name)]
    planted["structure"] = len(STRUCTURE)
    counts = ", ".join(f"{count} {kind}" for kind, count in sorted(planted.items()))
    total = sum(planted.values())
    sys.stdout.write(
        f"tampered: {total} planted over {len(Record.metadata.tables)} tables ({counts}), "
        f"{total - len(missed)} found, {len(missed)} missed; {same} left all as it was "
        f"(seed {given.seed}, {time.monotonic() - began:.0f} s)\n"
    )
    sys.stdout.writelines(f"  {name}\n" for name in missed[:30])
    engine.dispose()
    return 1 if missed else 0


def structure_is_named(cluster, address, name):
    """In a copy: a function is of the whole database."""
    copy = cluster.database(name_in(address)) if _is_free(cluster, address) else address
    with cluster.admin(name_in(copy)) as db:
        db.execute(STRUCTURE[name])
    engine = ServerStore(copy, KEY).open_to_write()
    found = looked(engine)
    engine.dispose()
    cluster.drop(copy)
    return bool(found.structure)


def _is_free(cluster, address):
    """A database is copied while nobody is in it."""
    ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
    with cluster.admin() as db:
        db.execute(ended, (name_in(address),))
    return True


def _is_planted(db, statement):
    """Not where the database itself refuses: there can be one such row only."""
    try:
        return db.execute(statement).rowcount > 0
    except psycopg.errors.IntegrityError:
        return False


def _is_same(db, table):
    now, then = f'SELECT t::text FROM "{table}" t', f'SELECT t::text FROM before."{table}" t'
    differ = f"SELECT count(*) FROM ({now} EXCEPT ALL {then}) x"
    counted = f'SELECT (SELECT count(*) FROM "{table}") - (SELECT count(*) FROM before."{table}")'
    return not db.execute(differ).fetchone()[0] and not db.execute(counted).fetchone()[0]


def _plants(db, dice, given):
    for table in Record.metadata.sorted_tables:
        if table.name in UNPROVED:
            continue
        ids = [number for (number,) in db.execute(f'SELECT id FROM "{table.name}" ORDER BY id')]
        if ids:
            yield f"emptied {table.name}", table.name, f'DELETE FROM "{table.name}"'
        for number in dice.sample(ids, min(len(ids), given.n)):
            other = dice.choice([one for one in ids if one != number] or [number])
            yield from _of_row(table, number)
            columns = [column for column in table.columns if column.name != "id"]
            chosen = dice.sample(columns, min(len(columns), given.columns or len(columns)))
            for column in chosen:
                yield from _of_column(table, column, number, other)


def _of_row(table, number):
    name = table.name
    yield f"removed {name} {number}", name, f'DELETE FROM "{name}" WHERE id = {number}'
    columns = [column for column in table.columns if column.name != "id"]
    listed, values = (", ".join(says(column) for column in columns) for says in (_quoted, _another))
    into = f'INSERT INTO "{name}" (id, {listed}) SELECT 987654 + id, {values}'
    yield f"copied {name} {number}", name, f'{into} FROM "{name}" WHERE id = {number}'


def _quoted(column):
    return f'"{column.name}"'


def _another(column):
    """The same value, or one like it where no two rows may have the same."""
    kinds = (UniqueConstraint, PrimaryKeyConstraint)
    sets = [one.columns for one in column.table.constraints if isinstance(one, kinds)]
    sets += [one.columns for one in column.table.indexes if one.unique]
    if not any(column.name in columns for columns in sets) or column.foreign_keys:
        return _quoted(column)
    if isinstance(column.type, Sealable) and sealing_of(column.type) is not Sealing.CLEAR:
        return f"{_quoted(column)} || '\\x07'::bytea"
    return f"{_quoted(column)} + 7" if isinstance(own_type(column), Integer) else f"{_quoted(column)} || '7'"


def _of_column(table, column, number, other):
    name, is_sealed = f"{table.name}.{column.name} {number}", False
    if isinstance(column.type, Sealable):
        is_sealed = sealing_of(column.type) is not Sealing.CLEAR
    taken = f'(SELECT "{column.name}" FROM "{table.name}" WHERE id = {other})'
    change = f'UPDATE "{table.name}" SET "{column.name}" = {{}} WHERE id = {number}'
    if other != number:
        how = "swapped" if is_sealed else "copied-value"
        yield f"{how} {name}", table.name, change.format(taken)
    if is_sealed:
        yield f"blanked {name}", table.name, change.format("''::bytea")
    elif (value := _changed(column)) is not None:
        yield f"changed {name}", table.name, change.format(value)


def _changed(column):
    kind, name = own_type(column), f'"{column.name}"'
    if isinstance(kind, Boolean):
        return f"NOT {name}"
    if isinstance(kind, Utc):
        return f"{name} + interval '1 day'"
    if isinstance(kind, (Integer, Date)):
        return f"{name} + 1"
    return f"{name} || 'x'" if isinstance(kind, String) and not hasattr(kind, "enums") else None
