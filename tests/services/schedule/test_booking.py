"""Who is taken at a time, and the file for other calendars."""

from datetime import date, timedelta

import pytest

from counselor_desk.core.errors import Refused
from counselor_desk.records.schedule import Attendance
from counselor_desk.services.schedule import appointments
from tests.conftest import START

ROSA, JAMES, DANA = 10, 11, 12
AT = START + timedelta(days=1)


def taken(desk, client_id, **later):
    found = desk.do(appointments.overlapping_slots, [client_id], AT + timedelta(**later), 50)
    return [slot.client_id for slot in found]


def test_the_counselor_and_the_client_are_each_in_one_place(desk):
    desk.do(appointments.book, ROSA, AT, {})
    assert taken(desk, ROSA, minutes=20) == [ROSA]
    assert taken(desk, DANA, minutes=49) == [ROSA]
    assert taken(desk, DANA, minutes=50) == []
    assert taken(desk, DANA, minutes=-50) == []


def test_a_long_session_reaches_far(desk):
    desk.do(appointments.book, ROSA, AT, {"minutes": 480})
    assert taken(desk, DANA, minutes=479) == [ROSA]


def test_a_canceled_session_takes_no_place_and_one_does_not_bar_itself(desk):
    made = desk.do(appointments.book, ROSA, AT, {})
    assert desk.do(appointments.overlapping_slots, [ROSA], AT, 50, made.id) == []
    desk.do(appointments.mark, made.id, Attendance.BY_CLINIC)
    assert taken(desk, ROSA) == []


def test_the_front_desk_is_not_the_one_who_is_taken(desk):
    desk.do(appointments.book, ROSA, AT, {})
    desk.as_(4)
    assert taken(desk, DANA) == [ROSA]
    assert taken(desk, JAMES) == []


def test_the_file_names_nobody(desk):
    desk.do(appointments.book, ROSA, AT, {"title": "About her probation", "place": "Room 2"})
    desk.do(appointments.gather, [ROSA, DANA], AT + timedelta(days=1), {"title": "Recovery"})
    first, last = AT.date(), AT.date() + timedelta(days=7)
    plain = desk.do(appointments.calendar, first, last, False).decode()
    assert "SUMMARY:Session" in plain
    assert plain.count("BEGIN:VEVENT") == 2
    for word in ("Rosa", "Medina", "Dana", "probation", "Room", "Recovery", "0000010"):
        assert word not in plain
    assert "SUMMARY:R. M." in desk.do(appointments.calendar, first, last, True).decode()


def test_days_that_cannot_be_are_refused_at_their_field(desk):
    with pytest.raises(Refused) as no:
        desk.do(appointments.calendar, date(2026, 12, 2), date(2026, 12, 1), False)
    assert no.value.field == "last"
