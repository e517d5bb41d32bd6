"""A discharge summary in its window: filled in, each line with its source, every line editable."""

import pytest

from counselor_desk.records.document import Status
from counselor_desk.services.documents import documents
from counselor_desk.ui.documents.notes_section import Notes
from tests.proofs import PASSPHRASE
from tests.services.documents.test_from_chart import ROSA, SUMMARY, stay  # noqa: F401
from tests.ui.windows import Window


@pytest.fixture
def window(desk, stay, qtbot):  # noqa: F811
    window = Window(desk, qtbot, Notes, ROSA)
    window.press("new_note")
    window.enter(window.panel.templates, SUMMARY)
    qtbot.waitUntil(lambda: window.panel.editor.form is not None)
    window.settle()
    yield window
    window.close()


def test_each_line_says_where_it_comes_from_and_takes_other_words(desk, window):
    editor = window.panel.editor
    boxes = editor.form.boxes
    window.picture("discharge_summary")
    assert "PHQ-9" in boxes["scores"].value()
    assert boxes["scores"]._help.text() == "From the answered instruments."
    assert boxes["risk"]._help.text() == ""
    boxes["scores"].editor.main.selectAll()
    window.answer("scores", "PHQ-9 fell by ten.", inside=editor)
    assert boxes["scores"]._help.text() == "From the answered instruments, changed here."
    window.answer("risk", "None told; the crisis line's number is on her card.", inside=editor)
    document_id = editor.document.id
    window.press("sign", inside=editor)
    window.write("passphrase", PASSPHRASE)
    window.press("confirm_sign")
    signed = desk.do(documents.read, document_id).document
    assert signed.status is Status.AWAITING_COSIGN
    assert signed.body["scores"] == "PHQ-9 fell by ten."
    assert signed.body["aftercare"] == "Dr. Ode, 20 January, 9:00"


def test_what_is_empty_can_be_filled_in_again(window):
    editor = window.panel.editor
    editor.form.boxes["aftercare"].editor.main.selectAll()
    window.qtbot.keyClick(editor.form.boxes["aftercare"].editor.main, "\b")
    [fill] = [c for c in window.panel.commands() if c.title.startswith("Fill in from the chart")]
    fill.run()
    window.qtbot.waitUntil(lambda: editor.form is not None)
    window.settle()
    assert editor.form.boxes["aftercare"].value() == "Dr. Ode, 20 January, 9:00"
