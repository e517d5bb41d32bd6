"""One set of steps makes both stores: tables, columns, keys and refusals are the same."""

import re
import tomllib

import pytest
from sqlalchemy import inspect

from counselor_desk import records
from counselor_desk.records.base import Record
from counselor_desk.records.sealable import Sealable
from counselor_desk.server import schema, translation
from counselor_desk.server.columns import SOURCE, Sealing, sealing_of
from counselor_desk.server.engine import open_to_change_tables
from counselor_desk.server.server_store import ServerStore
from counselor_desk.vault.file.engine import open_vault
from counselor_desk.vault.schema import migrate
from tests.conftest import KEY


def shape(engine):
    """Tables with their columns, whether each may be empty, keys, links and indexes."""
    seen = inspect(engine)
    links, unique = seen.get_multi_foreign_keys(), seen.get_multi_unique_constraints()
    indexes, keys = seen.get_multi_indexes(), seen.get_multi_pk_constraint()
    return {
        place[1]: {
            "columns": {column["name"]: column["nullable"] for column in columns},
            "key": keys[place]["constrained_columns"],
            "links": sorted(link(place[1], key) for key in links[place]),
            "unique": sorted((one["name"], *one["column_names"]) for one in unique[place]),
            "indexes": sorted(
                (index["name"], *index["column_names"])
                for index in indexes[place]
                if not index.get("duplicates_constraint")
            ),
        }
        for place, columns in seen.get_multi_columns().items()
        if place[1] in Record.metadata.tables
    }


def link(table, key):
    """Of a column that came later SQLite's inspection reads no name: it is by the same rule as the others."""
    [column] = key["constrained_columns"]
    return key["name"] or f"fk_{table}_{column}_{key['referred_table']}", key["referred_table"], column


@pytest.fixture(scope="module")
def owner(address):
    engine = open_to_change_tables(address.owner)
    yield engine
    engine.dispose()


def test_both_are_made_alike(owner, master):
    records.every()
    vault = open_vault(master, KEY)
    theirs, ours = shape(owner), shape(vault)
    vault.dispose()
    assert set(ours) == set(theirs) == set(Record.metadata.tables)
    for name, told in ours.items():
        assert theirs[name] == told, name


def test_both_refuse_the_same(owner):
    """Each trigger of the vault that refuses stands there, at the same moment, with the same word."""
    with owner.begin() as db:
        listed = "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
        there = dict(db.exec_driver_sql(listed).all())
    refusing = [s for s in migrate.statements("sqlite/seals.sql") if "RAISE(ABORT" in s]
    assert len(refusing) > 50
    for statement in refusing:
        name, when, what = re.match(r"CREATE TRIGGER (\w+)\s+(\w+) (\w+)", statement).groups()
        said = re.search(r"RAISE\(ABORT, '([^']*)'\)", statement)[1]
        told = there.pop(name)
        assert f"{when} {what}" in told, name
        assert f"refuse('{said}')" in told, name
        columns = re.search(r"UPDATE OF (.*?)\s+ON", statement, re.DOTALL)
        if columns:
            of = [c.strip(' "\n') for c in columns[1].split(",")]
            assert re.search(r"UPDATE OF (.*?) ON", told)[1].replace('"', "") == ", ".join(of), name
        assert ("WHEN" in statement.partition("BEGIN")[0]) == ("WHEN" in told), name
        if what == "DELETE":
            assert "BEFORE TRUNCATE" in there.pop(f"{name}_whole"), name
    assert set(there) == set(schema.WORD_TRIGGERS)


def test_nothing_is_left_to_do_a_second_time(address):
    assert not ServerStore(address, KEY).bring_up_to_date()


def test_a_seal_that_is_gone_is_made_again(cluster, address):
    with cluster.admin(address.worker.split("dbname=")[1].split()[0]) as db:
        db.execute("DROP TRIGGER receipt_stays ON receipt")
    store = ServerStore(address, KEY)
    engine = store.open_to_write()
    with engine.begin() as db:
        assert list(store.structural_faults(db)) == ["CREATE TRIGGER receipt_stays"]
    assert store.bring_up_to_date()
    with engine.begin() as db:
        assert list(store.structural_faults(db)) == []
    engine.dispose()


def test_the_list_of_clear_columns_names_what_there_is():
    records.every()
    told = tomllib.loads(SOURCE.read_text("utf-8"))
    parts = (told[part] for part in ("clear", "alike", "sealed_days"))
    named = [(table, column) for part in parts for table, columns in part.items() for column in columns]
    for table, column in named:
        kind = Record.metadata.tables[table].c[column].type
        assert isinstance(kind, Sealable), f"{table}.{column} can't be sealed: it needs no line"
    sealed = [
        c
        for table in Record.metadata.tables.values()
        for c in table.c
        if isinstance(c.type, Sealable) and sealing_of(c.type) is not Sealing.CLEAR
    ]
    assert len(sealed) > 200


def test_a_statement_that_is_not_known_is_told():
    with pytest.raises(translation.UnknownStatement):
        translation.step("CREATE TABLE x (\n    id MONEY NOT NULL\n)")
    with pytest.raises(translation.UnknownStatement):
        translation.seals(["CREATE TRIGGER x AFTER INSERT ON y BEGIN DELETE FROM z; END"])
