"""The story's client from the signed plan to co-signed notes and a review: all in the windows."""

import os
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from counselor_desk.catalog import files
from counselor_desk.records.document import Status
from counselor_desk.reports.press import press, shelf
from counselor_desk.services.care import diagnoses
from counselor_desk.services.documents import counseling_notes, documents, lists
from counselor_desk.services.plans import golden_thread, plans
from counselor_desk.services.schedule import groups
from counselor_desk.ui.documents.counseling_section import Counseling
from counselor_desk.ui.documents.notes_section import Notes
from counselor_desk.ui.documents.search import Search
from counselor_desk.ui.kit.widgets.changed_text import ChangedText
from counselor_desk.ui.plans.plan_section import PlanSection
from counselor_desk.ui.schedule.groups import Groups
from counselor_desk.ui.shell.settings import Settings
from counselor_desk.ui.supervision.review_queue import ReviewQueue
from tests.proofs import PASSPHRASE, words_of
from tests.services.documents import test_story_notes
from tests.ui.chart import test_story
from tests.ui.windows import Window

SUE, CAL, ADA = 1, 2, 5
DANA, ROSA = 12, 10
DAY = date(2026, 12, 1)
USE, METH, TRAUMA = "1.1", "2.1", "3.1"
CBT, MI, FAMILY, LAPSE = (  # the objectives are chosen by hand
    {key: value for key, value in whole.items() if key != "objectives"}
    for whole in (
        test_story_notes.CBT,
        test_story_notes.MI,
        test_story_notes.FAMILY,
        {**test_story_notes.LAPSE, "lr_on": "29 Dec 2026"},
    )
)
REVIEW = {
    "outcomes": "BAM use 4 to 1, a change of 3.", "client_view": "It is mine.",
    "level": "stays", "level_why": "One lapse, well used.",
    "changes": "A plan for anniversaries.",
}  # fmt: skip


@dataclass
class Story:
    """One desk at which Cal writes and Sue reads, and the windows opened on the way."""

    desk: Any
    qtbot: Any
    clock: Any
    client_id: int = DANA
    windows: list[Window] = field(default_factory=list)

    def show(self, kind, *where, **more):
        """A person has one window at a time."""
        while self.windows:
            self.windows.pop().close()
        self.windows.append(Window(self.desk, self.qtbot, kind, *where, **more))
        return self.windows[-1]

    def section(self, kind, **where):
        return self.show(kind, self.client_id, **where)

    def do(self, use_case, *more):
        return self.desk.do(use_case, self.client_id, *more)

    def document(self, document_id):
        return self.desk.do(documents.read, document_id).document

    def labels(self, *codes):
        return [label for label in self.do(plans.objective_choices) if label[:3] in codes]


@pytest.fixture
def story(desk, qtbot, clock):
    for code in ("F11.20", "F15.20", "F43.10"):
        desk.do(diagnoses.diagnose, DANA, code, {"diagnosed_on": DAY, "diagnosed_by": "Dr. Ode"})
    made = Story(desk, qtbot, clock)
    yield made
    for window in made.windows:
        window.close()


# What a counselor does


def sign_the_plan(story):
    first = test_story.Story(story.desk, story.qtbot, story.client_id)
    test_story.plan(first)
    for window in first.windows:
        window.close()
    window = story.section(PlanSection)
    window.press("client_signs")
    window.answer("signer", "Dana Reed")
    window.answer("manner", "typed")
    window.press("keep")
    [signature] = story.do(plans.chart).signatures
    plan = story.do(plans.chart).in_force
    assert (signature.signer, signature.shown_digest) == ("Dana Reed", plan.digest)
    return plan.id


def write(story, template, answers, *codes):
    """A new note from the list of kinds: every answer by hand, then the passphrase."""
    window = story.section(Notes)
    window.press("new_note")
    window.enter(window.panel.templates, template)
    story.qtbot.waitUntil(lambda: window.panel.editor.form is not None)
    window.settle()
    for key, value in {**answers, "objectives": story.labels(*codes)}.items():
        window.answer(key, value, inside=window.panel.editor)
    return sign(story, window)


def sign(story, window):
    document_id = window.panel.editor.document.id
    window.press("sign", inside=window.panel.editor)
    window.write("passphrase", PASSPHRASE)
    window.press("confirm_sign")
    assert window.panel.stack.currentWidget() is window.panel.view, window.panel.editor.page.banner
    assert story.document(document_id).status is Status.AWAITING_COSIGN, "SN-8: not final yet"
    return document_id


# What a supervisor does


def queue_of(story, document_id):
    story.desk.as_(SUE)
    window = story.show(ReviewQueue)
    window.panel.list.choose(document_id)
    window.settle()
    assert window.panel.document.opened.document.id == document_id
    return window


def cosign(story, *document_ids):
    for document_id in document_ids:
        window = queue_of(story, document_id)
        window.press("cosign")
        window.write("passphrase", words_of(SUE))
        window.press("confirm_sign")
        assert story.document(document_id).status is Status.FINAL
    story.desk.as_(CAL)


def send_back(story, document_id):
    """A remark held to words that are selected, then the return with what should change."""
    window = queue_of(story, document_id)
    window.panel.document.reading._answers["homework"].setSelection(0, len("Two thought records"))
    window.press("remark")
    window.write("remark_words", "Which objective does it serve?")
    window.press("keep_remark")
    window.press("send_back")
    window.write("comment", "A clear note. One question in the margin.")
    window.picture("story_returned")
    window.press("confirm_return")
    assert story.document(document_id).status is Status.RETURNED
    story.desk.as_(CAL)


def mend(story, document_id):
    """The author finds the remark beside the words it is about, changes them, sends it again."""
    window = story.section(Notes)
    window.enter(window.panel.list, document_id)
    story.qtbot.waitUntil(lambda: window.panel.editor.form is not None)
    window.settle()
    editor = window.panel.editor
    editor.resize(1000, 800)
    said = {label.text() for label in editor.beside.findChildren(type(editor.bar.words))}
    assert {"Which objective does it serve?", "\u201cTwo thought records\u201d"} <= said
    assert "One question in the margin" in editor.page.banner.words.text()
    window.picture("story_mending")
    words = editor.form.boxes["homework"].editor.main
    story.qtbot.keyClick(words, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    window.answer("homework", f" For {USE}.", inside=editor)
    window.press("settle1", inside=editor)
    sign(story, window)


def see_the_difference(story, document_id):
    window = queue_of(story, document_id)
    chips = [chip for chip, _tone in window.panel.list.lines.line(0).chips]
    assert "Sent again" in chips
    [changes] = window.panel.findChildren(ChangedText)
    assert f"For {USE}." in changes.toPlainText()
    window.picture("story_again")
    story.desk.as_(CAL)


def add_to(story, document_id):
    window = story.section(Notes, document_id=document_id)
    window.press("add_addendum")
    window.write("addendum", "She called after the session: the homework is begun.")
    window.write("passphrase", PASSPHRASE)
    window.press("confirm_sign", inside=window.panel.view)
    [(addendum, author)] = story.desk.do(documents.read, document_id).addenda
    assert (addendum.text[:10], author[:9]) == ("She called", "Cal Reyes")
    assert "homework is begun" not in str(story.document(document_id).body)


def homework_returns(story):
    window = story.section(Notes)
    window.press("new_note")
    window.enter(window.panel.templates, "cbt_session")
    story.qtbot.waitUntil(lambda: window.panel.editor.form is not None)
    window.settle()
    values = window.panel.editor.form.values()
    assert values["homework_before"] == f"Two thought records. For {USE}."
    assert values["place"] == "office"
    [discard] = [c for c in window.panel.commands() if c.title == "Discard this draft"]
    discard.run()
    window.settle()


def in_group(story):
    """Two members, one session; the note of each names nobody else."""
    window = story.show(Groups)
    window.press("new_group")
    window.answer("name", "Evening skills")
    window.press("keep")
    for name in ("Reed", "Medina"):
        window.write("find_member", name)
        found = window.find("found")
        window.enter(found, found.lines.id_at(0))
    window.press("done")
    [row] = story.desk.do(groups.all_groups)
    window.enter(window.panel.list, row.id)
    shared = {"start": "13:00", "stop": "14:30", "place": "office", "topic": "Saying no",
              "content": "Practiced refusal in threes."}  # fmt: skip
    for key, value in shared.items():
        window.answer(key, value, inside=window.panel.session.shared)
    part = {"attendance": "whole session", "participation": "active", "risk": "none", "risk_others": "none"}
    said = {DANA: "Played herself, with Rosa Medina.", ROSA: "Listened."}
    for client_id, remark in said.items():
        own = {**part, "remark": remark}
        if client_id == DANA:
            own["objectives"] = story.labels(METH)
        for key, value in own.items():
            window.answer(key, value, inside=window.find(f"seat{client_id}"))
    window.press("make_notes")
    seat = window.panel.session.rows[DANA]
    assert "names another member" in seat.form.boxes["remark"].trouble.text()
    seat.form.boxes["remark"].editor.main.selectAll()
    window.answer("remark", "Played herself.", inside=seat)
    window.picture("story_group")
    window.press("make_notes")
    [note] = [r.id for r in story.do(lists.of_client) if r.template == "group"]
    window = story.section(Notes)
    window.enter(window.panel.list, note)
    story.qtbot.waitUntil(lambda: window.panel.editor.form is not None)
    window.settle()
    body = window.panel.editor.form.values()
    assert (body["topic"], body["remark"], body["present"]) == ("Saying no", "Played herself.", 2)
    assert "Medina" not in str(story.document(note).body)
    return sign(story, window)


def keep_apart(story):
    """The clinic allows it, the counselor writes; no search, no supervisor finds the words."""
    story.desk.as_(ADA)
    window = story.show(Settings)
    window.answer("counseling_notes", True, inside=window.panel.clinic)
    window.panel.leave()
    window.settle()
    story.desk.as_(CAL)
    window = story.section(Counseling)
    window.press("write_own")
    window.answer("text", "What the quetzal on her arm stands for")
    window.press("back")
    assert len(story.do(counseling_notes.of_client)) == 1
    find(story, "quetzal")
    story.desk.as_(SUE)
    assert story.do(counseling_notes.of_client) == []
    story.desk.as_(CAL)


def review(story):
    """Begun from the plan; every objective is rated by both."""
    window = story.section(PlanSection)
    window.press("review_plan")
    _screen, where = window.went[-1]
    window = story.section(Notes, document_id=where["document_id"])
    story.qtbot.waitUntil(lambda: window.panel.editor.form is not None)
    window.settle()
    editor = window.panel.editor
    rated = {"state": "in progress", "client": "5", "counselor": "6"}
    window.answer("standing", [rated] * 3, inside=editor)
    for key, value in REVIEW.items():
        window.answer(key, value, inside=editor)
    window.picture("story_review")
    return sign(story, window)


def see_the_thread(story, worked, plan_review):
    window = story.section(PlanSection)
    window.picture("story_thread")
    golden = window.panel.golden
    assert {s.code: [x.document_id for x in s.stitches] for s in golden.strands} == worked
    assert golden.gaps == []
    assert golden.strands == story.do(golden_thread.of_client).strands
    here = story.do(plans.chart)
    assert {o.standing.value for o in here.objectives} == {"in progress"}
    review_on = story.document(plan_review).body["next_review"]
    assert here.review_on == date.fromisoformat(review_on)


def find(story, words, *document_ids):
    window = story.show(Search)
    window.write("search", words)
    found = window.panel.list
    story.qtbot.waitUntil(lambda: found.lines.rowCount() == len(document_ids))
    if not document_ids:
        story.qtbot.waitUntil(lambda: window.panel.said.text() == "Nothing found.")
    for n in range(len(document_ids)):
        window.enter(found, found.lines.id_at(n))
    assert {where["document_id"] for _screen, where in window.went} == set(document_ids)


def print_all(story, *document_ids):
    """Every paper of the story is drawn; PICTURES keeps them to be looked at."""
    for document_id in document_ids:
        plan = story.document(document_id).template == plans.TEMPLATE
        report = shelf.report("treatment_plan" if plan else "signed_document")
        data = press.render(report, story.desk.do(report.gather, document_id=document_id))
        keep(f"{story.document(document_id).template}.pdf", data)
    report = shelf.report("plan_for_client")
    data = press.render(report, story.desk.do(report.gather, client_id=story.client_id))
    keep("plan_for_client.pdf", data)


def keep(name, data):
    assert data.startswith(b"%PDF")
    if folder := os.environ.get("PICTURES"):
        (Path(folder) / name).write_bytes(data)


@pytest.mark.slow
def test_from_the_signed_plan_to_cosigned_notes_and_its_review(story):
    clock = story.clock
    plan = sign_the_plan(story)
    cosign(story, plan)
    clock.forward(days=7)
    cbt = write(story, "cbt_session", CBT, USE)
    send_back(story, cbt)
    mend(story, cbt)
    see_the_difference(story, cbt)
    cosign(story, cbt)
    add_to(story, cbt)
    keep_apart(story)
    clock.forward(days=7)
    homework_returns(story)
    mi = write(story, "mi_session", MI, METH)
    family = write(story, "family", FAMILY, TRAUMA)
    group = in_group(story)
    cosign(story, mi, family, group)
    clock.forward(days=15)
    lapse = write(story, "lapse_review", LAPSE, USE)
    cosign(story, lapse)
    plan_review = review(story)
    cosign(story, plan_review)
    see_the_thread(
        story,
        {USE: [cbt, lapse, plan_review], METH: [mi, group, plan_review],
         TRAUMA: [family, plan_review]}, plan_review,
    )  # fmt: skip
    find(story, "anniversar", lapse, plan_review)
    print_all(story, plan, cbt, mi, family, group, lapse, plan_review)


def test_every_answer_of_the_story_stands_in_its_template():
    for template, body in (("cbt_session", CBT), ("mi_session", MI), ("family", FAMILY),
                           ("lapse_review", LAPSE), ("plan_review", REVIEW)):  # fmt: skip
        assert set(body) <= {f.key for f in files.templates()[template].form().fields}
