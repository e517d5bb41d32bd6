"""What the owner of a server changes by hand is named by the desk that holds the key."""

import pytest

from counselor_desk.desk import integrity
from counselor_desk.desk.trail import TrailChain
from tests.conftest import AUDIT_KEY

BORN = "UPDATE client SET born = b.born FROM client b WHERE client.id = 10 AND b.id = 11"
SIGN_IN = (
    "WITH gone AS (DELETE FROM staff WHERE id = 5 RETURNING sign_in) "
    "UPDATE staff SET sign_in = gone.sign_in || ''::bytea FROM gone WHERE staff.id = 1"
)
WORD = "INSERT INTO learned_word (id, staff_id, word) SELECT 99, 1, sign_in FROM staff WHERE id = 1"
# The table, the statement, and where the look-through names whom.
PLANTS = {
    "a day of birth moved to another's": ("client", BORN, "changed", "Client:10"),
    "a sign-in, sealed alike in each row": ("staff", SIGN_IN, "changed", "Staff:1"),
    "a state in the clear": ("client", "UPDATE client SET restricted = true", "changed", "Client:11"),
    "an answer that is gone": ("client", "UPDATE client SET given_name = ''", "changed", "Client:10"),
    "a row that is gone": ("hold", "DELETE FROM hold", "missing", "Hold:1"),
    "a word of nobody's": ("learned_word", WORD, "appeared", "LearnedWord:99"),
}


@pytest.fixture(scope="module")
def planted(cluster):
    from tests.clinic import tampered

    address, engine = tampered.made_address(cluster)
    yield address, engine
    engine.dispose()


@pytest.fixture
def owner(cluster, planted):
    """No seal and no neighbor is in the way."""
    from tests.clinic.cluster import name_in

    with cluster.admin(name_in(planted[0])) as db:
        db.execute("SET session_replication_role = replica")
        yield db


def looked(engine):
    return integrity.verify_records(engine, TrailChain(AUDIT_KEY))


def test_each_is_named_and_the_look_goes_on_to_the_end(planted, owner):
    _address, engine = planted
    owner.execute("UPDATE client SET phone = given_name WHERE id = 12")  # does not open there
    assert looked(engine).changed == ("Client:12",)
    owner.execute("UPDATE client SET phone = '' WHERE id = 12")
    [(born,)] = owner.execute("SELECT born FROM client WHERE id = 12").fetchall()
    owner.execute("UPDATE client SET born = '' WHERE id = 12")  # no day at all
    assert looked(engine).changed == ("Client:12",)
    owner.execute("UPDATE client SET born = %s WHERE id = 12", (born,))
    assert looked(engine).is_whole
    for table in {table for table, *_more in PLANTS.values()}:
        owner.execute(f"CREATE TABLE pg_temp.was_{table} AS SELECT * FROM {table}")
    for what, (table, statement, how, who) in PLANTS.items():
        assert owner.execute(statement).rowcount, f"{what}: nothing was planted"
        assert who in getattr(looked(engine), how), what
        owner.execute(f"DELETE FROM {table}")
        owner.execute(f"INSERT INTO {table} SELECT * FROM pg_temp.was_{table}")
    assert looked(engine).is_whole


def test_a_line_of_the_trail_that_does_not_open_is_named(planted, owner):
    for put in ("'\\x0011'::bytea", "reason || '\\x00'::bytea"):
        [(line, before)] = owner.execute(
            "SELECT id, reason FROM audit_entry WHERE reason <> '' ORDER BY id DESC LIMIT 1"
        ).fetchall() or [(1, b"")]
        owner.execute(f"UPDATE audit_entry SET reason = {put} WHERE id = %s", (line,))
        assert looked(planted[1]).trail.broken_at == line
        owner.execute("UPDATE audit_entry SET reason = %s WHERE id = %s", (before, line))


def test_seals_and_functions_that_are_not_ours_are_named(cluster, planted):
    from tests.clinic import tampered

    address, engine = planted
    engine.dispose()
    for name in tampered.STRUCTURE:
        assert tampered.structure_is_named(cluster, address, name), name
