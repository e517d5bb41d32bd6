"""A supervisor clears the queue, mostly from the keyboard."""

from PySide6.QtCore import Qt

from counselor_desk.tour.guide import Tour

ORDER = 40


def steps(tour: Tour) -> None:
    tour.sit("marion")
    queue = tour.go("review_queue")
    tour.until(lambda: queue.list.lines.rowCount() > 0, "notes wait for review")  # type: ignore[attr-defined]
    tour.picture("review-queue", "What awaits co-signature, beside its text")
    waiting = queue.list.lines.rowCount()  # type: ignore[attr-defined]
    tour.press(Qt.Key.Key_R)
    tour.type(queue.comment, "Please say which objective this served.")  # type: ignore[attr-defined]
    tour.picture("review-return", "Returning with a comment")
    tour.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    tour.until(lambda: queue.list.lines.rowCount() == waiting - 1, "the note is returned")  # type: ignore[attr-defined]
    tour.press(Qt.Key.Key_C)
    tour.until(lambda: queue.list.lines.rowCount() == waiting - 2, "the note is co-signed")  # type: ignore[attr-defined]
    tour.picture("review-next", "Co-signed, on to the next")
