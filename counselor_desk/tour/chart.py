"""A counselor's day with the chart: Today, needs, diagnoses, scores, tests, outcomes."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from counselor_desk.services.assessments import assessments
from counselor_desk.services.chart import lifeline
from counselor_desk.services.clients import clients
from counselor_desk.services.medication import withdrawals
from counselor_desk.services.today import today
from counselor_desk.services.today.today import TodayPart
from counselor_desk.tour.guide import Stuck, Tour
from counselor_desk.tour.paper import save_paper

ORDER = 5
PHQ = (2, 2, 1, 2, 1, 2, 1, 0, 1)


def steps(tour: Tour) -> None:
    tour.sit("caleb")
    tour.go("today")
    tour.picture("today", "Today: sessions, what to keep an eye on, what to finish")
    day: Any = tour.go("schedule")
    tour.picture("schedule", "The week: drag to move, draw a time to book; who waits stands beside it")
    for view, told in (
        ("day", "One day, as long as each appointment takes"),
        ("month", "The month for the eye; a day leads to its hours"),
        ("people", "Everybody of the clinic side by side"),
    ):
        tour.click(tour.find(QWidget, f"view_{view}", day))
        tour.picture(f"schedule-{view}", told)
    tour.click(tour.find(QWidget, "view_week", day))
    tour.click(tour.find(QWidget, "book", day))
    tour.picture("schedule-booking", "A booking beside the calendar")
    tour.click(tour.find(QWidget, "back", day))
    client_id = _longest(tour)
    chart: Any = tour.go("chart", client_id=client_id, section="overview")
    tour.picture("overview", "One client at a glance, and the one life-line")
    _section(tour, client_id, "intake", "The intake: left in the middle, found as it was")
    care = _section(tour, client_id, "care", "Care: the level, the week's hours, the payer")
    tour.click(tour.find(QWidget, "rate", care))
    tour.picture("needs", "Needs in six areas, and the level that they point to")
    care.close_sheet()
    _diagnoses(tour, chart, client_id)
    _scores(tour, client_id)
    _section(tour, client_id, "medication", "Medication as told, offers, tests")
    _withdrawal(tour)
    _section(tour, client_id, "outcomes", "The same domains of life at each point of care")
    _section(tour, client_id, "recovery", "Mutual help and practice between sessions, by week")
    _section(tour, client_id, "contacts", "Whom to reach, what each may hear, and what must not be missed")
    _section(tour, client_id, "appointments", "Sessions, once or every week")
    _papers(tour, client_id)


def _longest(tour: Tour) -> int:
    """Whose line has the most on it."""
    found = tour.ask(clients.matching)
    lines = {c: tour.ask(lifeline.lifeline, c) for c in found[:12]}
    if not lines:
        raise Stuck("the caseload is empty")
    return int(max(lines, key=lambda c: len(lines[c].marks)))


def _section(tour: Tour, client_id: int, name: str, title: str) -> Any:
    chart: Any = tour.go("chart", client_id=client_id, section=name)
    tour.picture(name, title)
    return chart.section(name)


def _diagnoses(tour: Tour, chart: Any, client_id: int) -> None:
    section = _section(tour, client_id, "diagnoses", "Diagnoses and how they hang together")
    tour.click(tour.find(QWidget, "add_diagnosis", section))
    tour.type(tour.find(QLineEdit, "search", section), "heroin")
    tour.settle()
    tour.picture("diagnoses-search", "98,505 official lines, found by an everyday word")
    section.close_sheet()


def _scores(tour: Tour, client_id: int) -> None:
    section = _section(tour, client_id, "scores", "Scores over time, against bands and cut-offs")
    section.start("phq9")
    tour.until(lambda: section.filling is not None, "the form is open")
    for number, value in enumerate(PHQ, 1):
        section.filling.form.boxes[f"q{number}"].write(str(value))
    section.filling.form.settle_now()
    tour.picture("form", "A form, kept as it is answered")
    tour.click(tour.find(QWidget, "hand", section))
    handed = section.handed
    handed.resize(1180, 820)
    tour.picture("form-client", "Handed to the client: nothing else is on the screen", handed)
    tour.click(tour.find(QWidget, "client_done", handed))
    tour.picture("form-back", "Only the passphrase leads out", handed)
    QTest.keyClicks(handed.passphrase, tour.passphrase)
    QTest.keyClick(handed.passphrase, Qt.Key.Key_Return)
    tour.until(lambda: section.handed is None, "the counselor is back")
    tour.picture("form-result", "The score, the rule, and what has to be done today")
    flag = tour.ask(assessments.open_flags, client_id)[0]
    section.resolve(flag.id, "Screened, low; crisis plan made together")
    tour.settle()
    watched = [d for d in tour.ask(today.due_items) if d.part is TodayPart.WATCH]
    if any(d.where.get("flag_id") == flag.id for d in watched):
        raise Stuck("a flag that was dealt with is still on Today")


def _withdrawal(tour: Tour) -> None:
    for client_id in tour.ask(clients.matching):
        courses = tour.ask(withdrawals.withdrawals, client_id)
        if courses and len(courses[0].scores) > 2:
            chart: Any = tour.go("chart", client_id=client_id, section="medication")
            section = chart.section("medication")
            section.page.reveal(section.courses)
            tour.picture("withdrawal", "Ratings over the usual course, craving beside them")
            return
    raise Stuck("nobody is in withdrawal")


def _papers(tour: Tour, client_id: int) -> None:
    for name in ("life_line", "assessment_history"):
        save_paper(tour, name, {"client_id": client_id})
