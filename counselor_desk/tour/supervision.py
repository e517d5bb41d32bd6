"""A supervisor clears the queue, mostly from the keyboard."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from counselor_desk.services.documents import lists
from counselor_desk.tour.guide import Tour

ORDER = 40


def steps(tour: Tour) -> None:
    tour.sit("marion")
    queue = tour.go("review_queue")
    tour.until(lambda: queue.list.lines.rowCount() > 0, "notes wait for review")  # type: ignore[attr-defined]
    tour.picture("review-queue", "What awaits co-signature, beside its text")
    waiting = queue.list.lines.rowCount()  # type: ignore[attr-defined]
    tour.click(queue.send_back)  # type: ignore[attr-defined]
    tour.type(queue.comment, "Please say which objective this served.")  # type: ignore[attr-defined]
    tour.picture("review-return", "Returning with a comment")
    tour.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    tour.until(lambda: queue.list.lines.rowCount() == waiting - 1, "the note is returned")  # type: ignore[attr-defined]
    tour.click(queue.cosign)  # type: ignore[attr-defined]
    tour.picture("review-cosign", "The reviewer's own passphrase co-signs")
    tour.type(queue.bar.secret, tour.passphrase)  # type: ignore[attr-defined]
    tour.press(Qt.Key.Key_Return)
    tour.until(lambda: queue.list.lines.rowCount() == waiting - 2, "the note is co-signed")  # type: ignore[attr-defined]
    tour.picture("review-next", "Co-signed, on to the next")
    _other_duties(tour)


def _other_duties(tour: Tour) -> None:
    """A note in the wrong chart, a client who changes counselor, a caseload that moves."""
    clients = tour.go("clients")
    tour.until(lambda: clients.model.rowCount() > 0, "the caseload is shown")  # type: ignore[attr-defined]
    client_id = clients.model.id_at(0)  # type: ignore[attr-defined]
    notes = tour.go("chart", client_id=client_id, section="notes").section("notes")  # type: ignore[attr-defined]
    final = [row.id for row in tour.ask(lists.of_client, client_id) if row.status == "final"]
    notes.open(document_id=final[0])
    tour.settle()
    notes.view.error.ask_why()
    tour.settle()
    tour.picture("entered-in-error", "A second person marks a note; it stays readable")
    page = tour.go("registration", client_id=client_id)
    tour.until(lambda: page.caseload.form is not None, "the caseload is asked")  # type: ignore[attr-defined]
    tour.settle()
    page.page.reveal(page.caseload)  # type: ignore[attr-defined]
    tour.picture("caseload", "Whose caseload, and whether the chart is open")
    access = tour.go("access")
    tour.click(tour.find(QPushButton, "move", access))
    tour.picture("caseload-move", "A whole caseload moves")
