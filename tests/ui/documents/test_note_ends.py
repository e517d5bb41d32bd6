"""What becomes of notes in the windows: the bin, a correction, entered in error."""

import pytest

from counselor_desk.records.document import Status
from counselor_desk.services.documents import documents, lists
from counselor_desk.services.supervision import review_queue
from counselor_desk.ui.documents.notes_section import Notes
from tests.proofs import PASSPHRASE, own
from tests.services.documents.test_documents import full
from tests.ui.windows import Window

ROSA, JAMES, CAL, SUE = 10, 11, 2, 1


@pytest.fixture
def note(desk):
    """A co-signed note of Cal's on Rosa."""
    draft = desk.do(documents.start, client_id=ROSA, template="dap")
    desk.do(documents.save_draft, draft.id, full(), draft.revision)
    desk.do(documents.sign, draft.id, own(desk, documents.sign))
    desk.as_(SUE)
    desk.do(review_queue.cosign, draft.id, own(desk, review_queue.cosign))
    desk.as_(CAL)
    return draft.id


def test_a_draft_comes_back_from_the_bin(desk, qtbot):
    draft = desk.do(documents.start, client_id=ROSA, template="dap")
    desk.do(documents.save_draft, draft.id, {"data": "She came early."}, 0)
    window = Window(desk, qtbot, Notes, ROSA, document_id=draft.id)
    window.press("discard", inside=window.panel.editor)
    assert desk.do(lists.of_client, ROSA) == []
    window.press("bin")
    assert window.panel.bin.list.lines.rowCount() == 1
    window.press("take_back", inside=window.panel.bin)
    qtbot.waitUntil(lambda: window.panel.editor.form is not None)
    assert window.panel.editor.form.values()["data"] == "She came early."
    assert [row.id for row in desk.do(lists.of_client, ROSA)] == [draft.id]


def test_an_empty_bin_says_so_and_esc_leaves_it(desk, qtbot):
    window = Window(desk, qtbot, Notes, ROSA)
    window.press("bin")
    assert window.panel.bin.nothing.isVisible()
    assert not window.panel.bin.take.isEnabled()
    assert window.panel.back()
    assert window.find("new_note")


def test_a_supervisor_marks_a_note_as_entered_in_error(desk, note, qtbot):
    desk.as_(SUE)
    window = Window(desk, qtbot, Notes, ROSA, document_id=note)
    window.press("entered_in_error")
    window.press("mark_error")  # without a reason it is refused at its field
    assert window.panel.view.error.form.boxes["reason"].trouble.isVisible()
    window.answer("reason", "It belongs in another chart", inside=window.panel.view.error.form)
    window.press("mark_error")
    opened = desk.do(documents.read, note)
    assert opened.document.status is Status.VOID
    assert opened.document.void_reason == "It belongs in another chart"
    assert not window.panel.view.error_button.isVisible()
    assert not window.panel.view.add_button.isVisible()


def test_the_author_cannot_mark_it(desk, note, qtbot):
    window = Window(desk, qtbot, Notes, ROSA, document_id=note)
    assert window.find("add_addendum")
    assert not window.panel.view.error_button.isVisible()


def test_an_addendum_that_corrects_says_so(desk, note, qtbot):
    window = Window(desk, qtbot, Notes, ROSA, document_id=note)
    window.press("add_addendum")
    window.find("addendum").setPlainText("The date was the 30th.")
    window.panel.view.corrects.click()
    window.find("passphrase").setText(PASSPHRASE)
    window.press("confirm_sign", inside=window.panel.view)
    [(addendum, _author)] = desk.do(documents.read, note).addenda
    assert addendum.is_correction
