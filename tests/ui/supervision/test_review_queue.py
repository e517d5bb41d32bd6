"""A supervisor clears the queue."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from counselor_desk.records.document import Status
from counselor_desk.services.documents import documents
from counselor_desk.services.supervision import remarks, review_queue
from counselor_desk.services.today.today import TodayPart
from counselor_desk.ui.documents.view import DocumentView
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.widgets.chip import Chip
from counselor_desk.ui.kit.widgets.toast import Toast
from counselor_desk.ui.supervision.review_queue import ReviewQueue
from counselor_desk.ui.today.today import TodayScreen
from tests.proofs import own, words_of
from tests.services.documents.test_documents import full
from tests.services.plans.test_plans import signed_plan
from tests.ui.windows import Window

SUE, CAL = 1, 2


@pytest.fixture
def waiting(desk):
    """Three signed notes of Cal's, oldest first."""
    ids = []
    for client_id in (10, 12, 10):
        draft = desk.do(documents.start, client_id, "dap")
        desk.do(documents.save_draft, draft.id, full(), 0)
        desk.do(documents.sign, draft.id, own(desk, documents.sign))
        ids.append(draft.id)
    return ids


@pytest.fixture
def queue(desk, waiting, qtbot):
    desk.as_(SUE)
    bridge = Bridge(desk)
    screen = ReviewQueue(bridge, lambda *_, **__: None)
    qtbot.addWidget(screen)
    screen.resize(1200, 700)
    screen.show()
    qtbot.waitUntil(lambda: screen.list.lines.rowCount() == 3)
    yield screen
    qtbot.waitUntil(bridge.is_idle)
    bridge.close()


def status(desk, note):
    return desk.do(documents.read, note).document.status


def cosign(queue, qtbot, left, passphrase=""):
    """The note that is chosen, with the passphrase or without; then `left` of them wait."""
    QTest.mouseClick(queue.cosign, Qt.MouseButton.LeftButton)
    field = queue.bar.secret if passphrase else queue.bar.button
    qtbot.waitUntil(field.hasFocus)
    over = [toast for toast in queue.window().findChildren(Toast) if toast.isVisible()]
    assert over == [], "no word about the last note lies over the passphrase of this one"
    assert queue.bar.secret.isVisible() == bool(passphrase)
    QTest.keyClicks(field, passphrase)
    QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: queue.list.lines.rowCount() == left)
    qtbot.waitUntil(queue.bridge.is_idle)


def test_co_signing_moves_on_and_the_passphrase_is_typed_once(desk, waiting, queue, qtbot):
    cosign(queue, qtbot, 2, words_of(SUE))
    cosign(queue, qtbot, 1)
    cosign(queue, qtbot, 0)
    assert [status(desk, note) for note in waiting] == [Status.FINAL] * 3
    assert not queue.cosign.isEnabled()


def test_the_passphrase_is_typed_again_after_leaving_the_queue_or_a_while_without_a_signature(
    desk, waiting, queue, qtbot
):
    cosign(queue, qtbot, 2, words_of(SUE))
    queue.leave()
    cosign(queue, qtbot, 1, words_of(SUE))
    assert queue.idle.isActive()
    QTest.mouseClick(queue.cosign, Qt.MouseButton.LeftButton)
    assert queue.bar.isVisible()
    queue.idle.start(0)
    qtbot.waitUntil(lambda: not queue.bar.isVisible())
    cosign(queue, qtbot, 0, words_of(SUE))
    assert queue._proof_key.is_open
    queue.hide()  # another page is in its place
    assert not queue._proof_key.is_open


def test_nothing_of_the_key_is_left_after_the_lock(waiting, queue, qtbot):
    cosign(queue, qtbot, 2, words_of(SUE))
    private = queue._proof_key._private
    assert any(private)
    queue.bridge.close()
    assert not any(private)


def test_the_note_is_read_beside_its_plan(desk, waiting, queue, qtbot):
    desk.as_(CAL)
    signed_plan(desk)
    draft = desk.do(documents.start, 10, "dap")
    body = {**full(), "data": "On the way", "objectives": ["1.1 Carries naloxone every day"]}
    desk.do(documents.save_draft, draft.id, body, 0)
    desk.do(documents.sign, draft.id, own(desk, documents.sign))
    desk.as_(SUE)
    queue.refresh()
    qtbot.waitUntil(lambda: queue.list.lines.rowCount() == 5)
    queue.list.choose(draft.id)

    def said():
        shown = [w.text() for w in queue.beside.findChildren(QLabel)]
        return [*shown, *(c.words for c in queue.beside.findChildren(Chip))]

    qtbot.waitUntil(lambda: "in this note" in said())
    assert queue.beside.isVisible()
    assert "1.1 Carries naloxone every day" in said()
    qtbot.waitUntil(queue.bridge.is_idle)
    QTest.mouseClick(queue.plan, Qt.MouseButton.LeftButton)
    assert not queue.beside.isVisible()
    queue.list.choose(waiting[1])
    QTest.mouseClick(queue.plan, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "There is no signed plan yet." in said())


def test_on_a_small_screen_the_plan_takes_the_place_of_the_note(queue, qtbot):
    queue.resize(700, 400)
    qtbot.waitUntil(lambda: not queue.beside.isVisible())
    qtbot.waitUntil(lambda: queue.document.width() > 300)
    QTest.mouseClick(queue.plan, Qt.MouseButton.LeftButton)
    assert queue.beside.isVisible()
    assert not queue.document.isVisible()
    QTest.mouseClick(queue.send_back, Qt.MouseButton.LeftButton)
    assert queue.document.isVisible()
    assert queue.comment.isVisible()
    assert not queue.beside.isVisible()


def test_what_is_told_of_a_document_is_told_once_and_of_that_one(desk, waiting, queue, qtbot):
    """Through the queue faster than its answers come."""
    for note in (*waiting, *reversed(waiting), waiting[2]):
        queue.list.choose(note)

    def shares():
        chips = [c.words for c in queue.document.findChildren(Chip) if c.isVisible()]
        return [words for words in chips if "are in the previous note" in words]

    qtbot.waitUntil(lambda: len(shares()) == 1)
    qtbot.waitUntil(queue.bridge.is_idle)
    assert len(shares()) == 1


def test_a_return_carries_its_comment(desk, waiting, queue, qtbot):
    QTest.mouseClick(queue.send_back, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(queue.comment.isVisible)
    QTest.keyClicks(queue.comment, "Which objective?")
    QTest.keyClick(queue.comment, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: queue.list.lines.rowCount() == 2)
    desk.as_(CAL)
    assert desk.do(documents.read, waiting[0]).document.return_comment == "Which objective?"


def test_a_return_without_a_word_is_refused_and_nothing_moves(desk, waiting, queue, qtbot):
    QTest.mouseClick(queue.send_back, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(queue.comment.isVisible)
    QTest.keyClick(queue.comment, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(queue.page.banner.isVisible)
    assert "what should change" in queue.page.banner.words.text()
    assert status(desk, waiting[0]) is Status.AWAITING_COSIGN


def test_letters_are_words_while_a_comment_is_typed(desk, waiting, queue, qtbot):
    QTest.mouseClick(queue.send_back, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(queue.comment.isVisible)
    QTest.keyClicks(queue.comment, "clear record")
    assert queue.comment.toPlainText() == "clear record"
    QTest.keyClick(queue.comment, Qt.Key.Key_Escape)
    assert not queue.comment.isVisible()
    assert status(desk, waiting[0]) is Status.AWAITING_COSIGN


def test_what_was_sent_again_shows_the_difference(desk, waiting, queue, qtbot):
    desk.do(review_queue.send_back, waiting[0], "More about the plan.")
    desk.as_(CAL)
    draft = desk.do(documents.read, waiting[0]).document
    desk.do(documents.save_draft, draft.id, {**full(), "plan": "words and more"}, draft.revision)
    desk.do(documents.sign, draft.id, own(desk, documents.sign))
    desk.as_(SUE)
    queue.refresh()
    qtbot.waitUntil(lambda: queue.list.lines.rowCount() == 3)
    queue.list.choose(waiting[0])

    def changes():
        return [w.toPlainText() for w in queue.findChildren(type_of_changes())]

    qtbot.waitUntil(lambda: changes() == ["words and more"])


def type_of_changes():
    from counselor_desk.ui.kit.widgets.changed_text import ChangedText

    return ChangedText


def test_m_remarks_on_one_answer(desk, waiting, queue, qtbot):
    from counselor_desk.services.supervision import remarks as review

    qtbot.waitUntil(queue.bridge.is_idle)
    QTest.mouseClick(queue.remark, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(queue.remark_box.isVisible)
    queue.remark_box.about.write("data")
    QTest.keyClicks(queue.remark_box.words, "Whose words are these?")
    queue.remark_box._write()
    qtbot.waitUntil(lambda: len(desk.do(review.remarks, waiting[0])) == 1)
    [row] = desk.do(review.remarks, waiting[0])
    assert (row.field, row.words) == ("data", "Whose words are these?")
    qtbot.waitUntil(queue.bridge.is_idle)
    assert not queue.remark_box.isVisible()


def test_a_remark_holds_to_the_words_that_are_selected(desk, waiting, queue, qtbot):
    qtbot.waitUntil(lambda: queue.document.opened is not None and queue.bridge.is_idle())
    answer = queue.document.reading._answers["data"]
    words = answer.text()[1:4]
    answer.setSelection(1, 3)
    QTest.mouseClick(queue.remark, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(queue.remark_box.isVisible)
    assert queue.remark_box.about.value() == "data"
    assert words in queue.remark_box.quoted.text()
    QTest.keyClicks(queue.remark_box.words, "Whose words?")
    queue.remark_box._write()
    qtbot.waitUntil(lambda: len(desk.do(remarks.remarks, waiting[0])) == 1)
    [row] = desk.do(remarks.remarks, waiting[0])
    assert (row.field, row.quote) == ("data", words)


def test_a_remark_on_another_answer_leaves_the_selected_words(desk, waiting, queue, qtbot):
    qtbot.waitUntil(lambda: queue.document.opened is not None and queue.bridge.is_idle())
    queue.document.reading._answers["data"].setSelection(0, 2)
    QTest.mouseClick(queue.remark, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(queue.remark_box.isVisible)
    queue.remark_box.about.write("whole")
    QTest.keyClicks(queue.remark_box.words, "All of it reads well, but the risk is missing.")
    queue.remark_box._write()
    qtbot.waitUntil(lambda: len(desk.do(remarks.remarks, waiting[0])) == 1)
    assert desk.do(remarks.remarks, waiting[0])[0].quote == ""


def test_praise_reaches_its_author(desk, waiting, qtbot):
    desk.as_(SUE)
    desk.do(remarks.praise, waiting[0], "A clear plan in her own words.")
    desk.as_(CAL)
    bridge = Bridge(desk)
    view = DocumentView(bridge, lambda *_, **__: None)
    qtbot.addWidget(view)
    view.show()
    view.read(waiting[0])
    qtbot.waitUntil(lambda: "A clear plan in her own words." in {t.text() for t in view.findChildren(QLabel)})
    qtbot.waitUntil(bridge.is_idle)
    bridge.close()


def test_the_author_finds_what_was_returned_and_what_was_good_on_today(desk, waiting, qtbot):
    returned, praised, _third = waiting
    desk.as_(SUE)
    desk.do(review_queue.send_back, returned, "Which objective?")
    desk.do(remarks.praise, praised, "Clear and kind.")
    desk.as_(CAL)
    window = Window(desk, qtbot, TodayScreen)
    qtbot.waitUntil(window.panel.good.isVisible)
    here = {"client_id": 10, "section": "notes", "document_id": returned}
    finish = window.panel.lists[TodayPart.FINISH]
    assert "returned to you" in finish.lines.line(0).second
    finish.opened.emit(0)
    assert window.went[-1] == ("chart", here)
    row = window.panel.praise
    assert "Clear and kind." in row.lines.line(0).first
    row.opened.emit(row.lines.id_at(0))
    assert window.went[-1] == ("chart", {**here, "client_id": 12, "document_id": praised})
    window.picture("today-praise")
    window.close()


def test_f5_no_bare_letter_and_no_double_click_signs_the_next_note(desk, waiting, queue, qtbot):
    for key in (Qt.Key.Key_C, Qt.Key.Key_R, Qt.Key.Key_M, Qt.Key.Key_P):
        QTest.keyClick(queue.list, key)
        for box in (queue.bar, queue.comment, queue.remark_box):
            assert not box.isVisible(), f"{key} opened something"
    for _twice in range(2):
        QTest.mouseClick(queue.cosign, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(queue.bar.isVisible)
    qtbot.waitUntil(queue.bridge.is_idle)
    assert [status(desk, note) for note in waiting] == [Status.AWAITING_COSIGN] * 3
