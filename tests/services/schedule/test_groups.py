"""A group session: one shared part, a note for each, nobody's name in another's note."""

from datetime import date, timedelta

import pytest

from counselor_desk.core.errors import Refused
from counselor_desk.domain.schedule.names_in_group_notes import names_in
from counselor_desk.records.care import Reason
from counselor_desk.records.document import Status
from counselor_desk.records.schedule import Attendance
from counselor_desk.services.care import episodes
from counselor_desk.services.clients import access, clients, leaving
from counselor_desk.services.clinic import staff
from counselor_desk.services.documents import documents
from counselor_desk.services.schedule import appointments, group_sessions, groups
from counselor_desk.services.today.today import due_items
from tests.proofs import own

SUE, CAL, ODA, ADA = 1, 2, 3, 5
ROSA, JAMES, DANA = 10, 11, 12
SHARED = {
    "start": "13:00", "stop": "14:30", "place": "office", "topic": "Payday",
    "content": "Talked about payday plans and practiced refusing.", "facilitators": "Cal Reyes",
}  # fmt: skip
PART = {"attendance": "whole session", "participation": "active", "remark": "Spoke of the bus",
        "risk": "none", "risk_others": "none"}  # fmt: skip


@pytest.fixture
def session(desk):
    group = desk.do(groups.create, {"name": "Monday recovery group"})
    for client in (ROSA, DANA):
        desk.do(groups.join, group.id, client)
    begun = desk.do(group_sessions.begin, group.id)
    desk.do(group_sessions.save_shared, begun.id, SHARED)
    for client in (ROSA, DANA):
        desk.do(group_sessions.save_seat, begun.id, client, True, PART)
    return begun.id


def test_a_note_for_each_and_none_signed(desk, session):
    notes = desk.do(group_sessions.make_notes, session)
    assert {(n.client_id, n.status) for n in notes} == {(ROSA, Status.DRAFT), (DANA, Status.DRAFT)}
    for note in notes:
        assert note.body["topic"] == "Payday"
        assert note.body["present"] == 2
        other = "Dana" if note.client_id == ROSA else "Rosa"
        assert other not in str(note.body)
    assert group_sessions.template().form().missing(notes[0].body) == []
    with pytest.raises(Refused, match="are made"):
        desk.do(group_sessions.make_notes, session)


def test_no_note_names_another_member(desk, session):
    desk.do(group_sessions.save_seat, session, ROSA, True, {**PART, "remark": "Agreed with DANA's plan"})
    with pytest.raises(Refused, match=r"member \d names") as refusal:
        desk.do(group_sessions.make_notes, session)
    assert "Dana" not in str(refusal.value)
    desk.do(group_sessions.save_seat, session, ROSA, True, {**PART, "remark": "Rosa agreed with a peer"})
    assert len(desk.do(group_sessions.make_notes, session)) == 2


def test_the_shared_part_names_nobody(desk, session):
    desk.do(group_sessions.save_shared, session, {**SHARED, "content": "Rosa led the role play"})
    with pytest.raises(Refused, match="shared part") as refusal:
        desk.do(group_sessions.make_notes, session)
    assert refusal.value.field == "content"


def test_who_was_not_there_gets_no_note(desk, session):
    desk.do(group_sessions.save_seat, session, DANA, False, {})
    [note] = desk.do(group_sessions.make_notes, session)
    assert note.client_id == ROSA
    seats = desk.do(group_sessions.read_session, session).seats
    assert {s.client_id: s.document_id for s in seats} == {ROSA: note.id, DANA: None}


def test_a_session_that_waits_is_gone_on_with(desk, session):
    [row] = desk.do(groups.all_groups)
    assert (row.members, row.unwritten_id) == (2, session)
    assert desk.do(group_sessions.begin, row.id).id == session


def test_a_session_of_another_evening_is_opened_before_a_new_one_is_begun(desk, session, clock):
    [row] = desk.do(groups.all_groups)
    clock.forward(days=1)
    yesterday = desk.do(group_sessions.begin, row.id)
    assert (yesterday.id, desk.do(groups.all_groups)[0].unwritten_on) == (session, yesterday.held_on)
    today = desk.do(group_sessions.begin, row.id, yesterday.held_on + timedelta(days=1))
    assert today.id != session
    assert [(r.id, r.is_written) for r in desk.do(group_sessions.sessions_of_group, row.id)] == [
        (today.id, False),
        (session, False),
    ]
    lines = [item for item in desk.do(due_items) if item.screen == "groups"]
    assert [line.where["session_id"] for line in lines] == [session, today.id]
    desk.do(group_sessions.make_notes, session)
    assert desk.do(group_sessions.begin, row.id).id == today.id


def test_who_joined_after_it_was_opened_has_a_seat(desk, session):
    [row] = desk.do(groups.all_groups)
    desk.as_(SUE)
    desk.do(clients.assign, JAMES, CAL)
    desk.as_(CAL)
    desk.do(groups.join, row.id, JAMES)
    desk.do(group_sessions.begin, row.id)
    seats = {seat.client_id: seat.part for seat in desk.do(group_sessions.read_session, session).seats}
    assert set(seats) == {ROSA, DANA, JAMES}
    assert seats[ROSA] == PART, "what was written stays"


def test_a_session_of_a_day_to_come_is_refused(desk, session):
    [row] = desk.do(groups.all_groups)
    day = desk.do(group_sessions.begin, row.id).held_on + timedelta(days=1)
    with pytest.raises(Refused, match="today or a day before"):
        desk.do(group_sessions.begin, row.id, day)


def test_only_ones_own_clients_and_groups(desk, session):
    [row] = desk.do(groups.all_groups)
    with pytest.raises(Refused):
        desk.do(groups.join, row.id, JAMES)
    desk.as_(ODA)
    assert desk.do(groups.all_groups) == []
    with pytest.raises(Refused, match="led by a colleague"):
        desk.do(group_sessions.make_notes, session)


def test_the_notes_are_signed_one_by_one(desk, session):

    note = desk.do(group_sessions.make_notes, session)[0]
    assert desk.do(documents.sign, note.id, own(desk, documents.sign)).status is Status.AWAITING_COSIGN


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Spoke with dana today", {"dana"}),
        ("DANA'S plan", {"dana"}),
        ("Danae is another name", set()),
        ("She will read it", set()),
        ("It was hard for Will to say", {"will"}),
        ("Will it hold?", set()),
        ("José and jose", {"jose"}),
    ],
)
def test_names_however_they_are_written(text, named):
    assert names_in(text, ["Dana", "Will", "Jos\u00e9", "Al"]) == named


def test_a_payers_limits_are_said_and_stop_nothing(desk, session):
    size = desk.do(group_sessions.read_session, session).size
    assert (size.fewest, size.most) == (2, 12), "as the file says, until the clinic knows"
    assert "not confirmed with the payer" in size.words(2)
    assert size.holds(2)
    assert not size.holds(13)
    [group] = desk.do(groups.all_groups)
    with pytest.raises(Refused, match="smaller than the minimum") as refusal:
        desk.do(groups.change, group.id, {"fewest": 9, "most": 8})
    assert refusal.value.field == "most"
    told = {"fewest": 3, "most": 8, "limits_from": "Medicaid manual"}
    desk.do(groups.change, group.id, told)
    size = desk.do(group_sessions.read_session, session).size
    assert size.words(2) == "2 there; 3 to 8 are allowed (Medicaid manual)"
    assert not size.holds(2)
    assert len(desk.do(group_sessions.make_notes, session)) == 2
    desk.as_(ODA)
    with pytest.raises(Refused, match="colleague"):
        desk.do(groups.change, group.id, told)


def test_f2_no_notes_are_made_of_a_meeting_that_is_not_over_or_ends_before_it_starts(desk, session):
    for times, words in (
        ({"start": "18:00", "stop": "19:30"}, "has not come yet"),
        ({"start": "14:30", "stop": "13:00"}, "before it starts"),
    ):
        desk.do(group_sessions.save_shared, session, SHARED | times)
        with pytest.raises(Refused, match=words):
            desk.do(group_sessions.make_notes, session)
    desk.do(group_sessions.save_shared, session, SHARED)
    assert len(desk.do(group_sessions.make_notes, session)) == 2


def test_g3_a_name_that_is_a_word_asks_and_does_not_block(desk):
    mai = desk.do(clients.register, {"given_name": "Mai", "family_name": "Her"})
    don = desk.do(clients.register, {"given_name": "Don", "family_name": "Smith"})
    group = desk.do(groups.create, {"name": "Words"})
    for client_id in (mai.id, don.id):
        desk.do(groups.join, group.id, client_id)
    session = desk.do(group_sessions.begin, group.id).id
    desk.do(
        group_sessions.save_shared, session, {**SHARED, "content": "Members don't carry cash, don’t lend it."}
    )
    desk.do(group_sessions.save_seat, session, mai.id, True, PART)
    desk.do(group_sessions.save_seat, session, don.id, True, {**PART, "remark": "Spoke of her sister"})
    with pytest.raises(Refused, match="names another member"):
        desk.do(group_sessions.make_notes, session)
    [found] = desk.do(group_sessions.read_session, session).names
    assert (found.client_id, found.key, found.word, found.around) == (
        don.id, "remark", "her", "Spoke of her sister",
    )  # fmt: skip
    assert desk.do(group_sessions.take_as_word, session, found.word).names == []
    notes = desk.do(group_sessions.make_notes, session)
    for note in notes:
        desk.do(documents.sign, note.id, own(desk, documents.sign))
    assert desk.do(group_sessions.read_session, session).unsigned == 0


def test_g3_a_name_typed_into_a_note_that_is_made_is_found_at_signing(desk, session):
    [note, _other] = sorted(desk.do(group_sessions.make_notes, session), key=lambda n: n.client_id)
    body = {**note.body, "remark": "Rosa helped Dana Reed"}
    desk.do(documents.save_draft, note.id, body, note.revision)
    with pytest.raises(Refused, match="may name another member") as refusal:
        desk.do(documents.sign, note.id, own(desk, documents.sign))
    assert refusal.value.field == "remark"
    found = desk.do(group_sessions.read_session, session).names
    assert {one.word for one in found} == {"dana", "reed"}
    for one in found:
        desk.do(group_sessions.take_as_word, session, one.word)
    assert desk.do(documents.sign, note.id, own(desk, documents.sign)).signed_at is not None


def test_g4_who_leaves_care_leaves_the_group_and_what_is_booked(desk, clock, session):
    group = desk.do(groups.all_groups)[0]
    coming = clock.now + timedelta(days=7)
    slot = desk.do(appointments.book, ROSA, coming, {"kind": "group", "title": "Monday"})
    episode = desk.do(episodes.begin, ROSA, {"referred_on": clock.now.date()})
    desk.do(episodes.admit, episode.id, clock.now.date())
    desk.do(
        episodes.discharge, episode.id, clock.now.date(), Reason.AGAINST_ADVICE, {"no_naloxone": "declined"}
    )
    assert [name for _id, name in desk.do(groups.members, group.id)] == ["Dana Reed"]
    ended = desk.do(leaving.ended, ROSA)
    assert [(thing.kind, thing.title) for thing in ended] == [
        ("group", "Monday recovery group"), ("booking", "Monday"),
    ]  # fmt: skip
    clock.now += timedelta(days=7)
    later = desk.do(group_sessions.begin, group.id, clock.now.date())
    assert [seat.client_id for seat in desk.do(group_sessions.read_session, later.id).seats] == [DANA]
    clock.now -= timedelta(days=7)
    for thing in ended:
        desk.do(leaving.take_back, ROSA, thing.kind, thing.id)
    assert desk.do(leaving.ended, ROSA) == []
    assert len(desk.do(groups.members, group.id)) == 2
    [booked] = desk.do(appointments.of_client, ROSA)
    assert (booked.id, booked.attendance) == (slot.id, Attendance.BOOKED)


def test_a_closed_chart_is_seated_nowhere(desk, session):
    group = desk.do(groups.all_groups)[0]
    desk.do(clients.close, ROSA)
    assert [client_id for client_id, _name in desk.do(groups.members, group.id)] == [DANA]
    desk.do(clients.reopen, ROSA)
    [thing] = desk.do(leaving.ended, ROSA)
    desk.do(leaving.take_back, ROSA, thing.kind, thing.id)
    assert len(desk.do(groups.members, group.id)) == 2


def test_a_member_of_another_caseload_is_a_name_and_a_seat_and_no_chart(desk, session):
    group_id = desk.do(groups.all_groups)[0].id
    born = date(1977, 8, 2)
    with pytest.raises(Refused, match="Nobody here"):
        desk.do(groups.join_known, group_id, "Tull", date(1977, 8, 3))
    desk.do(groups.join_known, group_id, "James Tull", born)
    assert (JAMES, "James Tull") in desk.do(groups.members, group_id)
    assert desk.do(groups.all_groups)[0].members == 3
    again = desk.do(group_sessions.begin, group_id)
    assert again.id == session
    desk.do(group_sessions.save_seat, session, JAMES, True, PART)
    notes = desk.do(group_sessions.make_notes, session)
    [theirs] = [note.id for note in notes if note.client_id == JAMES]
    for ask in (
        lambda: desk.do(clients.read, JAMES),
        lambda: desk.do(documents.read, theirs),
        lambda: desk.do(documents.start, JAMES, "dap"),
    ):
        with pytest.raises(Refused, match="not in your caseload"):
            ask()
    assert desk.do(clients.find, "Tull") == []
    assert desk.do(group_sessions.sign_notes, session, own(desk, group_sessions.sign_notes)) == 3
    desk.as_(ODA)
    assert desk.do(documents.read, theirs).document.signed_at is not None
    assert desk.do(groups.all_groups) == []
    with pytest.raises(Refused, match="led by a colleague"):
        desk.do(groups.members, group_id)


def test_two_lead_a_group_and_one_of_them_no_more(desk, session):
    group_id = desk.do(groups.all_groups)[0].id
    with pytest.raises(Refused, match="active counselor"):
        desk.do(groups.lead_too, group_id, 4)
    desk.do(groups.lead_too, group_id, ODA)
    assert [row.staff_id for row in desk.do(groups.leaders, group_id) if row.leads] == [CAL, ODA]
    desk.as_(ODA)
    assert [row.id for row in desk.do(groups.all_groups)] == [group_id]
    assert desk.do(group_sessions.begin, group_id).id == session
    assert any(line.where.get("session_id") == session for line in desk.do(due_items))
    assert len(desk.do(group_sessions.make_notes, session)) == 2
    with pytest.raises(Refused, match="not in your caseload"):
        desk.do(clients.read, ROSA)
    desk.as_(CAL)
    desk.do(groups.lead_no_more, group_id, ODA)
    desk.as_(ODA)
    assert desk.do(groups.all_groups) == []
    with pytest.raises(Refused, match="led by a colleague"):
        desk.do(group_sessions.begin, group_id)


def test_a_restricted_chart_joins_no_colleague_s_group(desk, session):
    group_id = desk.do(groups.all_groups)[0].id
    desk.as_(SUE)
    desk.do(access.restrict, JAMES, "a relative works here")
    desk.as_(CAL)
    with pytest.raises(Refused, match="Ask their counselor"):
        desk.do(groups.join_known, group_id, "James Tull", date(1977, 8, 2))


def test_a_group_whose_leader_has_left_is_led_on_by_the_supervisor_until_somebody_takes_it(desk):
    """Of one member, even: its session is not lost, and a colleague can be made to lead it."""
    group = desk.do(groups.create, {"name": "Evening"})
    desk.do(groups.join, group.id, ROSA)
    session = desk.do(group_sessions.begin, group.id)
    desk.do(group_sessions.save_shared, session.id, {"topic": "Cravings"})
    desk.as_(SUE)
    with pytest.raises(Refused, match="led by a colleague"):
        desk.do(groups.members, group.id)
    desk.as_(ADA)
    desk.do(staff.retire, CAL)
    desk.as_(SUE)
    assert [row.unwritten_id for row in desk.do(groups.all_groups)] == [session.id]
    assert [seat.client for seat in desk.do(group_sessions.read_session, session.id).seats] == ["Rosa Medina"]
    assert desk.do(group_sessions.begin, group.id).id == session.id
    desk.do(groups.lead_too, group.id, ODA)
    desk.as_(ODA)
    assert [client_id for client_id, _name in desk.do(groups.members, group.id)] == [ROSA]
    assert desk.do(group_sessions.read_session, session.id).shared["topic"] == "Cravings"
