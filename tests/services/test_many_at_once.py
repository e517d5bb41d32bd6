"""Several seats at once: questions beside each other, commands one after another, nothing out of order."""

import threading

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from counselor_desk.core.errors import AccessEnded, Forbidden, VaultTrouble
from counselor_desk.desk.desk import Desk, VaultBehind, command, query
from counselor_desk.desk.upkeep import upkeep_session
from counselor_desk.domain.roles import Can
from counselor_desk.records.audit import AuditEntry
from counselor_desk.records.document import Document
from counselor_desk.records.people import Client, Staff
from counselor_desk.services.clients import clients
from counselor_desk.services.clinic import staff
from counselor_desk.services.documents import documents
from counselor_desk.vault.file.engine import open_to_read, open_vault
from tests.conftest import AUDIT_KEY, KEY
from tests.services.test_faults import FAULTS, Disk, chain_holds

SUE, CAL, ODA, ADA, ROSA, JAMES = 1, 2, 3, 5, 10, 11
PATIENCE = 60  # seconds; nobody waits for it unless something is wrong


@pytest.fixture
def oda(desk):
    """Oda sits at a computer of her own, beside Cal."""
    seat = desk.add_seat()
    seat.sign_in(ODA)
    return seat


class Gate:
    """Holds whoever comes to it until it is opened, and tells that they have come."""

    def __init__(self):
        self._reached, self._open = threading.Event(), threading.Event()

    def wait(self):
        self._reached.set()
        assert self._open.wait(PATIENCE)

    def until_reached(self):
        assert self._reached.wait(PATIENCE)

    def open(self):
        self._open.set()


@pytest.fixture
def gate():
    gate = Gate()
    yield gate
    gate.open()


@query(Can.SEE_CLIENTS, "clients.list")
def held(ctx, gate):
    gate.wait()
    return ctx.value(select(func.count()).select_from(Client))


@query(Can.SEE_CLIENTS, "clients.list")
def held_in_a_chart(ctx, gate):
    client = ctx.get(Client, ROSA)
    gate.wait()
    return client.called


@query(Can.READ_CHART, "documents.count")
def drafts(ctx):
    return ctx.value(select(func.count()).select_from(Document))


@command(Can.WRITE_NOTE, "documents.start")
def start_and_hold(ctx, gate, client_id):
    made = documents.start(ctx, client_id, "dap")
    gate.wait()
    return made.id


def lines(desk, action):
    def read(engine):
        with upkeep_session(engine) as session:
            found = session.scalars(select(AuditEntry).where(AuditEntry.action == action))
            return [(line.staff_id, line.client_id) for line in found]

    return desk.on_vault(read)


def test_two_seats_are_answered_at_the_same_time(desk, oda):
    both = threading.Barrier(2, timeout=PATIENCE)

    class Meeting:
        wait = both.wait

    asked = [seat.submit(None, held, Meeting) for seat in (desk, oda)]
    assert [future.result(PATIENCE) for future in asked] == [2, 1]


def test_a_question_waits_for_nobody_elses_command(desk, oda, gate):
    writing = desk.submit(None, start_and_hold, gate, ROSA)
    gate.until_reached()
    assert oda.do(staff.practice).name == "Harbor Recovery Center"
    assert not writing.done()
    gate.open()
    assert writing.result(PATIENCE) > 0


def test_a_command_waits_for_no_question(desk, oda, gate):
    asking = oda.submit(None, held, gate)
    gate.until_reached()
    assert desk.do(documents.start, ROSA, "dap").id > 0
    assert oda.do(documents.start, JAMES, "dap").id > 0, "not for one of the same seat either"
    assert not asking.done()


def test_only_what_is_committed_is_seen(desk, oda, gate):
    sue = desk.add_seat()
    sue.sign_in(SUE)
    writing = desk.submit(None, start_and_hold, gate, ROSA)
    gate.until_reached()
    assert sue.do(drafts) == 0
    gate.open()
    writing.result(PATIENCE)
    assert sue.do(drafts) == 1


def test_what_a_seat_asks_after_its_command_has_seen_it(desk, oda):
    asked = []
    for _each in range(30):
        oda.submit(None, documents.start, JAMES, "dap")
        asked.append(oda.submit(None, drafts))
    seen = [future.result(PATIENCE) for future in asked]
    assert seen == sorted(seen)
    assert all(count >= n for n, count in enumerate(seen, 1)), "its own, and perhaps what came after"
    assert seen[-1] == 30


def test_the_answers_of_one_seat_keep_their_order(desk, oda, gate):
    slow = oda.submit(None, held, gate)
    quick = oda.submit(None, staff.practice)
    gate.until_reached()
    assert desk.do(staff.practice).name, "others are answered meanwhile"
    assert not quick.done()
    gate.open()
    assert slow.result(PATIENCE) == 1
    assert quick.result(PATIENCE).id == 1


def test_every_chart_that_was_read_has_its_line(desk, oda):
    before = len(lines(desk, "clients.read"))
    asked = [seat.submit(None, clients.read, who) for seat, who in ((desk, ROSA), (oda, JAMES)) * 10]
    for future in asked:
        future.result(PATIENCE)
    told = lines(desk, "clients.read")[before:]
    assert sorted(told) == sorted([(CAL, ROSA), (ODA, JAMES)] * 10)
    assert chain_holds(desk)


def test_without_its_line_nothing_is_handed_out(desk, oda, gate):
    asking = desk.submit(None, held_in_a_chart, gate)
    gate.until_reached()
    with Disk(desk).failing(1, FAULTS[0]):
        gate.open()
        with pytest.raises(VaultTrouble):
            asking.result(PATIENCE)
    assert chain_holds(desk)


def test_a_question_writes_nothing(desk, oda, vault):
    @query(Can.WRITE_NOTE, "documents.start")
    def writes(ctx):
        return documents.start(ctx, JAMES, "dap")

    with pytest.raises(Forbidden, match="A query changed a record"):
        oda.do(writes)
    assert oda.do(drafts) == 0
    engine = open_to_read(vault, KEY)
    with engine.connect() as db, pytest.raises(DBAPIError, match="readonly"):
        db.exec_driver_sql("DELETE FROM client")
    engine.dispose()


def test_who_may_not_ask_is_on_the_trail(desk, oda):
    @query(Can.KEEP_VAULT, "audit.verify")
    def forbidden(ctx):
        raise AssertionError("never run")

    with pytest.raises(Forbidden):
        oda.do(forbidden)
    assert lines(desk, "audit.verify (refused)") == [(ODA, None)]


def test_who_is_retired_is_answered_no_more(desk, oda):
    def retire(engine):
        with upkeep_session(engine) as session:
            session.get(Staff, ODA).active = False

    assert oda.do(staff.practice)
    desk.on_vault(retire)
    with pytest.raises(AccessEnded):
        oda.do(staff.practice)


def test_whoever_needs_the_whole_file_waits_until_nobody_reads(desk, oda, gate, vault):
    asking = oda.submit(None, held, gate)
    gate.until_reached()
    closed = threading.Thread(target=desk.with_file_closed, args=(lambda: was.append(asking.done()),))
    was = []
    closed.start()
    later = oda.submit(None, staff.practice)
    gate.open()
    closed.join(PATIENCE)
    assert was == [True]
    assert later.result(PATIENCE).id == 1, "the connections are opened again"
    assert desk.do(drafts) == 0


def test_locking_finishes_what_was_asked(vault, clock, gate):
    behind = VaultBehind(open_reader=lambda: open_to_read(vault, KEY))
    desk = Desk(lambda: open_vault(vault, KEY), AUDIT_KEY, clock, behind)
    oda = desk.add_seat()
    oda.sign_in(ODA)
    asking = [oda.submit(None, held, gate), *(oda.submit(None, staff.practice) for _each in range(5))]
    gate.until_reached()
    locking = threading.Thread(target=desk.close)
    locking.start()
    gate.open()
    locking.join(PATIENCE)
    assert not locking.is_alive()
    assert all(future.result(PATIENCE) for future in asking)


def test_one_alone_has_one_connection(desk):
    """A vault on one computer is what it was: no thread and no connection more."""
    names = {thread.name for thread in threading.enumerate()}
    desk.do(staff.practice)
    assert {thread.name for thread in threading.enumerate()} - names == set()
