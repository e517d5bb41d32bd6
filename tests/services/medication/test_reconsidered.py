"""What the chart learns after a test: the laboratory overturns it, or a medicine explains it."""

from datetime import date

import pytest

from counselor_desk.domain.rewards.schedule import Outcome
from counselor_desk.records.schedule import Attendance
from counselor_desk.services.medication import medications, reconsidered, specimens
from counselor_desk.services.rewards import enrolling, occasions, withdrawing
from counselor_desk.services.rewards.occasions import Observation
from counselor_desk.services.schedule import appointments
from counselor_desk.services.today import today as todays
from tests.proofs import beside
from tests.services.rewards.test_cases import CLEAN, balance, come, enrolled
from tests.services.rewards.test_rewards import ROSA, SUE, all_occasions, joining


def waiting(desk):
    return desk.do(reconsidered.reconsidered_of, ROSA)


def correct_as_proposed(desk, one):
    where = reconsidered.where_of(one)
    seen = Observation(
        Outcome(where["outcome"]), one.on, where["evidence"], where["reason"], where["specimen_id"]
    )
    return desk.do(occasions.correct, one.occasion_id, seen, beside(desk, occasions.correct, SUE))


@pytest.fixture
def third_positive(desk, clock):
    """N N P N N N; the third was positive for amphetamine."""
    enrollment = enrolled(desk)
    kept = []
    for visit in range(6):
        findings = CLEAN | {"amphetamine": "positive"} if visit == 2 else CLEAN
        kept.append(come(desk, clock, enrollment, findings).tested)
    assert balance(desk) == 2750
    return kept[2]


def test_a_laboratory_that_overturns_is_owed_to_the_client(desk, clock, third_positive):
    [positive] = [r for r in third_positive.results if r.analyte == "amphetamine"]
    desk.do(specimens.follow_up, third_positive.specimen.id, {positive.id: "sent"})
    assert waiting(desk) == []
    desk.do(specimens.follow_up, third_positive.specimen.id, {positive.id: "not confirmed"})
    [one] = waiting(desk)
    assert one.why == "The laboratory did not confirm amphetamine."
    assert [item.text for item in desk.do(todays.due_items) if item.screen == "reward_occasion"] == [
        "Visit 3 of Dec 4, 2026: The laboratory did not confirm amphetamine. Correct it to met."
    ]
    assert correct_as_proposed(desk, one).balance_cents == 5375
    assert waiting(desk) == []
    [row] = [r for r in desk.do(specimens.of_client, ROSA) if r.specimen.id == third_positive.specimen.id]
    assert row.reading == "as expected"


def test_a_confirmed_one_changes_nothing(desk, clock, third_positive):
    [positive] = [r for r in third_positive.results if r.analyte == "amphetamine"]
    desk.do(specimens.follow_up, third_positive.specimen.id, {positive.id: "confirmed"})
    assert waiting(desk) == []


@pytest.mark.parametrize(("since", "owed"), [(date(2026, 11, 1), True), (date(2026, 12, 5), False)])
def test_r3_a_medicine_found_later_explains_from_its_first_day(desk, clock, third_positive, since, owed):
    desk.do(medications.add, ROSA, {"name": "Adderall XR", "started_on": since})
    found = waiting(desk)
    assert [one.number for one in found] == [3] * owed
    if owed:
        assert correct_as_proposed(desk, found[0]).balance_cents == 5375
    readings = {r.specimen.id: r.reading for r in desk.do(specimens.of_client, ROSA)}
    assert readings[third_positive.specimen.id] == ("as expected" if owed else "amphetamine positive")


def test_r7_the_right_sample_of_a_withdrawn_visit_makes_its_occasion(desk, clock, third_positive):
    signed = beside(desk, specimens.void, SUE)
    desk.do(specimens.void, third_positive.specimen.id, "another client's cup", signed)
    assert waiting(desk) == []
    desk.do(specimens.record, ROSA, CLEAN, {}, third_positive.specimen.collected_at)
    [one] = waiting(desk)
    assert (one.number, one.why) == (3, "Its own sample is there.")
    assert correct_as_proposed(desk, one).balance_cents == 5375


def test_r7_a_session_no_longer_marked_as_attended_is_undone(desk, clock):
    terms = joining("attendance", analytes=(), by_session=True, weekdays=(1, 4))
    desk.do(enrolling.enroll, ROSA, terms)
    slot = desk.do(appointments.book, ROSA, clock.now, {})
    clock.forward(hours=1)
    desk.do(appointments.mark, slot.id, Attendance.ATTENDED)
    assert (balance(desk), waiting(desk)) == (300, [])
    desk.do(appointments.mark, slot.id, Attendance.NO_SHOW)
    [one] = waiting(desk)
    assert one.sentence.endswith("Undo it, or mark the session again.")
    assert reconsidered.where_of(one)["outcome"] == "withdrawn"
    desk.do(withdrawing.undo, one.occasion_id, one.why, beside(desk, withdrawing.undo, SUE))
    assert (balance(desk), waiting(desk)) == (0, [])


def test_what_two_people_corrected_to_not_met_does_not_come_back(desk, clock):
    enrollment = enrolled(desk)
    come(desk, clock, enrollment)
    [one] = desk.do(all_occasions)
    seen = Observation(Outcome.NOT_MET, one.occurred_on, "seen to swap the cup", "tampered with")
    desk.do(occasions.correct, one.id, seen, beside(desk, occasions.correct, SUE))
    assert waiting(desk) == []
