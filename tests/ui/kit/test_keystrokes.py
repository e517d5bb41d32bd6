"""A routine note in at most fourteen keystrokes beyond its own words; snippets; unchanged shading."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from counselor_desk.records.document import Status
from counselor_desk.services.documents import documents, lists, writing_aids
from counselor_desk.services.plans import plans
from counselor_desk.services.schedule import appointments
from counselor_desk.ui.documents.notes_section import Notes
from tests.proofs import PASSPHRASE, own
from tests.services.documents.test_documents import full
from tests.services.plans.test_plans import agreed, signed_plan
from tests.ui.windows import Window

CAL, ROSA = 2, 10
MOST = 14
Key, Mod = Qt.Key, Qt.KeyboardModifier


class Keyboard:
    """Counts every key that is not a word of the note."""

    def __init__(self, window):
        self.window, self.pressed = window, []

    def press(self, key, mods=Mod.NoModifier):
        self.pressed.append(key)
        if mods:  # the main window's menus hold the shortcuts: test_whole_path proves them
            wanted = QKeySequence(key | mods)
            [act] = [c for c in self.window.panel.commands() if QKeySequence(c.shortcut) == wanted]
            act.run()
        else:
            QTest.keyClick(QApplication.focusWidget(), key)
        self.window.settle()

    def type(self, words):
        QTest.keyClicks(QApplication.focusWidget(), words)


@pytest.fixture
def notes(desk, qtbot):
    window = Window(desk, qtbot, Notes, ROSA)
    window.panel.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window.panel)
    yield window
    window.close()


def earlier(desk, clock):
    """A plan, and a note of last week."""
    agreed(desk, signed_plan(desk))
    draft = desk.do(documents.start, ROSA, "dap")
    desk.do(documents.save_draft, draft.id, {**full(), "place": "office"}, 0)
    desk.do(documents.sign, draft.id, own(desk, documents.sign))
    clock.forward(days=7)
    desk.do(appointments.book, ROSA, clock.now.replace(hour=16), {"place": "Room 2"})


@pytest.mark.slow
def test_a_routine_note_in_fourteen_keystrokes_beyond_its_words(desk, clock, notes, qtbot):
    earlier(desk, clock)
    keys = Keyboard(notes)
    notes.panel.refresh()
    notes.settle()
    keys.press(Key.Key_N, Mod.ControlModifier)
    keys.press(Key.Key_D)  # DAP
    keys.press(Key.Key_Return)
    qtbot.waitUntil(lambda: notes.panel.editor.form is not None)
    notes.settle()
    form = notes.panel.editor.form
    assert form.values()["start"] == "16:00", "from the booking"
    assert form.values()["place"] == "office", "from last time"
    assert form.boxes["data"].editor.main.hasFocus()
    keys.type("Kept every dose and went to two meetings.")
    keys.press(Key.Key_Tab)
    keys.type("On the way to the objective, no new risk.")
    keys.press(Key.Key_Tab)
    keys.type("Refusal practice, next week as always.")
    keys.press(Key.Key_Tab)
    keys.press(Key.Key_Space)  # no concern today for oneself
    keys.press(Key.Key_Tab)
    keys.press(Key.Key_Space)  # nor for others
    keys.press(Key.Key_Tab)
    keys.press(Key.Key_Space)  # the objective
    keys.press(Key.Key_Return, Mod.ControlModifier)
    keys.type(PASSPHRASE)
    keys.press(Key.Key_Return)
    qtbot.waitUntil(lambda: notes.panel.stack.currentWidget() is notes.panel.view)
    assert len(keys.pressed) <= MOST, keys.pressed
    rows = [r for r in desk.do(lists.of_client, ROSA) if r.template == "dap"]
    assert [r.status for r in rows] == [Status.AWAITING_COSIGN] * 2
    signed = desk.do(documents.read, rows[0].id).document.body
    assert signed["objectives"] == desk.do(plans.objective_choices, ROSA)
    assert (signed["risk"], signed["risk_others"]) == ("none", "none")


@pytest.mark.slow
def test_a_snippet_becomes_its_text(desk, notes, qtbot):
    desk.do(writing_aids.keep_snippet, "safe", "Asked {client} about suicide: no thoughts, no plan.")
    notes.panel.open(template="dap")
    qtbot.waitUntil(lambda: notes.panel.editor.form is not None)
    notes.settle()
    edit = notes.panel.editor.form.boxes["data"].editor.main
    QTest.keyClicks(edit, "Today: ;safe ;other")
    said = "Today: Asked Rosa Medina about suicide: no thoughts, no plan. ;other"
    assert edit.toPlainText() == said


@pytest.mark.slow
def test_what_was_brought_forward_is_shaded_until_it_is_changed(desk, clock, notes, qtbot):
    earlier(desk, clock)
    notes.panel.open(template="dap")
    qtbot.waitUntil(lambda: notes.panel.editor.form is not None)
    notes.settle()
    notes.panel.editor._bring()
    qtbot.waitUntil(
        lambda: (
            notes.panel.editor.form is not None
            and bool(notes.panel.editor.form.boxes["plan"].property("unchanged"))
        )
    )
    form = notes.panel.editor.form
    assert "as last time" in form.boxes["plan"].label.text()
    notes.picture("note_brought_forward")
    QTest.keyClicks(form.boxes["plan"].editor.main, " And call Dee.")
    form.settle_now()
    qtbot.waitUntil(lambda: not form.boxes["plan"].property("unchanged"))
