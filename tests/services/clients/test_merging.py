"""Two charts of one person: one goes on, both stay as they were, and it is undone in one act."""

from datetime import timedelta

import pytest

from counselor_desk.core.errors import Forbidden, Refused
from counselor_desk.desk import integrity
from counselor_desk.services.clients import clients, merging
from counselor_desk.services.documents import documents
from counselor_desk.services.schedule import appointments, groups
from tests.proofs import beside, own
from tests.services.documents.test_documents import full

SUE, CAL, ODA = 1, 2, 3
ROSA, DANA = 10, 12


def second_rosa(desk):
    values = {"given_name": "Rosita", "family_name": "Medina Cruz"}
    return desk.do(clients.register, values).id


def test_g5_bookings_and_groups_go_on_and_either_name_finds_the_chart_that_does(desk, clock):
    other = second_rosa(desk)
    number = desk.do(clients.read, other).number
    coming = desk.do(appointments.book, other, clock.now + timedelta(days=3), {})
    group = desk.do(groups.create, {"name": "Monday"})
    desk.do(groups.join, group.id, other)
    desk.as_(SUE)
    found = desk.do(merging.preview, ROSA, other)
    assert (found.bookings, found.groups, found.needs_second) == (1, 1, False)
    with pytest.raises(Refused, match="how you know"):
        desk.do(merging.merge, ROSA, other, " ")
    done = desk.do(merging.merge, ROSA, other, "same phone, same birthday")
    assert [slot.id for slot in desk.do(appointments.of_client, ROSA)] == [coming.id]
    for typed in ("Rosita", "medina cruz", number, "Rosa Medina"):
        assert [row.id for row in desk.do(clients.find, typed)] == [ROSA], typed
        assert desk.do(clients.matching, typed) == [ROSA], typed
    assert [(c.client_id, c.goes_on) for c in desk.do(merging.charts_of_person, ROSA)] == [(other, False)]
    assert [(c.client_id, c.goes_on) for c in desk.do(merging.charts_of_person, other)] == [(ROSA, True)]
    for again in (lambda: desk.do(merging.merge, DANA, other, "x"), lambda: desk.do(clients.reopen, other)):
        with pytest.raises(Refused, match=r"merged already|goes on"):
            again()
    with pytest.raises(Refused, match="why the charts are two"):
        desk.do(merging.undo, done.id, "")
    desk.do(merging.undo, done.id, "two sisters")
    assert desk.do(appointments.of_client, ROSA) == []
    assert [slot.id for slot in desk.do(appointments.of_client, other)] == [coming.id]
    assert desk.do(clients.read, other).closed_at is None
    assert [row.id for row in desk.do(clients.find, "Rosita")] == [other]
    with pytest.raises(Refused, match="undone already"):
        desk.do(merging.undo, done.id, "again")
    desk.as_(CAL)
    assert [client_id for client_id, _name in desk.do(groups.members, group.id)] == [other]


def test_a_signature_takes_two_people_and_stays_where_it_was_signed(desk):
    other = second_rosa(desk)
    note = desk.do(documents.start, other, "dap", None, full())
    desk.do(documents.sign, note.id, own(desk, documents.sign))
    desk.as_(SUE)
    with pytest.raises(Refused, match="second person") as refusal:
        desk.do(merging.merge, ROSA, other, "same person")
    assert refusal.value.field == "witness_id"
    done = desk.do(merging.merge, ROSA, other, "same person", beside(desk, merging.merge, CAL))
    assert done.witness_id == CAL
    signed = desk.do(documents.read, note.id).document
    assert (signed.client_id, signed.digest) == (other, desk.do(documents.read, note.id).document.digest)
    assert signed.signed_at is not None


def test_who_may_not_assign_or_see_both_charts_merges_nothing(desk):
    with pytest.raises(Forbidden):
        desk.do(merging.merge, ROSA, DANA, "x")
    desk.as_(SUE)
    with pytest.raises(Refused, match="one chart"):
        desk.do(merging.preview, ROSA, ROSA)
    with pytest.raises(Refused, match="not in your caseload"):
        desk.do(merging.preview, ROSA, 99)


def test_the_trail_of_both_charts_tells_of_it_and_the_vault_is_whole(desk, counted):
    other = second_rosa(desk)
    desk.as_(SUE)
    done = desk.do(merging.merge, ROSA, other, "same person")
    desk.do(merging.undo, done.id, "two sisters")
    found = desk.on_vault(lambda engine: integrity.verify_records(engine, desk.chain))
    assert found.is_whole, found.words


def test_a_chart_beyond_the_caseload_is_not_told_of_and_stops_nothing(desk):
    james = 11  # a colleague's
    desk.as_(SUE)
    desk.do(merging.merge, ROSA, james, "one person, two intakes")
    assert [chart.client_id for chart in desk.do(merging.charts_of_person, ROSA)] == [james]
    desk.as_(CAL)
    assert desk.do(merging.charts_of_person, ROSA) == []
    desk.as_(ODA)
    assert desk.do(merging.charts_of_person, james) == []
