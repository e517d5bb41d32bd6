"""A process that has held an open vault gives way to a fresh one, and nobody loses a word by it."""

import os
import signal
import subprocess
import sys
import time

import pytest
from PySide6.QtCore import QLockFile, QObject

from counselor_desk import app
from counselor_desk.demo import scratch
from counselor_desk.door import keeper
from counselor_desk.ui.shell import restart_process
from tests.ui.shell.test_instance import AT_WORK


@pytest.fixture
def ended(monkeypatch):
    """How often the program was told to end, and to begin again."""
    told = []
    monkeypatch.setattr(restart_process.QCoreApplication, "exit", told.append)
    return told


def is_awaited(renewal):
    return renewal._patience.isActive() or renewal._looks.isActive()


@pytest.fixture
def sitting(clinic, qtbot, qapp, ended):
    made = app.ProgramSession(clinic.door)
    owner = QObject()
    made.renewal = restart_process.ProcessRestart(owner, keeper.is_at_rest)
    made.at_the_door()
    qtbot.waitUntil(lambda: made._shown._filled)
    assert not is_awaited(made.renewal), "nothing was open yet"
    made.at_work(clinic.open("cal"))
    qtbot.waitUntil(made._shown.bridge.is_idle)
    yield made
    made._shown.close()
    made._shown.deleteLater()
    owner.deleteLater()


def test_a_locked_computer_ends_the_process_once_the_backup_is_made(sitting, qtbot, ended):
    window = sitting._shown
    window.watch.leaving.emit()
    assert window.opened.desk.signed_in is None
    assert sitting._shown is not window, "the door is shown meanwhile"
    qtbot.waitUntil(lambda: ended == [restart_process.RENEW])
    assert keeper.is_at_rest()


def test_a_vault_that_is_opened_again_meanwhile_stays_open(sitting, clinic, qtbot, ended):
    sitting._shown.watch.leaving.emit()
    sitting.at_work(clinic.open("cal"))
    assert not is_awaited(sitting.renewal)
    qtbot.waitUntil(sitting._shown.bridge.is_idle)
    assert ended == []


def test_a_lock_by_hand_renews_later_and_never_while_somebody_types(sitting, qtbot, ended):
    sitting._shown.lock()
    later = sitting.renewal._patience
    assert later.isActive()
    assert later.interval() == restart_process.AFTER_MS
    sitting._shown.activateWindow()
    qtbot.waitUntil(sitting._shown.isActiveWindow)
    later.timeout.emit()
    assert later.isActive()
    assert not sitting.renewal._looks.isActive()
    sitting._shown.hide()
    qtbot.waitUntil(lambda: not sitting._shown.isActiveWindow())
    later.timeout.emit()
    qtbot.waitUntil(lambda: ended == [restart_process.RENEW])


PUT_AWAY = """sitting._shown.showMinimized()
        away[0] = True
        QTimer.singleShot(200, lambda: print("at work", flush=True))"""
assert PUT_AWAY in AT_WORK
LEAVING = AT_WORK.replace(PUT_AWAY, "QTimer.singleShot(0, sitting._shown.watch.leaving.emit)")


def holder(folder):
    """The process that is the one program of this person; 0 for none."""
    found = next(folder.rglob("running.lock"), None)
    told = QLockFile(str(found)).getLockInfo() if found else None
    return int(told[0]) if isinstance(told, tuple) else 0


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Wine starts a process of another number")
def test_the_fresh_process_stands_at_the_door(tmp_path, monkeypatch):
    for place in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "LOCALAPPDATA", "APPDATA"):
        monkeypatch.setenv(place, str(tmp_path))
    made = scratch.scratch(tmp_path)
    made.desk.close()
    words = [sys.executable, "-c", LEAVING, str(made.path), str(tmp_path / "set")]
    began = subprocess.Popen(words)
    fresh = 0
    try:
        assert began.wait(60) == 0, "the process that held the vault is gone"
        deadline = time.monotonic() + 60
        while not (fresh := holder(tmp_path)) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert fresh not in (0, began.pid)
        assert not made.path.with_suffix(".lock").exists(), "it holds no vault"
    finally:
        began.kill()
        began.wait()
        if fresh:
            os.kill(fresh, signal.SIGKILL)
