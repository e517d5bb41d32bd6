"""Spelling with drug and clinical words, marked while writing, mended from the menu."""

import pytest
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QMenu

from counselor_desk.domain.form import Field, Form, Kind
from counselor_desk.ui.bridge import Bridge
from counselor_desk.ui.form import FormWidget
from counselor_desk.ui.spelling import Checker, speller

pytestmark = pytest.mark.slow  # the dictionary is read: two seconds


@pytest.fixture
def text(desk, qtbot):
    bridge = Bridge(desk)
    form = FormWidget(Form.of("", Field("data", "Data", Kind.TEXT)), {})
    qtbot.addWidget(form)
    form.show()
    checker = Checker(bridge, form, ("Rosa Medina",))
    edit = form.boxes["data"].editor.main
    qtbot.waitUntil(lambda: checker._marks[edit].speller is not None, timeout=20000)
    yield edit, checker
    qtbot.waitUntil(bridge.is_idle)
    bridge.close()


def marked(edit):
    found = {}
    block = edit.document().firstBlock()
    for span in block.layout().formats():
        words = block.text()[span.start : span.start + span.length]
        found[words] = span.format.underlineStyle()
    return found


@pytest.mark.parametrize("word", ["buprenorphine", "xylazine", "PHQ", "sublingual", "telehealth"])
def test_clinical_words_are_known(word):
    assert speller().knows(word)


def test_marked_as_it_is_written_and_names_are_learned(text, qtbot):
    edit, _checker = text
    qtbot.keyClicks(edit, "Rosa recieved naloxone and was dirty today ")
    styles = QTextCharFormat.UnderlineStyle
    assert marked(edit) == {
        "recieved": styles.SpellCheckUnderline, "dirty": styles.DotLine,
    }  # fmt: skip


def test_a_better_word_takes_its_place_and_can_be_undone(text, qtbot):
    edit, checker = text
    qtbot.keyClicks(edit, "was dirty today")
    at = QTextCursor(edit.document())
    at.setPosition(6)
    menu = QMenu()
    menu.addAction("Paste")
    checker._offer_wording(menu, edit, at)
    menu.actions()[0].trigger()
    assert edit.toPlainText() == "was positive today"
    edit.undo()
    assert edit.toPlainText() == "was dirty today"


def test_suggestions():
    assert "received" in speller().suggest("recieved")
