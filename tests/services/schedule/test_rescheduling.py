"""Appointments moved, canceled, undone, and who waits for one."""

from datetime import date, datetime, time, timedelta

import pytest

from counselor_desk.core.errors import Refused
from counselor_desk.domain.schedule.series import SeriesPart, VisitTimes, moved_alike
from counselor_desk.domain.schedule.typed_booking import TypedBooking, read_booking
from counselor_desk.records.schedule import Attendance
from counselor_desk.services.schedule import appointments, calendar_page, rescheduling, waiting_list
from counselor_desk.services.schedule.rescheduling import SlotTime
from tests.conftest import START

ROSA, JAMES, DANA = 10, 11, 12
AT = START + timedelta(days=1)
ALONE, FOLLOWING, ALL = SeriesPart.THIS, SeriesPart.FOLLOWING, SeriesPart.ALL


def later(made, hours=0, minutes=0, room="", **more):
    """The same appointment, so much later."""
    at = made.starts_at + timedelta(hours=hours, minutes=minutes)
    return SlotTime(made.id, at, more.get("long", made.minutes), made.staff_id, room or made.place)


def times(desk, client_id=ROSA):
    """On the wall, in order: a series keeps its hour over a clock change."""
    slots = desk.do(appointments.of_client, client_id)
    return sorted(f"{slot.starts_at.astimezone():%m-%d %H:%M}" for slot in slots)


def test_of_a_series_this_these_or_all_are_moved_and_put_back(desk):
    series = desk.do(appointments.book_weekly, ROSA, AT, {}, 3)
    was = times(desk)
    hour = f"{AT.astimezone():%H:%M}"
    after = f"{AT.astimezone() + timedelta(hours=1):%H:%M}"
    for part, moved in ((ALONE, 1), (FOLLOWING, 3), (ALL, 4)):
        done = desk.do(rescheduling.reschedule, later(series[1], hours=1), part)
        assert len(done.before) == moved, part
        hours = [said[-5:] for said in times(desk)]
        assert (hours.count(after), hours.count(hour)) == (moved, 4 - moved), part
        assert desk.do(rescheduling.put_back, done.before) == moved
        assert times(desk) == was, part


def test_a_move_over_a_clock_change_keeps_the_hour_on_the_wall():
    for said in ("2026-03-07T09:00", "2026-10-31T09:00", "2026-12-31T23:30"):
        at = datetime.fromisoformat(said)
        aware = at.astimezone()
        told = moved_alike(
            (at + timedelta(weeks=1)).astimezone(), aware, (at + timedelta(hours=1)).astimezone()
        )
        assert told.astimezone().replace(tzinfo=None) == at + timedelta(weeks=1, hours=1), at


def test_a_group_moves_as_a_whole_and_what_clashes_is_named(desk):
    desk.do(appointments.gather, [ROSA, DANA], AT, {"title": "Recovery"})
    alone = desk.do(appointments.book, ROSA, AT + timedelta(hours=3), {"place": "Room 2"})
    slot = next(s for s in desk.do(appointments.of_client, DANA) if s.gathering)
    to = SlotTime(slot.id, AT + timedelta(hours=3), 90, slot.staff_id, "Room 2")
    done = desk.do(rescheduling.reschedule, to)
    assert len(done.before) == 2
    assert [clash.id for clash in done.clashes] == [alone.id]
    assert times(desk, DANA) == [f"{(AT + timedelta(hours=3)).astimezone():%m-%d %H:%M}"]
    members = [s for s in desk.do(appointments.of_client, ROSA) if s.gathering]
    assert [(s.minutes, s.place) for s in members] == [(90, "Room 2")]


def test_a_series_of_groups_keeps_its_groups_apart(desk):
    made = desk.do(appointments.book_visits, [ROSA, DANA], VisitTimes(AT, 2), {"title": "Recovery"})
    assert len({each.gathering for each in made}) == 3
    ids = desk.do(rescheduling.cancel, made[2].id, FOLLOWING, Attendance.BY_CLINIC, "holiday")
    assert sorted(ids) == sorted(each.id for each in made[2:])
    assert desk.do(rescheduling.book_again, ids) == 4
    states = {slot.attendance for slot in desk.do(appointments.of_client, ROSA)}
    assert states == {Attendance.BOOKED}


def test_all_of_a_group_came_in_one_act(desk, clock):
    made = desk.do(appointments.gather, [ROSA, DANA], START - timedelta(hours=2), {"title": "Recovery"})
    ids = [each.id for each in made]
    assert desk.do(appointments.mark_all, ids, Attendance.ATTENDED) == 2
    for client_id in (ROSA, DANA):
        assert desk.do(appointments.of_client, client_id)[0].attendance is Attendance.ATTENDED
    later = desk.do(appointments.book, ROSA, AT, {})
    with pytest.raises(Refused):
        desk.do(appointments.mark_all, [later.id], Attendance.ATTENDED)


def test_what_is_over_stays_as_it_was(desk):
    made = desk.do(appointments.book, ROSA, START - timedelta(hours=2), {})
    desk.do(appointments.mark, made.id, Attendance.ATTENDED)
    for act in (
        lambda: desk.do(rescheduling.reschedule, later(made, hours=1)),
        lambda: desk.do(rescheduling.put_back, [later(made, hours=1)]),
        lambda: desk.do(rescheduling.cancel, made.id, ALONE, Attendance.BY_CLIENT),
        lambda: desk.do(rescheduling.unbook, [made.id]),
        lambda: desk.do(rescheduling.book_again, [made.id]),
    ):
        with pytest.raises(Refused):
            act()
    assert desk.do(appointments.of_client, ROSA)[0].attendance is Attendance.ATTENDED


def test_impossible_lengths_and_years_are_refused(desk):
    made = desk.do(appointments.book, ROSA, AT, {})
    with pytest.raises(Refused):
        desk.do(rescheduling.reschedule, later(made, long=0))
    with pytest.raises(Refused):
        desk.do(rescheduling.reschedule, later(made, hours=24 * 800))
    with pytest.raises(Refused):
        desk.do(rescheduling.cancel, made.id, ALONE, Attendance.ATTENDED)


def test_a_booking_is_undone_by_who_made_it(desk):
    made = desk.do(appointments.book, ROSA, AT, {})
    desk.as_(4)
    with pytest.raises(Refused):
        desk.do(rescheduling.unbook, [made.id])
    desk.as_(2)
    assert desk.do(rescheduling.unbook, [made.id]) == 1
    assert desk.do(appointments.of_client, ROSA) == []


def test_who_waits_is_booked_from_the_list(desk):
    wish = {"kind": "family", "minutes": 60, "wishes": "Tuesday afternoons"}
    place = desk.do(waiting_list.add, ROSA, wish)
    with pytest.raises(Refused):
        desk.do(waiting_list.add, ROSA, wish)
    (row,) = desk.do(calendar_page.page, AT.date(), AT.date()).waiting
    assert (row.client, row.kind, row.wishes) == ("Rosa Medina", "family", "Tuesday afternoons")
    desk.do(waiting_list.leave_list, place.id)
    assert desk.do(calendar_page.page, AT.date(), AT.date()).waiting == ()
    desk.do(waiting_list.return_to_list, place.id)
    made = desk.do(waiting_list.book_waiting, place.id, AT, None, "Room 2")
    shown = desk.do(calendar_page.page, AT.date(), AT.date())
    assert shown.waiting == ()
    assert shown.rooms == ("Room 2",)
    assert [(slot.id, slot.kind, slot.minutes) for slot in shown.slots] == [(made.id, "family", 60)]


def test_a_booking_is_read_as_people_type_it():
    monday = date(2026, 11, 30)
    tuesday, friday = date(2026, 12, 1), date(2026, 12, 4)
    for typed, expected in (
        ("ren tue 9", TypedBooking("ren", tuesday, time(9))),
        ("ren okafor tue 9", TypedBooking("ren okafor", tuesday, time(9))),
        ("ren tomorrow 2:30 pm", TypedBooking("ren", tuesday, time(14, 30))),
        ("ren fri 3", TypedBooking("ren", friday, time(15))),
        ("ren fri 9am 30 min", TypedBooking("ren", friday, time(9), 30)),
        ("ren fri 9am 30min", TypedBooking("ren", friday, time(9), 30)),
        ("ren mon 13:15 family", TypedBooking("ren", monday, time(13, 15), None, "family")),
        ("ren injection 12/4 10", TypedBooking("ren", friday, time(10), None, "injection")),
        ("tue", TypedBooking("tue")),
        ("mary ann 4 Dec 2026 8", TypedBooking("mary ann", friday, time(8))),
        ("ren", TypedBooking("ren")),
        ("", TypedBooking("")),
    ):
        assert read_booking(typed, monday) == expected, typed
