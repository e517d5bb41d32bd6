"""One widget draws any form, speaks plain values, and says when they should be kept."""

from datetime import date

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTextEdit

from counselor_desk.core.errors import Refused
from counselor_desk.domain.form import Choice, Field, FieldCondition, Form, Kind, Section
from counselor_desk.ui.kit.form import FormWidget

Key = Qt.Key
ALL = Form(
    "All kinds",
    (
        Section(
            "",
            (
                Field("name", "Name", required=True),
                Field("story", "Story", Kind.TEXT, help="What happened."),
                Field("stage", "Stage", Kind.CHOICE, choices=(
                    "Precontemplation", "Contemplation", "Preparation", "Action", "Maintenance",
                    "Return to use")),
                Field("use", "Use", Kind.CHOICE, choices=(Choice("n", "No"), Choice("y", "Yes"))),
                Field("what", "What", Kind.LINE, when=FieldCondition("use", ("y",))),
            ),
        ),
        Section(
            "Numbers",
            (
                Field("on", "Day", Kind.DATE),
                Field("at", "Time", Kind.TIME, beside=True),
                Field("minutes", "Length", Kind.NUMBER, unit="minutes", low=1, high=480,
                      beside=True),
                Field("paid", "Paid", Kind.MONEY),
                Field("mood", "Mood", Kind.SCALE, low=0, high=10, low_label="low"),
                Field("skills", "Skills", Kind.CHOICES, choices=("a", "b", "c")),
                Field("ok", "All right", Kind.CHECK),
                Field("rows", "Thoughts", Kind.ROWS, columns=(
                    Field("thought", "Thought"), Field("belief", "Belief", Kind.NUMBER))),
            ),
        ),
    ),
)  # fmt: skip
FULL = {
    "name": "Rosa", "story": "One.\nTwo.", "stage": "Action", "use": "y", "what": "two beers",
    "on": date(2026, 11, 24), "at": "10:00", "minutes": 50, "paid": 1250, "mood": 7,
    "skills": ["a", "c"], "ok": True,
    "rows": [{"thought": "One won't matter", "belief": 70}, {"thought": "It will", "belief": 0}],
}  # fmt: skip


@pytest.fixture
def form(qtbot):
    """Builds a form widget that is on screen and has the keyboard."""

    def build(form=ALL, values=None, **more):
        widget = FormWidget(form, values, **more)
        qtbot.addWidget(widget)
        widget.resize(640, 900)
        widget.show()
        widget.activateWindow()
        qtbot.waitUntil(lambda: QApplication.activeWindow() is widget)
        return widget

    return build


def main(widget, key):
    return widget.boxes[key].editor.main


def type_into(widget, key, words):
    main(widget, key).setFocus()
    QTest.keyClicks(main(widget, key), words)


def test_every_kind_says_what_it_was_given(form):
    widget = form(values=FULL)
    assert widget.values() == FULL
    assert not widget.is_dirty()
    assert ALL.loaded(ALL.to_stored(widget.values())) == FULL


def test_unanswered_looks_unanswered_and_is_none(form):
    widget = form()
    answers = {k: v for k, v in widget.values().items() if v not in (None, [], False)}
    assert answers == {}
    assert main(widget, "minutes").text() == ""
    assert main(widget, "stage").currentIndex() == -1
    assert not any(button.isChecked() for button in main(widget, "mood").buttons)


def test_dates_times_and_amounts_are_read_as_typed_and_written_clearly(form):
    widget = form()
    for key, typed in (("on", "3/14/89"), ("at", "2:30 pm"), ("paid", "12.5")):
        type_into(widget, key, typed)
        QTest.keyClick(main(widget, key), Key.Key_Tab)
    assert widget.values()["on"] == date(1989, 3, 14)
    assert main(widget, "on").text() == "Mar 14, 1989"
    assert (main(widget, "at").text(), main(widget, "paid").text()) == ("2:30 PM", "$12.50")


def test_what_is_not_understood_is_said_at_the_field_and_stays(form):
    widget = form()
    type_into(widget, "on", "soon")
    QTest.keyClick(main(widget, "on"), Key.Key_Tab)
    assert widget.boxes["on"].trouble.isVisible()
    assert main(widget, "on").text() == "soon"
    type_into(widget, "minutes", "999")
    QTest.keyClick(main(widget, "minutes"), Key.Key_Tab)
    assert "from 1 to 480" in widget.boxes["minutes"].trouble.text()
    assert widget.values()["minutes"] is None


def test_a_scale_is_chosen_with_digits_arrows_and_taken_back(form):
    widget = form()
    row = main(widget, "mood")
    row.setFocus()
    for key, expected in (
        (Key.Key_1, 1), (Key.Key_0, 10), (Key.Key_Left, 9), (Key.Key_Right, 10),
        (Key.Key_Backspace, None),
    ):  # fmt: skip
        QTest.keyClick(QApplication.focusWidget(), key)
        assert row.value() == expected


def test_clicking_the_chosen_answer_again_takes_it_back(form):
    widget = form()
    yes = main(widget, "use").buttons[1]
    QTest.mouseClick(yes, Qt.MouseButton.LeftButton)
    assert widget.values()["use"] == "y"
    QTest.mouseClick(yes, Qt.MouseButton.LeftButton)
    assert widget.values()["use"] is None


def test_a_choice_of_many_can_be_taken_back(form):
    widget = form(values={"stage": "Action"})
    box = main(widget, "stage")
    box.setCurrentIndex(box.count() - 1)
    assert widget.values()["stage"] is None


def test_an_answer_that_is_no_longer_offered_is_kept(form):
    widget = form(values={"stage": "An older stage"})
    assert widget.values()["stage"] == "An older stage"
    assert not widget.is_dirty()


def test_a_question_is_asked_when_it_applies(form):
    widget = form(values={"use": "y", "what": "two beers"})
    assert widget.boxes["what"].isVisible()
    main(widget, "use").buttons[0].click()
    assert not widget.boxes["what"].isVisible()
    assert widget.values()["what"] is None
    main(widget, "use").buttons[1].click()
    assert widget.values()["what"] == "two beers"


def test_rows_are_added_removed_and_brought_back(form):
    widget = form(values=FULL)
    rows = main(widget, "rows")
    rows.add_button.click()
    QTest.keyClicks(QApplication.focusWidget(), "A third")
    assert [row["thought"] for row in rows.value()] == ["One won't matter", "It will", "A third"]
    first = rows.rows[0]
    first.findChild(object, "rows.remove").click()
    assert [row["thought"] for row in rows.value()] == ["It will", "A third"]
    rows.undo_button.click()
    assert rows.value()[0] == {"thought": "One won't matter", "belief": 70}


def test_filling_a_form_saves_nothing_and_typing_does(form, qtbot):
    widget = form(pause_ms=20)
    with qtbot.assertNotEmitted(widget.settled, wait=60):
        widget.set_values({"name": "Rosa"})
        widget.mark_saved()
    with qtbot.waitSignal(widget.settled):
        type_into(widget, "name", "!")
    assert widget.is_dirty()
    widget.mark_saved()
    assert not widget.is_dirty()


def test_who_types_without_a_pause_is_saved_within_two_seconds(form, qtbot):
    widget = form()
    assert widget._pause.interval() <= 1500
    assert widget._latest.interval() < 2000
    type_into(widget, "name", "a")
    qtbot.waitUntil(lambda: widget._latest.remainingTime() < widget._latest.interval())
    before = widget._latest.remainingTime()
    type_into(widget, "name", "b")
    assert widget._latest.remainingTime() <= before
    assert widget._pause.isActive()


def test_settling_now_sends_what_the_pause_holds_back(form, qtbot):
    widget = form()
    type_into(widget, "story", "Half a sen")
    with qtbot.waitSignal(widget.settled, timeout=100):
        widget.settle_now()


def test_in_a_narrow_page_fields_stand_one_under_the_other(qtbot):
    names = [Field(k, k.capitalize(), beside=k != "first") for k in ("first", "middle", "last")]
    widget = FormWidget(Form.of("", *names))
    qtbot.addWidget(widget)
    widget.resize(700, 300)
    widget.show()
    boxes = [widget.boxes[name.key] for name in names]
    qtbot.waitUntil(lambda: boxes[2].x() > boxes[1].x() > boxes[0].x())
    widget.resize(widget.minimumSizeHint().width(), 300)
    qtbot.waitUntil(lambda: boxes[2].y() > boxes[1].y() > boxes[0].y())
    assert all(box.geometry().right() < widget.width() for box in boxes)


def test_a_refusal_is_said_at_its_field_until_one_types(form):
    widget = form()
    assert widget.refuse(Refused("Type a name.", "name"))
    box = widget.boxes["name"]
    assert box.trouble.text() == "Type a name."
    assert QApplication.focusWidget() is main(widget, "name")
    QTest.keyClicks(main(widget, "name"), "R")
    assert not box.trouble.isVisible()
    assert not widget.refuse(Refused("About something else.", "other"))


def test_pasted_words_are_words_alone(form):
    widget = form()
    text = main(widget, "story")
    mime = QMimeData()
    mime.setHtml("<b>bold</b><img src='file:///x.png'>")
    mime.setText("bold")
    text.insertFromMimeData(mime)
    assert text.toPlainText() == "bold"
    assert "<b>" not in text.toHtml()
    assert "font-weight" not in text.toHtml().partition("<body")[2].partition(">")[2]


def test_a_text_grows_with_its_words_and_can_be_undone(form):
    widget = form()
    text: QTextEdit = main(widget, "story")
    before = text.height()
    for _ in range(12):
        QTest.keyClick(text, Key.Key_Return)
    assert text.height() > before
    while text.document().isUndoAvailable():
        text.undo()
    assert text.height() == before


def test_loaded_text_is_not_undone_away(form):
    widget = form(values={"story": "What was there."})
    main(widget, "story").undo()
    assert widget.values()["story"] == "What was there."


def test_tab_goes_through_the_questions_in_their_order(form):
    widget = form(values={"use": "y"})
    main(widget, "name").setFocus()
    seen = []
    for _ in range(60):
        focused = QApplication.focusWidget()
        owner = next((k for k, b in widget.boxes.items() if b is focused or b.isAncestorOf(focused)), "")
        if not seen or seen[-1] != owner:
            seen.append(owner)
        if owner == "rows":
            break
        QTest.keyClick(focused, Key.Key_Tab)
    assert seen == [field.key for field in ALL.fields]


def test_every_place_to_answer_has_a_name_and_a_label(form):
    widget = form()
    for key, box in widget.boxes.items():
        assert main(widget, key).objectName() == key
        assert box.field.label in main(widget, key).accessibleName()
        assert box.label.buddy() is main(widget, key)


def test_every_template_can_be_drawn(form):
    from counselor_desk.catalog import files

    for template in files.templates().values():
        widget = FormWidget(template.form())
        assert set(widget.values()) == {field.key for field in template.form().fields}
        widget.deleteLater()
