"""A group's meeting makes the outcome of who came; its hat is drawn over all of its names."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from counselor_desk.core.errors import Refused
from counselor_desk.desk.desk import query
from counselor_desk.domain.rewards.schedule import Outcome
from counselor_desk.records.reward import Occasion
from counselor_desk.records.schedule import Attendance
from counselor_desk.services.rewards import accounts, draws, enrolling, from_chart, today
from counselor_desk.services.schedule import appointments, group_sessions, groups
from tests.services.rewards.test_rewards import CAL, ODA, ROSA, SUE, joining
from tests.services.schedule.test_groups import PART, SHARED

DANA, JAMES, FLO = 12, 11, 4  # Dana is on Cal's caseload, James on Oda's
TODAY = date(2026, 12, 1)


@query(enrolling.enroll.needs, "test_meeting_rewards.outcomes")
def outcomes(ctx):
    return [(o.client_id, o.outcome) for o in ctx.find(select(Occasion).order_by(Occasion.id))]


def enrolled_in_a_group(desk, *clients, schedule="name_in_the_hat"):
    group = desk.do(groups.create, {"name": "Monday recovery group"})
    for client in clients:
        desk.do(groups.join, group.id, client)
        weekdays = (1,) if schedule == "name_in_the_hat" else (1, 4)
        more = {"weekdays": weekdays, "analytes": (), "group_id": group.id}
        desk.do(enrolling.enroll, client, joining(schedule, **more))
    return group


def held(desk, group, there):
    session = desk.do(group_sessions.begin, group.id)
    desk.do(group_sessions.save_shared, session.id, SHARED)
    for client, was_there in there.items():
        part = PART if was_there else {}
        desk.do(group_sessions.save_seat, session.id, client, was_there, part)
    return session


def test_the_notes_of_a_meeting_make_the_outcome_of_who_came(desk):
    group = enrolled_in_a_group(desk, ROSA, DANA, schedule="attendance")
    assert desk.do(from_chart.groups_of, ROSA) == [(group.id, "Monday recovery group")]
    session = held(desk, group, {ROSA: True, DANA: False})
    assert desk.do(outcomes) == []
    desk.do(group_sessions.make_notes, session.id)
    assert desk.do(outcomes) == [(ROSA, Outcome.MET)]
    assert desk.do(accounts.account, ROSA).balance_cents == 300
    waiting = [due.client_id for due in desk.do(today.due_occasions)]
    assert waiting == [DANA]  # missed or excused: a person says which


def test_what_fails_of_the_notes_makes_no_outcome(desk):
    group = enrolled_in_a_group(desk, ROSA, DANA, schedule="attendance")
    session = held(desk, group, {ROSA: True, DANA: True})
    part = {**PART, "remark": "Agreed with ROSA's plan"}
    desk.do(group_sessions.save_seat, session.id, DANA, True, part)
    with pytest.raises(Refused, match="names another member"):
        desk.do(group_sessions.make_notes, session.id)
    assert desk.do(outcomes) == []


def test_another_groups_meeting_counts_for_nothing(desk):
    enrolled_in_a_group(desk, ROSA, schedule="attendance")
    other = desk.do(groups.create, {"name": "Evening group"})
    desk.do(groups.join, other.id, ROSA)
    session = held(desk, other, {ROSA: True})
    desk.do(group_sessions.make_notes, session.id)
    assert desk.do(outcomes) == []


def test_a_second_meeting_of_the_day_leaves_the_outcome_as_it_is(desk):
    group = enrolled_in_a_group(desk, ROSA, schedule="attendance")
    for _again in range(2):
        session = held(desk, group, {ROSA: True})
        desk.do(group_sessions.make_notes, session.id)
    assert desk.do(outcomes) == [(ROSA, Outcome.MET)]


def booked_before(desk, clock, kind):
    """A session that has begun an hour ago."""
    later, clock.now = clock.now, clock.now - timedelta(hours=2)
    slot = desk.do(appointments.book, ROSA, later - timedelta(hours=1), {"kind": kind})
    clock.now = later
    return slot.id


def by_session(desk, counts=True):
    more = {"weekdays": (1, 4), "analytes": (), "by_session": counts}
    desk.do(enrolling.enroll, ROSA, joining("attendance", **more))


@pytest.mark.parametrize("attendance", [Attendance.ATTENDED, Attendance.LATE])
@pytest.mark.parametrize("kind", ["individual", "family"])
def test_a_session_marked_as_attended_makes_the_outcome(desk, clock, attendance, kind):
    by_session(desk)
    slot = booked_before(desk, clock, kind)
    for _again in range(2):  # a second time it pays no second time
        desk.do(appointments.mark, slot, attendance)
        assert desk.do(accounts.account, ROSA).balance_cents == 300
    assert desk.do(outcomes) == [(ROSA, Outcome.MET)]


@pytest.mark.parametrize(
    ("attendance", "kind", "counts"),
    [
        (Attendance.NO_SHOW, "individual", True),
        (Attendance.ATTENDED, "group", True),
        (Attendance.ATTENDED, "test", True),
        (Attendance.ATTENDED, "individual", False),
    ],
)
def test_what_is_no_attended_session_makes_none(desk, clock, attendance, kind, counts):
    by_session(desk, counts)
    desk.do(appointments.mark, booked_before(desk, clock, kind), attendance)
    assert desk.do(outcomes) == []


def test_the_front_desk_marks_and_a_clinician_records(desk, clock):
    by_session(desk)
    slot = booked_before(desk, clock, "individual")
    desk.as_(FLO)
    assert desk.do(appointments.mark, slot, Attendance.ATTENDED).came
    desk.as_(CAL)
    assert desk.do(outcomes) == []
    assert [due.client_id for due in desk.do(today.due_occasions)] == [ROSA]


def test_booked_sessions_count_for_attendance_alone(desk):
    with pytest.raises(Refused, match="Booked sessions count for attendance only") as trouble:
        desk.do(enrolling.enroll, ROSA, joining("va_prize_bowl", by_session=True))
    assert trouble.value.field == "by_session"


def test_a_group_is_for_attendance(desk):
    group = desk.do(groups.create, {"name": "Monday recovery group"})
    with pytest.raises(Refused, match="attendance only"):
        desk.do(enrolling.enroll, ROSA, joining(group_id=group.id))


def test_a_hat_over_two_caseloads_is_drawn_by_who_sees_all_of_it(desk):
    desk.as_(SUE)
    group = enrolled_in_a_group(desk, ROSA, JAMES)
    session = held(desk, group, {ROSA: True, JAMES: True})
    desk.do(group_sessions.make_notes, session.id)
    for counselor, own in ((CAL, ROSA), (ODA, JAMES)):
        desk.as_(counselor)
        (seen,) = desk.do(draws.hats, TODAY)
        assert [one.client_id for one in seen.names] == [own]
        assert seen.beyond == 1
        with pytest.raises(Refused, match="not on your caseload"):
            desk.do(draws.draw_from_hat, TODAY, seen.key)
    desk.as_(SUE)
    (whole,) = desk.do(draws.hats, TODAY)
    assert (whole.title, whole.beyond, len(whole.names)) == ("Monday recovery group", 0, 2)
    (drawn,) = desk.do(draws.draw_from_hat, TODAY, whole.key)
    assert all(one.won for one in drawn.names)  # five winners, two names
    for again in (SUE, CAL):
        desk.as_(again)
        with pytest.raises(Refused, match="drawn already"):
            desk.do(draws.draw_from_hat, TODAY, whole.key)


def test_two_groups_have_two_hats(desk):
    first = enrolled_in_a_group(desk, ROSA)
    second = enrolled_in_a_group(desk, DANA)
    for group, client in ((first, ROSA), (second, DANA)):
        desk.do(group_sessions.make_notes, held(desk, group, {client: True}).id)
    found = desk.do(draws.hats, TODAY)
    assert {one.key.group_id for one in found} == {first.id, second.id}
    desk.do(draws.draw_from_hat, TODAY, found[0].key)
    assert [one.is_drawn for one in desk.do(draws.hats, TODAY)] == [True, False]
