"""The administrator looks at whose period is over, at a held record, and at a certificate."""

from typing import Any

from PySide6.QtWidgets import QAbstractButton

from counselor_desk.reports import press, shelf
from counselor_desk.services import destroying
from counselor_desk.tour.guide import Tour

ORDER = 96


def steps(tour: Tour) -> None:
    tour.sit("ana")
    page: Any = tour.go("destruction")
    tour.until(lambda: page.over.lines.rowCount() > 0, "records whose period is over are listed")
    tour.picture("destruction", "Records whose period is over, each with its reason; the periods")
    for row, (name, title) in enumerate(
        (
            ("destruction-record", "What of a record would go, what stays, and who signs"),
            ("destruction-held", "A record under a legal hold cannot be destroyed"),
        )
    ):
        page.over.opened.emit(page.over.lines.id_at(row))
        tour.until(lambda: page.sheet is not None, "the record is weighed")
        tour.settle()
        tour.picture(name, title)
        page.close_sheet()
        tour.settle()
    page.periods.opened.emit("minors")
    tour.settle()
    tour.picture("destruction-period", "A period with its source, its note and its history")
    page.close_sheet()
    tour.settle()
    (made, *_rest) = tour.ask(destroying.all_destroyed)
    page.made.opened.emit(made.id)
    tour.until(lambda: not page.sheet.copies.isHidden() or page.sheet.none.isVisible(), "copies")
    tour.settle()
    tour.picture("destruction-copies", "The backups that still hold a destroyed record")
    tour.find(QAbstractButton, "certificate", page)
    report = shelf.report("destruction")
    data = tour.ask(report.gather, destruction_id=made.id)
    tour.paper(
        "destruction-certificate", "The certificate of destruction", press.render(report, data)
    )
    page.close_sheet()
