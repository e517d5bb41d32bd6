"""One question on a page: its label, help, the place to answer, and what was refused there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QSize, Qt, SignalInstance
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from counselor_desk.core.i18n import Glossary, _, lazy
from counselor_desk.domain.form import Field, Kind, is_blank
from counselor_desk.ui.kit import look
from counselor_desk.ui.kit.choice_fields import ButtonRow, ChoiceBox, TickBoxes, scale
from counselor_desk.ui.kit.typed_fields import (
    DayLine,
    GrowingText,
    ParsedLine,
    money_line,
    number_line,
    time_line,
)
from counselor_desk.ui.kit.widgets import text

FEW, SHORT = 5, 66  # options that stand as buttons: so many, with so many letters together
FEW_BESIDE, SHORT_BESIDE = 3, 12  # where the line is shared
LEAST = 112  # a field beside others is no narrower: a date can be read in it


@dataclass(frozen=True)
class Editor:
    """A widget for one field: how to read it, write it, and hear that it changed."""

    widget: QWidget
    read: Callable[[], Any]
    write: Callable[[Any], object]
    changed: SignalInstance
    main: QWidget  # the part that takes the keyboard and the field's name


def _line(field: Field) -> Editor:
    w = QLineEdit()
    return Editor(w, lambda: w.text() or None, lambda v: w.setText(v or ""), w.textChanged, w)


def _text(field: Field) -> Editor:
    w = GrowingText()
    return Editor(w, lambda: w.toPlainText() or None, w.write, w.textChanged, w)


def _check(field: Field) -> Editor:
    w = QCheckBox(field.label)
    return Editor(w, w.isChecked, lambda v: w.setChecked(bool(v)), w.toggled, w)


def _choice(field: Field) -> Editor:
    labels = [option.label for option in field.options]
    few, short = (FEW_BESIDE, SHORT_BESIDE) if field.beside else (FEW, SHORT)
    if 0 < len(labels) <= few and sum(map(len, labels)) <= short:
        row = ButtonRow([(o.value, o.label) for o in field.options], field.label)
        return Editor(row, row.value, row.write, row.changed, row)
    w = ChoiceBox(field.options)
    return Editor(w, w.value, w.write, w.changed, w)


def _choices(field: Field) -> Editor:
    w = TickBoxes(field.options, field.label)
    return Editor(w, w.value, w.write, w.changed, w)


def _scale(field: Field) -> Editor:
    holder, row = scale(field)
    return Editor(holder, row.value, row.write, row.changed, row)


def _understood(make: Callable[[Field], ParsedLine]) -> Callable[[Field], Editor]:
    def build(field: Field) -> Editor:
        w = make(field)
        return Editor(w, w.value, w.write, w.changed, w)

    return build


# ROWS, whose rows are made of these boxes, joins them in rows_field.
EDITORS: dict[Kind, Callable[[Field], Editor]] = {
    Kind.LINE: _line,
    Kind.TEXT: _text,
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.DATE: _understood(lambda field: DayLine()),
    Kind.TIME: _understood(lambda field: time_line()),
    Kind.NUMBER: _understood(number_line),
    Kind.MONEY: _understood(money_line),
    Kind.SCALE: _scale,
    Kind.CHECK: _check,
}

NOT_YET = Glossary(
    {
        Kind.DATE: lazy("This is not a date yet. Type it like 3/14/1989."),
        Kind.TIME: lazy("This is not a time yet. Type it like 2:30 PM."),
        Kind.MONEY: lazy("This is not an amount yet. Type it like 12.50."),
    }
)


class FieldBox(QWidget):
    """A field as it stands on the page."""

    def __init__(self, field: Field, shares_line: bool) -> None:
        super().__init__()
        asked = replace(field, beside=shares_line)
        self.field, self.editor = field, EDITORS[field.kind](asked)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.HAIR)
        self.label = text.label(field.label + (" *" if field.required else ""))
        self.label.setBuddy(self.editor.main)
        if field.kind is not Kind.CHECK:
            column.addWidget(self.label)
        self._help = text.small(field.help)
        if not field.help:
            self._help.hide()
        column.addWidget(self._help)
        column.addWidget(self._with_unit())
        self.trouble = text.warning()
        self.trouble.hide()
        column.addWidget(self.trouble)
        column.addStretch(1)
        self._name()
        if isinstance(self.editor.main, ParsedLine):
            self.editor.main.editingFinished.connect(self._say_if_unread)

    def put_help_below(self) -> None:
        """Beside others the places to answer stand in one line; the help follows them."""
        self._column.removeWidget(self._help)
        self._column.insertWidget(self._column.indexOf(self.trouble), self._help)

    def show_note(self, words: str) -> None:
        """Something to know about this answer, after its help."""
        self._help.setText("   ".join(p for p in (self.field.help, words) if p))
        self._help.setVisible(bool(self._help.text()))

    def _with_unit(self) -> QWidget:
        widget = self.editor.widget
        if not self.field.unit:
            return widget
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.TIGHT)
        row.addWidget(widget)
        unit = text.quiet(self.field.unit)
        unit.setWordWrap(False)
        row.addWidget(unit, 1)
        return holder

    def _name(self) -> None:
        main, field = self.editor.main, self.field
        main.setObjectName(field.key)
        name = f"{field.label}, {_('required')}" if field.required else field.label
        main.setAccessibleName(name)
        main.setAccessibleDescription(field.help)
        if field.kind is Kind.CHECK:
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def value(self) -> Any:
        return self.editor.read()

    def write(self, value: Any) -> None:
        if is_blank(value):
            value = None
        self.editor.write(value)

    def refuse(self, words: str) -> None:
        """Say at this place why it was refused; typing takes it away."""
        self.trouble.setText(words)
        self.trouble.show()
        self._mark(wrong=True)
        self.editor.main.setAccessibleDescription(words)

    def accept(self) -> None:
        if not self.trouble.isHidden():
            self.trouble.hide()
            self._mark(wrong=False)
            self.editor.main.setAccessibleDescription(self.field.help)

    def _mark(self, wrong: bool) -> None:
        self.editor.main.setProperty("refused", wrong)
        self.editor.main.update()

    def _say_if_unread(self) -> None:
        main = self.editor.main
        if isinstance(main, ParsedLine) and main.not_understood():
            field = self.field
            if field.kind is Kind.NUMBER:
                self.refuse(_("Type a number from {low} to {high}.").format(low=field.low, high=field.high))
            else:
                self.refuse(NOT_YET[field.kind])


def boxes_for(fields: Sequence[Field]) -> dict[str, FieldBox]:
    """A box for each question; which share a line is seen from the one that follows."""
    nexts = [*fields[1:], None]
    return {
        field.key: FieldBox(field, field.beside or bool(after and after.beside))
        for field, after in zip(fields, nexts, strict=False)
    }


def lay_out(boxes: Sequence[FieldBox], column: QVBoxLayout) -> None:
    """One under the other; a field that is `beside` shares the line of the one before."""
    line: list[FieldBox] = []
    for box in boxes:
        if box.field.beside and line:
            line.append(box)
            continue
        _add_line(line, column)
        line = [box]
    _add_line(line, column)


def _add_line(line: list[FieldBox], column: QVBoxLayout) -> None:
    if len(line) == 1:
        column.addWidget(line[0])
    elif line:
        holder = SharedLine()
        for box in line:
            box.put_help_below()
            holder.row.addWidget(box, 1)
        column.addWidget(holder)


class SharedLine(QWidget):
    """Short fields side by side; one under the other where the page is too narrow for that."""

    def __init__(self) -> None:
        super().__init__()
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(look.GAP)
        self.row.setAlignment(Qt.AlignmentFlag.AlignTop)

    def minimumSizeHint(self) -> QSize:
        """The page is never wider than its widest field asks for."""
        widest = max((box.minimumSizeHint().width() for box in self._boxes()), default=0)
        return QSize(widest, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        boxes = self._boxes()
        least = (max(box.minimumSizeHint().width(), LEAST) for box in boxes)
        needed = sum(width + look.GAP for width in least) - look.GAP
        narrow = self.width() < needed
        ways = QBoxLayout.Direction
        self.row.setDirection(ways.TopToBottom if narrow else ways.LeftToRight)
        self.row.setSpacing(look.NEAR if narrow else look.GAP)

    def _boxes(self) -> list[QWidget]:
        items = (self.row.itemAt(at) for at in range(self.row.count()))
        widgets = (item.widget() for item in items if item is not None)
        return [box for box in widgets if box is not None and not box.isHidden()]


def read_all(boxes: Mapping[str, FieldBox]) -> dict[str, Any]:
    """The answers on screen; what is not asked now counts as not answered."""
    return {
        key: box.value() if not box.isHidden() else None  # hidden by its When
        for key, box in boxes.items()
    }
