"""Alt and a letter for each button and field in sight: shown while Alt is held, and spoken."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAccessible, QGuiApplication, QKeyEvent, QKeySequence, QWindow
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QLabel,
    QLineEdit,
    QMainWindow,
    QPushButton,
    QWidget,
)

from counselor_desk.ui.shell.key_tips import KeyTips

HELD_MS = 350  # who presses Alt+Tab, or knows the letter, sees nothing flash
ALT = Qt.KeyboardModifier.AltModifier
OWN_KEYS = "own_keys"  # reached by other keys: arrows among answers, Ctrl and digits
SPOKEN = re.compile(r" ?Alt\+\w$")
PRIMARY, BUTTON, FIELD, QUIET = range(4)  # who is first to get a letter


@dataclass(frozen=True)
class KeyTarget:
    """Something that a key can reach: where its letter stands and what it is called."""

    widget: QWidget  # a button, or the label of a field
    words: str
    goal: QWidget
    rank: int

    def reach(self) -> None:
        """Press a button, answer a box that is ticked, go to any other field."""
        if isinstance(self.goal, QAbstractButton):
            self.goal.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.goal.click()
        else:
            self.goal.setFocus(Qt.FocusReason.ShortcutFocusReason)


def keys_in(window: QWidget) -> dict[str, KeyTarget]:
    """One letter or digit for each, no two the same and none that a menu has."""
    taken = set(_menu_letters(window))
    key_targets: dict[str, KeyTarget] = {}
    for target in sorted(_targets(window), key=lambda target: target.rank):
        letter = next((candidate for candidate in candidate_keys(target.words) if candidate not in taken), "")
        if letter:
            taken.add(letter)
            key_targets[letter] = target
    return key_targets


def candidate_keys(words: str) -> Iterator[str]:
    """The first letters of its words, then any other, then a digit."""
    named = [word for word in words.upper().split() if word]
    for word in named:
        yield from (one for one in word[:1] if _can_be_typed(one))
    for word in named:
        yield from (one for one in word[1:] if _can_be_typed(one))
    yield from "1234567890"


def _can_be_typed(letter: str) -> bool:
    return letter.isascii() and letter.isalnum()


def _menu_letters(window: QWidget) -> Iterator[str]:
    if isinstance(window, QMainWindow):
        for menu in window.menuBar().actions():
            keys = QKeySequence.mnemonic(menu.text()).toString(QKeySequence.SequenceFormat.PortableText)
            yield keys.rpartition("+")[2]


def _targets(window: QWidget) -> Iterator[KeyTarget]:
    """What can be pressed or answered now, in the order in which the page was made."""
    labelled = set()
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or not widget.isEnabled():
            continue
        if isinstance(widget, QLabel):
            goal = widget.buddy()
            if goal is not None and goal.isVisible() and goal.isEnabled():
                labelled.add(goal)
                yield KeyTarget(widget, widget.text(), goal, FIELD)
        elif isinstance(widget, QAbstractButton):
            inside = isinstance(widget.parentWidget(), QLineEdit)
            if widget.text() and not inside and not widget.property(OWN_KEYS):
                yield KeyTarget(widget, widget.text(), widget, _rank(widget))
        elif isinstance(widget, QLineEdit) and widget not in labelled and _is_alone(widget):
            yield KeyTarget(widget, widget.accessibleName(), widget, FIELD)


def _is_alone(line: QLineEdit) -> bool:
    """A field that is named by what stands in it: a search."""
    return bool(line.placeholderText() and line.accessibleName()) and not line.isReadOnly()


def _rank(button: QAbstractButton) -> int:
    if button.property("primary"):
        return PRIMARY
    if isinstance(button, QCheckBox):
        return FIELD
    return BUTTON if isinstance(button, QPushButton) else QUIET


def _letter_of(widget: QWidget) -> str:
    for letter, target in keys_in(widget.window()).items():
        if widget in (target.goal, target.goal.focusProxy()):
            return letter
    return ""


class AccessKeys(QObject):
    """Hears Alt in whichever window of the program has the keyboard; none of it on a Mac."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._held = QTimer(self)
        self._held.setSingleShot(True)
        self._held.setInterval(HELD_MS)
        self._held.timeout.connect(self.show)
        self.tips: KeyTips | None = None
        app.focusWindowChanged.connect(self._watch)
        app.focusChanged.connect(self._tell)
        self._watch(QGuiApplication.focusWindow())

    def show(self) -> None:
        """The letters on what they reach."""
        self.hide()
        window = QApplication.activeWindow()
        if window is not None:
            shown = {letter: target.widget for letter, target in keys_in(window).items()}
            self.tips = KeyTips(window, shown)

    def hide(self) -> None:
        self._held.stop()
        if self.tips is not None and shiboken6.isValid(self.tips):
            self.tips.hide()
            self.tips.deleteLater()
        self.tips = None

    def _watch(self, window: QWindow | None) -> None:
        """Keys reach a window before any of its widgets, and after the menus' own."""
        self.hide()
        if window is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)

    def _tell(self, left: QWidget | None, reached: QWidget | None) -> None:
        """A screen reader says the keys of what it has come to, after its name and its help.

        Qt itself would tell those of a button's own shortcut, which would press it once more.
        """
        if left is not None and shiboken6.isValid(left):
            left.setAccessibleDescription(SPOKEN.sub("", left.accessibleDescription()))
        if reached is not None and QAccessible.isActive() and (letter := _letter_of(reached)):
            help_ = SPOKEN.sub("", reached.accessibleDescription())
            reached.setAccessibleDescription(f"{help_} Alt+{letter}".strip())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._pressed(event)
        if kind in (QEvent.Type.KeyRelease, QEvent.Type.MouseButtonPress):
            self.hide()
        return False

    def _pressed(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Alt and not event.isAutoRepeat():
            self._held.start()
            return False
        if event.key() == Qt.Key.Key_Alt:
            return False
        self.hide()
        window = QApplication.activeWindow()
        if event.modifiers() != ALT or window is None or QApplication.activePopupWidget():
            return False
        key = event.key()
        target = keys_in(window).get(chr(key)) if key < 128 else None
        if target is None:
            return False
        target.reach()
        return True
