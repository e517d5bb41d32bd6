"""A real vault for every test: a sealed master is made once and copied."""

import gc
import os
import shutil
import sys
import time
from datetime import UTC, date, datetime, timedelta

from counselor_desk.core.resources import RESOURCES
from counselor_desk.desk.upkeep import upkeep_session

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
if sys.platform == "win32":  # Qt without a screen knows none of the system's fonts there
    os.environ.setdefault("QT_QPA_FONTDIR", str(RESOURCES / "fonts"))

import pytest
from hypothesis import HealthCheck, settings

from counselor_desk import records
from counselor_desk.desk import integrity
from counselor_desk.desk.desk import Desk, VaultBehind
from counselor_desk.domain.roles import Role
from counselor_desk.records.people import Client, Staff
from counselor_desk.records.practice import Practice
from counselor_desk.vault.file.engine import make_vault, open_to_read, open_vault
from counselor_desk.vault.keys import people, throttle, unlock
from counselor_desk.vault.keys.compartments import CompartmentKeeper
from counselor_desk.vault.keys.proving import PassphraseTries
from counselor_desk.vault.schema.migrate import migrate
from tests.proofs import words_of

# A busy machine is no fault of the program: what is measured is measured by tests.bench.
calm = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("slow tier", **calm)
settings.register_profile("everyday", derandomize=True, database=None, **calm)


def pytest_configure(config):
    """Chance is for the slow tier: what held yesterday holds today."""
    settings.load_profile("everyday" if "not slow" in config.option.markexpr else "slow tier")


SWEEP_ALL_EVERY = 100  # tests


def pytest_sessionstart(session):
    """As in the program: no other thread than the one with the widgets frees what is circular."""
    gc.disable()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item, nextitem):
    result = yield
    item.session.stash[SWEPT] = swept = item.session.stash.get(SWEPT, 0) + 1
    gc.collect() if swept % SWEEP_ALL_EVERY == 0 or nextitem is None else gc.collect(1)
    return result


SWEPT = pytest.StashKey[int]()
KEY = bytes(range(48))
AUDIT_KEY = b"a" * 32
QUICK = unlock.Argon(1, 46, 1)
# Three in the afternoon by the clock on the wall, wherever the tests are run: its day is the clinic's.
START = datetime(2026, 12, 1, 15, 0).astimezone()


class Clock:
    """The time of a test: stands still unless moved. As the desk's own, it is told in UTC."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now.astimezone(UTC)

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


def _populate(engine) -> None:
    """Sue supervises Cal and Oda; Flo is at the front desk; Ada administers."""
    staff = [
        Staff(id=1, name="Sue Park", sign_in="sue", role=Role.SUPERVISOR, credential="LCSW"),
        Staff(id=2, name="Cal Reyes", sign_in="cal", supervisor_id=1, credential="LADC"),
        Staff(id=3, name="Oda Lind", sign_in="oda", supervisor_id=1),
        Staff(id=4, name="Flo Marsh", sign_in="flo", role=Role.CLINIC_STAFF),
        Staff(id=5, name="Ada Quist", sign_in="ada", role=Role.ADMINISTRATOR),
    ]
    clients = [
        Client(id=10, counselor_id=2, number="0000010", given_name="Rosa", family_name="Medina",
               born=date(1989, 3, 14), registered_at=START),
        Client(id=11, counselor_id=3, number="0000011", given_name="James", family_name="Tull",
               born=date(1977, 8, 2), registered_at=START),
        Client(id=12, counselor_id=2, number="0000012", given_name="Dana", family_name="Reed",
               born=date(1992, 1, 30), registered_at=START),
    ]  # fmt: skip
    for client in clients:
        client.index()
    with upkeep_session(engine) as session:
        session.add(Practice(id=1, name="Harbor Recovery Center", phone="555 0100"))
        session.add_all(staff)
        session.flush()
        session.add_all(clients)


@pytest.fixture(scope="session")
def master(tmp_path_factory):
    path = tmp_path_factory.mktemp("master") / "master.db"
    make_vault(path, KEY)
    engine = open_vault(path, KEY)
    migrate(engine, backup=lambda: None)
    _populate(engine)
    engine.dispose()
    return path


@pytest.fixture
def vault(master, tmp_path):
    """The path of this test's own vault."""
    path = tmp_path / "test.db"
    shutil.copy(master, path)
    return path


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def los_angeles(monkeypatch):
    """This computer stands there, whatever zone the tests are run in."""
    if not hasattr(time, "tzset"):
        pytest.skip("Windows has one time zone for all that runs on it")
    with monkeypatch.context() as there:
        there.setenv("TZ", "America/Los_Angeles")
        time.tzset()
        yield
    time.tzset()


@pytest.fixture(scope="session")
def keyring_of_all(tmp_path_factory):
    """Everybody's own unlocked slot, under the weakest derivation that is accepted."""
    place = tmp_path_factory.mktemp("keys") / "test.db"
    first, _ = unlock.create(place, 5, "ada", words_of(5), QUICK)
    for staff_id, name in ((1, "sue"), (2, "cal"), (3, "oda"), (4, "flo")):
        people.add_person(first, staff_id, name, words_of(staff_id), must_change=False)
    names = {1: "sue", 2: "cal", 3: "oda", 4: "flo", 5: "ada"}
    return {staff_id: unlock.unlock(place, name, words_of(staff_id)) for staff_id, name in names.items()}


@pytest.fixture
def desk(vault, clock, keyring_of_all, pytestconfig):
    """A desk at which Cal, a counselor, sits; `desk.as_(1)` seats another person."""
    records.every()
    check = PassphraseTries(keyring_of_all[5])
    throttle.path_of(keyring_of_all[5].vault).unlink(missing_ok=True)  # nobody waits for another test
    compartments = CompartmentKeeper(keyring_of_all[5])
    opened, beside = lambda: open_vault(vault, KEY), lambda: open_to_read(vault, KEY)
    if hasattr(pytestconfig, "places"):  # tests.clinic.on_server: its records are on a server
        store = pytestconfig.places.store()
        opened, beside = store.open_to_write, store.open_to_read
    behind = VaultBehind(check, compartments=compartments, open_reader=beside)
    desk = Desk(opened, AUDIT_KEY, clock, behind)
    if hasattr(pytestconfig, "line"):  # tests.clinic.through_line: it stands at another computer
        desk = pytestconfig.line(desk, keyring_of_all)
    desk.seen = []
    desk.listen(desk.seen.append)
    desk.as_ = lambda staff_id: desk.sign_in(staff_id, keyring_of_all.get(staff_id))
    desk.as_(2)
    yield desk
    desk.close()


@pytest.fixture
def counted(desk, clock):
    """The people of the tests stood in the vault before its trail: the trail is told of each."""
    desk.on_vault(lambda engine: integrity.tell_of_migration(engine, desk.chain, clock(), "of tests"))


@pytest.fixture
def ring():
    """A keyring in memory in the place of the system's."""
    import keyring

    from tests.vault.rings import Ring

    before, ring = keyring.get_keyring(), Ring()
    keyring.set_keyring(ring)
    yield ring
    keyring.set_keyring(before)
