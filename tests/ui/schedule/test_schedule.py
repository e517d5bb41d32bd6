"""The schedule as a week, sessions moved and ended, and a time that is taken."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import select

from counselor_desk.desk.desk import query
from counselor_desk.domain.roles import Can
from counselor_desk.records.audit import AuditEntry
from counselor_desk.records.schedule import Attendance
from counselor_desk.services.schedule import appointments
from counselor_desk.ui.kit import file_dialogs
from counselor_desk.ui.schedule.appointments_section import Appointments
from counselor_desk.ui.schedule.schedule import Schedule
from tests.conftest import START
from tests.ui.windows import Window

ROSA, DANA = 10, 12
SOON = START + timedelta(days=1)


@query(Can.USE_PROGRAM, "test.acts")
def acts(ctx):
    """By which acts the sessions were written."""
    return set(ctx.rows(str, select(AuditEntry.action).where(AuditEntry.object.startswith("Appointment:"))))


@pytest.fixture
def show(desk, qtbot):
    made = []

    def build(*what):
        made.append(Window(desk, qtbot, *what))
        return made[-1]

    yield build
    for window in made:
        window.close()


def test_a_week_shows_its_days_and_leads_to_one(desk, show):
    one = desk.do(appointments.book, ROSA, SOON, {})
    desk.do(appointments.gather, [ROSA, DANA], SOON + timedelta(days=1), {"title": "Thursday group"})
    window = show(Schedule)
    window.press("week_or_day")
    button = window.find(f"block_{one.id}")
    assert "Rosa Medina" in button.accessibleName()
    window.picture("schedule_week")
    button.setFocus()
    window.qtbot.keyClick(button, Qt.Key.Key_Return)
    window.settle()
    assert window.form().boxes["attendance"].isVisible()
    window.press("back")
    window.press(f"day_{(SOON + timedelta(days=1)).astimezone().weekday()}")
    assert not window.panel.by_week
    assert {slot.title for slot in window.panel.slots.values()} == {"Thursday group"}


def test_a_time_that_is_taken_is_said_once_and_booked_all_the_same(desk, show):
    desk.do(appointments.book, ROSA, START, {})
    window = show(Appointments, DANA)
    window.press("book")
    window.answer("at", f"{START.astimezone():%H:%M}")
    window.press("keep")
    assert "Rosa Medina" in window.find("double_booking").text()
    assert desk.do(appointments.of_client, DANA) == []
    window.press("keep")
    assert len(desk.do(appointments.of_client, DANA)) == 1


def test_a_session_is_moved_by_its_sheet(desk, show):
    made = desk.do(appointments.book, ROSA, SOON, {})
    window = show(Appointments, ROSA)
    window.panel.open(appointment_id=made.id)
    window.settle()
    window.press("move")
    box = window.form().boxes["at"]
    box.editor.main.clear()
    window.answer("at", "16:30")
    window.press("keep")
    (slot,) = desk.do(appointments.of_client, ROSA)
    assert f"{slot.starts_at.astimezone():%H:%M}" == "16:30"


def test_what_follows_is_canceled_with_a_reason(desk, show):
    made, *_weeks = desk.do(appointments.book_weekly, ROSA, SOON, {}, 3)
    window = show(Appointments, ROSA)
    window.panel.open(appointment_id=made.id)
    window.settle()
    window.press("end")
    window.press("keep")
    assert window.form().boxes["why"].trouble.isVisible()
    window.answer("why", "Moved away")
    window.press("keep")
    slots = desk.do(appointments.of_client, ROSA)
    assert {s.attendance for s in slots} == {Attendance.BY_CLINIC}
    assert {s.why for s in slots} == {"Moved away"}


def test_the_calendar_file_is_saved_where_one_says(desk, show, monkeypatch, tmp_path):
    desk.do(appointments.book, ROSA, SOON, {})
    monkeypatch.setattr(file_dialogs, "save_path", lambda *asked: tmp_path / "sessions.ics")
    window = show(Schedule)
    window.press("calendar_file")
    window.press("keep")
    window.qtbot.waitUntil((tmp_path / "sessions.ics").exists)
    raw = (tmp_path / "sessions.ics").read_bytes()
    assert b"SUMMARY:Session" in raw
    assert b"Rosa" not in raw


def test_cards_are_printed_from_the_day_and_from_the_chart(desk, show):
    desk.do(appointments.book, ROSA, START, {})
    window = show(Schedule)
    window.press("day_cards")
    window.answer("which", "day")
    window.picture("day_cards_sheet")
    window.press("keep")
    screen, where = window.went.pop()
    day = START.astimezone().date()
    assert (screen, where["report"]) == ("paper", "day_cards")
    assert where["asked"] == {"on": day, "staff_id": 2, "which": "day"}
    window.press("back")
    for paper, more in (("sign_in_sheet", {"names": "initials"}), ("group_roster", {})):
        window.press("group_sheets")
        if more:
            window.answer("names", "initials")
        else:
            window.answer("paper", paper)
        window.picture(f"group_sheets_{paper}")
        window.press("keep")
        _screen, where = window.went.pop()
        assert where == {"report": paper, "asked": {"on": day, "staff_id": 2, **more}}
        window.press("back")
    chart = show(Appointments, ROSA)
    chart.press("cards")
    chart.picture("cards_sheet")
    chart.answer("shape", "list")
    chart.press("keep")
    _screen, where = chart.went.pop()
    assert where["asked"] == {"client_id": ROSA, "shape": "list", "times": 2, "copies": 1}


def test_a_weekly_session_is_one_act(desk, show):
    window = show(Appointments, ROSA)
    window.press("book")
    window.form().boxes["on"].write(date(2026, 12, 10))
    window.answer("at", "10:00")
    window.answer("weeks", "2")
    window.press("keep")
    slots = desk.do(appointments.of_client, ROSA)
    assert sorted(f"{s.starts_at.astimezone():%d %b}" for s in slots) == ["10 Dec", "17 Dec", "24 Dec"]
    assert desk.do(acts) == {"schedule.book_weekly"}
