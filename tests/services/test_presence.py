"""Who writes where, and who hears of what: kinds and ids, within each person's reach."""

import threading

import pytest

from counselor_desk.core.errors import Refused
from counselor_desk.desk.seat import STILL_WRITING, WRITING, WriterHere
from counselor_desk.services.clients import clients
from counselor_desk.services.clinic import staff
from counselor_desk.services.documents import documents, presence
from counselor_desk.services.documents.open_to_write import WritingSheet, open_to_write
from tests.own_words import write_own
from tests.services.documents.test_documents import full

SUE, CAL, ODA, FLO, ADA, ROSA, JAMES = 1, 2, 3, 4, 5, 10, 11
PATIENCE = 60  # seconds; nobody waits for it unless something is wrong
CAL_WRITES = (WriterHere(CAL, "Cal Reyes"),)


class Ear:
    """What one seat hears, to be waited for."""

    def __init__(self, seat):
        self.heard, self._more = [], threading.Condition()
        seat.listen(self._hear)

    def _hear(self, changes):
        with self._more:
            self.heard.append(changes)
            self._more.notify_all()

    def until(self, kind):
        with self._more:
            assert self._more.wait_for(lambda: any(kind in one.kinds for one in self.heard), PATIENCE)
            return next(one for one in self.heard if kind in one.kinds)

    @property
    def kinds(self):
        return frozenset().union(*(one.kinds for one in self.heard))


@pytest.fixture
def sit(desk):
    """Seats somebody at a computer of their own."""

    def sit(staff_id):
        seat = desk.add_seat()
        seat.sign_in(staff_id)
        return seat

    return sit


@pytest.fixture
def note(desk):
    return desk.do(documents.start, ROSA, "dap").id


def test_who_reads_a_draft_is_told_who_writes_in_it(desk, sit, note):
    sue, ear = sit(SUE), None
    assert sue.do(open_to_write, note).writers == ()
    ear = Ear(sue)
    assert isinstance(desk.do(open_to_write, note), WritingSheet)
    told = ear.until(WRITING)
    assert (told.client_ids, told.initiator) == ({ROSA}, None)
    assert sue.do(presence.writers, note) == CAL_WRITES
    assert sue.do(open_to_write, note).writers == CAL_WRITES
    assert desk.do(presence.writers, note) == (), "of oneself nobody needs to be told"


def test_the_same_person_at_two_computers_is_told_and_loses_no_text(desk, sit, note):
    there = sit(CAL)
    first = there.do(open_to_write, note)
    assert first.opened.writers == ()
    second = desk.do(open_to_write, note)
    assert second.opened.writers == CAL_WRITES
    desk.do(documents.save_draft, note, full() | {"data": "typed here"}, second.document.revision)
    kept = there.do(documents.save_draft, note, full() | {"data": "typed there"}, first.document.revision)
    assert kept.is_copy
    texts = [desk.do(documents.read, one).document.body["data"] for one in (note, kept.document_id)]
    assert texts == ["typed here", "typed there"]


def test_it_ends_when_the_draft_is_left_and_when_the_seat_is(desk, sit, note):
    sue, there = sit(SUE), sit(CAL)
    there.do(open_to_write, note)
    ear = Ear(sue)
    there.do(presence.leave, note)
    ear.until(WRITING)
    assert sue.do(presence.writers, note) == ()
    there.do(open_to_write, note)
    assert sue.do(presence.writers, note) == CAL_WRITES
    ear.heard.clear()
    desk.dismiss(there, "the line was cut")
    ear.until(WRITING)
    assert sue.do(presence.writers, note) == ()


def test_a_window_that_ended_without_a_word_is_forgotten_after_a_while(desk, sit, note, clock):
    sue = sit(SUE)
    opened = desk.do(open_to_write, note)
    clock.forward(seconds=STILL_WRITING.total_seconds() - 1)
    desk.do(documents.save_draft, note, full(), opened.document.revision)
    clock.forward(seconds=STILL_WRITING.total_seconds() - 1)
    assert sue.do(presence.writers, note) == CAL_WRITES, "since the last save"
    clock.forward(seconds=1)
    assert sue.do(presence.writers, note) == ()


def test_beyond_the_caseload_nobody_is_told(desk, sit, note):
    oda = sit(ODA)
    ear = Ear(oda)
    desk.do(open_to_write, note)
    desk.do(documents.save_draft, note, full(), 0)
    oda.do(documents.start, JAMES, "dap")
    ear.until("Document")
    assert oda.do(presence.writers, note) == ()
    assert {ids for one in ear.heard for ids in one.client_ids} == {JAMES}


def test_whom_a_change_is_told(desk, sit, note):
    ears = {who: Ear(sit(who)) for who in (SUE, ODA, FLO)}
    desk.do(documents.save_draft, note, full(), 0)
    assert ears[SUE].until("Document").client_ids == {ROSA}
    desk.do(clients.change, ROSA, {"phone": "555 0123"})
    for who, ids in ((SUE, {ROSA}), (ODA, set()), (FLO, {ROSA})):
        assert ears[who].until("Client").client_ids == ids
    assert "Document" not in ears[ODA].kinds | ears[FLO].kinds, "a clinical record, and a chart beyond reach"


def test_who_gets_a_chart_hears_of_it_and_who_is_retired_hears_nothing(desk, sit):
    oda, ada = sit(ODA), sit(ADA)
    ear = Ear(oda)
    desk.as_(SUE)
    desk.do(clients.assign, ROSA, ODA)
    assert ear.until("Client").client_ids == {ROSA}
    before = len(ear.heard)
    ada.do(staff.retire, ODA)
    other = Ear(sit(CAL))
    desk.do(clients.change, 12, {"phone": "555 0199"})
    other.until("Client")
    assert len(ear.heard) == before


def test_of_a_separate_counseling_note_nobody_else_hears(desk, sit):
    ada, sue = sit(ADA), sit(SUE)
    ear = Ear(sue)
    ada.do(staff.change_practice, {"counseling_notes": True})
    write_own(desk, ROSA, "between the two of us")
    desk.do(documents.start, ROSA, "dap")
    ear.until("Document")
    assert "CounselingNote" not in ear.kinds


def test_what_a_seat_writes_it_hears_whole(desk, sit, note):
    sit(SUE)
    ear = Ear(desk)
    window = object()
    desk.submit(window, documents.save_draft, note, full(), 0).result(PATIENCE)
    assert [(one.kinds, one.client_ids, one.initiator) for one in ear.heard] == [
        ({"Document"}, {ROSA}, window)
    ]


def test_one_alone_hears_nothing_of_opening(desk, note):
    ear = Ear(desk)
    desk.do(open_to_write, note)
    desk.do(presence.leave, note)
    assert ear.heard == []


def test_a_draft_of_another_stays_the_others(desk, sit, note):
    """Presence lets nobody write: a draft is its author's."""
    sue = sit(SUE)
    with pytest.raises(Refused):
        sue.do(documents.save_draft, note, full(), 0)
    assert desk.do(presence.writers, note) == ()
