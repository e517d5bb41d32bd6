"""Days of 23 and of 25 hours: what is of a day is of the whole day, and of no other."""

from datetime import date, datetime

import pytest

from counselor_desk.desk.days import end_of, midnight
from counselor_desk.services.documents import documents
from counselor_desk.services.rewards import cabinet
from counselor_desk.services.schedule import appointments
from tests.services.rewards.test_rewards import ROSA, SUE, prize

SPRING, AUTUMN = date(2027, 3, 14), date(2027, 11, 7)

pytestmark = pytest.mark.usefixtures("los_angeles")


def at(day, hour, minute=0):
    return datetime(day.year, day.month, day.day, hour, minute).astimezone()


def test_a_day_ends_where_the_next_begins():
    hours = [(end_of(day) - midnight(day)).total_seconds() / 3600 for day in (SPRING, AUTUMN)]
    assert hours == [23, 25]
    assert end_of(AUTUMN) == midnight(date(2027, 11, 8))


@pytest.mark.parametrize(("day", "hour", "minute"), [(SPRING, 23, 30), (AUTUMN, 23, 15), (AUTUMN, 0, 10)])
def test_a_note_begins_with_the_hours_of_that_day_s_session(desk, clock, day, hour, minute):
    clock.now = at(day, 12)
    desk.do(appointments.book, ROSA, at(day, hour, minute), {"minutes": 20})
    note = desk.do(documents.start, ROSA, "dap", day)
    assert (note.body["start"], note.body["stop"]) == (f"{hour:02}:{minute}", f"{hour:02}:{minute + 20}")


def test_the_session_after_midnight_is_the_next_day_s(desk, clock):
    clock.now = at(SPRING, 12)
    desk.do(appointments.book, ROSA, at(date(2027, 3, 15), 0, 30), {"minutes": 20})
    assert "start" not in desk.do(documents.start, ROSA, "dap", SPRING).body


def test_a_session_over_the_missing_hour_ends_by_the_clock_on_the_wall(desk, clock):
    clock.now = at(SPRING, 12)
    desk.do(appointments.book, ROSA, at(SPRING, 1, 30), {"minutes": 60})
    note = desk.do(documents.start, ROSA, "dap", SPRING)
    assert (note.body["start"], note.body["stop"]) == ("01:30", "03:30")


def test_the_limit_of_a_day_counts_that_day_alone(desk, clock):
    clock.now = at(date(2027, 3, 13), 23, 30)
    card = prize(desk, 2500, pieces=9)
    desk.as_(SUE)
    desk.do(cabinet.remove_prizes, card.id, 2, "expired")
    clock.now = at(SPRING, 12)
    desk.do(cabinet.remove_prizes, card.id, 2, "expired")


def test_the_limit_of_the_long_day_counts_its_first_hour(desk, clock):
    clock.now = at(AUTUMN, 0, 30)
    card = prize(desk, 2500, pieces=9)
    desk.as_(SUE)
    desk.do(cabinet.remove_prizes, card.id, 2, "expired")
    clock.now = at(AUTUMN, 12)
    with pytest.raises(cabinet.Refused, match="second staff member"):
        desk.do(cabinet.remove_prizes, card.id, 1, "expired")
