"""The keyboard stays in the page when what had it goes away."""

import pytest
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from counselor_desk.ui.kit.focus import PageFocus


@pytest.fixture
def window(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    row = QHBoxLayout(window)
    window.aside, window.page = QPushButton("Today"), QWidget()
    row.addWidget(window.aside)
    row.addWidget(window.page)
    column = QVBoxLayout(window.page)
    window.first, window.sheet = QPushButton("Book"), QLineEdit()
    column.addWidget(window.first)
    column.addWidget(window.sheet)
    PageFocus(window.page)
    window.show()
    window.activateWindow()
    window.sheet.setFocus()
    qtbot.waitUntil(window.sheet.hasFocus)
    return window


def test_what_is_hidden_gives_the_keyboard_to_the_page(window, qtbot):
    window.sheet.hide()
    qtbot.waitUntil(window.first.hasFocus)


def test_what_is_taken_away_gives_the_keyboard_to_the_page(window, qtbot):
    window.sheet.hide()
    window.sheet.deleteLater()
    qtbot.waitUntil(window.first.hasFocus)


def test_a_person_may_leave_the_page(window, qtbot):
    window.aside.setFocus()
    qtbot.waitUntil(window.aside.hasFocus)
    window.first.setEnabled(False)  # a round of the event loop later it is still there
    qtbot.waitUntil(lambda: not window.first.isEnabled())
    assert window.aside.hasFocus()
