"""A counselor's main job: find the client, write the note, sign it, read and print it."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from counselor_desk.demo.cast import cast
from counselor_desk.demo.notes import body
from counselor_desk.services import clients
from counselor_desk.tour.guide import Tour

ORDER = 10


def steps(tour: Tour) -> None:
    tour.sit("caleb")
    window: Any = tour.window
    listed = tour.go("clients")
    tour.picture("clients", "The caseload, found as you type")
    tour.type(tour.find(QLineEdit, "find_client", listed), "m")
    tour.picture("clients-found", "Three letters find a person")
    tour.go("registration")
    tour.picture("registration", "A new client, with duplicates watched for")
    client_id = tour.ask(clients.matching)[1]  # type: ignore[no-untyped-call]
    chart: Any = tour.go("chart", client_id=client_id, section="notes")
    notes = chart.section("notes")
    tour.until(lambda: notes.list.lines.rowCount() > 0, "the notes are listed")
    tour.picture("notes", "A client's notes")
    notes.open(new=True)
    tour.picture("note-new", "Which kind of note")
    _write(tour, notes, client_id)
    _read(tour, notes)
    _find(tour, window)


def _write(tour: Tour, notes: Any, client_id: int) -> None:
    notes.open(template="cbt_session")
    tour.until(lambda: notes.editor.form is not None, "the note is open")
    tour.picture("note-empty", "A new CBT note, with what was agreed last time")
    form = notes.editor.form
    today = tour.window.bridge.now().astimezone().date()  # type: ignore[union-attr]
    everyone = cast(today)
    person = next(p for p in everyone.people if p.client_id == client_id)
    written = body(everyone.dice("tour"), person, today, "cbt_session")
    form.set_values({**form.values(), **form.form.loaded(written)})
    form.settle_now()
    tour.until(lambda: not form.is_dirty(), "the note is saved")
    tour.picture("note-written", "Written and saved by itself")
    tour.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    tour.picture("note-sign", "Signing asks for the passphrase again")


def _read(tour: Tour, notes: Any) -> None:
    secret = tour.find(QLineEdit, "passphrase", notes.editor)
    tour.type(secret, tour.passphrase)
    tour.press(Qt.Key.Key_Return)
    tour.until(lambda: notes.stack.currentWidget() is notes.view, "the note is signed")
    tour.picture("note-signed", "Signed: it awaits co-signature")
    _print(tour, notes)


def _print(tour: Tour, notes: Any) -> None:
    """The note just signed, which is a draft until its co-signature, and one that is final."""
    from counselor_desk.reports import press, shelf

    report = shelf.report("signed_document")
    final = next(row.id for row in notes._rows.values() if str(row.status) == "final")
    for name, document_id in (("note_waiting", notes.view.document.id), ("note_final", final)):
        data = tour.ask(report.gather, document_id=document_id)  # type: ignore[no-untyped-call]
        tour.paper(name, f"A session note on paper ({name})", press.render(report, data))


def _find(tour: Tour, window: Any) -> None:
    tour.press(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    line = tour.find(QLineEdit, "find", window._finder)
    tour.type(line, "se")
    tour.picture("palette", "Clients and commands in one place", window)
    tour.press(Qt.Key.Key_Escape)
