"""A private PostgreSQL for the tests of this floor; without its programs they are skipped by name."""

from importlib.util import find_spec

import pytest

from tests.conftest import KEY, _populate

# What speaks with a server is an extra: without it there is nothing here to try.
collect_ignore_glob = [] if find_spec("psycopg") else ["test_*.py"]


@pytest.fixture(scope="session")
def cluster():
    from tests.clinic.cluster import Cluster, programs

    if programs() is None:
        pytest.skip("PostgreSQL's initdb is not on this computer")
    cluster = Cluster()
    yield cluster
    cluster.close()


@pytest.fixture(scope="module")
def address(cluster):
    """A database with the tables of this version, and the people of the tests."""
    from counselor_desk.server.server_store import ServerStore

    made = cluster.database()
    ServerStore(made, KEY).bring_up_to_date()
    engine = ServerStore(made, KEY).open_to_write()
    _populate(engine)
    engine.dispose()
    return made


@pytest.fixture
def engine(address):
    from counselor_desk.server.server_store import ServerStore

    engine = ServerStore(address, KEY).open_to_write()
    yield engine
    engine.dispose()
