"""Spelling with drug and clinical words, marked while writing, mended from the menu."""

import pytest
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QMenu

from counselor_desk.domain.form import Field, Form, Kind
from counselor_desk.services.clinic import staff
from counselor_desk.services.documents import documents, writing_aids
from counselor_desk.services.schedule import groups
from counselor_desk.services.supervision import review_queue
from counselor_desk.ui.documents.counseling_section import Counseling
from counselor_desk.ui.documents.notes_section import Notes
from counselor_desk.ui.documents.spelling import Checker, speller
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.form import FormWidget
from counselor_desk.ui.plans.plan_section import PlanSection
from counselor_desk.ui.schedule.groups import Groups
from counselor_desk.ui.shell.settings import Settings
from tests.proofs import own
from tests.services.documents.test_documents import full
from tests.ui.windows import Window

CAL, ODA = 2, 3
ROSA = 10
pytestmark = pytest.mark.slow  # the dictionary is read: two seconds


@pytest.fixture
def write(desk, qtbot):
    """A form with one text, as whoever sits at the desk sees it; the last one has the desk."""
    bridges = []

    def open_form():
        bridge = Bridge(desk)
        bridges.append(bridge)
        form = FormWidget(Form.of("", Field("data", "Data", Kind.TEXT)), {})
        qtbot.addWidget(form)
        form.show()
        checker = Checker(bridge, form, ("Rosa Medina",))
        edit = form.boxes["data"].editor.main
        qtbot.waitUntil(lambda: checker._marks[edit].speller is not None, timeout=20000)
        qtbot.waitUntil(bridge.is_idle)
        return edit, checker

    yield open_form
    for bridge in bridges:
        bridge.close()


@pytest.fixture
def text(write):
    return write()


@pytest.fixture
def clinic_writes(desk, qtbot):
    """The place to write on, opened as a person opens it."""
    windows = []

    def window(kind, *where, **more):
        windows.append(Window(desk, qtbot, kind, *where, **more))
        return windows[-1]

    def plan():
        opened = window(PlanSection, ROSA, edit=True)
        return opened, opened.panel.editor.before.boxes["strengths"].editor.main

    def objective():
        opened, _edit = plan()
        opened.press("add_problem")
        return opened, opened.form().boxes["words"].editor.main

    def group():
        made = desk.do(groups.create, {"name": "Monday"})
        desk.do(groups.join, made.id, ROSA)
        opened = window(Groups)
        opened.panel.list.opened.emit(made.id)
        opened.settle()
        return opened, opened.panel.session.rows[ROSA].form.boxes["remark"].editor.main

    def own_note():
        desk.as_(5)
        desk.do(staff.change_practice, {"counseling_notes": True})
        desk.as_(CAL)
        opened = window(Counseling, ROSA)
        opened.press("write_own")
        return opened, opened.form().boxes["text"].editor.main

    def addendum():
        draft = desk.do(documents.start, ROSA, "dap")
        desk.do(documents.save_draft, draft.id, full(), 0)
        desk.do(documents.sign, draft.id, own(desk, documents.sign))
        desk.as_(1)
        desk.do(review_queue.cosign, draft.id, own(desk, review_queue.cosign))
        desk.as_(CAL)
        opened = window(Notes, ROSA, document_id=draft.id)
        opened.press("add_addendum")
        return opened, opened.find("addendum")

    places = {"plan": plan, "objective": objective, "group": group, "own note": own_note,
              "addendum": addendum}  # fmt: skip
    yield lambda place: places[place]()[1]
    for opened in windows:
        opened.close()


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


def learn(qtbot, checker, edit, word):
    """From the menu of a marked word."""
    at = QTextCursor(edit.document())
    at.setPosition(edit.toPlainText().index(word) + 1)
    menu = QMenu()
    menu.addAction("Paste")
    checker._offer_spelling(menu, edit, at)
    [action] = [a for a in menu.actions() if a.text() == f"Learn \u201c{word}\u201d"]
    action.trigger()
    qtbot.waitUntil(lambda: word not in marked(edit))
    qtbot.waitUntil(checker._bridge.is_idle)


def test_what_one_person_teaches_returns_for_that_person_alone(desk, write, qtbot):
    edit, checker = write()
    qtbot.keyClicks(edit, "The Zyzzle and Zyzzle's friends ")
    assert "Zyzzle" in marked(edit)
    learn(qtbot, checker, edit, "Zyzzle")
    assert marked(edit) == {}, "its other forms as well"
    desk.as_(ODA)
    other, _checker = write()
    qtbot.keyClicks(other, "The Zyzzle said ")
    assert "Zyzzle" in marked(other)
    desk.as_(CAL)
    again, _checker = write()
    qtbot.keyClicks(again, "The Zyzzle said ")
    assert marked(again) == {}


def test_a_learned_word_is_taken_back_in_the_settings(desk, write, qtbot):
    for word in ("Zyzzle", "qatch"):
        desk.do(writing_aids.learn, word)
    window = Window(desk, qtbot, Settings)
    learned = window.find("learned")
    shown = [learned.lines.line(n).first for n in range(learned.lines.rowCount())]
    assert shown == ["qatch", "Zyzzle"]
    learned.choose("Zyzzle")
    window.picture("settings_learned")
    window.press("unlearn")
    assert desk.do(writing_aids.learned) == ["qatch"]
    window.press("undo")
    assert desk.do(writing_aids.learned) == ["qatch", "Zyzzle"]
    window.press("unlearn")
    window.close()


@pytest.mark.parametrize("place", ["plan", "objective", "group", "own note", "addendum"])
def test_wherever_one_writes_prose(desk, qtbot, place, clinic_writes):
    edit = clinic_writes(place)
    edit.setFocus()
    qtbot.keyClicks(edit, "She recieved it ")
    qtbot.waitUntil(lambda: "recieved" in marked(edit), timeout=20000)


def test_suggestions():
    assert "received" in speller().suggest("recieved")
