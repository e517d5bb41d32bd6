"""What differs by operating system, tried by naming the system."""

import ctypes
import re
import subprocess
import sys
from ctypes import wintypes
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QLabel, QWidget

from counselor_desk import app, ui
from counselor_desk.core.errors import Refused
from counselor_desk.ui.entrance.unlock import UnlockWindow
from counselor_desk.ui.kit import platform
from counselor_desk.ui.shell import locks as holding

# Without a screen there is no front to come to.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support raise")


def test_a_screen_that_locks_is_told_once_each_time(monkeypatch, qtbot):
    monkeypatch.setattr(platform, "LOOK_MS", 1)
    monkeypatch.setattr(sys, "platform", "none of the three")
    said = iter([False, True, True, False, True, True])
    parent = QObject()
    lock, told = platform.SystemLock(parent), []
    lock.locking.connect(lambda: told.append(1))
    seen = []

    def is_locked():
        seen.append(next(said, True))
        return seen[-1]

    lock.watch(is_locked)
    qtbot.waitUntil(lambda: len(seen) > 6)
    assert len(told) == 2
    lock.deleteLater()


@pytest.mark.parametrize(
    ("message", "word", "locks"),
    [
        (0x0218, 0x4, 1),  # WM_POWERBROADCAST, PBT_APMSUSPEND: it goes to sleep
        (0x0218, 0x7, 0),  # and wakes
        (0x02B1, 0x7, 1),  # WM_WTSSESSION_CHANGE: the screen is locked
        (0x02B1, 0x2, 1),  # another person takes the console
        (0x02B1, 0x4, 1),  # the connection to a terminal server ends
        (0x02B1, 0x8, 0),  # the screen is unlocked
        (0x0400, 0x7, 0),
    ],
)
def test_windows_tells_of_locks_sleep_and_a_session_that_is_left(monkeypatch, qapp, message, word, locks):
    monkeypatch.setattr(sys, "platform", "none of the three")  # it hears of nothing by itself
    parent = QObject()
    lock, told = platform.SystemLock(parent), []
    lock.locking.connect(lambda: told.append(1))
    sent = wintypes.MSG(message=message, wParam=word)
    heard = platform._WindowsFilter(lock)
    assert heard.nativeEventFilter(b"windows_generic_MSG", ctypes.addressof(sent)) == (False, 0)
    assert len(told) == locks


@pytest.mark.skipif(sys.platform != "win32", reason="a name that Windows keeps")
@pytest.mark.parametrize("place", ["", "Global\\"])
def test_installers_see_that_the_program_runs(qapp, place):
    import ctypes

    synchronize, kernel = 0x100000, ctypes.windll.kernel32
    kernel.OpenMutexW.restype = ctypes.c_void_p
    assert not kernel.OpenMutexW(synchronize, False, f"{place}{platform.RUNNING}-not")
    platform.announce()
    assert kernel.OpenMutexW(synchronize, False, f"{place}{platform.RUNNING}")


def test_a_window_that_was_put_away_comes_back(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.showMinimized()
    platform.bring_forward(window)
    assert window.isVisible()
    assert not window.isMinimized()


OWN_KEYS = [
    "New", "Open", "Save", "SaveAs", "Close", "Print", "Quit", "Undo", "Redo", "Cut", "Copy",
    "Paste", "SelectAll", "Find", "Refresh", "HelpContents", "Preferences", "Back", "Forward",
    "NextChild", "PreviousChild", "ZoomIn", "ZoomOut",
]  # fmt: skip


def test_keys_that_a_system_has_of_its_own_are_asked_for_by_name():
    """The same keys are others on another system: nowhere are they written out."""
    named = {
        bound.toString(): name for name in OWN_KEYS for bound in QKeySequence.keyBindings(platform.Key[name])
    }
    assert named["Ctrl+P"] == "Print"
    written = [
        (path.name, keys)
        for path in Path(ui.__file__).parent.rglob("*.py")
        for keys in re.findall(r'"((?:Ctrl|Alt|Shift|Meta)\+[^"]+)"', path.read_text("utf-8"))
    ]
    assert len(written) > 20
    assert [one for one in written if one[1] in named] == []


@pytest.mark.parametrize("mac", [True, False])
def test_a_keyboard_without_page_keys_reaches_the_next_section(monkeypatch, mac):
    monkeypatch.setattr(platform, "lives_without_windows", lambda: mac)
    further, before = platform.through_sections()
    wanted = (platform.Key.NextChild, platform.Key.PreviousChild) if mac else (
        "Ctrl+PgDown", "Ctrl+PgUp")  # fmt: skip
    assert (further, before) == wanted
    assert platform.name_of_keys(further) != platform.name_of_keys(before) != ""


def test_a_vault_is_held_by_one(tmp_path):
    vault = tmp_path / "clinic.db"
    held = holding.lock_vault(vault)
    with pytest.raises(Refused, match="already open on the computer"):
        holding.lock_vault(vault)
    held.unlock()
    holding.lock_vault(vault).unlock()


def test_a_program_holds_its_place_until_it_ends():
    first = holding.claim()
    assert first is not None
    assert holding.claim() is None
    first.unlock()


@pytest.fixture
def sitting(clinic, qtbot):
    made = app.ProgramSession(clinic.door)
    made.at_the_door()
    qtbot.waitUntil(lambda: made._shown._filled)
    yield made
    made._shown.close()
    made._shown.deleteLater()


def test_the_end_of_a_session_locks_and_shows_the_door(sitting, clinic, qtbot, monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    sitting.at_work(clinic.open("cal"))
    window = sitting._shown
    qtbot.waitUntil(window.bridge.is_idle)
    sitting.flush()
    assert window.opened.desk.signed_in is None
    assert sitting._shown is not window
    qtbot.waitUntil(lambda: sitting._shown._filled)


def test_a_second_start_at_the_door_offers_the_vault_that_was_named(sitting, clinic, tmp_path):
    other = tmp_path / "other.db"
    other.write_bytes(b"")
    sitting.come_forward(str(other))
    assert clinic.door.recent()[0] == other
    assert sitting._shown.isVisible()


def test_a_second_start_at_work_raises_the_window_and_stays(sitting, clinic, qtbot):
    sitting.at_work(clinic.open("cal"))
    window = sitting._shown
    qtbot.waitUntil(window.bridge.is_idle)
    window.showMinimized()
    sitting.come_forward(str(clinic.path))
    assert sitting._shown is window
    assert not window.isMinimized()


def test_an_archive_asks_for_what_opens_it(sitting, clinic, tmp_path, qtbot):
    sitting.come_forward(str(tmp_path / "records.cvault"))
    qtbot.waitUntil(lambda: sitting._shown._filled)
    assert clinic.door.recent()[0] == clinic.path
    page = sitting._shown.inside.page()
    assert page.secret.isVisible()
    assert any("records.cvault" in said.text() for said in page.findChildren(QLabel))
    sitting.come_forward(str(clinic.path))
    qtbot.waitUntil(lambda: sitting._shown._filled)
    assert isinstance(sitting._shown.inside, UnlockWindow)


def test_another_file_that_is_sent_to_an_open_vault_waits_and_says_so(sitting, clinic, tmp_path, qtbot):
    sitting.at_work(clinic.open("cal"))
    window = sitting._shown
    qtbot.waitUntil(window.bridge.is_idle)
    sitting.come_forward(str(tmp_path / "records.cvault"))
    assert sitting._shown is window
    assert window.notice.words.text() == "records.cvault opens when you lock this vault."
    window.lock()
    qtbot.waitUntil(lambda: getattr(sitting._shown, "_filled", False))
    assert sitting._shown.inside.page().secret.isVisible()


def test_a_file_sent_to_a_mac_whose_window_was_closed_is_opened(sitting, clinic, tmp_path, qtbot):
    sitting.at_work(clinic.open("cal"))
    qtbot.waitUntil(sitting._shown.bridge.is_idle)
    sitting._shown.close()
    sitting.come_forward(str(tmp_path / "records.cvault"))
    qtbot.waitUntil(lambda: getattr(sitting._shown, "_filled", False))
    assert sitting.at_work_with is None
    assert sitting._shown.inside.page().secret.isVisible()


# The program itself, told that it runs on this system: its only window is closed by the person,
# then its icon is clicked. It says what lives at each moment and, where it still does, is ended.
LIFE = """
import sys
from PySide6.QtCore import QCoreApplication, QEvent, QSettings, Qt, QTimer
from PySide6.QtWidgets import QApplication
from counselor_desk import app as program
from counselor_desk.ui.entrance import first_window
from counselor_desk.ui.shell import application, locks, single_instance

folder = sys.argv[2]
QSettings.setDefaultFormat(QSettings.Format.IniFormat)
QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, folder)
program.LISTEN_AFTER_MS = 0
sys.platform = sys.argv[1]

def shown():
    return [window for window in QApplication.topLevelWidgets() if window.isVisible()]

def close():
    if not getattr(shown()[0], "_filled", False) if shown() else True:
        return QTimer.singleShot(5, close)
    shown()[0].close()
    closed()

def closed():
    if shown():
        return QTimer.singleShot(5, closed)
    QTimer.singleShot(50, click)

def click():
    print("alive with", len(shown()), flush=True)
    app = QApplication.instance()
    app.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    print("clicked:", len(shown()), flush=True)
    QTimer.singleShot(0, QApplication.quit)

application.get_application()
QTimer.singleShot(0, close)
code = program._work(None)
print("ended", code, flush=True)
"""


@pytest.mark.parametrize(
    ("system", "told"),
    [("darwin", ["alive with 0", "clicked: 1", "ended 0"]), ("linux", ["ended 0"])],
)
@pytest.mark.skipif(sys.platform == "win32", reason="it cannot be told that it is another system")
def test_on_a_mac_alone_the_program_outlives_its_last_window(system, told, tmp_path, monkeypatch):
    for place in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_DOCUMENTS_DIR"):
        monkeypatch.setenv(place, str(tmp_path))
    words = [sys.executable, "-c", LIFE, system, str(tmp_path / "set")]
    ended = subprocess.run(words, capture_output=True, text=True, timeout=120, check=False)
    assert ended.stdout.splitlines() == told, ended.stderr
