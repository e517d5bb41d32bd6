"""Rewards set right: schedules retired and tried, hats of a week, what tests and meetings earn."""

from datetime import date, timedelta

import pytest

from counselor_desk.core.errors import Refused
from counselor_desk.domain.rewards.schedule import Outcome
from counselor_desk.domain.rewards.target import TestReading
from counselor_desk.records.schedule import Attendance
from counselor_desk.services.medication import specimens
from counselor_desk.services.rewards import audits, draws, enrolling, from_chart, schedules
from counselor_desk.services.schedule import appointments, group_sessions
from tests.services.rewards.test_meeting_rewards import enrolled_in_a_group, held, outcomes
from tests.services.rewards.test_rewards import ROSA, STIMULANTS, SUE, all_occasions, joining

TODAY = date(2026, 12, 1)


def test_a_schedule_of_the_clinic_s_own_is_tried_and_retired(desk):
    desk.as_(SUE)
    terms = schedules.terms_of(schedules.published_schedules()["attendance"])
    worked = desk.do(schedules.preview_draft_cost, terms, "clinic", 100)
    assert worked.best.highest == worked.expected.highest > 0
    terms["id"] = "our_attendance"
    desk.do(schedules.save, terms)
    offered = {one.schedule.id for one in desk.do(schedules.schedules)}
    assert "our_attendance" in offered
    desk.do(schedules.retire, "our_attendance")
    after = {one.schedule.id for one in desk.do(schedules.schedules)}
    assert offered - after == {"our_attendance"}
    with pytest.raises(Refused, match="came with the program"):
        desk.do(schedules.retire, "attendance")


def test_the_hats_of_the_last_seven_days(desk, clock):
    group = enrolled_in_a_group(desk, ROSA)
    session = held(desk, group, {ROSA: True})
    desk.do(group_sessions.make_notes, session.id)
    [one] = desk.do(draws.recent_hats, TODAY)
    assert [name.client_id for name in one.names] == [ROSA]
    assert desk.do(draws.recent_hats, TODAY + timedelta(days=7)) == [one]
    assert desk.do(draws.recent_hats, TODAY + timedelta(days=8)) == []


def test_a_meeting_and_a_session_earn_once(desk, clock):
    group = enrolled_in_a_group(desk, ROSA, schedule="attendance")
    [told] = desk.do(from_chart.outcome_from_meeting, ROSA, group.id, TODAY)
    assert told.outcome is Outcome.MET
    assert desk.do(from_chart.outcome_from_meeting, ROSA, group.id, TODAY) == []
    assert desk.do(outcomes) == [(ROSA, Outcome.MET)]
    slot = desk.do(appointments.book, ROSA, clock.now, {})
    assert desk.do(from_chart.outcome_from_session, slot.id) == []  # nobody has come yet
    clock.forward(hours=1)
    desk.do(appointments.mark, slot.id, Attendance.ATTENDED)
    assert desk.do(from_chart.outcome_from_session, slot.id) == []  # this one is for a group


def test_a_test_earns_for_the_enrollment_that_it_is_about(desk):
    kept = desk.do(specimens.record, ROSA, {"cocaine": "negative"}, {}).tested.specimen
    reading = TestReading(frozenset(), frozenset(STIMULANTS))
    assert desk.do(from_chart.outcome_from_test, ROSA, from_chart.TestedSample(kept.id, TODAY, reading)) == []
    desk.do(enrolling.enroll, ROSA, joining("va_prize_bowl"))
    [made] = desk.do(from_chart.outcome_from_test, ROSA, from_chart.TestedSample(kept.id, TODAY, reading))
    assert made.result.outcome is Outcome.MET
    [occasion] = desk.do(all_occasions)
    assert occasion.specimen_id == kept.id
    assert desk.do(outcomes) == [(ROSA, Outcome.MET)]


def test_audits_are_listed_and_read_with_the_books(desk):
    desk.as_(SUE)
    begun = desk.do(audits.begin, TODAY)
    assert desk.do(audits.begin, TODAY).id == begun.id
    assert [one.quarter for one in desk.do(audits.audits)] == ["2026 Q4"]
    read = desk.do(audits.read, begun.id)
    assert read.books.hold
    assert (read.record.id, read.shelves) == (begun.id, ())
