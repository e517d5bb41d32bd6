"""Repeated questions: a group of fields for each thing, added and taken away."""

from itertools import pairwise
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from counselor_desk.core.i18n import _
from counselor_desk.domain.form import Field, Kind, is_blank
from counselor_desk.ui.kit import look
from counselor_desk.ui.kit.fields import EDITORS, Editor, boxes_for, lay_out
from counselor_desk.ui.kit.focus import stops_in
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.discard import discard
from counselor_desk.ui.kit.widgets.facts import HairLine
from counselor_desk.ui.kit.widgets.link import link


class RowsField(QWidget):
    """Speaks a list of dicts; a row without any answer is no row."""

    changed = Signal()

    def __init__(self, field: Field) -> None:
        super().__init__()
        self._field = field
        self._removed: tuple[int, dict[str, Any]] = (0, {})
        self.rows: list[RowEditor] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.NEAR)
        self._list = QVBoxLayout()
        self._list.setSpacing(look.NEAR)
        column.addLayout(self._list)
        self.add_button = link(_("Add another"), self._add_and_go, f"{field.key}.add")
        self.add_button.setAccessibleName(f"{field.label}: {_('add another')}")
        self.undo_button = link(_("Undo"), self._undo, f"{field.key}.undo")
        self._gone = text.small(_("Removed."))
        self._gone.setWordWrap(False)
        foot = QHBoxLayout()
        foot.addWidget(self.add_button)
        foot.addWidget(self._gone)
        foot.addWidget(self.undo_button)
        foot.addStretch(1)
        column.addLayout(foot)
        self._offer_undo(False)
        self.write([])

    def value(self) -> list[dict[str, Any]]:
        rows = [row.value() for row in self.rows]
        return [row for row in rows if not all(is_blank(v) or v is False for v in row.values())]

    def write(self, values: Any) -> None:
        for row in list(self.rows):
            self._take(row)
        for value in values or [{}]:
            self._insert(len(self.rows), value)
        self._offer_undo(False)

    def _insert(self, at: int, value: dict[str, Any]) -> "RowEditor":
        row = RowEditor(self._field, value, self._remove)
        row.changed.connect(self.changed)
        self.rows.insert(at, row)
        self._list.insertWidget(at, row)
        self._put_in_order()
        return row

    def setFocus(self, *why: Any) -> None:
        """Not by a focus proxy: with it Qt loses what follows out of the order of Tab."""
        self.rows[0].first_field().setFocus(*why)

    def _put_in_order(self) -> None:
        """A row comes with Tab where it stands; Qt puts what is new at the end of the window."""
        stops = [stop for row in self.rows for stop in stops_in(row)]
        before = self.add_button.previousInFocusChain()
        while (
            before is not None
            and before is not self.add_button
            and (self.isAncestorOf(before) or before.focusPolicy() == Qt.FocusPolicy.NoFocus)
        ):
            before = before.previousInFocusChain()
        alone = before is None or before is self.add_button
        line = [*stops, self.add_button] if alone or before is None else [before, *stops]
        for widget, next_one in pairwise(line):
            QWidget.setTabOrder(widget, next_one)

    def _take(self, row: "RowEditor") -> None:
        self.rows.remove(row)
        self._list.removeWidget(row)
        discard(row)

    def _add_and_go(self) -> None:
        row = self._insert(len(self.rows), {})
        self._offer_undo(False)
        row.first_field().setFocus()
        self.changed.emit()

    def _remove(self, row: "RowEditor") -> None:
        at = self.rows.index(row)
        self._removed = (at, row.value())
        self._take(row)
        if not self.rows:
            self._insert(0, {})
        self._offer_undo(True)
        self.undo_button.setFocus()
        self.changed.emit()

    def _undo(self) -> None:
        at, value = self._removed
        if len(self.rows) == 1 and not self.value():
            self._take(self.rows[0])
        self._insert(min(at, len(self.rows)), value).first_field().setFocus()
        self._offer_undo(False)
        self.changed.emit()

    def _offer_undo(self, offered: bool) -> None:
        self._gone.setVisible(offered)
        self.undo_button.setVisible(offered)


class RowEditor(QWidget):
    """The fields of one thing, with the button that takes it away."""

    changed = Signal()

    def __init__(self, field: Field, value: dict[str, Any], remove: Any) -> None:
        super().__init__()
        self.boxes = boxes_for(field.columns)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(look.NEAR)
        row, holder = QHBoxLayout(), QVBoxLayout()
        holder.setSpacing(look.TIGHT)
        lay_out(list(self.boxes.values()), holder)
        row.addLayout(holder, 1)
        row.addWidget(self._remove_button(field, remove), 0, Qt.AlignmentFlag.AlignTop)
        outer.addLayout(row)
        outer.addWidget(HairLine())
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        for key, box in self.boxes.items():
            box.write(value.get(key))
            box.editor.changed.connect(self._changed)

    def _remove_button(self, field: Field, remove: Any) -> QToolButton:
        button = QToolButton()
        look.set_icon(button, "close", "secondary")
        button.setIconSize(QSize(16, 16))
        button.setAutoRaise(True)
        text.explain(button, _("Remove"))
        button.setAccessibleName(f"{field.label}: {_('remove this one')}")
        button.setObjectName(f"{field.key}.remove")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: remove(self))
        return button

    def value(self) -> dict[str, Any]:
        return {key: box.value() for key, box in self.boxes.items()}

    def first_field(self) -> QWidget:
        return next(iter(self.boxes.values())).editor.main

    def _changed(self, *_args: object) -> None:
        for box in self.boxes.values():
            box.accept()
        self.changed.emit()


def _rows(field: Field) -> Editor:
    w = RowsField(field)
    return Editor(w, w.value, w.write, w.changed, w)


EDITORS[Kind.ROWS] = _rows
