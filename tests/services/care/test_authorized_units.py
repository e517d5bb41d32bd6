"""Units of an authorization come from what was signed: start and stop, booked minutes only before it."""

from datetime import timedelta

import pytest

from counselor_desk.core.errors import Refused
from counselor_desk.records.schedule import Attendance
from counselor_desk.services.care import authorizations, episodes
from counselor_desk.services.clients import clients, merging
from counselor_desk.services.documents import documents
from counselor_desk.services.schedule import appointments
from counselor_desk.services.today import today
from tests.conftest import START
from tests.proofs import own
from tests.services.documents.test_documents import full

SUE, CAL = 1, 2
ROSA, TODAY = 10, START.date()
ALLOWANCE = {"payer": "State plan", "units": 40, "starts_on": TODAY, "service_kind": "individual"}


@pytest.fixture
def allowed(desk):
    desk.do(authorizations.add, ROSA, ALLOWANCE)


def used(desk):
    (row,) = desk.do(authorizations.of_client, ROSA)
    return row.used


def visit(desk, clock, at, minutes, kind="individual"):
    """Booked before, and the client came."""
    now, clock.now = clock.now, at
    slot = desk.do(appointments.book, ROSA, at, {"kind": kind, "minutes": minutes})
    clock.now = max(now, at)
    desk.do(appointments.mark, slot.id, Attendance.ATTENDED)


def draft(desk, start, stop, **more):
    note = desk.do(documents.start, ROSA, "dap")
    body = {**full(), "start": start, "stop": stop, **more}
    desk.do(documents.save_draft, note.id, body, note.revision)
    return note.id


def sign(desk, note):
    desk.do(documents.sign, note, own(desk, documents.sign))


def test_the_signed_note_s_minutes_stand_for_what_was_booked(desk, clock, allowed):
    visit(desk, clock, START - timedelta(hours=5), 60)
    assert used(desk) == 4, "before anything is signed, as it was booked"
    note = draft(desk, "10:05", "10:35")
    assert used(desk) == 4, "a draft says nothing yet"
    sign(desk, note)
    assert used(desk) == 2, "30 minutes took place"


def test_the_hours_of_a_level_are_those_that_were_signed(desk, clock):
    begun = desk.do(episodes.begin, ROSA, {"admitted_on": TODAY})
    desk.do(episodes.place, begun.id, ("asam3", "2.1"), TODAY)
    visit(desk, clock, START - timedelta(hours=5), 180)
    assert desk.do(episodes.standing, ROSA).hours.startswith("3 h"), "as booked"
    sign(desk, draft(desk, "10:00", "11:00"))
    assert desk.do(episodes.standing, ROSA).hours.startswith("1 h"), "as it was"


def test_a_session_without_a_booking_counts_and_one_too_short_does_not(desk, clock, allowed):
    sign(desk, draft(desk, "10:00", "10:45"))
    assert used(desk) == 3
    sign(desk, draft(desk, "11:00", "11:10", data="A short word on the stairs."))
    assert used(desk) == 3
    visit(desk, clock, START - timedelta(hours=1), 30)
    assert used(desk) == 3 + 2 - 2, "the second note stands for the visit that is left, and was too short"


def test_what_became_another_service_uses_no_unit_of_this_one(desk, clock, allowed):
    visit(desk, clock, START - timedelta(hours=5), 60)
    sign(desk, draft(desk, "10:00", "10:50", service="family", client_present="yes"))
    assert used(desk) == 0, "of the same hour: it was a family session"
    visit(desk, clock, START - timedelta(hours=3), 60)
    sign(desk, draft(desk, "14:00", "14:20", service="case", data="Called the housing office."))
    assert used(desk) == 4, "case management of another hour stands for no visit"


def test_a_note_that_is_taken_back_leaves_the_booked_minutes(desk, clock, allowed):
    visit(desk, clock, START - timedelta(hours=5), 60)
    note = draft(desk, "10:00", "10:30")
    sign(desk, note)
    assert used(desk) == 2
    desk.do(documents.recall, note)
    assert used(desk) == 4


ODD = [
    ("14:30", "13:15", {}, "before it starts"),
    ("14:30", "13:15", {"odd_length": "past midnight"}, "longer than 12 hours"),
    ("08:00", "14:00", {}, "lasts 360 minutes"),
    ("14:30", "15:20", {}, "has not come yet"),
    ("14:50", "00:20", {"odd_length": "past midnight"}, "has not come yet"),
]


def test_f2_odd_times_are_asked_about_and_never_signed(desk):
    for start, stop, said, words in ODD:
        note = draft(desk, start, stop, **said)
        with pytest.raises(Refused, match=words) as refusal:
            sign(desk, note)
        assert refusal.value.field == "stop", (start, stop)
        desk.do(documents.discard, note)
    sign(desk, draft(desk, "08:00", "14:00", odd_length="that long"))
    sign(desk, draft(desk, "14:30", "15:10", data="The last words are written in the session."))


def test_f2_a_session_past_midnight_is_signed_the_morning_after(desk, clock, allowed):
    note = draft(desk, "23:30", "00:20", odd_length="past midnight")
    clock.now = START.replace(hour=8) + timedelta(days=1)
    desk.do(authorizations.of_client, ROSA)
    sign(desk, note)
    assert used(desk) == 3, "50 minutes"


def test_p3_a_merged_chart_s_authorization_counts_what_comes_after_and_warns(desk, clock):
    """A payer allows a person: visits of both charts use it, and Today tells of it where care goes on."""
    other = desk.do(clients.register, {"given_name": "Rosita", "family_name": "Medina"}).id
    ends = {"ends_on": TODAY + timedelta(days=20), "units": 6}
    desk.do(authorizations.add, other, {**ALLOWANCE, **ends})
    desk.as_(SUE)
    desk.do(merging.merge, ROSA, other, "same phone, same birthday")
    desk.as_(CAL)
    visit(desk, clock, START - timedelta(hours=5), 60)
    assert used(desk) == 4
    told = [item for item in desk.do(today.due_items) if "State plan" in item.text]
    assert {(item.client_id, item.where["section"]) for item in told} == {(ROSA, "care")}
    assert {item.text for item in told} == {
        "The authorization of State plan ends.",
        "2 units of State plan are left.",
    }
