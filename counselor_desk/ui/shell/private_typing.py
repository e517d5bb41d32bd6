"""Asks the keyboards of the system to learn nothing of what is typed here."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

PRIVATE = Qt.InputMethodHint.ImhSensitiveData


def make_typing_private(app: QApplication) -> None:
    """Names and notes stay out of the words that an input method offers in other programs."""
    app.focusChanged.connect(_mark)


def _mark(_before: QWidget | None, now: QWidget | None) -> None:
    takes_words = now is not None and now.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    if now is not None and takes_words and not now.inputMethodHints() & PRIVATE:
        now.setInputMethodHints(now.inputMethodHints() | PRIVATE)
