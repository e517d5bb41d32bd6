"""Clinic staff print: the reports, a preview, a table, and every report as a file."""

from datetime import date, timedelta
from typing import Any

from PySide6.QtWidgets import QWidget

from counselor_desk.core.errors import Refused
from counselor_desk.domain.form import Kind
from counselor_desk.services.clients import clients
from counselor_desk.services.documents import lists
from counselor_desk.services.schedule import appointments
from counselor_desk.tour.guide import Tour

ORDER = 70


def steps(tour: Tour) -> None:
    from counselor_desk.reports.press import shelf

    tour.sit("caleb")
    reports: Any = tour.go("reports")
    tour.until(lambda: reports.list.lines.rowCount() > 0, "the reports are listed")
    tour.picture("reports", "Every report, and what the chosen one asks")
    reports.open(report="batch")
    tour.picture("reports-many", "One paper for many: for whom, and name sheets between")
    figures: Any = tour.go("figures", figure="missed")
    # On the first of a month nothing has been missed in it yet.
    figures.form.boxes["first"].write(figures.bridge.today() - timedelta(days=60))
    figures.open(figure="missed")
    tour.until(lambda: figures.behind.lines.rowCount() > 0, "what a figure counts is listed")
    tour.picture("figures", "Every number opens the list that it counts")
    paper = tour.go("paper", report="caseload", asked={})
    tour.until(lambda: paper.preview.is_drawn(), "the caseload is drawn")  # type: ignore[attr-defined]
    tour.picture("paper", "A report as it will be printed")
    client_id = tour.ask(clients.matching)[0]
    rows = tour.ask(lists.of_client, client_id)
    if rows:
        paper = tour.go("paper", report="signed_document", asked={"document_id": rows[-1].id})
        tour.until(lambda: paper.preview.is_drawn(), "the note is drawn")  # type: ignore[attr-defined]
        tour.picture("paper-note", "A signed note on paper")
    _cards(tour, client_id)
    _library(tour)
    today = figures.bridge.today()
    weeks = {"first": today - timedelta(days=7), "last": today + timedelta(days=7)}
    save_paper(tour, "calendar_sheet", weeks)
    everybody = tour.ask(clients.matching)
    for report in shelf.all_reports().values():
        if report.id not in tour.drawn:
            _keep_first(tour, report, everybody)


def _keep_first(tour: Tour, report: Any, client_ids: list[int]) -> None:
    """The paper of the first client who has what the report is about."""
    for client_id in client_ids:
        asked = _answers(tour, report, client_id)
        if asked is None:
            return
        try:
            save_paper(tour, report.id, asked)
        except Refused:
            continue
        return


def _cards(tour: Tour, client_id: int) -> None:
    """Cards to cut out: one client's, a day's for the front desk; and the sheets of its groups."""
    for shape in ("page", "each", "list"):
        asked = {"client_id": client_id, "shape": shape}
        save_paper(tour, "appointment_card", asked, f"appointment-{shape}")
    tour.sit("bea")
    today = tour.window.bridge.today()  # type: ignore[union-attr]
    on = _busiest(tour, today)
    for which in ("next", "day"):
        save_paper(tour, "day_cards", {"on": on, "which": which}, f"day-cards-{which}")
    day: Any = tour.go("schedule", on=on)
    tour.click(tour.find(QWidget, "day_cards", day))
    tour.picture("day-cards", "Before everybody goes home: cards for a whole day")
    tour.click(tour.find(QWidget, "back", day))
    tour.click(tour.find(QWidget, "group_sheets", day))
    tour.picture("group-sheets", "What goes round in a group tells no name unless it is asked for")
    group = {"on": _day_of_a_group(tour, today)}
    for names in ("lines", "initials", "first"):
        save_paper(tour, "sign_in_sheet", {**group, "names": names}, f"sign-in-{names}")
    save_paper(tour, "group_roster", group)
    paper = tour.go("paper", report="day_cards", asked={"on": on})
    tour.until(lambda: paper.preview.is_drawn(), "the cards are drawn")  # type: ignore[attr-defined]
    tour.picture("paper-day-cards", "Ten cards to a page, in the order in which people come")
    tour.sit("caleb")


def _busiest(tour: Tour, today: date) -> date:
    """The day of the last week on which most came."""
    slots = tour.ask(appointments.slots_between, today - timedelta(days=7), today)
    days: list[date] = [slot.starts_at.astimezone().date() for slot in slots]
    return max(days, key=days.count)


def _library(tour: Tour) -> None:
    shelf_of: Any = tour.go("handouts", handout="overdose")
    tour.until(lambda: shelf_of.preview.is_drawn(), "the handout is drawn")
    tour.picture("handouts", "The handouts, each as it will be printed")
    shelf_of.choices.fold.buttons[1].click()
    tour.until(lambda: shelf_of.preview.document.pagePointSize(0).width() > 700, "it is folded")
    tour.until(lambda: shelf_of.preview.is_drawn(), "the booklet is drawn")
    tour.picture("handout-booklet", "A handout as a booklet, its type as large as before")
    tour.sit("marion")
    edit: Any = tour.go("handout_edit", handout="your_first_evening", language="es")
    tour.until(lambda: edit.preview.is_drawn(), "the clinic's copy is drawn")
    tour.picture("handout-edit", "The clinic's own copy, its page and reading level beside it")
    for at, view in ((0, "facts"), (2, "versions")):
        edit.view.buttons[at].click()
        tour.picture(f"handout-{view}", f"The clinic's own copy: its {view}")
    tour.go("letter_templates", letter="court")
    tour.picture("letters", "The clinic's letters, and where each goes")
    letter: Any = tour.go("letter_edit", letter="letter_to_a_landlord")
    tour.until(lambda: letter.preview.is_drawn(), "the letter is drawn")
    tour.picture("letter-edit", "A letter of the clinic's own, for a client who does not exist")
    tour.go("phone_list")
    tour.picture("phone-list", "Numbers to check before they are printed")
    today = tour.window.bridge.today()  # type: ignore[union-attr]
    save_paper(tour, "supervision", {"first": today - timedelta(days=90), "last": today})
    tour.sit("caleb")


def _answers(tour: Tour, report: Any, client_id: int) -> dict[str, Any] | None:
    """Likely answers for a report; None when it asks for what only a screen knows."""
    today = tour.window.bridge.today()  # type: ignore[union-attr]
    known = {
        "client_id": client_id,
        "first": today - timedelta(days=365),
        "last": today,
        "on": _day_of_a_group(tour, today),
        "language": "en",
        "report": "appointment_card",
    }
    asked: dict[str, Any] = {}
    for field in report.asks.fields:
        if field.key in known:
            asked[field.key] = known[field.key]
        elif field.key == "who":
            asked[field.key] = "booked"
        elif not field.is_asked(asked):
            continue
        elif field.required and field.options:
            asked[field.key] = field.options[0].value
        elif field.required and field.kind is Kind.DATE:
            asked[field.key] = today
        elif field.required:
            return None
    return asked


def _day_of_a_group(tour: Tour, today: date) -> date:
    slots = tour.ask(appointments.slots_between, today - timedelta(days=30), today + timedelta(days=7))
    groups = [slot.starts_at.astimezone().date() for slot in slots if slot.gathering]
    return groups[-1] if groups else today + timedelta(days=1)


def save_paper(tour: Tour, report_id: str, asked: dict[str, Any], name: str = "") -> None:
    """Draw a report and leave it in the folder, if this person may print it."""
    from counselor_desk.reports.press import press, shelf

    window, report = tour.window, shelf.report(report_id)
    if window.bridge.may(report.gather.needs):  # type: ignore[union-attr]
        data = tour.ask(report.gather, **asked)
        tour.paper(name or report.id, report.title, press.render(report, data))
        tour.drawn.add(report.id)
