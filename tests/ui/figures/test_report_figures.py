"""Beside the paper its figures open their rows by keyboard; those who may not see them see none."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from counselor_desk.services.assessments import assessments
from counselor_desk.services.schedule import appointments
from counselor_desk.ui.paper.paper import Paper
from tests.conftest import START
from tests.reports.figures.test_library import answered, booked, written
from tests.ui.windows import Window

ROSA, DANA = 10, 12
CAL, FLO = 2, 4
DAYS = {"first": date(2026, 12, 1), "last": date(2026, 12, 31)}


@pytest.fixture
def shown(desk, qtbot):
    """shown("outcomes", asked) is that paper, drawn."""
    windows = []

    def shown(report, asked):
        window = Window(desk, qtbot, Paper, report=report, asked=asked)
        windows.append(window)
        window.panel.activateWindow()
        qtbot.waitUntil(lambda: QApplication.activeWindow() is window.panel)
        qtbot.waitUntil(lambda: window.panel.preview.is_drawn())
        window.settle()
        return window

    yield shown
    for window in windows:
        window.close()


def names(rows):
    return [rows.lines.line(at).first for at in range(rows.lines.rowCount())]


def numbers(figures):
    lines = [figures.lines.line(at) for at in range(figures.lines.rowCount())]
    return {(line.second, line.first): line.right for line in lines}


def test_enter_on_a_figure_enter_on_a_row_and_esc_back(desk, qtbot, shown):
    written(desk, ROSA, sign=False)
    written(desk, DANA, sign=False)
    window = shown("unsigned", {})
    beside = window.panel.figures
    assert numbers(beside.figures) == {
        ("Everyone", "Not final"): "2", ("Everyone", "Older than 72 hours"): "0",
        ("Cal Reyes", "Not final"): "2",
    }  # fmt: skip
    beside.figures.setFocus()
    qtbot.keyClick(beside.figures, Qt.Key.Key_Down)
    assert beside.about.text() == "Nothing is counted here."
    qtbot.keyClick(beside.figures, Qt.Key.Key_Down)
    qtbot.keyClick(beside.figures, Qt.Key.Key_Return)
    assert beside.rows.hasFocus()
    assert names(beside.rows) == ["Rosa Medina", "Dana Reed"]
    window.picture("report_figures")
    qtbot.keyClick(beside.rows, Qt.Key.Key_Return)
    assert window.went == [("chart", {"client_id": ROSA, "section": "notes"})]
    assert window.panel.back()
    assert beside.figures.hasFocus()
    assert not window.panel.back()
    chosen = beside.figures.current()
    window.panel.leave()
    assert (names(beside.figures), names(beside.rows)) == ([], []), "nothing stays on it"
    written(desk, DANA, sign=False)
    window.panel.open(report="unsigned", asked={})
    qtbot.waitUntil(lambda: beside.figures.lines.rowCount() == 3)
    assert beside.figures.current() == chosen
    assert names(beside.rows) == ["Rosa Medina", "Dana Reed", "Dana Reed"]


def test_a_group_s_row_opens_its_day(desk, qtbot, shown, clock):
    group = desk.do(appointments.gather, [ROSA, DANA], START, {"title": "Tuesday group"})
    clock.forward(hours=1)
    for one in group:
        desk.do(appointments.mark, one.id, "attended")
    booked(desk, ROSA, days=2)
    window = shown("productivity", DAYS)
    beside = window.panel.figures
    assert numbers(beside.figures)["Cal Reyes", "Sessions"] == "1"
    window.enter(beside.rows, 0)
    assert window.went == [("schedule", {"on": START.astimezone().date()})]
    window.panel.resize(560, 700)
    both = beside.parentWidget()
    qtbot.waitUntil(lambda: both.orientation() is Qt.Orientation.Vertical)
    window.panel.resize(560, 700)  # below the paper they ask for less width than beside it
    qtbot.waitUntil(lambda: window.panel.width() <= 600)
    window.panel.resize(1200, 700)
    qtbot.waitUntil(lambda: both.orientation() is Qt.Orientation.Horizontal)


def test_paper_of_counts_alone_has_rows_for_those_who_may_read_them(desk, qtbot, shown):
    for day, total in ((1, 20), (1, 12)):
        answered(desk, ROSA, total, date(2026, 12, day))
    window = shown("outcomes", DAYS)
    beside = window.panel.figures
    assert beside.isVisible()
    assert [right for right in numbers(beside.figures).values()] == ["1", "1", "0", "0"]
    assert names(beside.rows) == ["Rosa Medina"]
    window.panel.open(report="handout", asked={"handout_id": "overdose"})
    window.settle()
    assert not beside.isVisible(), "a handout counts nobody"


def test_clinic_staff_see_the_figures_of_what_they_see_and_no_answers(desk, qtbot, shown):
    values = {f"q{n}": 1 for n in range(1, 10)}
    desk.do(assessments.record, ROSA, "phq9", values)
    desk.as_(FLO)
    window = shown("caseload", {})
    beside = window.panel.figures
    assert sum(int(right) for right in numbers(beside.figures).values()) == 3
    window.panel.open(report="outcomes", asked=DAYS)
    window.settle()
    assert "does not let you read charts" in window.panel.page.banner.words.text()
    assert not beside.isVisible()
