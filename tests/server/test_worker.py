"""The login that works all day may not touch what is sealed: the server itself says no."""

import psycopg
import pytest

from counselor_desk.core.errors import VaultTrouble
from counselor_desk.server.address import ServerAddress, read_address
from counselor_desk.server.server_store import ServerStore
from tests.conftest import KEY

REFUSED = (
    "UPDATE audit_entry SET action = 'x'",
    "DELETE FROM audit_entry",
    "TRUNCATE audit_entry",
    "UPDATE trail_signature SET mac = ''",
    "DELETE FROM ledger_entry",
    "DELETE FROM stock_movement",
    "DELETE FROM book_head",
    "DELETE FROM destruction",
    "DROP TRIGGER audit_entry_stays ON audit_entry",
    "ALTER TABLE audit_entry DISABLE TRIGGER ALL",
    "ALTER TABLE ledger_entry ADD COLUMN x int",
    "CREATE TABLE mine (id int)",
    "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
    "SET session_replication_role = 'replica'",
    "UPDATE alembic_version SET version_num = '0000'",
    "COPY audit_entry TO PROGRAM 'true'",
)


def test_what_the_worker_may_not_do(address):
    with psycopg.connect(address.worker, autocommit=True) as db:
        for statement in REFUSED:
            state = ""
            try:
                db.execute(statement)
            except psycopg.Error as error:
                state = error.sqlstate
            assert state == "42501", statement


def test_a_server_that_does_not_answer_is_told_in_words(address):
    away = ServerAddress("host=127.0.0.1 port=1 dbname=x user=y", address.owner)
    with pytest.raises(VaultTrouble, match="does not answer"):
        ServerStore(away, KEY).open_to_write()
    wrong = ServerAddress(address.worker.replace("password=", "password=x"), address.owner)
    with pytest.raises(VaultTrouble, match="does not"):
        ServerStore(wrong, KEY).open_to_write()


def test_a_file_that_names_no_server_is_told(tmp_path):
    place = tmp_path / "clinic.server"
    for words in ("", "x = ", "[database]\nworker = ''\n"):
        place.write_text(words)
        with pytest.raises(VaultTrouble, match=r"clinic\.server"):
            read_address(place)
    place.write_text('[database]\nworker = "dbname=a"\nowner = "dbname=b"\n')
    assert read_address(place) == ServerAddress("dbname=a", "dbname=b")
