"""What was wrong on the first day at the real windows, by number, with the events of a mouse and keyboard."""

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtGui import QContextMenuEvent, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu

from counselor_desk.catalog import definitions
from counselor_desk.domain.form import Field, Form, Kind
from counselor_desk.services.assessments import answered
from counselor_desk.services.care import intakes
from counselor_desk.services.documents import documents
from counselor_desk.services.schedule import groups
from counselor_desk.ui.assessments.scores_section import Scores
from counselor_desk.ui.care.diagnoses_section import Diagnoses
from counselor_desk.ui.documents.notes_section import Notes
from counselor_desk.ui.documents.spelling import Checker
from counselor_desk.ui.kit import dress, look, platform
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.choice_fields import ButtonRow
from counselor_desk.ui.kit.form import FormWidget
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.widgets.page import Page
from counselor_desk.ui.kit.widgets.rows import RowList
from counselor_desk.ui.plans.plan_section import PlanSection
from counselor_desk.ui.plans.statement_library import StatementLibrary
from counselor_desk.ui.schedule.groups import Groups
from tests.services.documents.test_documents import full
from tests.ui.windows import Window

ROSA, DANA = 10, 12
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def shown(desk, qtbot):
    made = []

    def show(kind, *args, **where):
        made.append(Window(desk, qtbot, kind, *args, **where))
        return made[-1]

    yield show
    for window in made:
        window.close()


def test_f16_a_right_click_on_a_row_offers_to_open_it(qtbot):
    rows = RowList("Clients")
    qtbot.addWidget(rows)
    rows.show_lines([(n, RowText(f"Row {n}")) for n in range(5)])
    rows.resize(400, 400)
    rows.show()
    opened = []
    rows.opened.connect(opened.append)
    at = rows.visualRect(rows.lines.index(3)).center()
    click = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, rows.viewport().mapToGlobal(at))
    QApplication.sendEvent(rows.viewport(), click)
    (menu,) = rows.findChildren(QMenu)
    qtbot.waitUntil(menu.isVisible)
    assert rows.current() == 3
    qtbot.mouseClick(menu, LEFT, pos=menu.actionGeometry(menu.actions()[0]).center())
    assert opened == [3]
    below = rows.visualRect(rows.lines.index(4)).bottomLeft() + QPoint(5, 60)
    away = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, below, rows.viewport().mapToGlobal(below))
    QApplication.sendEvent(rows.viewport(), away)
    assert not [menu for menu in rows.findChildren(QMenu) if menu.isVisible()]


def test_f22_a_risk_that_was_not_asked_is_no_answer(desk):
    begun = desk.do(intakes.resume, ROSA)
    step = next(
        s for s in definitions.intake_path().steps if any(f.key == "uses_alone" for f in s.form().fields)
    )
    untouched = dict.fromkeys([field.key for field in step.form().fields])
    filled = desk.do(intakes.save, begun.intake.id, step.id, untouched)
    assert filled.states[step.id][0] == 0
    for said in ("yes", "no"):
        filled = desk.do(intakes.save, begun.intake.id, step.id, {**untouched, "uses_alone": said})
        assert filled.states[step.id][0] == 1, said
        assert filled.answers["uses_alone"] == said
    of_before = {**untouched, "uses_alone": True, "shares": False}  # when they were boxes to tick
    filled = desk.do(intakes.save, begun.intake.id, step.id, of_before)
    assert (filled.answers["uses_alone"], filled.answers["shares"]) == ("yes", None)


def test_f1_a_group_session_is_opened_again_before_its_dictionary_is_read(desk, shown, qtbot):
    group = desk.do(groups.create, {"name": "Evening group"})
    for client_id in (ROSA, DANA):
        desk.do(groups.join, group.id, client_id)
    window = shown(Groups)
    page = window.panel.session
    for _again in range(4):
        qtbot.waitUntil(lambda: window.panel.list.isVisible() and window.panel.list.lines.rowCount() == 1)
        window.panel.list.choose(group.id)
        QTest.keyClick(window.panel.list, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: page.isVisible() and len(page.rows) == 2)
        page.rows.clear()
        window.panel.back()
    window.settle()


def test_f3_the_page_follows_the_caret(qtbot):
    page = Page()
    qtbot.addWidget(page)
    form = FormWidget(Form.of("", *(Field(f"f{n}", f"Text {n}", Kind.TEXT) for n in range(4))))
    page.add(form)
    page.resize(700, 360)
    page.show()
    page.activateWindow()
    for key in ("f0", "f3"):
        edit = form.boxes[key].editor.main
        qtbot.mouseClick(edit.viewport(), LEFT)
        qtbot.waitUntil(edit.hasFocus)
        for _line in range(25):
            QTest.keyClicks(edit, "one more line")
            QTest.keyClick(edit, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda edit=edit: caret_is_seen(edit, page))
        QTest.keyClick(edit, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda edit=edit: caret_is_seen(edit, page))


def caret_is_seen(edit, page):
    seen = page._scroll.viewport()
    at = edit.viewport().mapTo(page, edit.cursorRect().center())
    return (
        seen.mapTo(page, seen.rect().topLeft()).y() < at.y() < seen.mapTo(page, seen.rect().bottomLeft()).y()
    )


def test_f4_a_questionnaire_with_questions_unanswered_is_not_finished_without_a_reason(desk, shown, qtbot):
    window = shown(Scores, ROSA)
    window.panel.start("phq9")
    window.settle()
    for number in range(1, 9):
        window.answer(f"q{number}", "1")
    window.press("finish")
    filling = window.panel.filling
    assert filling.gap.isVisible()
    assert filling.form.boxes["q9"].trouble.text().startswith("1 question has no answer")
    assert filling.form.boxes["q9"].isAncestorOf(QApplication.focusWidget())
    window.press("finish_anyway")
    assert filling.open_reason.hasFocus(), "it asks for the reason"
    QTest.keyClicks(filling.open_reason, "she left before the last one")
    window.press("finish_anyway")
    (taken,) = desk.do(answered.assessment_rows, ROSA)
    assert taken.readings == "incomplete (8 of 9)"
    said = " ".join(label.text() for label in window.panel.findChildren(QLabel) if label.isVisible())
    assert "Not answered" in said
    assert "she left before the last one" in said
    window.panel.start("suicide_screen")
    window.settle()
    window.press("finish")
    assert window.panel.filling.gap.isVisible()
    assert not next(row for row in desk.do(answered.assessment_rows, ROSA) if row.id != taken.id).finished


def test_f7_the_day_that_was_refused_is_not_on_screen_when_the_note_is_signed(desk, shown, qtbot):
    draft = desk.do(documents.start, client_id=ROSA, template="dap")
    desk.do(documents.save_draft, draft.id, full(), 0)
    window = shown(Notes, ROSA, document_id=draft.id)
    editor = window.panel.editor
    day = editor.day.day
    was = day.text()
    for typed in ("12/15/2999", "32/45"):
        qtbot.mouseClick(day, LEFT)
        day.selectAll()
        QTest.keyClicks(day, typed)
        window.press("sign")
        assert not editor.bar.isVisible(), typed
        assert day.text() == was, typed
        assert window.find("refused_day", QLabel).text()
    window.press("sign")
    assert editor.bar.isVisible()


def test_f8_better_words_come_with_the_mouse(desk, qtbot):
    bridge = Bridge(desk)
    form = FormWidget(Form.of("", Field("data", "Data", Kind.TEXT)), {})
    qtbot.addWidget(form)
    form.resize(500, 200)
    form.show()
    Checker(bridge, form, ())
    edit = form.boxes["data"].editor.main
    QTest.keyClicks(edit, "She is an addict")
    here = edit.textCursor()
    here.movePosition(QTextCursor.MoveOperation.Left)
    at = edit.cursorRect(here).center()
    mouse = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, edit.viewport().mapToGlobal(at))
    QApplication.sendEvent(edit.viewport(), mouse)
    menus = edit.findChildren(QMenu)
    assert menus
    offered = [action.text() for action in menus[-1].actions()]
    menus[-1].close()
    assert len(offered) > 8, offered
    qtbot.waitUntil(bridge.is_idle)
    bridge.close()


def test_f10_what_is_taken_from_the_library_takes_its_place_and_is_there_once(desk, shown, qtbot):
    window = shown(PlanSection, ROSA)
    window.press("write_plan")
    editor = window.panel.editor
    for _twice in range(2):
        editor._open_library()
        window.settle()
        library = window.panel.sheet
        assert isinstance(library, StatementLibrary)
        qtbot.waitUntil(lambda library=library: library.rows.lines.rowCount() > 0)
        problem = next(one.statement for one in library._found if not one.is_aim)
        library.rows.choose(problem.id)
        QTest.keyClick(library.rows, Qt.Key.Key_Return)
        window.settle()
        assert not [one for one in window.panel.findChildren(StatementLibrary) if one.isVisible()]
        window.panel.back()
    assert [one.words for one in editor.plan.problems].count(problem.words) == 1


def test_f11_the_look_is_remembered_and_is_one_of_the_three(qtbot, qapp):
    worn = dress.apply(qapp)
    try:
        worn.choose("dark")
        assert look.is_dark()
        assert QSettings().value("look") == "dark"
        worn.use_palette(dark=False)
        worn.wear(dress.chosen_look())  # as the next start does
        assert look.is_dark()
    finally:
        worn.choose("system")
        worn.use_palette(dark=False)
    row = ButtonRow([("a", "System"), ("b", "Dark")], "Look", always=True)
    qtbot.addWidget(row)
    row.write("a")
    row.show()
    qtbot.mouseClick(row.buttons[0], LEFT)
    QTest.keyClicks(row.buttons[0], "d")
    assert row.value() == "a"


def test_f12_the_arrows_walk_the_diagnoses_that_were_found(desk, shown, qtbot):
    window = shown(Diagnoses, ROSA)
    window.press("add_diagnosis")
    search = window.panel.sheet
    qtbot.mouseClick(search.search, LEFT)
    QTest.keyClicks(search.search, "major depress recur")
    qtbot.waitUntil(lambda: search.list.lines.rowCount() > 3)
    window.settle()
    third = search.list.lines.id_at(2)
    for _down in range(2):
        QTest.keyClick(search.search, Qt.Key.Key_Down)
    assert search.search.hasFocus()
    QTest.keyClick(search.search, Qt.Key.Key_Return)
    window.settle()
    titles = [label.text() for label in window.panel.findChildren(QLabel) if label.isVisible()]
    assert any(words.startswith(f"{third} ") for words in titles), (third, titles)


def test_f15_a_window_is_never_taller_than_the_screen(sit, qtbot):
    window = sit("cal")
    platform.fit_on_screen(window, 5000, 5000)
    room = window.screen().availableGeometry()
    assert window.height() + platform.FRAME <= room.height()
    assert window.width() <= room.width()
