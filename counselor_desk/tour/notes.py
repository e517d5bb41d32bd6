"""A counselor finds a client, registers another, and writes a session note to its signature."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from counselor_desk.tour.guide import Tour

ORDER = 15
PASSAGES = {
    "week": "Slept better. Two calls from an old friend on Friday evening; he let them ring and "
    "walked to his sister's instead. No use since the eleventh.",
    "practice": "Went through the call step by step on paper, found the thought before it "
    "(one evening will not matter), and practiced two ways of saying no aloud.",
    "assessment": "Steady, and surprised by his own answer. Confidence 6 of 10, up from 4.",
    "plan": "Same time next Tuesday. Thought record before then; look at the weekend first.",
}


def steps(tour: Tour) -> None:
    tour.sit("caleb")
    _find(tour)
    _register(tour)
    _write(tour)
    _sign(tour)


def _find(tour: Tour) -> None:
    clients = tour.go("clients")
    tour.until(lambda: clients.model.rowCount() > 0, "the caseload is shown")  # type: ignore[attr-defined]
    tour.picture("clients", "The caseload: one field, one list")
    tour.window.finding.open()  # type: ignore[union-attr]
    field = QApplication.focusWidget() or tour.window.finding.finder.field  # type: ignore[union-attr]
    tour.type(field, "i")
    finder = tour.window.finding.finder  # type: ignore[union-attr]
    tour.until(lambda: (finder.list.current() or [""])[0] == "client", "the palette has found")
    tour.picture("palette", "The palette: clients and commands as one types")
    tour.window.finding.finder.close_finder()  # type: ignore[union-attr]


def _register(tour: Tour) -> None:
    clients = tour.go("clients")
    tour.until(lambda: clients.model.row(0) is not None, "the first line is there")  # type: ignore[attr-defined]
    known = clients.model.row(0)  # type: ignore[attr-defined]
    page = tour.go("registration", new=True)
    boxes = page.form.boxes  # type: ignore[attr-defined]
    tour.type(boxes["given_name"].editor.main, known.given_name)
    tour.type(boxes["family_name"].editor.main, known.family_name)
    tour.until(lambda: page.likely.isVisible(), "a likely double is told")  # type: ignore[attr-defined]
    tour.picture("registration", "A new client: somebody by this name is here already")


def _write(tour: Tour) -> None:
    clients = tour.go("clients")
    client_id = clients.model.id_at(0)  # type: ignore[attr-defined]
    chart = tour.go("chart", client_id=client_id, section="notes")
    tour.picture("notes", "A client's notes")
    chart.section("notes")._open_bin()  # type: ignore[attr-defined]
    tour.picture("bin", "Drafts that were put away come back from here")
    tour.go("chart", client_id=client_id, section="notes", new=True)
    tour.picture("note-kinds", "Which note")
    notes = chart.section("notes")  # type: ignore[attr-defined]
    tour.go("chart", client_id=client_id, section="notes", template="cbt_session")
    tour.until(lambda: notes.editor.form is not None, "the note is open")
    form = notes.editor.form
    for key, words in PASSAGES.items():
        if key in form.boxes:
            tour.type(form.boxes[key].editor.main, words)
    for key, value in {"mood": 6, "craving": 3, **_session_that_is_over(tour)}.items():
        if key in form.boxes:
            form.boxes[key].write(value)
    tour.until(lambda: tour.window.top.saved.text() != "", "the note is saved")  # type: ignore[union-attr]
    notes.editor.text.verticalScrollBar().setValue(0)
    tour.picture("note", "A session note, saved as it is written; last time stands beside it")
    tour.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    if form.form.missing(form.values()):
        notes.editor._ask_to_sign()
        tour.picture("note-missing", "What is still to fill in before it is signed")


def _session_that_is_over(tour: Tour) -> dict[str, str]:
    """Fifty minutes of this morning; a tour of the small hours takes what the day has had."""
    now = tour.window.bridge.now().astimezone()  # type: ignore[union-attr]
    stop = min(10 * 60 + 50, now.hour * 60 + now.minute + 10)  # a note may be signed a little early
    start = max(0, stop - 50)
    return {"start": f"{start // 60:02}:{start % 60:02}", "stop": f"{stop // 60:02}:{stop % 60:02}"}


def _sign(tour: Tour) -> None:
    chart = tour.window.current()  # type: ignore[union-attr]
    notes = chart.section("notes")
    form = notes.editor.form
    for field in form.form.missing(form.values()):
        options = field.options
        form.boxes[field.key].write(options[0].value if options else "As agreed on.")
    notes.editor._ask_to_sign()
    tour.until(notes.editor.bar.isVisible, "the passphrase is asked for")
    tour.picture("note-sign", "Signing: the passphrase again, in the page")
    tour.type(notes.editor.bar.secret, tour.passphrase)
    tour.click(notes.editor.bar.button)
    tour.until(lambda: notes.stack.currentWidget() is notes.view, "the note is signed")
    tour.picture("note-signed", "A signed note, awaiting co-signature")
