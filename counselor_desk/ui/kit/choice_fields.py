"""The fields that are chosen in: a row of buttons, a list to open, boxes to tick."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from counselor_desk.core.i18n import _
from counselor_desk.domain.form import Choice, Field
from counselor_desk.ui.kit import look
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.flow import Flow
from counselor_desk.ui.kit.widgets.options import give_room
from counselor_desk.ui.kit.words import capital

MANY = 7  # boxes to tick: more of them stand in columns, so that the eye finds its way
TYPING_MS = 700  # "1" and "0" within this time are ten


class ButtonRow(QWidget):
    """One answer of a few, all in sight; arrows and digits choose, Backspace takes it back.

    With `always` one is chosen at any time: a setting, not an answer. Letters do not choose then.
    """

    changed = Signal()

    def __init__(self, options: Sequence[tuple[Any, str]], name: str, *, always: bool = False) -> None:
        super().__init__()
        self._always = always
        self._options, self._typed, self._read_only = list(options), "", False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_MS)
        self._pause.timeout.connect(self._forget_typed)
        row = Flow(self, 4)
        self.buttons: list[QPushButton] = []
        for value, label in self._options:
            self.buttons.append(self._button(value, label, name))
            row.addWidget(self.buttons[-1])
        self._choose(-1, tell=False)

    def _button(self, value: Any, label: str, name: str) -> QPushButton:
        button = QPushButton(capital(label))
        button.setCheckable(True)
        button.setAutoDefault(False)
        button.setAccessibleName(f"{name}: {label}")
        button.setProperty("value", value)
        button.setProperty("own_keys", True)
        narrow = label.isdigit()
        if narrow:
            button.setFixedWidth(36 + 2 * (len(label) - 1))
        button.clicked.connect(lambda: self._clicked(button))
        button.installEventFilter(self)
        return button

    def value(self) -> Any:
        at = self._at()
        return None if at < 0 else self._options[at][0]

    def write(self, value: Any) -> None:
        values = [v for v, _label in self._options]
        self._choose(values.index(value) if value in values else -1, tell=False)

    def _at(self) -> int:
        return next((i for i, b in enumerate(self.buttons) if b.isChecked()), -1)

    def _clicked(self, button: QPushButton) -> None:
        """Clicking the chosen one again takes the answer back."""
        at = self.buttons.index(button)
        self._choose(at if button.isChecked() or self._always else -1)

    def _choose(self, at: int, tell: bool = True) -> None:
        for i, button in enumerate(self.buttons):
            button.setChecked(i == at)
            current = i == max(at, 0)
            focus = Qt.FocusPolicy.StrongFocus if current else Qt.FocusPolicy.ClickFocus
            button.setFocusPolicy(focus)
        if self.buttons:  # a question whose choices are still to come
            self.setFocusProxy(self.buttons[max(at, 0)])
        if tell:
            self.changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        return False

    def _key(self, event: QKeyEvent) -> bool:
        key, keys = event.key(), Qt.Key
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        if key in (keys.Key_Left, keys.Key_Right):
            step = 1 if key == keys.Key_Right else -1
            at = self._at()
            self._take(0 if at < 0 else min(max(at + step, 0), len(self.buttons) - 1))
        elif self._always:
            return False
        elif key in (keys.Key_Backspace, keys.Key_Delete):
            self._choose(-1)
            self.buttons[0].setFocus()
        elif event.text().isalnum():
            return self._type(event.text())
        else:
            return False
        return True

    def _type(self, letter: str) -> bool:
        """Digits choose a number, a letter the next option that starts with it."""
        self._typed += letter.lower()
        self._pause.start()
        labels = [str(label).lower() for _value, label in self._options]
        for typed in (self._typed, letter.lower()):
            hits = [i for i, label in enumerate(labels) if label == typed] or (
                [i for i, label in enumerate(labels) if label.startswith(typed)]
            )
            if hits:
                self._take(hits[0])
                return True
        return False

    def _take(self, at: int) -> None:
        self._choose(at)
        self.buttons[at].setFocus()

    def _forget_typed(self) -> None:
        self._typed = ""


def scale(field: Field) -> tuple[QWidget, ButtonRow]:
    """A scale with what its ends mean, and the row of buttons in it."""
    low, high = field.low or 0, 10 if field.high is None else field.high
    row = ButtonRow([(n, str(n)) for n in range(low, high + 1)], field.label)
    if not (field.low_label or field.high_label):
        return row, row
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    column.addWidget(row)
    ends = QHBoxLayout()
    at_low, at_high = text.small(field.low_label), text.small(field.high_label)
    at_high.setAlignment(Qt.AlignmentFlag.AlignRight)
    ends.addWidget(at_low, 1)
    ends.addWidget(at_high, 1)
    foot = QWidget()
    foot.setLayout(ends)
    ends.setContentsMargins(0, 0, 0, 0)
    foot.setMaximumWidth(40 * (high - low + 1))
    column.addWidget(foot)
    return holder, row


class ChoiceBox(QComboBox):
    """One answer of many; empty until chosen, and the last line takes it back."""

    changed = Signal()

    def __init__(self, options: Sequence[Choice]) -> None:
        super().__init__()
        self.setPlaceholderText(_("Choose"))
        for option in options:
            self.addItem(capital(option.label), option.value)
        self.addItem(_("No answer"), None)
        self.setCurrentIndex(-1)
        self.setMaxVisibleItems(14)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(min(24, max((len(o.label) for o in options), default=8)))
        self.currentIndexChanged.connect(self._chosen)
        give_room(self)

    def value(self) -> Any:
        return self.currentData() if self.currentIndex() >= 0 else None

    def _chosen(self, at: int) -> None:
        if at >= 0 and self.itemData(at) is None:
            self.setCurrentIndex(-1)  # comes here again
        else:
            self.changed.emit()

    def write(self, value: Any) -> None:
        at = -1 if value is None else self.findData(value)
        if value is not None and at < 0:  # an older answer, no longer offered, is not lost
            at = self.count() - 1
            self.insertItem(at, str(value), value)
        self.setCurrentIndex(at)

    def minimumSizeHint(self) -> QSize:
        """In a narrow window the words inside are cut, not the page."""
        return QSize(96, super().minimumSizeHint().height())

    def wheelEvent(self, event: Any) -> None:
        """A wheel that scrolls the page never changes an answer."""
        event.ignore()


class TickBoxes(QWidget):
    """Any of the answers, as boxes that flow over the width."""

    changed = Signal()

    def __init__(self, options: Sequence[Choice], name: str) -> None:
        super().__init__()
        flow = Flow(self, look.GAP, even=len(options) > MANY)
        self.boxes: dict[str, QCheckBox] = {}
        for option in options:
            box = QCheckBox(capital(option.label))
            box.setAccessibleName(f"{name}: {option.label}")
            box.setProperty("own_keys", True)
            box.toggled.connect(lambda _on: self.changed.emit())
            self.boxes[option.value] = box
            flow.addWidget(box)
        if self.boxes:
            self.setFocusProxy(next(iter(self.boxes.values())))

    def value(self) -> list[str]:
        return [value for value, box in self.boxes.items() if box.isChecked()]

    def write(self, values: Any) -> None:
        for value, box in self.boxes.items():
            box.setChecked(value in (values or []))
