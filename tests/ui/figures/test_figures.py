"""A number on screen is opened by keyboard, and each row of its list leads to the chart."""

from datetime import date

from PySide6.QtCore import Qt

from counselor_desk.records.schedule import Attendance
from counselor_desk.services.figures import program_figures
from counselor_desk.services.schedule import appointments
from counselor_desk.ui.figures.figures import Figures
from counselor_desk.ui.kit.paged import LINE_ROLE
from tests.reports.figures.test_library import booked
from tests.ui.windows import Window

DANA = 12


def line(rows, at):
    return rows.model().index(at).data(LINE_ROLE)


def shown(desk, qtbot):
    """The missed sessions of December."""
    window = Window(desk, qtbot, Figures, figure="missed")
    say(window, "last", date(2026, 12, 31))
    say(window, "first", date(2026, 12, 1))
    return window


def say(window, key, on):
    """Over what stands in the field."""
    window.form().boxes[key].editor.main.selectAll()
    window.answer(key, on)


def test_enter_on_a_number_and_enter_on_a_row_opens_the_chart(desk, clock, qtbot):
    missed = booked(desk, DANA, days=0)
    clock.forward(hours=1)
    desk.do(appointments.mark, missed.id, Attendance.NO_SHOW)
    window = shown(desk, qtbot)
    panel = window.panel
    qtbot.waitUntil(lambda: panel.list.model().rowCount() == len(program_figures.KINDS))
    qtbot.waitUntil(lambda: panel.behind.model().rowCount() == 1)
    assert panel.count.text() == "1 entry"
    at = panel.list.model().place_of("missed")
    assert line(panel.list, at).right == "1"
    panel.list.setFocus()
    qtbot.keyClick(panel.list, Qt.Key.Key_Return)
    assert panel.behind.hasFocus()
    qtbot.keyClick(panel.behind, Qt.Key.Key_Down)
    assert line(panel.behind, 0).first == "Dana Reed"
    window.picture("figures")
    qtbot.keyClick(panel.behind, Qt.Key.Key_Return)
    assert window.went == [("chart", {"client_id": DANA, "section": "appointments"})]
    window.close()


def test_other_days_count_anew_and_say_so_when_there_is_nothing(desk, clock, qtbot):
    missed = booked(desk, DANA, days=0)
    clock.forward(hours=1)
    desk.do(appointments.mark, missed.id, Attendance.NO_SHOW)
    window = shown(desk, qtbot)
    panel = window.panel
    qtbot.waitUntil(lambda: panel.list.model().rowCount() == len(program_figures.KINDS))
    qtbot.waitUntil(lambda: panel.behind.model().rowCount() == 1)
    say(window, "first", date(2026, 12, 2))
    say(window, "last", date(2026, 12, 3))
    qtbot.waitUntil(lambda: panel.behind.model().rowCount() == 0)
    qtbot.waitUntil(lambda: "Nothing is counted" in panel.count.text())
    window.close()
