"""The clinic writes a letter: places from a list, a wrong one named, seen for nobody real."""

import pytest

from counselor_desk.services.documents import letters
from counselor_desk.ui.documents.letter_edit import LetterEdit
from counselor_desk.ui.documents.letter_templates import LetterTemplates
from counselor_desk.ui.figures.reports import Reports
from tests.ui.windows import Window


@pytest.fixture
def staff(desk):
    desk.as_(4)
    return desk


def turn(window, at):
    window.panel.view.buttons[at].click()
    window.settle()


def shown(window, qtbot):
    qtbot.waitUntil(lambda: window.panel.preview.pages > 0, timeout=10000)
    window.settle()


def test_a_letter_is_written_with_places_from_the_list(staff, qtbot):
    window = Window(staff, qtbot, LetterTemplates)
    window.press("new_letter")
    assert window.went[-1] == ("letter_edit", {"letter": ""})
    edit = Window(staff, qtbot, LetterEdit, letter="")
    turn(edit, 0)
    edit.answer("title", "Letter to a landlord")
    edit.answer("greeting", "Dear Sir or Madam")
    edit.answer("goes_to", "others")
    turn(edit, 1)
    actions = {action.text(): action for action in edit.panel.insert.menu().actions()}
    actions["Client's full name"].trigger()
    qtbot.keyClicks(edit.panel.text, " has kept ")
    actions["How many appointments were kept"].trigger()
    qtbot.keyClicks(edit.panel.text, " appointments.")
    shown(edit, qtbot)
    assert "tells of attendance" in edit.panel.level.text()
    edit.picture("letter-edit")
    edit.press("keep")
    made = next(one for one in staff.do(letters.shelf) if one.copy)
    assert made.body == "{client} has kept {attended} appointments."
    assert edit.went[-1] == ("letter_templates", {"letter": "letter_to_a_landlord"})


def test_a_place_that_nothing_fills_is_named_and_cannot_be_kept(staff, qtbot):
    edit = Window(staff, qtbot, LetterEdit, letter="court")
    shown(edit, qtbot)
    edit.panel.text.setPlainText("Dear {clinet}")
    qtbot.waitUntil(lambda: not edit.panel.keep_button.isEnabled())
    assert edit.panel.wrong.text() == "Nothing fills {clinet}. Did you mean {client}?"
    edit.settle()


def test_the_one_that_came_with_the_program_comes_back(staff, qtbot):
    edit = Window(staff, qtbot, LetterEdit, letter="missed_you")
    shown(edit, qtbot)
    edit.panel.text.setPlainText("Come when you like, {called}.")
    shown(edit, qtbot)
    edit.press("keep")
    again = Window(staff, qtbot, LetterEdit, letter="missed_you")
    shown(again, qtbot)
    turn(again, 2)
    again.picture("letter-versions")
    again.enter(again.panel.versions, 0)
    assert "We have missed you" in again.panel.text.toPlainText()
    turn(again, 2)
    again.press("withdraw")
    assert not any(one.copy for one in staff.do(letters.shelf))


def test_the_clinic_s_letters_are_offered_where_letters_are_printed(staff, qtbot):
    facts = {"title": "Landlord", "greeting": "Hello", "discloses": ("attendance",)}
    staff.do(letters.save_letter, "", facts, "{client}")
    window = Window(staff, qtbot, Reports)
    window.panel.list.choose("letter")
    window.settle()
    field = next(f for f in window.panel.form.form.fields if f.key == "letter")
    assert "Landlord" in [choice.label for choice in field.options]
