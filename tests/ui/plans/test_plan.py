"""The plan as a counselor writes it: from what the chart holds to the signature and the thread."""

from datetime import date, timedelta

import pytest
from PySide6.QtWidgets import QLabel

from counselor_desk.domain.plans.plan import Plan
from counselor_desk.records.document import Status
from counselor_desk.services.care import diagnoses, intakes
from counselor_desk.services.documents import documents
from counselor_desk.services.plans import hints, plans
from counselor_desk.services.supervision import remarks, review_queue
from counselor_desk.ui.documents.notes_section import Notes
from counselor_desk.ui.plans.plan_section import PlanSection
from tests.proofs import PASSPHRASE, own
from tests.services.plans.test_plans import agreed, full, objective, problem, signed_plan
from tests.ui.windows import Window

CAL, ROSA, DANA = 2, 10, 12
DAY = date(2026, 12, 1)


@pytest.fixture
def open_plan(desk, qtbot):
    made = []

    def build(client_id=ROSA, **where):
        window = Window(desk, qtbot, PlanSection, client_id, **where)
        made.append(window)
        return window

    yield build
    for window in made:
        window.close()


def diagnosed(desk, *codes):
    for code in codes:
        values = {"diagnosed_on": DAY, "diagnosed_by": "Dr. Ode", "severity": "severe"}
        desk.do(diagnoses.diagnose, ROSA, code, values)


def rows(window, name):
    return window.find(name).lines


def open_row(window, name, at=0):
    lines = window.find(name)
    lines.opened.emit(lines.lines.id_at(at))
    window.settle()


def test_a_plan_is_written_from_what_the_chart_holds(desk, open_plan):
    diagnosed(desk, "F11.20", "F43.10")
    window = open_plan()
    window.picture("plan_empty")
    window.press("write_plan")
    editor = window.panel.editor
    assert rows(window, "offered").rowCount() == 2
    window.picture("plan_begun")
    for key, said in (("strengths", "Comes on time. Loves her sons."), ("barriers", "The bus.")):
        window.qtbot.keyClicks(editor.before.boxes[key].editor.main, said)
    open_row(window, "offered")
    window.answer("goals", "I want my sons back")
    window.picture("plan_problem")
    window.press("keep")
    window.press("add_objective")
    open_row(window, "aims")
    assert "Days of use" in window.form().boxes["baseline"]._help.text(), "what to ask of today"
    window.answer("baseline", "12")
    window.picture("plan_objective")
    window.press("keep")
    said = [rows(window, "hints").line(n).first for n in range(rows(window, "hints").rowCount())]
    assert any("mental health" in words for words in said), "TP-6 is said, and stops nothing"
    window.picture("plan_written")
    window.press("sign")
    window.find("passphrase").setText(PASSPHRASE)
    window.press("confirm_sign")
    here = desk.do(plans.chart, ROSA)
    assert here.in_force.status is Status.AWAITING_COSIGN
    assert here.objectives == [], "they count once the client has signed"
    agreed(desk, here.in_force)
    [o] = desk.do(plans.chart, ROSA).objectives
    assert (o.code, o.baseline, o.target_on) == ("1.1", "12", DAY + timedelta(weeks=12))
    assert o.words.startswith("0 days of opioid use")
    assert here.in_force.body["strengths"] == "Comes on time. Loves her sons."
    window.picture("plan_signed")


def taken_in(desk):
    """An intake with its own words, and two diagnoses that hang together."""
    begun = desk.do(intakes.resume, ROSA).intake
    desk.do(intakes.save, begun.id, "coming", {"hope": "My sons back"})
    said = {"strengths": "Never late", "barriers": "The bus"}
    desk.do(intakes.save, begun.id, "strengths", said)
    diagnosed(desk, "F11.20", "F43.10")
    use, mind = (s.diagnosis.id for s in desk.do(diagnoses.formulation, ROSA).active)
    desk.do(diagnoses.link, use, mind, {"direction": "each feeds the other"})


def test_a_first_plan_begins_from_the_intake_and_its_links(desk, open_plan):
    taken_in(desk)
    window = open_plan()
    window.press("write_plan")
    boxes = window.panel.editor.before.boxes
    assert (boxes["strengths"].value(), boxes["barriers"].value()) == ("Never late", "The bus")
    assert "From the intake." in boxes["barriers"]._help.text()
    open_row(window, "offered")
    window.press("take_hope")
    window.press("take_hope")
    assert window.form().boxes["goals"].value() == "My sons back"
    window.picture("plan_from_intake")
    window.press("keep")
    open_row(window, "offered")
    window.answer("goals", "Sleep")
    window.press("keep")
    first, second = Plan.from_body(desk.do(plans.chart, ROSA).draft.body).problems
    assert (first.linked, second.linked) == (("2",), ("1",)), "as in the chart"
    assert first.goals[0].words == "My sons back"


def test_the_reason_for_one_kind_alone_is_asked_where_it_is_due(desk, open_plan):
    diagnosed(desk, "F11.20", "F43.10")
    window = open_plan()
    window.press("write_plan")
    assert not window.panel.editor.reason.isVisible()
    open_row(window, "offered")
    window.answer("goals", "My sons back")
    window.press("keep")
    window.press("add_objective")
    open_row(window, "aims")
    grade = window.form().boxes["words"]._help.text()
    assert grade.startswith("Reads at grade")
    window.press("keep")
    assert window.panel.editor.reason.isVisible()
    window.answer("not_integrated", "She asks to wait.", inside=window.panel.editor.reason)
    window.panel.leave()
    window.settle()
    draft = desk.do(plans.chart, ROSA).draft
    assert draft.body["not_integrated"] == "She asks to wait."
    assert not any("mental" in f.id for f in desk.do(hints.findings, draft.id))


def test_a_target_before_the_start_is_refused_at_its_field(desk, open_plan):
    window = open_plan()
    window.press("write_plan")
    window.press("add_problem")
    window.answer("words", "Opioid use")
    window.answer("goals", "I want my sons back")
    window.press("keep")
    window.press("add_objective")
    window.answer("words", "0 days of use")
    window.answer("target_on", "1 Nov 2026")
    window.press("keep")
    assert "not after the start" in window.form().boxes["target_on"].trouble.text()
    draft = desk.do(plans.chart, ROSA).draft
    assert Plan.from_body(draft.body).objectives == []


def test_the_thread_leads_to_the_note_and_gaps_to_where_they_close(desk, clock, open_plan):
    two = problem("1", objective("1.1"), objective("1.2", "Goes to 2 meetings a week"))
    agreed(desk, signed_plan(desk, two))
    for days in (7, 7, 7):
        clock.forward(days=days)
        draft = desk.do(documents.start, ROSA, "dap")
        body = {**full(), "objectives": ["1.1 Carries naloxone every day"],
                "data": f"week {clock.now}", "progress_client": 5}  # fmt: skip
        desk.do(documents.save_draft, draft.id, body, 0)
        desk.do(documents.sign, draft.id, own(desk, documents.sign))
    clock.forward(days=12)
    window = open_plan()
    window.picture("plan_thread")
    first = rows(window, "objectives1").line(0)
    assert first.right == "3 notes"
    gap = rows(window, "gaps").line(0)
    assert "1.2" in gap.first
    open_row(window, "gaps")
    assert window.went[-1] == ("chart", {"client_id": ROSA, "section": "notes", "new": True})
    open_row(window, "objectives1")
    window.picture("plan_objective_notes")
    open_row(window, "stitches")
    assert window.went[-1][1]["document_id"] == draft.id


def test_the_client_signs_or_declines(desk, open_plan):
    signed_plan(desk)
    window = open_plan()
    window.press("client_signs")
    window.answer("signer", "Rosa Medina")
    window.press("keep")
    assert desk.do(plans.chart, ROSA).signatures == [], "nothing was drawn"
    window.answer("manner", "typed")
    window.picture("plan_client_signs")
    window.press("keep")
    [signature] = desk.do(plans.chart, ROSA).signatures
    assert (signature.signer, signature.manner) == ("Rosa Medina", "typed")


def test_what_a_new_version_changed(desk, clock, open_plan):
    signed_plan(desk)
    clock.forward(days=30)
    more = problem("1", objective("1.1", target_on=DAY + timedelta(120)),
                   objective("1.2", "Goes to 2 meetings a week"))  # fmt: skip
    signed_plan(desk, more)
    window = open_plan()
    open_row(window, "versions")
    window.picture("plan_changes")
    assert desk.do(plans.chart, ROSA).earlier


def test_a_new_version_tells_of_a_colleagues_open_draft(desk, open_plan):
    signed_plan(desk)
    desk.as_(1)
    desk.do(plans.begin, ROSA)
    desk.as_(CAL)
    window = open_plan()
    window.picture("plan_others_front")
    window.press("write_plan")
    assert window.panel.editor is None
    said = [label.text() for label in window.panel.findChildren(QLabel) if label.isVisible()]
    assert any("Sue Park has been writing a version" in words for words in said)
    window.picture("plan_others")
    window.press("back")
    assert desk.do(plans.chart, ROSA).draft is None
    window.press("write_plan")
    window.press("write_beside")
    assert window.panel.editor is not None
    window.panel.back()
    window.settle()
    window.press("write_plan")
    assert window.panel.editor is not None, "one's own draft goes on without a word"


def write_for_the_clinic(window):
    window.press("write_plan")
    window.press("add_problem")
    window.answer("words", "Rosa lost her home in the flood")
    window.answer("area", "daily life")
    window.answer("goals", "A door that I can close")
    window.press("keep_wording")
    assert "name the client" in window.form().boxes["words"].trouble.text()
    window.form().boxes["words"].editor.main.selectAll()
    window.answer("words", "Lost the home in the flood")
    window.press("keep_wording")
    assert window.find("keep_wording").text() == "Saved for the clinic"
    window.press("keep")
    window.press("add_objective")
    window.answer("words", "Has an answer from 2 flood funds")
    window.answer("measure", "Letters")
    window.answer("target_on", "28 Feb 2027")
    window.answer("interventions", [{"what": "Forms filled in together", "often": "weekly"}])
    window.press("keep_wording")
    window.picture("plan_keep_wording")
    window.press("keep")


def test_words_kept_for_the_clinic_serve_the_next_client(desk, open_plan):
    write_for_the_clinic(open_plan())
    window = open_plan(DANA)
    window.press("write_plan")
    window.press("from_library")
    window.write("search_library", "flood")
    shown = [rows(window, "library").line(n) for n in range(rows(window, "library").rowCount())]
    assert {line.first for line in shown} == {
        "Lost the home in the flood", "Has an answer from 2 flood funds"
    }  # fmt: skip
    window.picture("plan_library_own")
    at = [line.first for line in shown].index("Lost the home in the flood")
    open_row(window, "library", at)
    window.answer("goals", "I want a key of my own")
    window.press("keep")
    window.press("add_objective")
    assert rows(window, "aims").line(0).chips == (("the clinic's own", "accent"),)
    open_row(window, "aims")
    window.answer("target_on", "28 Mar 2027")
    window.press("keep")
    [o] = Plan.from_body(desk.do(plans.chart, DANA).draft.body).objectives
    assert (o.words, o.measure) == ("Has an answer from 2 flood funds", "Letters")
    assert [(i.what, i.who) for i in o.interventions] == [("Forms filled in together", "Cal Reyes, LADC")]


def test_the_clinics_words_are_taken_out_of_the_library_again(desk, open_plan):
    window = open_plan()
    write_for_the_clinic(window)
    window.press("from_library")
    window.write("search_library", "flood")
    assert rows(window, "library").rowCount() == 2
    window.press("take_out")
    assert rows(window, "library").rowCount() == 1
    window.press("take_out")
    assert rows(window, "library").rowCount() == 0
    window.find("search_library").clear()
    window.settle()
    assert not window.find("take_out").isEnabled(), "the program's own statements stay"
    assert Plan.from_body(desk.do(plans.chart, ROSA).draft.body).objectives, "plans keep their words"


def test_a_returned_plan_shows_its_comment_and_remarks_and_goes_again(desk, open_plan):
    signed = signed_plan(desk)
    desk.as_(1)
    desk.do(remarks.remark, signed.id, "strengths", "Whose words?", "Comes on time")
    desk.do(review_queue.send_back, signed.id, "One question in the margin.")
    desk.as_(CAL)
    window = open_plan()
    window.press("write_plan")
    assert "One question in the margin" in window.panel.page.banner.words.text()
    said = {label.text() for label in window.panel.editor.findChildren(QLabel)}
    assert {"Whose words?", "\u201cComes on time\u201d"} <= said
    window.picture("plan_returned")
    window.press("settle1")
    window.answer("strengths", " always", inside=window.panel.editor.before)
    window.press("sign")
    window.write("passphrase", PASSPHRASE)
    window.press("confirm_sign")
    assert desk.do(plans.chart, ROSA).in_force.status is Status.AWAITING_COSIGN


def test_a_plan_is_read_taken_back_and_added_to_as_any_document(desk, open_plan, qtbot):
    signed = signed_plan(desk)
    window = open_plan()
    window.press("open_document")
    _screen, where = window.went[-1]
    assert where["document_id"] == signed.id
    notes = Window(desk, qtbot, Notes, ROSA, document_id=signed.id)
    notes.press("recall")
    assert notes.went[-1] == ("chart", {"client_id": ROSA, "section": "plan", "edit": True})
    assert notes.panel.stack.currentWidget() is not notes.panel.editor, "a tree is no text field"
    notes.close()


def test_two_windows_on_one_plan_keep_both_texts_and_say_so(desk, open_plan):
    one, other = open_plan(), open_plan()
    for window in (one, other):
        window.press("write_plan")
    for window, said in ((one, "Comes on time"), (other, "Funny")):
        window.answer("strengths", said, inside=window.panel.editor.before)
        window.panel.leave()
        window.settle()
    assert "Both texts are saved" in other.panel.page.banner.words.text()
    texts = {d.body["strengths"] for d in _drafts(desk)}
    assert texts == {"Comes on time", "Funny"}
    window = open_plan()
    open_row(window, "drafts")
    window.press("discard_plan")
    assert len(_drafts(desk)) == 1
    window.press("undo")
    assert len(_drafts(desk)) == 2


def _drafts(desk):
    here = desk.do(plans.chart, ROSA)
    return [here.draft, *here.more_drafts]
