"""Instruments in the windows: asked, handed to the client, scored, acted on."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from counselor_desk.services.assessments import answered, assessments
from counselor_desk.ui.assessments.scores_section import Scores
from counselor_desk.ui.kit.widgets.drawing import Drawing
from tests.proofs import words_of
from tests.ui.windows import Window

CAL, ROSA = 2, 10
STORY = dict(zip([f"q{n}" for n in range(1, 10)], [2, 2, 1, 2, 1, 2, 1, 0, 1], strict=True))


@pytest.fixture
def window(desk, qtbot):
    made = Window(desk, qtbot, Scores, ROSA)
    yield made
    made.close()


def test_a_form_is_found_filled_in_and_finished(desk, window):
    window.press("New assessment")
    search = window.panel.sheet.search
    window.qtbot.keyClicks(search, "phq-9")
    window.qtbot.keyClick(search, Qt.Key.Key_Return)
    window.settle()
    for key, value in STORY.items():
        window.answer(key, str(value))
    assert window.panel.filling.count.words == "9 of 10 answered"
    window.picture("scores_filling")
    window.press("finish")
    window.picture("scores_result")
    (taken,) = desk.do(answered.assessment_rows, ROSA)
    assert taken.readings == "12, moderate"
    assert desk.do(assessments.open_flags, ROSA)[0].opens == "safety"


def test_what_is_typed_is_kept_and_found_again(desk, window):
    window.panel.start("phq9")
    window.settle()
    window.answer("q1", "3")
    window.press("aside")
    (taken,) = desk.do(answered.assessment_rows, ROSA)
    assert not taken.finished
    window.panel.open(administration_id=taken.id)
    window.settle()
    assert window.form().values()["q1"] == "3"
    window.press("discard")
    assert desk.do(answered.assessment_rows, ROSA) == []


def test_a_value_that_does_not_exist_is_refused_at_its_question(desk, window):
    window.panel.start("cows")
    window.settle()
    window.answer("q1", "5")
    window.press("finish")
    box = window.form().boxes["q1"]
    assert box.trouble.text() == "Type a number from 30 to 220."
    assert desk.do(answered.assessment_rows, ROSA)[0].finished is False


def test_a_flag_ends_with_words_alone(desk, window):
    desk.do(assessments.record, ROSA, "phq9", STORY)
    window.settle()
    window.press("flag_done")
    assert len(desk.do(assessments.open_flags, ROSA)) == 1
    window.picture("scores_front_flag")
    window.qtbot.keyClicks(window.find("done"), "Screened, low; crisis plan made")
    window.press("flag_done")
    assert desk.do(assessments.open_flags, ROSA) == []


def test_the_safety_steps_are_one_click_from_the_flag(desk, window):
    desk.do(assessments.record, ROSA, "phq9", STORY)
    window.settle()
    window.press("Record the suicide-risk screen")
    assert window.went[-1][1]["section"] == "scores"
    window.follow()
    assert window.panel.filling.instrument.id == "suicide_screen"
    window.answer("q2", "0")
    assert window.form().boxes["q3"].isHidden()


def test_a_trend_is_drawn_with_its_table(desk, clock, window):
    for low in (3, 2, 1):
        desk.do(assessments.record, ROSA, "phq9", {**dict.fromkeys(STORY, low), "q9": 0})
        clock.forward(days=30)
    window.settle()
    drawing = window.find("drawing", Drawing)
    assert [row[1] for row in drawing.picture.rows] == ["24", "16", "8"]
    window.press("as_table")
    assert window.find("table")
    window.picture("scores_front")


def test_the_client_fills_it_in_and_only_the_passphrase_leads_out(desk, window):
    window.panel.start("gad7")
    window.settle()
    window.press("hand")
    handed = window.panel.handed
    assert handed.isFullScreen()
    assert handed.windowModality() is Qt.WindowModality.ApplicationModal
    for n in range(1, 8):
        window.answer(f"q{n}", "1", inside=handed)
    window.qtbot.keyClick(handed, Qt.Key.Key_Escape)
    handed.close()
    QApplication.processEvents()
    assert handed.isVisible()
    handed.pages.setCurrentIndex(0)
    window.press("client_done", inside=handed)
    assert desk.do(answered.assessment_rows, ROSA)[0].readings == "7, mild"
    window.qtbot.keyClicks(handed.passphrase, "wrong one")
    window.qtbot.keyClick(handed.passphrase, Qt.Key.Key_Return)
    window.settle()
    assert handed.isVisible()
    assert "not your passphrase" in handed.refused.text()
    window.qtbot.keyClicks(handed.passphrase, words_of(CAL))
    window.qtbot.keyClick(handed.passphrase, Qt.Key.Key_Return)
    window.settle()
    assert window.panel.handed is None


def test_closing_the_clients_window_early_keeps_what_was_answered(desk, window):
    window.panel.start("gad7")
    window.settle()
    window.answer("q2", "1")
    window.press("hand")
    handed = window.panel.handed
    assert handed.questions.values()["q2"] == "1"
    window.answer("q1", "2", inside=handed)
    handed.close()
    window.settle()
    (taken,) = desk.do(answered.assessment_rows, ROSA)
    assert desk.do(assessments.read_administration, taken.id).administration.answers == {"q1": 2, "q2": 1}
    window.qtbot.keyClicks(handed.passphrase, words_of(CAL))
    window.qtbot.keyClick(handed.passphrase, Qt.Key.Key_Return)
    window.settle()
    assert window.form().values()["q1"] == "2"


def test_a_lock_keeps_the_clients_answers_and_takes_the_form_away(desk, window):
    window.panel.start("gad7")
    window.settle()
    window.press("hand")
    handed = window.panel.handed
    window.answer("q1", "2", inside=handed)
    window.panel.leave()
    assert not handed.isVisible()
    window.settle()
    (taken,) = desk.do(answered.assessment_rows, ROSA)
    assert desk.do(assessments.read_administration, taken.id).administration.answers == {"q1": 2}
