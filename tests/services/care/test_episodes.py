"""Episodes, levels and appointments through the desk, with what is refused at its field."""

from datetime import UTC, date, datetime, timedelta

import pytest

from counselor_desk.core.errors import Forbidden, Refused
from counselor_desk.records.care import Move, Reason
from counselor_desk.records.schedule import Attendance
from counselor_desk.services.care import episodes
from counselor_desk.services.schedule import appointments

ROSA, JAMES, DANA = 10, 11, 12
TODAY = date(2026, 12, 1)
FLO, ODA, CAL = 4, 3, 2


@pytest.fixture
def episode(desk):
    return desk.do(episodes.begin, ROSA, {"referral": "Court", "admitted_on": TODAY})


def test_a_screening_is_not_an_admission(desk):
    desk.do(episodes.begin, ROSA, {"screened_on": TODAY})
    standing = desk.do(episodes.standing, ROSA)
    assert standing.words == "referred, not admitted"
    desk.do(episodes.admit, standing.episode.id, TODAY)
    assert desk.do(episodes.standing, ROSA).words == "day 1"


def test_one_client_has_one_open_episode(desk, episode):
    with pytest.raises(Refused, match="open episode"):
        desk.do(episodes.begin, ROSA, {"referred_on": TODAY})
    desk.do(episodes.begin, DANA, {"referred_on": TODAY})


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"referred_on": TODAY + timedelta(days=1)}, "referred_on"),
        ({"referred_on": date(1825, 1, 1)}, "referred_on"),
        ({"admitted_on": TODAY + timedelta(days=1)}, "admitted_on"),
        ({"referred_on": TODAY, "admitted_on": TODAY - timedelta(days=1)}, "admitted_on"),
        ({"id": 5}, "id"),
    ],
)
def test_impossible_dates_are_refused_at_their_field(desk, values, field):
    with pytest.raises(Refused) as no:
        desk.do(episodes.begin, ROSA, values)
    assert no.value.field == field
    assert desk.do(episodes.standing, ROSA).episode is None


def test_levels_follow_one_another_and_keep_their_edition(desk, episode, clock):
    desk.do(episodes.place, episode.id, ("asam3", "2.1"), TODAY)
    clock.forward(days=46)
    day = TODAY + timedelta(days=46)
    assert desk.do(episodes.standing, ROSA).words == "2.1 Intensive outpatient, day 47"
    desk.do(episodes.place, episode.id, ("asam4", "1.5"), day, Move.NEEDS_LESS)
    now, before = desk.do(episodes.history, ROSA).levels
    assert (before.code, before.ends_on) == ("2.1", day)
    assert (now.edition, now.code, now.ends_on) == ("asam4", "1.5", None)


@pytest.mark.parametrize(
    ("level", "on", "field"),
    [
        (("asam3", "2.1"), TODAY - timedelta(days=1), "starts_on"),
        (("asam3", "2.1"), TODAY + timedelta(days=1), "starts_on"),
        (("asam3", "9.9"), TODAY, "code"),
        (("asam9", "2.1"), TODAY, "edition"),
    ],
)
def test_a_level_that_cannot_be(desk, episode, level, on, field):
    with pytest.raises(Refused) as no:
        desk.do(episodes.place, episode.id, level, on)
    assert no.value.field == field


def test_a_discharge_needs_its_after_care_and_comes_after_the_admission(desk, episode, clock):
    desk.do(episodes.place, episode.id, ("asam3", "2.1"), TODAY)
    clock.forward(days=30)
    end = TODAY + timedelta(days=30)
    with pytest.raises(Refused) as no:
        desk.do(episodes.discharge, episode.id, end, Reason.COMPLETED, {})
    assert no.value.field == "after_care"
    early = TODAY - timedelta(days=1)
    with pytest.raises(Refused, match="before the admission"):
        desk.do(episodes.discharge, episode.id, early, Reason.OTHER, {})
    desk.do(episodes.discharge, episode.id, end, Reason.COMPLETED, {"after_care": "Peer group, Fridays"})
    history = desk.do(episodes.history, ROSA)
    assert history.levels[0].ends_on == end
    assert history.discharges[episode.id].after_care.startswith("Peer")
    with pytest.raises(Refused, match="before the last discharge"):
        desk.do(episodes.begin, ROSA, {"admitted_on": TODAY})
    desk.do(episodes.begin, ROSA, {"admitted_on": end})


def test_the_level_chosen_against_the_one_that_needs_point_to(desk, episode):
    ratings = {1: 1, 5: 4}
    with pytest.raises(Refused) as no:
        desk.do(episodes.rate_needs, ROSA, "asam3", ratings, {"chosen": "2.1"})
    assert no.value.field == "difference"
    rated = desk.do(
        episodes.rate_needs, ROSA, "asam3", ratings,
        {"chosen": "2.1", "difference": "No bed free; daily check-in meanwhile"},
    )  # fmt: skip
    assert (rated.suggested, rated.chosen) == ("3.5", "2.1")
    with pytest.raises(Refused, match="0 to 4"):
        desk.do(episodes.rate_needs, ROSA, "asam3", {1: 5}, {})


def test_clinic_staff_admit_and_book_but_read_no_chart(desk, episode):
    desk.as_(FLO)
    assert desk.do(episodes.standing, ROSA).day == 1
    booked = desk.do(appointments.book, ROSA, datetime(2026, 12, 2, 15, tzinfo=UTC), {})
    assert booked.staff_id == CAL
    with pytest.raises(Forbidden):
        desk.do(episodes.history, ROSA)


def test_another_counselor_sees_none_of_it(desk, episode):
    desk.as_(ODA)
    with pytest.raises(Refused):
        desk.do(episodes.admit, episode.id, TODAY)
    assert desk.do(episodes.standing, ROSA).episode is None


def test_hours_of_the_week_against_the_level(desk, episode, clock):
    desk.do(episodes.place, episode.id, ("asam3", "2.1"), TODAY)
    for hours in (3, 4):
        at = clock.now + timedelta(hours=hours)
        desk.do(appointments.book, ROSA, at, {"minutes": 180, "kind": "group"})
    clock.forward(hours=9)
    for slot in desk.do(appointments.of_client, ROSA):
        desk.do(appointments.mark, slot.id, Attendance.ATTENDED)
    words = desk.do(episodes.standing, ROSA).hours
    assert words == "6 h (the level: 9 to 19 h a week), below the range"


def test_a_weekly_session_keeps_its_hour_and_is_canceled_from_now_on(desk, clock):
    at = clock.now + timedelta(hours=1)
    first, *more = desk.do(appointments.book_weekly, ROSA, at, {"minutes": 50}, 11)
    assert (len(more), first.starts_at, {a.series for a in more}) == (11, at, {first.series})
    assert {a.starts_at.astimezone().hour for a in more} == {first.starts_at.astimezone().hour}
    clock.forward(days=8)
    assert desk.do(appointments.cancel_series, more[0].series, "holiday") == 10
    assert desk.do(appointments.cancel_series, "", "holiday") == 0


@pytest.mark.parametrize("weeks", [0, 53])
def test_a_weekly_session_is_booked_whole_or_not_at_all(desk, clock, weeks):
    at = clock.now + timedelta(hours=1)
    with pytest.raises(Refused, match="from 1 to 52") as no:
        desk.do(appointments.book_weekly, ROSA, at, {"minutes": 50}, weeks)
    assert no.value.field == "weeks"
    assert desk.do(appointments.of_client, ROSA) == []


def test_attendance_is_not_marked_before_the_session(desk, clock):
    booked = desk.do(appointments.book, ROSA, clock.now + timedelta(hours=1), {})
    with pytest.raises(Refused, match="has not begun"):
        desk.do(appointments.mark, booked.id, Attendance.ATTENDED)
    desk.do(appointments.mark, booked.id, Attendance.BY_CLIENT, "no ride")
    clock.forward(hours=2)
    slots = desk.do(appointments.of_client, ROSA)
    assert slots[0].why == "no ride"
    assert appointments.missed_in_a_row(slots, clock.now) == 1


def test_a_group_is_one_gathering_with_a_place_for_each(desk, clock):
    made = desk.do(appointments.gather, [ROSA, DANA, ROSA], clock.now, {"title": "Thursday"})
    assert [a.client_id for a in made] == [ROSA, DANA]
    assert len({a.gathering for a in made}) == 1
    today = desk.do(appointments.day, TODAY, CAL)
    assert [(s.client, s.kind) for s in today] == [
        ("Rosa Medina", "group"), ("Dana Reed", "group")
    ]  # fmt: skip
    with pytest.raises(Refused):
        desk.do(appointments.gather, [JAMES], clock.now, {})


@pytest.mark.parametrize(
    ("values", "field"),
    [({"minutes": 0}, "minutes"), ({"kind": "party"}, "kind"), ({"minutes": "50"}, "minutes")],
)
def test_a_booking_that_cannot_be(desk, clock, values, field):
    with pytest.raises(Refused) as no:
        desk.do(appointments.book, ROSA, clock.now, values)
    assert no.value.field == field
    with pytest.raises(Refused, match="two years"):
        desk.do(appointments.book, ROSA, clock.now + timedelta(days=900), {})


def test_a_blank_answer_takes_the_columns_own_blank(desk):
    blank = {"referred_on": None, "referral": None, "screened_on": None, "admitted_on": TODAY}
    episode = desk.do(episodes.begin, ROSA, blank)
    assert (episode.referral, episode.referred_on) == ("", None)
