"""A template that has changed never alters what was signed on it."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel
from sqlalchemy.exc import IntegrityError

from counselor_desk.catalog import files
from counselor_desk.desk.upkeep import upkeep_session
from counselor_desk.domain.form import Field
from counselor_desk.records.document import SignedForm
from counselor_desk.reports.press import press, shelf
from counselor_desk.services.documents import documents
from counselor_desk.services.privacy import disclosures
from counselor_desk.services.supervision import review_queue
from counselor_desk.ui.documents.notes_section import Notes
from counselor_desk.ui.documents.view import DocumentView
from counselor_desk.ui.kit.bridge import Bridge
from tests.proofs import own
from tests.services.documents.test_documents import full
from tests.ui.privacy.test_story_consents import words_of
from tests.ui.windows import Window

SUE, CAL, ROSA = 1, 2, 10


@pytest.fixture
def signed(desk):
    draft = desk.do(documents.start, ROSA, "dap")
    desk.do(documents.save_draft, draft.id, {**full(), "data": "Quetzal words"}, 0)
    desk.do(documents.sign, draft.id, own(desk, documents.sign))
    desk.as_(SUE)
    desk.do(review_queue.cosign, draft.id, own(desk, review_queue.cosign))
    desk.as_(CAL)
    return draft.id


@pytest.fixture
def newer(monkeypatch):
    """The next program asks otherwise: a question is gone, one is new, one has another name."""

    def changed(section):
        kept = [f for f in section.fields if f.key != "data"]
        fields = [replace(f, label="Another name") if f.key == "plan" else f for f in kept]
        return replace(section, fields=(*fields, Field(f"new{section.title}", "New question")))

    known = dict(files.templates())
    dap = known["dap"]
    known["dap"] = replace(dap, title="Renamed", version=99, sections=tuple(map(changed, dap.sections)))
    return lambda: monkeypatch.setattr(files, "templates", lambda: known)


def test_it_reads_as_it_was_signed(desk, signed, newer):
    before = desk.do(documents.read, signed)
    newer()
    after = desk.do(documents.read, signed)
    assert after.form == before.form
    assert "data" in {f.key for f in after.form.fields}
    draft = desk.do(documents.start, ROSA, "dap")
    assert "data" not in {f.key for f in desk.do(documents.read, draft.id).form.fields}


def test_so_it_is_printed_shown_and_disclosed(desk, signed, newer, qtbot):
    newer()
    report = shelf.report("signed_document")
    [said] = words_of(press.render(report, desk.do(report.gather, document_id=signed)))
    assert "Quetzal words" in said
    assert "Another name" not in said
    assert "Renamed" not in said
    [paper] = desk.do(disclosures.choices, ROSA).papers
    assert "data" in {f.key for f in paper.form.fields}, "it can be blacked out"
    bridge = Bridge(desk)
    view = DocumentView(bridge, lambda *_, **__: None)
    qtbot.addWidget(view)
    view.show()
    view.read(signed)
    qtbot.waitUntil(lambda: "Quetzal words" in {t.text() for t in view.findChildren(QLabel)})
    qtbot.waitUntil(bridge.is_idle)
    bridge.close()


def test_a_draft_that_was_begun_before_loses_no_answer(desk, newer, qtbot):
    draft = desk.do(documents.start, ROSA, "dap")
    body = {**full(), "data": "Quetzal words"}
    desk.do(documents.save_draft, draft.id, body, draft.revision)
    newer()
    window = Window(desk, qtbot, Notes, ROSA, document_id=draft.id)
    qtbot.waitUntil(lambda: window.panel.editor.form is not None)
    window.settle()
    told = {label.text() for label in window.find("unasked").findChildren(QLabel)}
    assert "Quetzal words" in told
    window.answer("plan", " and more", inside=window.panel.editor)
    window.panel.leave()
    window.settle()
    kept = desk.do(documents.read, draft.id).document.body
    assert kept["data"] == "Quetzal words"
    assert "and more" in kept["plan"]
    window.close()


def test_questions_are_kept_once_and_cannot_be_changed(desk, signed):
    again = desk.do(documents.start, ROSA, "dap")
    body = {**full(), "data": "Other words"}
    desk.do(documents.save_draft, again.id, body, again.revision)
    desk.do(documents.sign, again.id, own(desk, documents.sign))

    assert desk.on_vault(lambda engine: len(_kept(engine))) == 1
    with pytest.raises(IntegrityError, match="append-only"):
        desk.on_vault(_bend)
    assert desk.do(documents.read, signed).form.title == "DAP note"


def _kept(engine):
    with upkeep_session(engine) as session:
        return session.query(SignedForm).all()


def _bend(engine):
    with upkeep_session(engine) as session:
        [kept] = session.query(SignedForm).all()
        kept.form = {**kept.form, "title": "Another"}
