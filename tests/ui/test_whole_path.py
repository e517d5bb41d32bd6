"""From the door to a signed note, and back out, with the keyboard alone."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from counselor_desk.catalog import files
from counselor_desk.domain.form import Kind, is_blank
from counselor_desk.records.document import Status
from counselor_desk.services.documents import documents, lists
from counselor_desk.ui.shell.window import MainWindow

Key, Mod = Qt.Key, Qt.KeyboardModifier


def focused():
    return QApplication.focusWidget()


def fill_in(keys, field):
    """Answer the question that has the keyboard, as a person would."""
    answers = {
        Kind.TEXT: "Steady, two calls, walked home both times.",
        Kind.LINE: "Her sister",
        Kind.TIME: "00:00",
        Kind.NUMBER: "7",
        Kind.DATE: "today",
        Kind.SCALE: "7",
    }
    if field.kind in answers:
        keys.type("00:01" if field.key == "stop" else answers[field.kind])
    elif field.kind is Kind.CHOICE:
        keys.press(Key.Key_Down if focused().metaObject().className() == "ChoiceBox" else
                   Key.Key_Right)  # fmt: skip
    else:
        keys.press(Key.Key_Space)


def sign_in(clinic, unlock, keys, qtbot):
    """From the name to an open vault."""
    opened = []
    unlock.opened.connect(opened.append)
    keys.press(Key.Key_Backtab, Mod.ShiftModifier)
    assert focused() is unlock.person
    keys.type("cal")
    keys.press(Key.Key_Tab)
    keys.type(clinic.words("cal"))
    keys.press(Key.Key_Return)
    qtbot.waitUntil(lambda: bool(opened))
    unlock.close()
    return opened[0]


def find_rosa(clinic, window, keys, qtbot):
    """Through the palette to her chart."""
    keys.press(Key.Key_K, Mod.ControlModifier)
    qtbot.waitUntil(lambda: isinstance(focused(), QLineEdit) and focused().objectName() == "find")
    keys.type("rosa")
    finder = window.finding.finder
    qtbot.waitUntil(lambda: finder.list.current() == ("client", clinic.clients["Rosa"]))
    keys.press(Key.Key_Return)
    qtbot.waitUntil(lambda: window.current().objectName() == "chart")
    qtbot.waitUntil(lambda: "Rosa" in window.current().strip.name.text())


def write_note(window, keys, qtbot):
    """A new note, every required question answered, saved by itself."""
    keys.press(Key.Key_N, Mod.ControlModifier)
    notes = window.current().section("notes")
    qtbot.waitUntil(notes.templates.hasFocus)
    keys.type("dap")
    keys.press(Key.Key_Return)
    qtbot.waitUntil(lambda: notes.editor.form is not None)
    form = notes.editor.form
    missing = form.form.missing(form.values())
    while missing:
        form.boxes[missing[0].key].editor.main.setFocus(Qt.FocusReason.TabFocusReason)
        fill_in(keys, missing[0])
        left = form.form.missing(form.values())
        assert len(left) < len(missing), missing[0].key
        missing = left
    qtbot.waitUntil(lambda: window.top.saved.text().startswith("Saved"), timeout=4000)
    return notes


def sign_note(clinic, notes, keys, qtbot):
    """First with a wrong passphrase, then with the right one."""
    keys.press(Key.Key_Return, Mod.ControlModifier)
    qtbot.waitUntil(notes.editor.bar.secret.hasFocus)
    keys.type("not the passphrase")
    keys.press(Key.Key_Return)
    qtbot.waitUntil(lambda: notes.editor.bar.trouble.isVisible())
    keys.type(clinic.words("cal"))
    keys.press(Key.Key_Return)
    qtbot.waitUntil(lambda: notes.stack.currentWidget() is notes.view)


def test_from_sign_in_to_signed_note_without_a_mouse(clinic, unlock, keys, qtbot):
    opened = sign_in(clinic, unlock, keys, qtbot)
    window = MainWindow(clinic.door, opened)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    qtbot.waitUntil(window.bridge.is_idle)
    find_rosa(clinic, window, keys, qtbot)
    notes = write_note(window, keys, qtbot)
    sign_note(clinic, notes, keys, qtbot)
    rows = opened.desk.do(lists.of_client, clinic.clients["Rosa"])
    assert [row.status for row in rows] == [Status.AWAITING_COSIGN]
    body = opened.desk.do(documents.read, rows[0].id).document.body
    assert files.templates()[rows[0].template].form().missing(body) == []
    assert not any(is_blank(value) for value in body.values())
    window.close()


def test_locking_in_the_middle_of_a_sentence_keeps_it(clinic, sit, keys, qtbot):
    window = sit("cal")
    window.go("chart", client_id=clinic.clients["Rosa"], section="notes", template="dap")
    notes = window.current().section("notes")
    qtbot.waitUntil(lambda: notes.editor.form is not None)
    text = next(f.key for f in notes.editor.form.form.fields if f.kind is Kind.TEXT)
    notes.editor.form.boxes[text].editor.main.setFocus()
    keys.type("She said that she would rather")
    document_id = notes.editor.document.id
    with qtbot.waitSignal(window.locked):
        keys.press(Key.Key_L, Mod.ControlModifier)
    again = clinic.open("cal")
    try:
        body = again.desk.do(documents.read, document_id).document.body
    finally:
        clinic.door.lock(again)
    assert body[text] == "She said that she would rather"
    assert window.stack.count() == 0
