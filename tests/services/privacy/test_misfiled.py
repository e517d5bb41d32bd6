"""What stands in the wrong chart goes into the right one; both charts tell of it, and who was given it."""

import pytest
from sqlalchemy import select

from counselor_desk.core.errors import Refused
from counselor_desk.desk import integrity
from counselor_desk.desk.upkeep import upkeep_session
from counselor_desk.domain.kinds_of_information import Category
from counselor_desk.domain.privacy.disclosure import Basis
from counselor_desk.records.audit import AuditEntry
from counselor_desk.records.document import Status
from counselor_desk.records.misfiling import MisfiledKind
from counselor_desk.reports.chart import full_chart
from counselor_desk.reports.documents import signed_document
from counselor_desk.services.assessments import assessments
from counselor_desk.services.documents import documents
from counselor_desk.services.medication import specimens
from counselor_desk.services.privacy import misfiled
from counselor_desk.services.privacy.disclosures import DisclosureRequest
from counselor_desk.services.privacy.misfiled import MisfiledThing
from counselor_desk.services.schedule import appointments
from counselor_desk.services.supervision import review_queue
from tests.proofs import own
from tests.services.documents.test_documents import full
from tests.services.privacy.disclosing import disclosed

SUE, CAL, ODA = 1, 2, 3
ROSA, JAMES, DANA = 10, 11, 12
WHY = "typed with the wrong chart open"


def move(desk, kind, number, *more, to=DANA):
    return desk.do(misfiled.move, MisfiledThing(kind, number), to, WHY, *more)


def trail_of_moving(engine):
    with upkeep_session(engine) as session:
        moved = select(AuditEntry).where(AuditEntry.action == "misfiled.move")
        return list(session.scalars(moved))


def test_a_signed_note_stays_marked_where_it_was_and_is_its_author_s_draft_in_the_right_chart(desk, counted):
    note = desk.do(documents.start, ROSA, "dap", None, full())
    desk.do(documents.sign, note.id, own(desk, documents.sign))
    with pytest.raises(Refused, match="in review"):
        move(desk, MisfiledKind.DOCUMENT, note.id)
    desk.as_(SUE)
    desk.do(review_queue.cosign, note.id, own(desk, review_queue.cosign))
    assert [thing.id for thing in desk.do(misfiled.things, ROSA)] == [note.id]
    moved = move(desk, MisfiledKind.DOCUMENT, note.id)
    old = desk.do(documents.read, note.id).document
    assert (old.status, old.client_id, WHY in old.void_reason) == (Status.VOID, ROSA, True)
    new = desk.do(documents.read, moved.right_id).document
    assert (new.status, new.client_id, new.author_id, new.body) == (Status.DRAFT, DANA, CAL, old.body)
    with pytest.raises(Refused, match="in review"):  # nor is it moved a second time
        move(desk, MisfiledKind.DOCUMENT, note.id)
    [out] = desk.do(misfiled.of_client, ROSA)
    [came] = desk.do(misfiled.of_client, DANA)
    assert (out.other, out.came, came.other, came.came) == ("Dana Reed", False, "Rosa Medina", True)
    lines = desk.on_vault(trail_of_moving)
    assert {line.client_id for line in lines} == {ROSA, DANA}
    assert {line.reason for line in lines} == {WHY}
    found = desk.on_vault(lambda engine: integrity.verify_records(engine, desk.chain))
    assert found.is_whole, found.words


def test_a_draft_goes_to_the_bin_and_into_the_right_chart(desk):
    note = desk.do(documents.start, ROSA, "dap", None, {"data": "Dana's day"})
    moved = move(desk, MisfiledKind.DOCUMENT, note.id)
    assert desk.do(documents.read, note.id).document.discarded_at is not None
    assert desk.do(documents.read, moved.right_id).document.body["data"] == "Dana's day"


def test_a_score_is_scored_again_and_its_alert_follows(desk):
    answers = {f"q{n}": 3 for n in range(1, 10)}
    wrong = desk.do(assessments.record, ROSA, "phq9", answers)
    moved = move(desk, MisfiledKind.SCORE, wrong.administration.id)
    left = desk.do(assessments.read_administration, wrong.administration.id)
    assert (WHY in left.administration.void_reason, [f for f in left.flags if f.done_at is None]) == (
        True,
        [],
    )
    there = desk.do(assessments.read_administration, moved.right_id)
    assert there.administration.client_id == DANA
    assert there.administration.answers == wrong.administration.answers
    assert [flag.done_at for flag in there.flags] == [None] * len(wrong.flags)
    assert wrong.flags


def test_a_test_counts_for_the_other_and_keeps_what_the_laboratory_said(desk):
    entered = desk.do(specimens.record, ROSA, {"cocaine": "positive"}, {"panel": "cup 7"}).tested
    [result] = entered.results
    desk.do(specimens.follow_up, entered.specimen.id, {result.id: "confirmed"}, "laboratory")
    moved = move(desk, MisfiledKind.TEST, entered.specimen.id)
    [left] = desk.do(specimens.of_client, ROSA)
    assert WHY in left.specimen.void_reason
    [there] = desk.do(specimens.of_client, DANA)
    assert there.specimen.id == moved.right_id
    assert (there.specimen.collected_at, there.specimen.panel) == (left.specimen.collected_at, "cup 7")
    assert [(r.analyte, r.confirmed) for r in there.results] == [("cocaine", "confirmed")]
    assert len(there.specimen.chain) == len(left.specimen.chain)


def test_a_booking_goes_as_it_is(desk, clock):
    slot = desk.do(appointments.book, ROSA, clock.now, {})
    move(desk, MisfiledKind.BOOKING, slot.id)
    assert [one.id for one in desk.do(appointments.of_client, DANA)] == [slot.id]
    assert desk.do(appointments.of_client, ROSA) == []


def test_nothing_goes_without_a_reason_or_beyond_reach(desk, clock):
    slot = desk.do(appointments.book, ROSA, clock.now, {})
    thing = MisfiledThing(MisfiledKind.BOOKING, slot.id)
    for to, reason, words in ((DANA, " ", "Say how"), (ROSA, WHY, "in this chart"), (JAMES, WHY, "caseload")):
        with pytest.raises(Refused, match=words):
            desk.do(misfiled.move, thing, to, reason)


def test_who_was_given_it_and_who_drew_it_for_paper_is_named_at_the_move(desk, clock):
    """A disclosure by its line; a paper by who drew it: they know to whom it went."""
    before = desk.do(full_chart.gather, ROSA)
    assert before.leaves == ()
    clock.forward(hours=1)
    note = desk.do(documents.start, ROSA, "dap", None, full())
    desk.do(documents.sign, note.id, own(desk, documents.sign))
    desk.as_(SUE)
    desk.do(review_queue.cosign, note.id, own(desk, review_queue.cosign))
    desk.as_(CAL)
    asked = DisclosureRequest(
        client_id=ROSA,
        basis=Basis.CLIENT,
        recipient="Rosa Medina",
        purpose="her own copy",
        categories=(Category.NOTES,),
        documents=(note.id,),
        facts={"identified": "by a passport"},
    )
    line = disclosed(desk, asked)
    for _twice in range(2):
        desk.do(signed_document.gather, note.id)
    desk.as_(SUE)
    moved = move(desk, MisfiledKind.DOCUMENT, note.id)
    assert [(out.number, out.recipient, out.for_certain) for out in moved.went_out] == [
        (line.id, "Rosa Medina", True)
    ]
    assert [(paper.action, paper.by) for paper in moved.drawn] == [("signed_document.gather", "Cal Reyes")]
    [out] = desk.do(misfiled.of_client, ROSA)
    assert (out.went_out, out.drawn) == (moved.went_out, moved.drawn)
