"""What was changed behind the trail is named: a record, a line, or the whole file."""

import shutil
from datetime import date

import pytest

from counselor_desk.desk import integrity
from counselor_desk.records.people import Client
from counselor_desk.services.clients import clients
from counselor_desk.services.documents import writing_aids
from counselor_desk.vault.copies.verify import head_of
from counselor_desk.vault.file.connection import connect
from counselor_desk.vault.file.engine import open_vault
from tests.conftest import KEY

pytestmark = pytest.mark.usefixtures("counted")


def register(desk, name):
    who = {"given_name": name, "family_name": "Kept", "born": date(1990, 1, 1)}
    return desk.do(clients.register, who).id


def look(desk, line=0, mac=""):
    return desk.on_vault(lambda e: integrity.verify_records(e, desk.chain, line, mac))


def behind(vault, sql):
    """As somebody with the key and a program of their own would."""
    connection = connect(vault, KEY)
    for statement in sql.split(";"):
        connection.execute(statement)
    connection.close()


def test_a_vault_that_was_only_worked_in_is_whole(desk):
    register(desk, "Ann")
    found = look(desk)
    assert found.is_whole
    assert found.trail.checked > 0


def test_a_record_changed_behind_the_trail_is_named(desk, vault):
    client_id = register(desk, "Ann")
    behind(vault, f"UPDATE client SET given_name = 'Eve' WHERE id = {client_id}")
    assert look(desk).changed == (f"Client:{client_id}",)


def test_a_line_changed_by_hand_is_named(desk, vault):
    register(desk, "Ann")
    behind(vault, "DROP TRIGGER audit_entry_keeps; UPDATE audit_entry SET action='x' WHERE id=2")
    assert look(desk).trail.broken_at == 2


def test_a_file_of_yesterday_is_older_than_its_anchor(desk, vault, tmp_path):
    register(desk, "Ann")
    desk.sign_out()
    connection = connect(vault, KEY)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    connection.close()
    shutil.copy(vault, tmp_path / "yesterday.db")
    desk.as_(2)
    register(desk, "Ben")
    connection = connect(vault, KEY)
    head = head_of(connection)
    connection.close()
    assert look(desk, head.line, head.mac).is_whole
    assert not desk.on_vault(lambda e: integrity.is_behind(e, head.line, head.mac))
    engine = open_vault(tmp_path / "yesterday.db", KEY)
    assert integrity.is_behind(engine, head.line, head.mac)
    assert integrity.verify_records(engine, desk.chain, head.line, head.mac).gone_back
    engine.dispose()


def test_a_migration_tells_of_every_record_as_it_is_now(desk, vault, clock):
    client_id = register(desk, "Ann")
    behind(vault, f"UPDATE client SET given_name = 'Eve' WHERE id = {client_id}")
    desk.on_vault(lambda e: integrity.tell_of_migration(e, desk.chain, clock(), "0002"))
    assert look(desk).is_whole
    other = register(desk, "Ben")
    behind(vault, f"UPDATE client SET given_name = 'Eve' WHERE id = {other}")
    assert look(desk).changed == (f"Client:{other}",)
    behind(vault, f"UPDATE client SET given_name = 'Eva' WHERE id = {client_id}")
    assert look(desk).changed == (f"Client:{client_id}", f"Client:{other}")


def test_a_record_taken_out_behind_the_trail_is_missed(desk, vault):
    client_id = register(desk, "Ann")
    behind(vault, f"DELETE FROM client WHERE id IN ({client_id}, 11)")
    found = look(desk)
    assert found.missing == ("Client:11", f"Client:{client_id}")
    assert not found.is_whole


def test_a_record_that_nobody_wrote_is_named(desk, vault):
    others = ", ".join(c.name for c in Client.__table__.columns if c.name not in ("id", "number"))
    copied = f"SELECT 99, 'x', {others} FROM client WHERE id = 10"
    behind(vault, f"INSERT INTO client (id, number, {others}) {copied}")
    assert look(desk).appeared == ("Client:99",)


def test_what_a_person_takes_out_is_told_and_nothing_is_missed(desk):
    desk.do(writing_aids.learn, "lanternfish")
    snippet = desk.do(writing_aids.keep_snippet, "lf", "a lanternfish")
    desk.do(writing_aids.unlearn, "lanternfish")
    desk.do(writing_aids.drop_snippet, snippet.id)
    assert look(desk).is_whole


def test_a_seal_that_is_gone_and_a_table_of_somebody_s_are_named(desk, vault):
    behind(vault, "DROP TRIGGER receipt_stays; CREATE TABLE notes_of_mine (id INTEGER)")
    assert look(desk).structure == ("table notes_of_mine", "CREATE TRIGGER receipt_stays")


def test_a_line_that_says_what_was_not_done_is_no_line(desk, vault):
    register(desk, "Ann")
    lie = "UPDATE audit_entry SET effect = 'removed' WHERE effect = 'wrote'"
    behind(vault, f"DROP TRIGGER audit_entry_keeps; {lie}")
    assert look(desk).trail.broken_at is not None
