"""Words that look like markup are shown as they were typed, everywhere, and open no file."""

from datetime import timedelta
from html import escape

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QPushButton,
    QTextEdit,
    QWidget,
)

from counselor_desk.services.schedule import appointments
from counselor_desk.ui.kit.widgets import text
from tests.ui import marked
from tests.ui.pointed_at import baited, hints, is_hint


@pytest.fixture
def bait(tmp_path):
    with baited(tmp_path) as laid:
        yield laid


def misread(root, words):
    """What would take the words for markup, and how often they are shown as they are."""
    wrong, shown = [], 0
    for widget in [root, *root.findChildren(QWidget)]:
        if words in widget.toolTip() + widget.whatsThis() + widget.statusTip():
            wrong.append(f"tool-tip of {type(widget).__name__}")
        if isinstance(widget, QLabel) and not is_hint(widget):
            shown += words in widget.text()
            if widget.textFormat() != Qt.TextFormat.PlainText:
                wrong.append(f"label {widget.text()[:60]!r}")
        if isinstance(widget, QTextEdit):
            shown += words in widget.toPlainText()
            if "<img" in widget.toHtml():
                wrong.append(f"text of {type(widget).__name__}")
    return wrong, shown


def settle(window, qtbot):
    qtbot.waitUntil(window.bridge.is_idle, timeout=10_000)
    QApplication.processEvents()
    window.grab()


def test_the_bait_is_seen_when_it_is_taken(bait, qtbot):
    label = QLabel(bait.words)
    qtbot.addWidget(label)
    label.show()
    label.grab()
    assert bait.opened() > 0


def test_a_hint_is_never_markup(bait, qtbot):
    """A tool-tip is a label that guesses, which is what stands here in its place."""
    said = f"{bait.words}\nand more"
    label = QLabel(text.hint(said))
    qtbot.addWidget(label)
    label.show()
    label.grab()
    assert bait.opened() == 0
    document = QTextDocument()
    document.setHtml(text.hint(said))
    assert document.toPlainText() == said


@pytest.mark.slow
@pytest.mark.parametrize("sign_in", ["cal", "sue", "flo", "ada"])
def test_nothing_typed_becomes_markup_on_any_screen(sit, clinic, qtbot, bait, sign_in):
    client_id, notes = marked.fill(clinic, bait.words)
    window = sit(sign_in)
    wrong, seen, hinted = [], {}, ""
    for name, kind in window.kinds.items():
        if kind.in_navigation or kind.everywhere:
            screen = window.go(name, **(kind.everywhere[0][1] if kind.everywhere else {}))
            settle(window, qtbot)
            found, seen[name] = misread(screen, bait.words)
            hinted += hints(screen)
            wrong += [(name, one) for one in found]
    places = [(name, {}) for name in window.go("chart", client_id=client_id)._kinds]
    if sign_in in ("cal", "sue"):
        places += [("notes", {"document_id": note}) for note in notes]
    for name, where in places:
        screen = window.go("chart", client_id=client_id, section=name, **where)
        settle(window, qtbot)
        found, shown = misread(window, bait.words)
        seen[name] = seen.get(name, 0) + shown
        hinted += hints(window)
        wrong += [(name, one) for one in found]
    assert wrong == []
    assert bait.opened() == 0
    assert escape(bait.words) in hinted
    assert sum(seen.values()) > (20 if sign_in == "cal" else 2), seen


def test_what_stands_in_lists_is_drawn_as_typed(sit, clinic, qtbot, bait):
    opened = clinic.open("cal")
    client_id = marked.registered(opened.desk, bait.words)
    clinic.door.lock(opened)
    window = sit("cal")
    screen = window.go("clients")
    settle(window, qtbot)
    assert misread(screen, bait.words)[0] == []
    window.go("chart", client_id=client_id)
    settle(window, qtbot)
    wrong, shown = misread(window, bait.words)
    assert wrong == []
    assert shown > 0
    assert bait.opened() == 0


def test_a_name_under_the_pointer_opens_nothing(sit, clinic, qtbot, bait, clock):
    """The week told a session's name in a tool-tip of its own, which read the file that it named."""
    opened = clinic.open("cal")
    client_id = marked.registered(opened.desk, bait.words)
    opened.desk.do(appointments.book, client_id, opened.desk.now() + timedelta(minutes=1), {})
    clinic.door.lock(opened)
    window = sit("cal")
    screen = window.go("schedule")
    settle(window, qtbot)
    settle(window, qtbot)
    assert escape(bait.words) in hints(screen)
    assert bait.opened() == 0


def test_the_pointer_that_is_watched_takes_the_bait_of_a_tool_tip_that_guesses(bait, qtbot):
    place = QWidget()
    button = QPushButton("x", place)
    button.setToolTip(bait.words)
    qtbot.addWidget(place)
    place.show()
    hints(place)
    assert bait.opened() > 0
