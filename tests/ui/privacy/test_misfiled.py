"""What stands in the wrong chart is moved on screen."""

from counselor_desk.services.documents import documents, lists
from tests.ui.hands import press


def test_a_draft_is_moved_to_whose_it_is(sit, clinic, qtbot, keys):
    window = sit("cal")
    desk, rosa, dana = window.opened.desk, clinic.clients["Rosa"], clinic.clients["Dana"]
    note = desk.do(documents.start, rosa, "dap", None, {"data": "Dana's day"})
    page = window.go("misfiled", client_id=rosa)
    qtbot.waitUntil(lambda: page.things.model().rowCount() == 1)
    press(qtbot, page, "move")
    assert "whose it is" in page.page.banner.words.text()
    page.things.choose(0)
    page.name_field.setFocus()
    keys.type("dana")
    qtbot.waitUntil(lambda: page.found.model().rowCount() == 1)
    page.found.opened.emit(dana)
    press(qtbot, page, "move")
    assert "Say how" in page.form.boxes["reason"].trouble.text()
    page.form.boxes["reason"].editor.main.setFocus()
    keys.type("the chart before was still open")
    press(qtbot, page, "move")
    qtbot.waitUntil(lambda: page.moved.model().rowCount() == 1)
    assert desk.do(documents.read, note.id).document.discarded_at is not None
    drafts = [draft for draft in desk.do(lists.of_client, dana) if draft.template == "dap"]
    assert len(drafts) == 1
