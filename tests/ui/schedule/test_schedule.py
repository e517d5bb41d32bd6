"""The calendar: appointments booked, moved, canceled and undone by hand and by key; who waits."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
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


def at_nine(at):
    """Nine in the morning of that day on the wall."""
    return at.astimezone().replace(hour=9, minute=0, second=0, microsecond=0)


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


def drop(window, key, column, minutes):
    """Take a block in its middle and drop it so that it begins there."""
    grid = window.panel.grid
    view, block = grid.viewport(), next(b for b in grid.blocks if b.key == key)
    from_ = grid.place_of(key).center()
    down = round((minutes - block.starts) * grid.hour / 60)
    to = from_ + QPoint(grid.across(column)[0] - grid.across(block.column)[0], down)
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=from_)
    for step in range(1, 6):
        QTest.mouseMove(view, from_ + (to - from_) * step / 5)
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=to)
    window.settle()


def undo(window):
    window.press("undo")
    window.settle()


def hours(desk, client_id=ROSA):
    slots = desk.do(appointments.of_client, client_id)
    return sorted(f"{slot.starts_at.astimezone():%a %H:%M}+{slot.minutes}" for slot in slots)


def wide(window):
    window.panel.resize(1170, 700)
    window.settle()
    return window


def test_a_click_shows_an_appointment_and_a_heading_leads_to_its_day(desk, show):
    one = desk.do(appointments.book, ROSA, SOON, {})
    desk.do(appointments.gather, [ROSA, DANA], SOON + timedelta(days=1), {"title": "Thursday group"})
    window = wide(show(Schedule))
    grid = window.panel.grid
    block = next(b for b in grid.blocks if b.key == one.id)
    assert "Rosa Medina" in block.spoken
    grid.choose(one.id)
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=grid.place_of(one.id).center())
    window.settle()
    window.picture("schedule_week")
    window.press("open_chart")
    assert window.went.pop() == ("chart", {"client_id": ROSA})
    window.press("more")
    assert window.form().boxes["attendance"].isVisible()
    window.press("back")
    window.press(f"day_{(SOON + timedelta(days=1)).astimezone().weekday()}")
    assert not window.panel.by_week
    assert {slot.title for slot in window.panel.slots.values()} == {"Thursday group"}


def test_a_block_is_dragged_lengthened_and_put_back(desk, show):
    made = desk.do(appointments.book, ROSA, at_nine(SOON), {})
    window = wide(show(Schedule))
    before = hours(desk)
    column = next(b.column for b in window.panel.grid.blocks)
    drop(window, made.id, column, 11 * 60)
    (moved,) = hours(desk)
    assert moved[4:] == "11:00+50"
    undo(window)
    assert hours(desk) == before
    window.panel.grid.choose(made.id)
    window.panel.grid.setFocus()
    window.qtbot.keyClick(window.panel.grid, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    window.settle()
    assert hours(desk) == [before[0].replace("+50", "+65")]


def test_of_a_series_it_is_asked_which_ones(desk, show):
    made, *_weeks = desk.do(appointments.book_weekly, ROSA, at_nine(SOON), {}, 2)
    window = wide(show(Schedule))
    column = next(b.column for b in window.panel.grid.blocks)
    for part, moved in (("this", 1), ("all", 3)):
        drop(window, made.id, column, 13 * 60)
        assert window.find(part).isVisible()
        window.press(part)
        assert sum("13:00" in said for said in hours(desk)) == moved, part
        undo(window)
        assert not any("13:00" in said for said in hours(desk)), part


def test_an_empty_time_is_booked_with_the_keyboard_alone(desk, show):
    window = wide(show(Schedule))
    grid = window.panel.grid
    grid.setFocus()
    grid.aim_at(1, 14 * 60)
    window.qtbot.keyClick(grid, Qt.Key.Key_Return)
    window.settle()
    assert window.find("who").hasFocus()
    window.write("who", "med")
    window.qtbot.keyClick(window.find("who"), Qt.Key.Key_Return)
    window.settle()
    window.picture("schedule_booking")
    window.press("keep")
    (slot,) = desk.do(appointments.of_client, ROSA)
    assert slot.starts_at.astimezone().hour == 14
    assert not window.panel.beside.is_used()
    undo(window)
    assert desk.do(appointments.of_client, ROSA) == []


def test_a_time_that_is_taken_is_booked_only_by_the_button_that_says_so(desk, show):
    desk.do(appointments.book, DANA, at_nine(SOON), {})
    window = wide(show(Schedule))
    day = at_nine(SOON).astimezone()
    window.panel.open(book=True, client_id=ROSA, name="Rosa Medina", on=day.date(), at=day.time())
    window.settle()
    for _press in range(2):
        window.press("keep")
        assert "Dana Reed" in window.find("double_booking").text()
        assert desk.do(appointments.of_client, ROSA) == []
    window.press("book_anyway")
    assert len(desk.do(appointments.of_client, ROSA)) == 1


def test_an_appointment_is_canceled_with_who_and_why_and_booked_again(desk, show):
    made = desk.do(appointments.book, ROSA, SOON, {})
    window = wide(show(Schedule))
    window.panel.grid.choose(made.id)
    window.panel._pick(made.id)
    window.press("cancel")
    window.answer("why", "No ride")
    window.press("keep")
    (slot,) = desk.do(appointments.of_client, ROSA)
    assert (slot.attendance, slot.why) == (Attendance.BY_CLIENT, "No ride")
    assert window.panel.grid.blocks == ()
    window.press("canceled")
    assert [block.mark for block in window.panel.grid.blocks] == ["canceled"]
    undo(window)
    assert desk.do(appointments.of_client, ROSA)[0].attendance is Attendance.BOOKED


def test_who_waits_stands_beside_the_calendar_and_is_booked_from_there(desk, show):
    window = wide(show(Schedule))
    window.press("wait")
    window.write("who", "rosa")
    window.qtbot.keyClick(window.find("who"), Qt.Key.Key_Return)
    window.settle()
    window.answer("wishes", "Tuesday afternoons")
    window.press("keep")
    rows = window.panel.beside.waiting
    assert [rows.lines.line(0).first, rows.lines.line(0).second] == ["Rosa Medina", "Tuesday afternoons"]
    window.enter(rows, window.panel.beside.rows[0].id)
    window.press("keep")
    assert len(desk.do(appointments.of_client, ROSA)) == 1
    assert window.panel.beside.rows == ()
    undo(window)
    assert [row.client for row in window.panel.beside.rows] == ["Rosa Medina"]
    assert desk.do(appointments.of_client, ROSA) == []


def test_people_and_rooms_stand_side_by_side_and_a_month_leads_to_a_day(desk, show):
    desk.do(appointments.book, ROSA, SOON, {"place": "Room 2"})
    desk.as_(1)
    window = wide(show(Schedule))
    window.panel.on = SOON.astimezone().date()
    window.press("view_rooms")
    assert [column.heading for column in window.panel.grid.columns] == ["Room 2", "No place"]
    window.press("view_people")
    names = [column.heading for column in window.panel.grid.columns]
    assert "Cal Ruiz" in " ".join(names) or len(names) > 1
    window.press("view_month")
    window.picture("schedule_month")
    cell = window.find(f"on_{SOON.astimezone():%Y%m%d}")
    assert cell.accessibleName().endswith(": 1 appointment")
    window.press(f"on_{SOON.astimezone():%Y%m%d}")
    assert window.panel.view == "day"
    assert [block.words for block in window.panel.grid.blocks] == ["Rosa Medina"]


def test_a_narrow_window_shows_the_calendar_or_what_is_beside_it(desk, show):
    window = show(Schedule)
    window.panel.resize(600, 600)
    window.settle()
    assert not window.panel.beside.isVisible()
    window.press("book")
    assert window.find("who").isVisible()
    assert not window.panel.grid.isVisible()
    assert window.panel.back()
    assert window.panel.grid.isVisible()


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
    window = wide(show(Schedule))
    window.press("calendar_file")
    window.press("keep")
    window.qtbot.waitUntil((tmp_path / "sessions.ics").exists)
    raw = (tmp_path / "sessions.ics").read_bytes()
    assert b"SUMMARY:Session" in raw
    assert b"Rosa" not in raw


def test_cards_are_printed_from_the_day_and_from_the_chart(desk, show):
    desk.do(appointments.book, ROSA, START, {})
    window = wide(show(Schedule))
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
