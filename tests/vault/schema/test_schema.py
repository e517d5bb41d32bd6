"""One schema by two roads: the steps from nothing, and what the records declare."""

from hashlib import sha256

import pytest
from sqlalchemy import create_engine

from counselor_desk import records
from counselor_desk.core.errors import VaultTrouble
from counselor_desk.records.base import Record
from counselor_desk.vault.file.engine import make_vault, open_vault
from counselor_desk.vault.schema import migrate
from tests import schema
from tests.conftest import KEY

START_SHA256 = "4fcdbeeaf0fc61107545dae1c9e67544653862abcfb2bee914a2d88f7c08a281"


def tables(engine):
    with engine.begin() as db:
        found = db.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
        return {name: " ".join(sql.split()) for name, sql in found}


def columns(engine, table):
    with engine.begin() as db:
        return sorted(row[1:4] for row in db.exec_driver_sql(f"PRAGMA table_info('{table}')"))


def test_the_first_step_is_frozen():
    """There are vaults that it has made: what comes later has a step of its own."""
    assert sha256(schema.START.read_text("utf-8").encode()).hexdigest() == START_SHA256


def test_a_step_of_new_tables_is_what_the_records_declare():
    step = schema.VERSIONS / "m0002_clinic_line.sql"
    names = "clinic_line", "computer_invitation", "clinic_computer", "computer_contact"
    assert step.read_text("utf-8") == schema.step_sql(*names), "run: python -m tests.schema"
    calls = schema.VERSIONS / "m0003_calls_and_numbers.sql"
    assert calls.read_text("utf-8").startswith(schema.step_sql("phone_call"))
    names = schema.VERSIONS / "m0005_clinic_ingredient.sql"
    assert names.read_text("utf-8") == schema.step_sql("clinic_ingredient")
    lists = schema.VERSIONS / "m0006_code_lists.sql"
    assert lists.read_text("utf-8") == schema.step_sql("loaded_code_list")
    state = schema.VERSIONS / "m0011_state_table.sql"
    assert state.read_text("utf-8") == schema.step_sql("state_table")
    waiting = schema.VERSIONS / "m0018_waiting_list.sql"
    assert waiting.read_text("utf-8") == schema.step_sql("waiting_place")
    effects = schema.VERSIONS / "m0007_effects.sql"
    assert effects.read_text("utf-8").startswith(schema.step_sql("trail_census"))


def test_a_migrated_vault_has_every_record(vault):
    records.every()
    declared = create_engine("sqlite://")
    Record.metadata.create_all(declared)
    engine = open_vault(vault, KEY)
    for table in Record.metadata.tables:
        assert columns(engine, table) == columns(declared, table)
    declared.dispose()
    engine.dispose()


def test_every_seal_is_in_place(vault):
    engine = open_vault(vault, KEY)
    with engine.begin() as db:
        found = db.exec_driver_sql("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'")
        assert found.scalar_one() == len(migrate.statements("sqlite/seals.sql"))
    engine.dispose()


def test_a_vault_of_a_newer_program_is_refused_and_untouched(vault):
    engine = open_vault(vault, KEY)
    with engine.begin() as db:
        db.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    before = tables(engine)
    with pytest.raises(VaultTrouble, match="newer Counselor Desk"):
        migrate.migrate(engine, backup=lambda: pytest.fail("no backup before a refusal"))
    assert tables(engine) == before
    engine.dispose()


def test_a_current_vault_is_left_alone(vault):
    engine = open_vault(vault, KEY)
    assert migrate.migrate(engine, backup=lambda: pytest.fail("nothing to do")) is False
    engine.dispose()


def test_an_empty_file_is_not_taken_for_a_vault(tmp_path):
    path = tmp_path / "empty.db"
    path.touch()
    engine = open_vault(path, KEY)
    with pytest.raises(VaultTrouble, match="not a vault"):
        engine.connect()


def test_another_key_does_not_open(vault):
    engine = open_vault(vault, bytes(48))
    with pytest.raises(VaultTrouble, match="damaged"):
        engine.connect()


@pytest.mark.parametrize(
    "sql",
    [
        "ATTACH 'x.db' AS x KEY ''",
        "SELECT sqlcipher_export('main')",
        "PRAGMA rekey = 'x'",
        "PRAGMA key = 'x'",
    ],
)
def test_what_could_leak_is_denied(vault, sql):
    engine = open_vault(vault, KEY)
    with pytest.raises(Exception, match=r"not authorized|no such function"):
        engine.raw_connection().cursor().execute(sql)
    engine.dispose()


def test_a_second_vault_is_never_made_over_the_first(vault):
    with pytest.raises(VaultTrouble, match="already"):
        make_vault(vault, KEY)
