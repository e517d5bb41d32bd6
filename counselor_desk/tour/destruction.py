"""Whose period is over, a held record, a certificate, and the closing of the program."""

from datetime import date, timedelta
from typing import Any

from PySide6.QtWidgets import QAbstractButton

from counselor_desk.services.privacy import destruction, program_closing
from counselor_desk.tour.guide import Tour
from counselor_desk.tour.paper import save_paper

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
    (made, *_rest) = tour.ask(destruction.all_destroyed)
    page.made.opened.emit(made.id)
    tour.until(lambda: not page.sheet.copies.isHidden() or page.sheet.none.isVisible(), "copies")
    tour.settle()
    tour.picture("destruction-copies", "The backups that still hold a destroyed record")
    tour.find(QAbstractButton, "certificate", page)
    save_paper(tour, "destruction", {"destruction_id": made.id}, "destruction-certificate")
    page.close_sheet()
    _closing(tour)


def _closing(tour: Tour) -> None:
    """Begun in the tour alone: a clinic that closes is no everyday sight."""
    today = tour.window.bridge.today()  # type: ignore[union-attr]
    ends = {
        "why": "acquired",
        "acquirer": "Lakeside Recovery Program",
        "ends_on": today + timedelta(days=60),
        "authority": "10 CCR 2500",
        "keep_until": date(today.year + 10, 12, 31),
        "responsible": "Ana Whitfield, 2 Harbor Street, 555 0100",
    }
    tour.ask(program_closing.save_closing, ends)
    page: Any = tour.go("closing")
    tour.until(lambda: page.list.lines.rowCount() > 0, "every record is listed")
    first, second, third = (page.list.lines.id_at(row) for row in range(3))
    asked = {"asked_on": today - timedelta(days=20), "asked_how": "in a session"}
    tour.ask(program_closing.keep_client, first, asked)
    tour.ask(program_closing.keep_client, second, {"way": "retained under seal", "done_on": today})
    tour.ask(program_closing.keep_client, third, {"way": "retained under seal"})
    page.refresh()
    tour.settle()
    tour.picture("closing", "Closing of the program: what is left, and each record's way")
    page.list.opened.emit(first)
    tour.until(lambda: page.sheet is not None, "a record's way is asked")
    tour.settle()
    tour.picture("closing-record", "One record: asked for consent, and what the law leaves")
    page.close_sheet()
    tour.settle()
    for report in ("closing_label", "closing_report", "trail_anchor"):
        save_paper(tour, report, {}, report.replace("_", "-"))
    _deidentified(tour)


def _deidentified(tour: Tour) -> None:
    tour.sit("marion")
    page: Any = tour.go("deidentified")
    tour.click(page.look)
    tour.until(page.save.isEnabled, "the data are shown")
    tour.settle()
    tour.picture("deidentified", "De-identified data, looked at before they are saved")
