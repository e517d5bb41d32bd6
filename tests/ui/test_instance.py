"""A second start raises the first window, and opens its own for another vault."""

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from counselor_desk.ui.instance import Instance

SECOND = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
app = QCoreApplication([])
app.setOrganizationName("Counselor Desk")
app.setApplicationName({name!r})
from counselor_desk.ui.instance import hand_over
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
