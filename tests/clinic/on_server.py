"""A pytest plugin: the records of the tests' desk are on a PostgreSQL server, sealed.

`python -m tests.clinic services --store postgresql` runs the suites with it.
"""

import pytest

from counselor_desk.server.server_store import ServerStore
from tests.clinic.cluster import Cluster, name_in
from tests.clinic.of_a_vault import OF_A_VAULT
from tests.conftest import KEY, _populate


class ServerPlaces:
    """A database for each test, copied from one that was made once."""

    def __init__(self):
        self.cluster = Cluster()
        self._last = None
        address = self.cluster.database()
        self._template = name_in(address)
        store = ServerStore(address, KEY)
        store.bring_up_to_date()
        engine = store.open_to_write()
        _populate(engine)
        engine.dispose()
        with self.cluster.admin(self._template) as db:
            for table, last in (("client", 12), ("staff", 5), ("practice", 1)):
                db.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {last})")

    def store(self):
        if self._last is not None:
            self.cluster.drop(self._last)
        self._last = self.cluster.database(self._template)
        return ServerStore(self._last, KEY)


def pytest_configure(config):
    config.places = ServerPlaces()


def pytest_unconfigure(config):
    if hasattr(config, "places"):
        config.places.cluster.close()


def pytest_collection_modifyitems(items):
    for item in items:
        name = item.nodeid.partition("[")[0]
        reason = OF_A_VAULT.get(name) or OF_A_VAULT.get(name.partition("::")[0])
        if reason:
            item.add_marker(pytest.mark.skip(reason=reason))
