"""A small clinic with real keys for the windows: Ada, Sue, Cal, Oda, Flo and three clients."""

import shutil
import threading
from dataclasses import dataclass
from datetime import date
from functools import partial

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QLocale, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from counselor_desk.app import vault_door
from counselor_desk.demo import scratch
from counselor_desk.domain.roles import Role
from counselor_desk.door.port import OpenVault
from counselor_desk.door.vault_door import VaultDoor
from counselor_desk.services.clients import clients
from counselor_desk.services.clinic import staff
from counselor_desk.services.clinic.staff import Position
from counselor_desk.ui.kit import dress
from counselor_desk.vault.keys import people

PATIENCE_MS = 60_000
WORDS = "blue lantern seven harbors"
PEOPLE = (
    ("Sue Park", "sue", Role.SUPERVISOR, "LCSW"),
    ("Cal Reyes", "cal", Role.COUNSELOR, "LADC"),
    ("Oda Lind", "oda", Role.COUNSELOR, ""),
    ("Flo Marsh", "flo", Role.CLINIC_STAFF, ""),
)
CLIENTS = (
    ("Rosa", "Medina", date(1989, 3, 14), "cal"),
    ("Dana", "Reed", date(1992, 1, 30), "cal"),
    ("James", "Tull", date(1977, 8, 2), "oda"),
)
SCRATCH_WORDS = "a scratch vault for checks"  # Ada's, as opening.scratch gives it


@dataclass
class Clinic:
    """A vault on disk and the door to it."""

    door: VaultDoor
    clients: dict[str, int]

    @property
    def path(self):
        return self.door.recent()[0]

    def open(self, sign_in: str) -> OpenVault:
        return self.door.unlock(self.path, sign_in, self.words(sign_in))

    @staticmethod
    def words(sign_in: str) -> str:
        return SCRATCH_WORDS if sign_in == "ada" else WORDS


@pytest.fixture
def qtbot(qtbot):
    """Waits for what has to come as long as it takes: a busy machine is no fault of the program."""
    for name in ("waitUntil", "waitSignal", "waitSignals"):
        setattr(qtbot, name, partial(_patiently, getattr(qtbot, name)))
    return qtbot


def _patiently(wait, *words, timeout=PATIENCE_MS, **more):
    short = timeout < 1000  # a moment in which something is not to come
    return wait(*words, timeout=timeout if short else PATIENCE_MS, **more)


@pytest.fixture(autouse=True)
def own_settings(tmp_path, qapp):
    """Preferences of a test go nowhere near the person's own."""
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path / "set"))
    qapp.setOrganizationName("Counselor Desk")
    qapp.setApplicationName("Counselor Desk Test")
    QLocale.setDefault(QLocale("en_US"))
    dress.apply(qapp)


@pytest.fixture(scope="session")
def clinic_master(tmp_path_factory):
    folder = tmp_path_factory.mktemp("clinic")
    opened = scratch.scratch(folder)
    desk, keys, ids = opened.desk, opened.desk.signed_in.keys, {}
    for name, sign_in, role, credential in PEOPLE:
        over = ids["sue"] if sign_in in ("cal", "oda") else None
        ids[sign_in] = desk.do(staff.add, name, sign_in, Position(role, credential, over)).id
        people.add_person(keys, ids[sign_in], sign_in, WORDS, must_change=False)
    known = {}
    for given, family, born, counselor in CLIENTS:
        values = {"given_name": given, "family_name": family, "born": born}
        known[given] = desk.do(clients.register, values, ids[counselor]).id
    desk.close()
    return opened.path, known


@pytest.fixture
def clinic(clinic_master, tmp_path):
    """This test's own copy of the clinic."""
    path, known = clinic_master
    folder = tmp_path / "clinic"
    shutil.copytree(path.parent, folder)
    made = Clinic(vault_door(folder / path.name), known)
    yield made
    made.door.end()


@pytest.fixture
def sit(clinic, qtbot):
    """sit("cal") gives the main window with this person at the desk."""
    from counselor_desk.ui.shell.window import MainWindow

    shown = []

    def sit(sign_in: str) -> MainWindow:
        window = MainWindow(clinic.door, clinic.open(sign_in))
        shown.append(window)
        window.resize(1200, 800)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
        qtbot.waitUntil(window.bridge.is_idle)
        return window

    yield sit
    for window in shown:
        window.close()
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def keys(qtbot):
    """Types as a person does: into whatever has the keyboard."""

    class Keys:
        def press(self, key, mods=Qt.KeyboardModifier.NoModifier):
            QTest.keyClick(self._there(), key, mods)

        def type(self, words):
            QTest.keyClicks(self._there(), words)

        @staticmethod
        def _there() -> QWidget:
            there = QApplication.focusWidget() or QApplication.activeWindow()
            assert there is not None
            return there

    return Keys()


@pytest.fixture
def unlock(clinic, qtbot):
    """The door of the clinic's vault, with the keyboard in it."""
    from counselor_desk.ui.entrance.unlock import UnlockWindow

    window = UnlockWindow(clinic.door)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(lambda: window.person.count() == 5)
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    return window


@pytest.fixture
def at_home(monkeypatch, tmp_path):
    """A clinic on the loopback, with nothing said on the real network; the test keeps what joins."""
    from counselor_desk.network import clinic_door, discovery
    from counselor_desk.network.invitation import Address

    monkeypatch.setattr(clinic_door, "EVERYWHERE", "127.0.0.1")
    monkeypatch.setattr(discovery, "local_addresses", lambda port: (Address("127.0.0.1", port),))
    monkeypatch.setattr("platformdirs.user_data_path", lambda *_name, **_more: tmp_path / "data")


def aside(qtbot, work):
    """What another computer does meanwhile: no window waits for it."""
    made = []
    thread = threading.Thread(target=lambda: made.append(work()))
    thread.start()
    qtbot.waitUntil(lambda: not thread.is_alive())
    assert made, "it fell"
    return made[0]


@pytest.fixture
def shared_clinic(clinic, at_home, ring, qtbot):
    """The clinic's vault, shared by Ada; `sheet()` invites one computer."""
    from counselor_desk.services.clinic import computers

    opened = aside(qtbot, lambda: clinic.open("ada"))
    aside(qtbot, lambda: clinic.door.share(opened, 0))

    def sheet():
        sharing = opened.desk.do(computers.sharing)
        made = clinic.door.new_sheet(opened, sharing.server_certificate)
        opened.desk.do(computers.invite, made.verifier)
        return made

    clinic.opened, clinic.sheet = opened, sheet
    clinic.port = clinic.door.shared(opened).port
    yield clinic
    aside(qtbot, lambda: (clinic.door.lock(opened), clinic.door.end(), True))


@pytest.fixture
def cut_line(shared_clinic):
    from tests.network.cut_line import CutLine

    with CutLine(shared_clinic.port) as line:
        yield line


@pytest.fixture
def sit_elsewhere(shared_clinic, cut_line, qtbot):
    """sit_elsewhere("cal") gives the main window at a computer that joined, by a line that can be cut."""
    from counselor_desk.ui.shell.window import MainWindow

    shown = []

    def sit(sign_in: str, computer: str = "laptop") -> MainWindow:
        door, sheet = vault_door(), shared_clinic.sheet()
        path = aside(qtbot, lambda: door.join("-".join(sheet.groups), f"127.0.0.1:{cut_line.port}", computer))
        opened = aside(qtbot, lambda: door.unlock(path, sign_in, shared_clinic.words(sign_in)))
        window = MainWindow(door, opened)
        shown.append(window)
        window.resize(1200, 800)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
        qtbot.waitUntil(window.bridge.is_idle)
        return window

    yield sit
    cut_line.mend()
    for window in shown:
        aside(qtbot, lambda: (window._door.lock(window.opened), True))  # noqa: B023  done when it returns
        window.close()
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
