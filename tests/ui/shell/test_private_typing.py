"""What is typed is asked to stay out of the words that a keyboard learns."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from counselor_desk.ui.shell.application import get_application

SENSITIVE = Qt.InputMethodHint.ImhSensitiveData


@pytest.mark.parametrize("kind", [QLineEdit, QTextEdit, QPlainTextEdit])
def test_each_field_asks_when_the_focus_comes(qtbot, kind):
    get_application()
    page, field, button = QWidget(), kind(), QPushButton("Save")
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    column.addWidget(button)
    column.addWidget(field)
    page.show()
    page.activateWindow()
    button.setFocus()
    field.setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is field)
    assert field.inputMethodHints() & SENSITIVE
    assert not button.inputMethodHints() & SENSITIVE


def test_a_passphrase_stays_hidden_from_it_too(qtbot):
    get_application()
    field = QLineEdit()
    qtbot.addWidget(field)
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.show()
    field.setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is field)
    assert field.inputMethodHints() & SENSITIVE
    assert field.inputMethodHints() & Qt.InputMethodHint.ImhHiddenText
