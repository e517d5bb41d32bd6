"""A draft opened to be written on: one answer, one line on the trail, what each room lays beside it."""

import pytest

from counselor_desk.core.errors import Refused
from counselor_desk.domain.plans.golden_thread import Thread
from counselor_desk.services.documents import documents
from counselor_desk.services.documents.beside_draft import LastSigned
from counselor_desk.services.documents.documents import DocumentDetail
from counselor_desk.services.documents.open_to_write import open_to_write
from counselor_desk.services.plans import plans
from counselor_desk.services.plans.beside_draft import OpenObjectives, PlanFindings
from counselor_desk.services.plans.hints import PlanSuggestions
from counselor_desk.services.supervision.beside_draft import RemarksOnDraft
from counselor_desk.services.vault import trail_lines
from tests.proofs import own
from tests.services.documents.test_documents import full
from tests.services.plans.test_plans import agreed, signed_plan

SUE, CAL, ODA, ADA = 1, 2, 3, 5
ROSA = 10


def begun(desk):
    return desk.do(documents.start, ROSA, "dap", body=full())


def test_each_room_lays_its_own_beside_a_note(desk):
    agreed(desk, signed_plan(desk))
    last = begun(desk)
    desk.do(documents.sign, last.id, own(desk, documents.sign))
    sheet = desk.do(open_to_write, begun(desk).id)
    assert set(sheet.beside) == {LastSigned, RemarksOnDraft, OpenObjectives, Thread}
    assert sheet.of(LastSigned).document.id == last.id
    assert sheet.of(OpenObjectives).labels == ["1.1 Carries naloxone every day"]
    assert [strand.code for strand in sheet.of(Thread).strands] == ["1.1"]
    assert sheet.unchanged, "it says what the last one said"


def test_a_plan_has_its_findings_in_place_of_the_thread(desk):
    draft = desk.do(plans.begin, ROSA)
    sheet = desk.do(open_to_write, draft.id)
    assert set(sheet.beside) == {LastSigned, RemarksOnDraft, PlanSuggestions, PlanFindings}
    assert sheet.of(PlanFindings).found


def test_opening_leaves_one_line_on_the_trail(desk):
    agreed(desk, signed_plan(desk))
    draft = begun(desk)
    desk.as_(ADA)
    before = len(desk.do(trail_lines.line_ids, trail_lines.TrailFilter(staff_id=CAL)))
    desk.as_(CAL)
    desk.do(open_to_write, draft.id)
    desk.as_(ADA)
    ids = desk.do(trail_lines.line_ids, trail_lines.TrailFilter(staff_id=CAL))
    lines = desk.do(trail_lines.lines, ids).values()
    new = [row.action for row in sorted(lines, key=lambda row: row.id)][before:]
    assert [action for action in new if not action.startswith("desk.")] == ["documents.open_to_write"]


def test_what_is_signed_or_a_colleague_s_is_read_and_not_written_on(desk):
    draft = begun(desk)
    desk.as_(SUE)
    assert isinstance(desk.do(open_to_write, draft.id), DocumentDetail)
    desk.as_(ODA)
    with pytest.raises(Refused):
        desk.do(open_to_write, draft.id)
    desk.as_(CAL)
    desk.do(documents.sign, draft.id, own(desk, documents.sign))
    assert isinstance(desk.do(open_to_write, draft.id), DocumentDetail)
