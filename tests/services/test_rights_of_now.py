"""Who is retired, demoted or loses a client while signed in has lost it at the next call."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from counselor_desk.core.errors import AccessEnded, Forbidden, Refused
from counselor_desk.desk.context import command, in_pieces, query
from counselor_desk.desk.desk import Desk
from counselor_desk.desk.upkeep import upkeep_session
from counselor_desk.domain.roles import Can, Role
from counselor_desk.records.audit import AuditEntry
from counselor_desk.records.people import Client, Staff
from counselor_desk.services.clients import access, clients
from counselor_desk.services.clinic import staff
from counselor_desk.services.clinic.staff import Position
from counselor_desk.services.documents import documents
from counselor_desk.services.supervision import review_queue
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.vault.file.engine import open_vault
from tests.conftest import AUDIT_KEY, KEY

SUE, CAL, ODA, FLO, ADA = 1, 2, 3, 4, 5
ROSA, JAMES, DANA = 10, 11, 12


@query(Can.SEE_CLIENTS, "test.everybody")
def everybody(ctx):
    return sorted(client.id for client in ctx.find(select(Client)))


@command(Can.REGISTER_CLIENT, "test.fail")
def fail(ctx):
    raise Refused("no")


@pytest.fixture
def other(vault, clock, keyring_of_all):
    """A second program at the same vault: `other(ADA)` seats a colleague at its desk."""
    there = Desk(lambda: open_vault(vault, KEY), AUDIT_KEY, clock)

    def seat(staff_id):
        there.sign_in(staff_id, keyring_of_all[staff_id])
        return there

    yield seat
    there.close()


def lines(desk):
    def read(engine):
        with upkeep_session(engine) as session:
            return [
                (line.staff_id, line.action, line.reason)
                for line in session.scalars(select(AuditEntry).order_by(AuditEntry.id))
            ]

    return desk.on_vault(read)


def test_who_was_retired_does_nothing_more_and_the_trail_says_so(desk, other):
    assert desk.do(everybody) == [ROSA, DANA]
    other(ADA).do(staff.retire, CAL)
    for act, given in (
        (everybody, ()),
        (documents.start, (ROSA, "dap")),
        (staff.all_staff, ()),
    ):
        with pytest.raises(AccessEnded, match="You no longer have access to this vault"):
            desk.do(act, *given)
        assert lines(desk)[-1] == (CAL, f"{act.name} (refused)", "no longer works here")
    with pytest.raises(Refused, match="no longer has access"):
        desk.as_(CAL)


def test_who_comes_back_works_again_at_once(desk, other):
    other(ADA).do(staff.retire, CAL)
    with pytest.raises(AccessEnded):
        desk.do(everybody)

    def take_back(engine):
        with upkeep_session(engine) as session:
            session.get(Staff, CAL).active = True

    desk.on_vault(take_back)
    assert desk.do(everybody) == [ROSA, DANA]


def test_who_was_demoted_has_the_new_role_at_the_next_call(desk, other):
    desk.as_(SUE)
    assert desk.do(everybody) == [ROSA, JAMES, DANA]
    desk.do(review_queue.review_queue)
    other(ADA).do(staff.change, SUE, "Sue Park", Position(Role.CLINIC_STAFF, "LCSW"))
    assert desk.actor.role is Role.SUPERVISOR, "nothing has been asked since"
    with pytest.raises(Forbidden, match="Your role does not let you"):
        desk.do(review_queue.review_queue)
    assert lines(desk)[-1] == (SUE, f"{review_queue.review_queue.name} (refused)", "")
    assert desk.actor.role is Role.CLINIC_STAFF
    with pytest.raises(Forbidden):
        desk.do(documents.start, ROSA, "dap")


def test_whose_role_has_grown_may_more_at_the_next_call(desk, other):
    with pytest.raises(Forbidden):
        desk.do(review_queue.review_queue)
    other(ADA).do(staff.change, CAL, "Cal Reyes", Position(Role.SUPERVISOR))
    assert desk.do(review_queue.review_queue) is not None


def test_a_caseload_that_was_taken_away_is_gone_at_the_next_call(desk, other):
    note = desk.do(documents.start, ROSA, "dap")
    sue = other(SUE)
    sue.do(clients.assign, ROSA, ODA)
    assert desk.do(everybody) == [DANA]
    with pytest.raises(Refused, match="not in your caseload"):
        desk.do(documents.save_draft, note.id, {"data": "late"}, note.revision)
    desk.as_(SUE)
    assert desk.do(everybody) == [ROSA, JAMES, DANA]
    other(ADA).do(staff.change, ODA, "Oda Lind", Position(Role.COUNSELOR, supervisor_id=None))
    assert desk.do(everybody) == [DANA], "Oda is no longer of the team: neither are her clients"


def test_an_access_that_has_ended_is_gone_at_the_next_call(desk, other, clock):
    sue = other(SUE)
    sue.do(access.cover, [JAMES], CAL, clock.now + timedelta(hours=8), "on call")
    assert desk.do(everybody) == [ROSA, JAMES, DANA]
    clock.forward(hours=9)
    assert desk.do(everybody) == [ROSA, DANA]


def test_who_retires_or_demotes_oneself_has_done_the_last_of_it(desk):
    desk.as_(ADA)
    desk.do(staff.change, SUE, "Sue Park", Position(Role.ADMINISTRATOR))
    desk.do(staff.change, ADA, "Ada Quist", Position(Role.CLINIC_STAFF))
    with pytest.raises(Forbidden, match="Your role"):
        desk.do(staff.change, ADA, "Ada Quist", Position(Role.ADMINISTRATOR))
    desk.as_(SUE)
    desk.do(staff.change, ADA, "Ada Quist", Position(Role.ADMINISTRATOR))
    desk.do(staff.retire, SUE)
    with pytest.raises(AccessEnded):
        desk.do(staff.all_staff)


def test_an_act_that_was_given_up_leaves_a_person_who_can_be_read(desk):
    with pytest.raises(Refused, match="no"):
        desk.do(fail)
    assert (desk.actor.name, desk.actor.role) == ("Cal Reyes", Role.COUNSELOR)


def test_the_windows_know_the_new_role_with_the_next_answer(desk, other, qtbot):
    bridge = Bridge(desk)
    owner = bridge.parent() or bridge
    other(ADA).do(staff.change, CAL, "Cal M. Reyes", Position(Role.CLINIC_STAFF))
    assert bridge.may(Can.WRITE_NOTE)
    answers = []
    bridge.ask(owner, everybody).then(lambda found: answers.append((found, bridge.actor.name)))
    qtbot.waitUntil(lambda: bool(answers))
    assert answers[0][1] == "Cal M. Reyes"
    assert not bridge.may(Can.WRITE_NOTE)
    bridge.close()


class Slow:
    """A long reading that stands still after its first piece until somebody lets it go on."""

    def __init__(self):
        self.is_there, self.may_go = threading.Event(), threading.Event()
        self.seen = []

    def case(self):
        @in_pieces(Can.READ_CHART, "test.slow")
        def slow(ctx):
            self.seen.append(sorted(client.id for client in ctx.find(select(Client))))
            self.is_there.set()
            assert self.may_go.wait(60)
            yield
            self.seen.append(sorted(client.id for client in ctx.find(select(Client))))
            yield
            return "everything"

        return slow

    def meanwhile(self, desk, work):
        """What another program does between two pieces."""
        future = desk.submit(None, self.case())
        assert self.is_there.wait(60)
        between = desk.queue(work)
        self.may_go.set()
        between.result()
        return future


def test_a_long_reading_ends_with_the_right_to_read(desk, other):
    there = other(ADA)
    slow = Slow()
    future = slow.meanwhile(desk, lambda: there.do(staff.retire, CAL))
    with pytest.raises(AccessEnded):
        future.result(60)
    assert slow.seen == [[ROSA, DANA]]
    assert lines(desk)[-1] == (CAL, "test.slow (refused)", "no longer works here")


def test_a_long_reading_by_who_was_demoted_is_refused_at_the_next_piece(desk, other):
    there = other(ADA)
    slow = Slow()
    position = Position(Role.CLINIC_STAFF)
    future = slow.meanwhile(desk, lambda: there.do(staff.change, CAL, "Cal Reyes", position))
    with pytest.raises(Forbidden, match="Your role"):
        future.result(60)
    assert slow.seen == [[ROSA, DANA]]


def test_a_long_reading_leaves_out_the_client_who_was_taken_away(desk, other):
    there = other(SUE)
    slow = Slow()
    future = slow.meanwhile(desk, lambda: there.do(clients.assign, ROSA, ODA))
    assert future.result(60) == "everything"
    assert slow.seen == [[ROSA, DANA], [DANA]]
