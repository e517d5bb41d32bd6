"""What was typed is sealed for its own row and column: elsewhere, and changed, it does not open."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from counselor_desk.core.errors import VaultTrouble
from counselor_desk.desk.upkeep import upkeep_session
from counselor_desk.records.people import Client, Staff
from counselor_desk.server.column_sealing import ColumnSealer, PlacedValue, UnplacedValue
from counselor_desk.server.server_store import ServerStore
from tests.clinic.cluster import name_in
from tests.conftest import KEY


def tampered(cluster, address, *statements):
    with cluster.admin(name_in(address)) as db:
        for statement in statements:
            db.execute(statement)


def names(engine):
    with upkeep_session(engine) as session:
        return {client.id: client.family_name for client in session.scalars(select(Client))}


def opens(engine):
    try:
        names(engine)
    except VaultTrouble:
        return False
    return True


def test_a_value_opens_in_its_own_place_alone(cluster, address, engine):
    assert names(engine) == {10: "Medina", 11: "Tull", 12: "Reed"}
    cases = {
        "another row": "UPDATE client SET family_name = b.family_name FROM client b "
        "WHERE client.id = 10 AND b.id = 11",
        "another column": "UPDATE client SET family_name = given_name WHERE id = 10",
        "a changed bit": "UPDATE client SET family_name = set_bit(family_name, 100, "
        "1 - get_bit(family_name, 100)) WHERE id = 10",
        "cut short": "UPDATE client SET family_name = substr(family_name, 1, 20) WHERE id = 10",
    }
    for what, statement in cases.items():
        tampered(cluster, address, "CREATE TABLE was AS SELECT id, family_name FROM client", statement)
        assert not opens(engine), what
        back = "UPDATE client SET family_name = was.family_name FROM was WHERE was.id = client.id"
        tampered(cluster, address, back, "DROP TABLE was")
    assert names(engine)[10] == "Medina"


def test_another_key_opens_nothing(address):
    other = ServerStore(address, bytes(48)).open_to_write()
    assert not opens(other)
    other.dispose()


def test_equal_words_are_not_equal_in_the_database(cluster, address, engine):
    with upkeep_session(engine) as session:
        for client in session.scalars(select(Client)):
            client.pronouns = "she/her"
    with cluster.admin(name_in(address)) as db:
        [(different, longest)] = db.execute(
            "SELECT count(DISTINCT pronouns), max(length(pronouns)) FROM client"
        ).fetchall()
    assert different == 3
    assert longest == len("she/her") + 12 + 16, "a nonce and a tag, and no more"


def test_what_has_to_be_unique_is(engine):
    with upkeep_session(engine) as session:
        assert session.scalars(select(Staff.id).where(Staff.sign_in == "cal")).one() == 2
        assert session.scalars(select(Staff.id).where(Staff.sign_in.in_(["sue", "oda"]))).all() == [1, 3]
    with pytest.raises(DBAPIError), upkeep_session(engine) as session:
        session.add(Staff(name="Another Cal", sign_in="cal"))


def test_a_value_without_a_row_is_a_bug():
    sealer, kind = ColumnSealer(KEY), Client.__table__.c.family_name.type
    with pytest.raises(UnplacedValue):
        sealer.seal(kind, "Medina")
    sealed = sealer.seal(kind, PlacedValue("Medina", 10))
    assert sealer.open(kind, (10).to_bytes(8, "big") + sealed) == "Medina"
