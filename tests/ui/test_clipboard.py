"""What was copied is gone after its time, at the lock too, and what came since is left alone."""

import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication

from counselor_desk.ui.clipboard import KEPT_MS, ShortMemory


@pytest.fixture
def clipboard(qapp):
    board = QGuiApplication.clipboard()
    board.clear()
    yield board
    board.clear()


@pytest.fixture
def owner(clipboard):
    owner = QObject()
    yield owner
    owner.deleteLater()


def test_what_was_copied_goes_by_itself(owner, clipboard, qtbot):
    ShortMemory(owner, 50, lambda: True)
    clipboard.setText("Rosa Medina, 14 Mar 1989")
    assert clipboard.text()
    qtbot.waitUntil(lambda: clipboard.text() == "", timeout=2000)
    assert KEPT_MS == 30_000


def test_what_another_program_put_there_stays(owner, clipboard, qtbot):
    ours = [True]
    ShortMemory(owner, 40, lambda: ours[0])
    clipboard.setText("ours")
    ours[0] = False
    clipboard.setText("a recipe")
    gone = QTimer(owner)
    gone.setSingleShot(True)
    gone.start(120)
    qtbot.waitUntil(lambda: not gone.isActive(), timeout=2000)
    assert clipboard.text() == "a recipe"


def test_the_lock_clears_it_at_once(sit, clipboard):
    window = sit("cal")
    clipboard.setText("Rosa Medina")
    window.lock()
    assert clipboard.text() == ""
