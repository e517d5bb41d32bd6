"""The line to the clinic's computer is cut while somebody types in the window."""

import pytest
from PySide6.QtWidgets import QApplication, QTextEdit, QWidget
from sqlalchemy import select

from counselor_desk.desk.upkeep import upkeep_session
from counselor_desk.network.remote_desk import LineState
from counselor_desk.records.document import Document, Status
from counselor_desk.records.practice import Practice
from counselor_desk.services.documents import counseling_notes, documents
from counselor_desk.ui.kit.form import FormWidget
from tests.ui.conftest import aside


@pytest.fixture
def writing(sit_elsewhere, shared_clinic, qtbot):
    """Cal at another computer, with a note of Rosa's open to write on."""
    window = sit_elsewhere("cal")
    window.go("chart", client_id=shared_clinic.clients["Rosa"], section="notes", template="dap")
    qtbot.waitUntil(lambda: any(form.isVisible() for form in window.findChildren(FormWidget)))
    return window


def form_of(window):
    return next(form for form in window.findChildren(FormWidget) if form.isVisible())


def type_data(window, words):
    field = form_of(window).boxes["data"].editor.main
    assert isinstance(field, QTextEdit) or hasattr(field, "setPlainText")
    field.setPlainText(words)
    form_of(window).settle_now()


def kept(clinic):
    def read(engine):
        with upkeep_session(engine) as session:
            return [one.body.get("data", "") for one in session.scalars(select(Document))]

    return clinic.opened.desk.on_vault(read)


def test_typing_goes_on_and_the_window_says_where_the_words_are(writing, shared_clinic, cut_line, qtbot):
    type_data(writing, "before the cut")
    qtbot.waitUntil(lambda: kept(shared_clinic) == ["before the cut"])
    assert not writing.top.line.isVisible()
    cut_line.cut()
    qtbot.waitUntil(writing.top.line.isVisible)
    assert "Working on this computer." in writing.top.line.words()
    type_data(writing, "before the cut and during it")
    qtbot.waitUntil(lambda: "Your note is saved here." in writing.top.line.words())
    assert not writing.current().page.banner.isVisible(), "nothing shouts: it is kept"
    assert kept(shared_clinic) == ["before the cut"]
    cut_line.mend()
    qtbot.waitUntil(lambda: kept(shared_clinic) == ["before the cut and during it"])
    qtbot.waitUntil(lambda: not writing.top.line.isVisible())
    type_data(writing, "and after it")
    qtbot.waitUntil(lambda: kept(shared_clinic) == ["and after it"])


def test_what_could_not_go_is_shown_with_its_words(writing, shared_clinic, cut_line, qtbot):
    type_data(writing, "first")
    qtbot.waitUntil(lambda: kept(shared_clinic) == ["first"])
    cut_line.cut()
    qtbot.waitUntil(writing.top.line.isVisible)
    type_data(writing, "second")
    qtbot.waitUntil(lambda: "Your note is saved here." in writing.top.line.words())

    def end(engine):
        with upkeep_session(engine) as session:
            session.scalars(select(Document)).one().status = Status.FINAL

    shared_clinic.opened.desk.on_vault(end)
    cut_line.mend()
    qtbot.waitUntil(lambda: "could not go into its document" in writing.notice.words.text())
    settings = writing.go("settings")
    qtbot.waitUntil(lambda: settings.kept.list.model().rowCount() == 1)
    qtbot.waitUntil(lambda: "cannot be changed" in settings.kept.list.lines.line(0).second)
    assert settings.kept.list.lines.line(0).first == "second"
    settings.findChild(QWidget, "remove_kept").click()
    assert not settings.kept.list.isVisible()


def test_a_counseling_note_that_was_refused_hands_its_words_over(writing, shared_clinic, cut_line, qtbot):
    desk, rosa = writing.opened.desk, shared_clinic.clients["Rosa"]
    own, day = writing.bridge.own_words, desk.now().date()

    def use_notes(engine, use):
        with upkeep_session(engine) as session:
            session.get(Practice, 1).counseling_notes = use

    shared_clinic.opened.desk.on_vault(lambda engine: use_notes(engine, True))
    aside(qtbot, lambda: (own.prepare(), True))
    cut_line.cut()
    qtbot.waitUntil(writing.top.line.isVisible)
    sealed = own.seal(rosa, day, "grief and anger")
    writing.bridge.ask(writing, counseling_notes.write, rosa, day, sealed, "a1").otherwise(lambda _kept: None)
    qtbot.waitUntil(lambda: bool(desk.waiting()))
    shared_clinic.opened.desk.on_vault(lambda engine: use_notes(engine, False))
    cut_line.mend()
    qtbot.waitUntil(lambda: "does not use counseling notes" in writing.notice.words.text())
    settings = writing.go("settings")
    qtbot.waitUntil(lambda: settings.kept.list.model().rowCount() == 1)
    assert "grief" not in settings.kept.list.lines.line(0).first
    QApplication.clipboard().clear()
    settings.findChild(QWidget, "copy_kept").click()
    qtbot.waitUntil(lambda: QApplication.clipboard().text() == "grief and anger")


def test_a_revoked_computer_says_so_in_the_window(writing, shared_clinic, qtbot):
    from counselor_desk.services.clinic import computers

    shared_clinic.opened.desk.do(computers.revoke, 1)
    qtbot.waitUntil(lambda: "revoked" in writing.notice.words.text())
    assert writing.opened.desk.state is LineState.REFUSED


def test_what_is_signed_meanwhile_waits_and_says_so(writing, shared_clinic, cut_line, qtbot):
    said = []
    type_data(writing, "words")
    qtbot.waitUntil(lambda: kept(shared_clinic) == ["words"])
    cut_line.cut()
    qtbot.waitUntil(writing.top.line.isVisible)
    writing.bridge.ask(writing, documents.discard, 1).otherwise(lambda trouble: said.append(str(trouble)))
    qtbot.waitUntil(lambda: bool(said))
    assert "Signing, rewards and disclosures wait" in said[0]
