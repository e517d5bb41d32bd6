"""A bug keeps what was typed, locks the vault, tells nothing of anybody, and lets one go on."""

import sys
import threading

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton

from counselor_desk.services.documents import documents, lists
from counselor_desk.ui.shell import crash
from counselor_desk.ui.shell.crash_window import CrashWindow

CANARY = "Quillabamba saw her sister"


@pytest.fixture
def hooks(monkeypatch):
    """The program's own hook; pytest-qt's would call the bug a failure of the test."""
    before = sys.excepthook, threading.excepthook, sys.unraisablehook
    went_on = []
    crash.install(lambda: went_on.append(True))
    yield went_on
    sys.excepthook, threading.excepthook, sys.unraisablehook = before
    for window in QApplication.topLevelWidgets():
        if isinstance(window, CrashWindow):
            window.close()
            window.deleteLater()


def writing(window, clinic, qtbot):
    """Somebody in the middle of a sentence that no pause has sent yet."""
    window.go("chart", client_id=clinic.clients["Rosa"], section="notes", template="dap")
    notes = window.current().section("notes")
    qtbot.waitUntil(lambda: notes.editor.form is not None)
    notes.editor.form.boxes["data"].editor.write(CANARY)
    return notes.editor


def stumble():
    raise KeyError(CANARY)


def shown():
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, CrashWindow)]


def bodies(desk, client_id):
    rows = desk.do(lists.of_client, client_id)
    return [desk.do(documents.read, row.id).document.body for row in rows]


def raised(qtbot):
    """As a slot's bug reaches the program: through Python's hook, on the GUI thread."""

    def bug():
        try:
            stumble()
        except KeyError:
            sys.excepthook(*sys.exc_info())

    QTimer.singleShot(0, bug)
    qtbot.waitUntil(lambda: bool(shown()))
    return shown()[0]


@pytest.mark.slow
def test_a_bug_saves_the_draft_locks_and_says_so_without_a_word_of_the_client(sit, clinic, qtbot, hooks):
    window = sit("cal")
    writing(window, clinic, qtbot)
    # The page with the bug may fail again on its way out: it takes nobody else's words along.
    window.go("clients").leave = stumble
    told = raised(qtbot)
    assert window.opened.desk.signed_in is None, "the vault is locked"
    report = told.findChild(QPlainTextEdit).toPlainText()
    assert report.startswith("KeyError")
    assert "Quillabamba" not in report + told.windowTitle()
    again = clinic.open("cal")
    kept = bodies(again.desk, clinic.clients["Rosa"])
    assert any(body.get("data") == CANARY for body in kept), "what was typed is there"
    clinic.door.lock(again)
    go_on = next(b for b in told.findChildren(QPushButton) if "Continue" in b.text().replace("&", ""))
    qtbot.mouseClick(go_on, Qt.MouseButton.LeftButton)
    assert hooks == [True], "and one goes on at the door"
