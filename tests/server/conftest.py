"""A private PostgreSQL for the tests of this floor; without its programs they are skipped by name."""

import pytest

from counselor_desk.server.server_store import ServerStore
from tests.clinic.cluster import Cluster, programs
from tests.conftest import KEY, _populate

pytest.importorskip("psycopg", reason="the extra [server] is not installed")


@pytest.fixture(scope="session")
def cluster():
    if programs() is None:
        pytest.skip("PostgreSQL's initdb is not on this computer")
    cluster = Cluster()
    yield cluster
    cluster.close()


@pytest.fixture(scope="module")
def address(cluster):
    """A database with the tables of this version, and the people of the tests."""
    made = cluster.database()
    ServerStore(made, KEY).bring_up_to_date()
    engine = ServerStore(made, KEY).open_to_write()
    _populate(engine)
    engine.dispose()
    return made


@pytest.fixture
def engine(address):
    engine = ServerStore(address, KEY).open_to_write()
    yield engine
    engine.dispose()
