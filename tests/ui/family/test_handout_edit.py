"""The clinic writes a handout of its own as a person does: facts in fields, the page beside."""

import pytest

from counselor_desk.catalog import files
from counselor_desk.services.family import handout_editing, handouts
from counselor_desk.ui.family.handout_edit import HandoutEdit
from counselor_desk.ui.family.handouts import Handouts
from tests.conftest import START
from tests.ui.windows import Window

TODAY = START.astimezone().date()


@pytest.fixture
def staff(desk):
    desk.as_(4)
    return desk


def opened(desk, qtbot, **where):
    window = Window(desk, qtbot, HandoutEdit, **where)
    if where["handout"]:
        qtbot.waitUntil(lambda: window.panel.preview.pages > 0, timeout=10000)
    window.settle()
    return window


def turn(window, view):
    window.panel.view.buttons[("facts", "words", "versions").index(view)].click()
    window.settle()


def drawn(window, qtbot, words):
    qtbot.waitUntil(lambda: window.panel.level.text().startswith(words), timeout=10000)
    window.settle()


def test_the_head_of_the_file_is_no_business_of_the_writer(staff, qtbot):
    window = opened(staff, qtbot, handout="overdose", language="en")
    assert "+++" not in window.panel.text.toPlainText()
    assert "version" not in window.panel.text.toPlainText()
    assert window.panel.facts()["title"] == "Overdose: the signs and what to do"
    window.picture("handout-words")
    turn(window, "facts")
    window.picture("handout-facts")


def test_a_change_is_drawn_kept_and_taken_back(staff, qtbot):
    window = opened(staff, qtbot, handout="overdose", language="en")
    panel = window.panel
    panel.text.setPlainText(panel.text.toPlainText().replace("You can save a life.", "Call us."))
    drawn(window, qtbot, "Reading grade")
    turn(window, "facts")
    window.answer("tags", "naloxone, first aid")
    window.press("keep")
    made = staff.do(handouts.read, "overdose", "en")
    assert "Call us." in made.source
    assert made.front.tags == ("naloxone", "first aid")
    assert window.went[-1] == ("handouts", {"handout": "overdose", "language": "en"})
    again = opened(staff, qtbot, handout="overdose", language="en")
    turn(again, "versions")
    again.picture("handout-versions")
    shipped = again.panel.versions
    again.enter(shipped, 0)
    assert "You can save a life." in again.panel.text.toPlainText()
    again.press("keep")
    assert "You can save a life." in staff.do(handouts.read, "overdose", "en").source
    assert len(staff.do(handout_editing.bench, "overdose", "en").versions) == 3


def test_a_new_one_is_written_and_then_translated(staff, qtbot):
    window = opened(staff, qtbot, handout="", language="en")
    window.panel.text.setPlainText("Come at six.\n\n## Bring\n- A friend.")
    turn(window, "facts")
    window.answer("title", "Our Tuesday group")
    drawn(window, qtbot, "Reading grade")
    window.press("keep")
    key = window.went[-1][1]["handout"]
    spanish = opened(staff, qtbot, handout=key, language="es")
    assert spanish.panel.text.toPlainText().startswith("Come at six.")
    spanish.panel.sides.buttons[1].click()  # the English page beside the Spanish text
    spanish.panel.text.setPlainText("Venga a las seis.")
    drawn(spanish, qtbot, "INFLESZ")
    spanish.picture("handout-translate")
    spanish.press("keep")
    assert staff.do(handouts.read, key, "es").front.back_check
    shelf = Window(staff, qtbot, Handouts, handout=key, language="es")
    shelf.panel.search.setText("tuesday")
    shelf.settle()
    assert shelf.panel.list.lines.rowCount() == 1
    assert ("ours", "accent") in shelf.panel.list.lines.line(0).chips


def test_the_shelf_says_which_text_is_older_than_its_pair(staff, qtbot):
    body = handout_editing.handout_source.body_of(files.handouts("en")["grief"].source)
    staff.do(handout_editing.save_handout, "grief", "en", {"version": TODAY}, body)
    window = Window(staff, qtbot, Handouts, handout="grief", language="es")
    row = window.panel.list.lines
    line = next(row.line(n) for n in range(row.rowCount()) if row.id_at(n) == "grief")
    assert ("older than its pair", "caution") in line.chips
    assert "Its pair was changed" in window.panel.about.text()
    window.panel.new_button.click()
    assert window.went[-1] == ("handout_edit", {"handout": "", "language": "es"})


@pytest.mark.parametrize(
    ("language", "words", "said"),
    [
        (
            "en",
            "The addict was dirty.",
            "“addict”: better “a person with a substance use disorder”",
        ),
        ("es", "El adicto fue.", "“adicto”: better “una persona con trastorno"),
    ],
)
def test_words_that_do_not_put_the_person_first_are_told(staff, qtbot, language, words, said):
    window = opened(staff, qtbot, handout="grief", language=language)
    assert "better" not in window.panel.level.text()
    window.panel.text.setPlainText(words)
    qtbot.waitUntil(lambda: said in window.panel.level.text())
    window.settle()


def test_a_text_that_cannot_be_printed_cannot_be_kept(staff, qtbot):
    window = opened(staff, qtbot, handout="overdose", language="en")
    panel = window.panel
    panel.text.setPlainText(panel.text.toPlainText() + "\n# Too large\n")
    qtbot.waitUntil(lambda: not panel.keep_button.isEnabled())
    assert "no such block" in panel.wrong.text()
    window.settle()


def test_what_was_begun_is_there_again(staff, qtbot):
    window = opened(staff, qtbot, handout="overdose", language="en")
    window.panel.text.setPlainText("Half a sentence")
    window.panel.leave()  # as the lock does
    window.settle()
    again = opened(staff, qtbot, handout="overdose", language="en")
    assert again.panel.text.toPlainText() == "Half a sentence"
    assert "You had begun" in again.panel.draft_told.text() or again.panel.draft_told.isVisible()
    again.press("drop_draft")
    assert again.panel.text.toPlainText().startswith("An overdose slows")
    assert not again.panel.draft_told.isVisible()
    again.settle()


def test_insert_begins_a_block_on_a_line_of_its_own(staff, qtbot):
    window = opened(staff, qtbot, handout="overdose", language="en")
    panel = window.panel
    panel.text.setPlainText("First words")
    actions = {action.text(): action for action in panel.insert.menu().actions()}
    actions["Box"].trigger()
    assert panel.text.toPlainText() == "First words\n> "
    assert any(name.startswith("Phone: ") for name in actions)
    panel._paused()
    window.settle()


def test_a_missing_title_is_asked_for_where_it_stands(staff, qtbot):
    window = opened(staff, qtbot, handout="grief", language="en")
    turn(window, "facts")
    window.panel.form.set_values({**window.panel.facts(), "title": ""})
    window.panel._paused()
    assert window.panel.wrong.text() == "Give the handout a title."
    assert not window.panel.keep_button.isEnabled()
    window.settle()
