"""Who else writes in a document is said above it, as long as they do."""

import pytest

from counselor_desk.services.documents import documents, presence
from counselor_desk.services.documents.open_to_write import open_to_write
from counselor_desk.ui.documents.notes_section import Notes
from counselor_desk.ui.documents.who_writes import WhoWrites
from tests.services.documents.test_documents import full
from tests.ui.windows import Window

SUE, CAL, ROSA = 1, 2, 10


@pytest.fixture
def elsewhere(desk):
    """Cal at another computer of the clinic."""
    seat = desk.add_seat()
    seat.sign_in(CAL)
    return seat


@pytest.fixture
def note(desk):
    return desk.do(documents.start, ROSA, "dap", body=full()).id


@pytest.fixture
def opened(desk, qtbot):
    made = []

    def show(staff_id, note):
        desk.as_(staff_id)
        made.append(Window(desk, qtbot, Notes, ROSA))
        made[-1].panel._edit(note)
        made[-1].settle()
        return made[-1]

    yield show
    for window in made:
        window.close()


def said(window):
    lines = [one for one in window.panel.findChildren(WhoWrites) if one.isVisible()]
    return [line.words.text() for line in lines]


def test_who_reads_sees_who_writes_come_and_go(desk, elsewhere, note, opened, qtbot):
    window = opened(SUE, note)
    assert said(window) == []
    elsewhere.do(open_to_write, note)
    qtbot.waitUntil(lambda: said(window) == ["Cal Reyes is writing here."])
    window.picture("who_writes_reader")
    elsewhere.do(presence.leave, note)
    qtbot.waitUntil(lambda: said(window) == [])


def test_the_same_person_at_two_computers_is_told_and_both_texts_stay(desk, elsewhere, note, opened, qtbot):
    there = elsewhere.do(open_to_write, note)
    window = opened(CAL, note)
    assert said(window) == [
        "You have this open on another computer, too. What you type on either one is saved."
    ]
    window.picture("who_writes_writer")
    body = full() | {"data": "typed there"}
    elsewhere.do(documents.save_draft, note, body, there.document.revision)
    window.answer("data", " Typed here.", inside=window.panel.editor)
    window.panel.editor.leave()
    window.settle()
    assert "Both texts are saved" in window.panel.editor.page.banner.words.text()
    assert elsewhere.do(documents.read, note).document.body["data"] == "typed there"
    elsewhere.sign_out()


def test_leaving_the_draft_tells_the_others(desk, elsewhere, note, opened, qtbot):
    window = opened(CAL, note)
    assert [writer.staff_id for writer in elsewhere.do(presence.writers, note)] == [CAL]
    window.panel.editor.back()
    window.settle()
    assert elsewhere.do(presence.writers, note) == ()
