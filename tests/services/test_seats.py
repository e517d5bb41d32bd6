"""Several people at one desk, each at a seat of their own."""

import pytest
from sqlalchemy import select

from counselor_desk.core.errors import AccessEnded, Forbidden, Refused
from counselor_desk.desk.desk import Context, Desk, query
from counselor_desk.desk.upkeep import upkeep_session
from counselor_desk.domain.roles import Can
from counselor_desk.records.audit import AuditEntry
from counselor_desk.records.people import Client, Staff
from counselor_desk.services.documents import documents
from counselor_desk.vault.file.engine import open_vault
from tests.conftest import AUDIT_KEY, KEY

SUE, CAL, ODA, ADA = 1, 2, 3, 5


@query(Can.SEE_CLIENTS, "clients.list")
def client_ids(ctx: Context):
    return sorted(client.id for client in ctx.find(select(Client)))


@pytest.fixture
def oda(desk):
    """Oda sits at a seat of hers while Cal sits at this computer."""
    seat = desk.add_seat()
    seat.sign_in(ODA)
    return seat


def told_of(desk, staff_id):
    def read(engine):
        with upkeep_session(engine) as session:
            lines = session.scalars(select(AuditEntry).order_by(AuditEntry.id))
            return [(line.action, line.reason) for line in lines if line.staff_id == staff_id]

    return desk.on_vault(read)


def retire(staff_id):
    def done(engine):
        with upkeep_session(engine) as session:
            session.get(Staff, staff_id).active = False

    return done


def test_each_sees_their_own_caseload_at_the_same_time(desk, oda):
    asked = [seat.submit(None, client_ids) for seat in (desk.seat, oda, desk.seat, oda)]
    assert [future.result() for future in asked] == [[10, 12], [11]] * 2
    assert (desk.actor.id, oda.actor.id) == (CAL, ODA)


def test_a_chart_beyond_reach_at_one_seat_is_within_it_at_another(desk, oda):
    note = desk.do(documents.start, 10, "dap")
    with pytest.raises(Refused, match="caseload"):
        oda.do(documents.read, note.id)
    assert desk.do(documents.read, note.id).document.id == note.id


def test_who_leaves_one_seat_leaves_no_other(desk, oda):
    desk.dismiss(oda, "the line was cut")
    with pytest.raises(Forbidden, match="Nobody is signed in"):
        oda.do(client_ids)
    assert desk.do(client_ids) == [10, 12]
    assert told_of(desk, ODA) == [("desk.sign_in", ""), ("desk.sign_out", "the line was cut")]


def test_who_was_dismissed_hears_nothing_any_more(desk, oda):
    there = []
    oda.listen(there.append)
    desk.dismiss(oda)
    desk.do(documents.start, 10, "dap")
    assert there == []


def test_a_desk_that_closes_signs_everybody_out(desk, vault, clock):
    other = Desk(lambda: open_vault(vault, KEY), AUDIT_KEY, clock)
    seat = other.add_seat()
    seat.sign_in(ODA)
    other.sign_in(ADA)
    other.close()
    assert (other.actor, seat.actor) == (None, None)
    assert [told_of(desk, who)[-1][0] for who in (ODA, ADA)] == ["desk.sign_out"] * 2


def test_who_is_retired_at_one_seat_loses_the_other_with_the_next_question(desk, oda):
    desk.on_vault(retire(ODA))
    with pytest.raises(AccessEnded):
        oda.do(client_ids)
    assert desk.do(client_ids) == [10, 12]


def test_the_trail_tells_the_sittings_of_one_person_apart(desk):
    first, second = desk.add_seat(), desk.add_seat()
    for seat in (first, second):
        seat.sign_in(CAL)
    assert len({seat.signed_in.session for seat in (desk.seat, first, second)}) == 3
