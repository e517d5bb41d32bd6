"""A second start raises the first window, and opens its own for another vault."""

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from counselor_desk.demo import scratch
from counselor_desk.ui.shell.single_instance import Instance

SECOND = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
app = QCoreApplication([])
app.setOrganizationName("Counselor Desk")
app.setApplicationName({name!r})
from counselor_desk.ui.shell.single_instance import hand_over
vault = Path(sys.argv[1]) if len(sys.argv) > 1 else None
sys.exit(0 if hand_over(vault) else 7)
"""


@pytest.fixture
def first(qapp, tmp_path):
    qapp.setApplicationName(f"Counselor Desk {tmp_path.name}")  # no other test hears it
    work = {}
    instance = Instance(lambda: work.get("vault"), qapp)
    instance.work, instance.heard = work, []
    instance.called.connect(instance.heard.append)
    yield instance
    instance.close()
    instance.deleteLater()


@pytest.fixture
def start_again(qtbot, first):
    def start(*words):
        code = SECOND.format(name=QApplication.applicationName())
        second = subprocess.Popen([sys.executable, "-c", code, *map(str, words)])
        qtbot.waitUntil(lambda: second.poll() is not None, timeout=20_000)
        return second.returncode == 0

    return start


def test_the_first_start_finds_nobody(start_again):
    assert not start_again()


def test_a_second_start_calls_the_first(first, start_again):
    assert first.listen()
    assert start_again()
    assert first.heard == [""]


def test_at_the_door_the_first_takes_the_vault_that_was_asked_for(first, start_again, tmp_path):
    first.listen()
    assert start_again(tmp_path / "Señora Peña.db")
    assert first.heard == [str(tmp_path / "Señora Peña.db")]


def test_at_work_the_first_takes_its_own_vault_and_no_other(first, start_again, tmp_path):
    first.listen()
    first.work["vault"] = tmp_path / "mine.db"
    assert start_again(tmp_path / "mine.db")
    assert not start_again(tmp_path / "other.db")
    assert [Path(path) for path in first.heard] == [tmp_path / "mine.db"]


@pytest.mark.skipif(sys.platform == "win32", reason="a Windows pipe ends with its program")
def test_the_place_of_a_program_that_was_killed_is_taken_over(first, start_again):
    gone = Instance(lambda: None, first)
    assert gone.listen()
    assert first.listen()
    assert start_again()
    assert first.heard == [""]


def test_on_a_mac_a_file_is_sent_and_a_click_in_the_dock_wakes(monkeypatch, qapp, tmp_path):
    monkeypatch.setattr(sys, "platform", "darwin")
    woken = Instance(lambda: None, qapp)
    heard = []
    woken.called.connect(heard.append)
    asked = tmp_path / "clinic.cvault"
    qapp.sendEvent(qapp, QFileOpenEvent(QUrl.fromLocalFile(str(asked))))
    assert [Path(path) for path in heard] == [asked]
    qapp.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    assert heard[1:] == [""]
    qapp.removeEventFilter(woken)
    woken.deleteLater()


def test_a_vault_is_the_same_however_its_place_is_written(first, start_again, tmp_path):
    first.listen()
    first.work["vault"] = tmp_path / "mine.db"
    assert start_again(tmp_path / "below" / ".." / "mine.db")
    if sys.platform == "win32":
        assert start_again(str(tmp_path / "MINE.DB").swapcase())


def test_who_asks_for_a_vault_finds_it_behind_another_program(first, start_again, tmp_path):
    vault = tmp_path / "mine.db"
    first.work["vault"] = vault
    first.work_on(vault)  # as the second program of two does, which the general name does not have
    assert not start_again(tmp_path / "other.db")
    assert start_again(vault)
    first.work_on(None)
    assert not start_again(vault)


# The whole program, with its vault open and its window put away; it says when it comes forward.
AT_WORK = """
import sys
from pathlib import Path
from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication
from counselor_desk import app as program

QSettings.setDefaultFormat(QSettings.Format.IniFormat)
QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, sys.argv[2])
program.LISTEN_AFTER_MS = 0
vault, away, seen = Path(sys.argv[1]), [False], []
at_the_door = program.ProgramSession.at_the_door

def sit_down(sitting):
    at_the_door(sitting)
    if not seen:
        seen.append(sitting)
        door = sitting._door
        sitting.at_work(door.unlock(vault, "ada", "a scratch vault for checks"))
        sitting._shown.showMinimized()
        away[0] = True
        QTimer.singleShot(200, lambda: print("at work", flush=True))

def look():
    if away[0] and not seen[0]._shown.isMinimized():
        seen[0]._shown.showMinimized()
        print("forward", flush=True)

program.ProgramSession.at_the_door = sit_down
from counselor_desk.ui.shell import application
application.get_application()
timer = QTimer()
timer.timeout.connect(look)
timer.start(20)
sys.exit(program._work(vault))
"""


@pytest.mark.slow
def test_two_programs_with_a_vault_each_are_found_by_a_third_start(tmp_path, monkeypatch):
    for place in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "LOCALAPPDATA", "APPDATA"):
        monkeypatch.setenv(place, str(tmp_path))
    vaults = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        made = scratch.scratch(tmp_path / name)
        made.desk.close()
        vaults.append(made.path)
    words = [sys.executable, "-c", AT_WORK]
    at_work = []
    try:
        for vault in vaults:
            began = subprocess.Popen(
                [*words, str(vault), str(tmp_path / "set")], stdout=subprocess.PIPE, text=True
            )
            at_work.append(began)
            assert began.stdout.readline() == "at work\n"
        for vault, program in [*zip(vaults, at_work, strict=True)] * 2:
            third = subprocess.run(
                [*words, str(vault), str(tmp_path / "set")],
                capture_output=True, text=True, timeout=60, check=False,
            )  # fmt: skip
            assert (third.returncode, third.stdout) == (0, ""), third.stderr
            assert program.stdout.readline() == "forward\n"
    finally:
        for program in at_work:
            program.kill()
            program.communicate()
