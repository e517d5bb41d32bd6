"""A number on a page opens the list that it counts, by keyboard and pointer; Esc leads back.

What is expected was counted by hand from what each test itself put into its small vault.
"""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from counselor_desk.services.care import episodes
from counselor_desk.services.clients import clients
from counselor_desk.services.clinic import staff
from counselor_desk.services.documents import documents
from counselor_desk.services.privacy import registers
from counselor_desk.services.rewards import enrolling
from counselor_desk.services.schedule import appointments
from counselor_desk.services.supervision import chart_audits
from counselor_desk.services.supervision import hours as supervision_hours
from counselor_desk.services.today.today import TodayPart
from counselor_desk.ui.clients.clients import Clients
from counselor_desk.ui.documents.search import Search
from counselor_desk.ui.kit.widgets.link import Link
from counselor_desk.ui.kit.widgets.numbers import Number
from counselor_desk.ui.privacy.registers import Registers
from counselor_desk.ui.rewards.rewards import RewardsScreen
from counselor_desk.ui.schedule.schedule import Schedule
from counselor_desk.ui.shell.settings import Settings
from counselor_desk.ui.supervision.review_queue import ReviewQueue
from counselor_desk.ui.supervision.supervision import Supervision
from counselor_desk.ui.today.today import SHORT, TodayScreen
from counselor_desk.ui.vault.trail import Trail
from tests.conftest import START
from tests.reports.figures.test_library import written
from tests.services.rewards.test_rewards import joining
from tests.ui.windows import Window

ROSA, JAMES, DANA = 10, 11, 12
SUE, CAL, ODA, FLO, ADA = range(1, 6)


@pytest.fixture
def shown(desk, qtbot):
    """shown(Today, CAL) is that screen with the test's clock and this person at the desk."""
    windows = []

    def shown(kind, who):
        desk.as_(who)
        windows.append(Window(desk, qtbot, kind))
        windows[-1].panel.activateWindow()
        qtbot.waitUntil(lambda: QApplication.activeWindow() is windows[-1].panel)
        return windows[-1]

    yield shown
    for window in windows:
        window.close()


def names(rows):
    return [rows.lines.line(at).first for at in range(rows.lines.rowCount())]


def opened(window, name, rows):
    """Enter on the number: the keyboard is in the list; Esc: it is on the number again."""
    number = window.find(name, Number)
    assert number.accessibleName() == f"{number.text()}: open the list"
    number.setFocus()
    window.qtbot.keyClick(number, Qt.Key.Key_Return)
    window.settle()
    assert rows.hasFocus()
    found = names(rows)
    assert window.panel.back()
    assert number.hasFocus()
    assert not window.panel.back()
    window.qtbot.mouseClick(number, Qt.MouseButton.LeftButton)
    assert rows.hasFocus()
    assert names(rows) == found
    window.panel.back()
    return number.text(), found


def test_today_s_numbers_are_those_of_its_lists_and_move_with_them(desk, shown):
    for client_id in (ROSA, DANA):
        desk.do(appointments.book, client_id, START + timedelta(hours=1), {"kind": "individual"})
    desk.as_(ODA)
    desk.do(appointments.book, JAMES, START + timedelta(hours=1), {"kind": "individual"})
    window = shown(TodayScreen, CAL)
    rows = next(iter(window.panel.lists.values()))
    assert opened(window, "number_sessions", rows) == ("2 sessions", ["Rosa Medina", "Dana Reed"])
    desk.do(appointments.book, ROSA, START + timedelta(hours=3), {"kind": "individual"})
    window.panel.refresh()
    window.settle()
    said, found = opened(window, "number_sessions", rows)
    assert (said, len(found)) == ("3 sessions", 3)
    window.picture("numbers_today")


def test_what_can_wait_is_cut_short_until_all_is_asked_for(desk, shown):
    for _n in range(14):
        desk.do(documents.start, ROSA, "dap")
    window = shown(TodayScreen, CAL)
    rows = window.panel.lists[TodayPart.FINISH]
    before = names(rows)
    assert len(before) == SHORT
    rest = window.find("rest_finish", Link)
    number = window.find("number_finish", Number)
    assert rest.text() == f"Show all {number.text().split()[0]}"
    rest.click()
    assert f"{len(names(rows))} to finish" == number.text()
    assert names(rows)[:SHORT] == before
    rest.click()
    assert names(rows) == before
    said, found = opened(window, "number_finish", rows)  # the number counts all, and opens all
    assert said == f"{len(found)} to finish"


def test_a_week_s_sessions_that_nobody_has_marked_stand_alone_in_a_list(desk, clock, shown):
    slots = [
        desk.do(appointments.book, who, START + timedelta(hours=at), {"kind": "individual"})
        for at, who in enumerate((ROSA, DANA, ROSA))
    ]
    clock.forward(hours=5)
    desk.do(appointments.mark, slots[0].id, "attended")
    window = shown(Schedule, CAL)
    rows = window.panel.list
    assert not rows.isVisible()
    assert opened(window, "number_all", rows) == (
        "3 sessions", ["Rosa Medina", "Dana Reed", "Rosa Medina"],
    )  # fmt: skip
    assert not rows.isVisible()
    said, found = opened(window, "number_unmarked", rows)
    assert (said, found) == ("2 not marked", ["Dana Reed", "Rosa Medina"])
    window.press("number_unmarked")
    window.picture("numbers_week")
    desk.do(appointments.mark, slots[1].id, "attended")
    window.panel.refresh()
    window.settle()
    assert window.find("number_unmarked").text() == "1 not marked"
    assert names(rows) == ["Rosa Medina"]
    window.press("view_day")
    assert not rows.isVisible(), "another view shows all its sessions again"


def test_a_refresh_leaves_the_keyboard_on_the_number(desk, shown):
    desk.do(appointments.book, ROSA, START + timedelta(hours=1), {"kind": "individual"})
    window = shown(TodayScreen, CAL)
    number = window.find("number_sessions")
    number.setFocus()
    window.panel.refresh()
    window.settle()
    assert number.hasFocus()


@pytest.mark.parametrize(("who", "mine"), [(CAL, ["Rosa Medina", "Dana Reed"]),
                                           (ODA, ["James Tull"])])  # fmt: skip
def test_the_caseload_s_number_is_one_s_own(desk, shown, who, mine):
    window = shown(Clients, who)
    window.qtbot.waitUntil(lambda: window.panel.model.rowCount() == len(mine))
    window.qtbot.waitUntil(lambda: "" not in names(window.panel.list))
    said, found = opened(window, "number_clients", window.panel.list)
    assert sorted(found) == sorted(mine)
    assert said == f"{len(mine)} client{'s' * (len(mine) > 1)}"
    born = {"given_name": "Bo", "family_name": "Chen", "born": date(1990, 1, 2)}
    desk.do(clients.register, born)
    window.panel.refresh()
    window.settle()
    assert window.find("number_clients").text() == f"{len(mine) + 1} clients"
    window.picture("numbers_clients")


def test_the_occasions_due_are_counted_and_one_more_is_one_more(desk, shown):
    desk.do(enrolling.enroll, ROSA, joining())
    window = shown(RewardsScreen, CAL)
    assert opened(window, "number_due", window.panel.due) == ("1 visit is due", ["Rosa Medina"])
    desk.do(enrolling.enroll, DANA, joining())
    window.panel.refresh()
    window.settle()
    said, found = opened(window, "number_due", window.panel.due)
    assert (said, sorted(found)) == ("2 visits are due", ["Dana Reed", "Rosa Medina"])
    window.picture("numbers_rewards")


def test_a_person_s_hours_open_that_person_s_meetings_and_the_number_all_of_them(desk, shown):
    desk.as_(SUE)
    for day in range(1, 15):
        values = {"held_on": date(2026, 11, day), "minutes": 30, "manner": "group"}
        desk.do(supervision_hours.log_hour, CAL, values)
    desk.do(supervision_hours.log_hour, ODA, {"held_on": date(2026, 11, 3), "minutes": 45, "manner": "group"})
    window = shown(Supervision, SUE)
    hours = window.panel.hours
    assert len(names(hours)) == 12, "the latest, until one asks for all"
    assert opened(window, "hours of Cal Reyes", hours) == ("Cal Reyes 7:00 h", ["Cal Reyes"] * 14)
    assert opened(window, "hours of Oda Lind", hours) == ("Oda Lind 0:45 h", ["Oda Lind"])
    said, found = opened(window, "hours of ", hours)
    assert (said, len(found)) == ("15 meetings", 15)
    assert len(names(hours)) == 12
    window.press("hours of Oda Lind")
    assert window.find("hours of Oda Lind").accessibleName() == "Oda Lind 0:45 h: show all again"
    window.picture("numbers_supervision")
    window.press("hours of Oda Lind")
    assert len(names(hours)) == 12


def test_the_charts_of_an_audit_and_those_it_was_drawn_from(desk, shown):
    for client_id in (ROSA, DANA):
        episode = desk.do(episodes.begin, client_id, {"referral": "court"})
        desk.do(episodes.admit, episode.id, START.date())
    desk.as_(SUE)
    audit = desk.do(chart_audits.begin_audit, 1)
    window = shown(Supervision, SUE)
    said, found = opened(window, "number_gaps", window.panel.gaps)
    assert (said, sorted(found)) == ("2 broken threads", ["Dana Reed", "Rosa Medina"])
    window.enter(window.panel.audits, audit.id)
    charts = window.find("audited")
    assert window.find("number_audited").text() == "1 chart"
    assert len(names(charts)) == 1
    window.press("number_pool")
    assert window.find("number_pool").text() == "drawn from 2"
    assert names(charts) == ["Rosa Medina", "Dana Reed"]
    assert window.panel.back()
    assert len(names(charts)) == 1
    assert window.panel.back()
    assert window.panel.stack.currentWidget() is window.panel.front


def test_open_requests_stand_alone_when_their_number_is_opened(desk, shown):
    asked = {"asked_on": date(2026, 12, 1), "asked_by": "the client", "what": "a copy"}
    desk.as_(SUE)
    first = desk.do(registers.take_request, ROSA, "access", asked)
    desk.do(registers.take_request, DANA, "access", asked)
    desk.do(registers.close_request, first.id, "given")
    window = shown(Registers, SUE)
    assert sorted(names(window.panel.requests)) == ["Dana Reed", "Rosa Medina"]
    said, found = opened(window, "number_requests", window.panel.requests)
    assert (said, found) == ("1 open request", ["Dana Reed"])
    assert len(names(window.panel.requests)) == 2
    window.picture("numbers_registers")


@pytest.mark.slow
def test_the_queue_the_trail_and_what_was_found_are_counted_too(desk, shown):
    written(desk, ROSA)
    written(desk, DANA)
    window = shown(ReviewQueue, SUE)
    said, found = opened(window, "number_waiting", window.panel.list)
    assert (said, sorted(found)) == ("2 documents wait", ["Dana Reed", "Rosa Medina"])
    window.picture("numbers_queue")
    window = shown(Search, CAL)
    window.panel.field.setText("session")
    window.qtbot.waitUntil(lambda: window.panel.list.lines.rowCount() > 0)
    window.settle()
    said, found = opened(window, "number_found", window.panel.list)
    assert (said, len(found)) == ("2 places", 2)
    window = shown(Trail, ADA)
    window.qtbot.waitUntil(lambda: window.panel.list.lines.rowCount() > 0)
    number = window.find("number_lines")
    assert number.text() == f"{window.panel.list.lines.rowCount()} lines"
    number.click()
    assert window.panel.list.hasFocus()
    window.picture("numbers_trail")


def test_the_smallest_count_is_set_with_the_clinic_and_not_below_its_floor(desk, shown):
    window = shown(Settings, ADA)
    window.qtbot.waitUntil(lambda: window.panel.clinic is not None)
    box = window.panel.clinic.boxes["smallest_count"]
    assert "CMS" in box.field.help
    window.panel.page.reveal(box)
    window.picture("numbers_settings")
    for typed, kept in (("2", 11), ("20", 20)):
        box.editor.main.selectAll()
        window.qtbot.keyClicks(box.editor.main, typed)
        window.panel.leave()
        window.settle()
        assert desk.do(staff.practice).smallest_count == kept


@pytest.mark.slow
def test_esc_in_the_window_leads_back_to_the_number_and_then_to_the_page_before(sit, keys, qtbot):
    window = sit("cal")
    screen = window.go("clients")
    qtbot.waitUntil(lambda: screen.model.rowCount() == 2)
    screen.count.setFocus()
    keys.press(Qt.Key.Key_Return)
    assert screen.list.hasFocus()
    keys.press(Qt.Key.Key_Escape)
    assert screen.count.hasFocus()
    keys.press(Qt.Key.Key_Escape)
    assert window.current().objectName() == "today"
