"""Clinic staff print: the reports, a preview, a table, and every report as a file."""

from datetime import timedelta
from typing import Any

from counselor_desk.services import clients, documents
from counselor_desk.tour.guide import Tour

ORDER = 70


def steps(tour: Tour) -> None:
    from counselor_desk.reports import shelf

    tour.sit("caleb")
    reports = tour.go("reports")
    tour.until(lambda: reports.list.lines.rowCount() > 0, "the reports are listed")  # type: ignore[attr-defined]
    tour.picture("reports", "Every report, and what the chosen one asks")
    paper = tour.go("paper", report="caseload", asked={})
    tour.until(lambda: paper.preview.is_drawn(), "the caseload is drawn")  # type: ignore[attr-defined]
    tour.picture("paper", "A report as it will be printed")
    client_id = tour.ask(clients.matching)[0]  # type: ignore[no-untyped-call]
    rows = tour.ask(documents.of_client, client_id)  # type: ignore[no-untyped-call]
    if rows:
        paper = tour.go("paper", report="signed_document", asked={"document_id": rows[-1].id})
        tour.until(lambda: paper.preview.is_drawn(), "the note is drawn")  # type: ignore[attr-defined]
        tour.picture("paper-note", "A signed note on paper")
    for report in shelf.every().values():
        asked = _answers(tour, report, client_id)
        if asked is not None:
            _keep(tour, report, asked)


def _answers(tour: Tour, report: Any, client_id: int) -> dict[str, Any] | None:
    """Likely answers for a report; None when it asks for what only a screen knows."""
    today = tour.window.bridge.now().astimezone().date()  # type: ignore[union-attr]
    known = {
        "client_id": client_id, "first": today - timedelta(days=90), "last": today, "on": today,
        "language": "en",
    }  # fmt: skip
    asked: dict[str, Any] = {}
    for field in report.asks.fields:
        if field.key in known:
            asked[field.key] = known[field.key]
        elif field.required and field.options:
            asked[field.key] = field.options[0].value
        elif field.required:
            return None
    return asked


def _keep(tour: Tour, report: Any, asked: dict[str, Any]) -> None:
    from counselor_desk.reports import press

    window: Any = tour.window
    if window.bridge.may(report.gather.needs):
        data = tour.ask(report.gather, **asked)  # type: ignore[no-untyped-call]
        tour.paper(report.id, report.title, press.render(report, data))
