"""Whom something is for: a client is found as one types; several can be chosen where several may be."""

from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from counselor_desk.core.i18n import _
from counselor_desk.services.clients import clients
from counselor_desk.services.clients.clients import ClientRow
from counselor_desk.ui.kit import look, words
from counselor_desk.ui.kit.latest_answer import LatestOnly
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.screen import Panel
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.facts import empty
from counselor_desk.ui.kit.widgets.link import link
from counselor_desk.ui.kit.widgets.rows import RowList

SHOWN = 5


class ClientPicker(QWidget):
    """A line to type a name in, the clients found under it, and those who were chosen."""

    changed = Signal()

    def __init__(self, panel: Panel, label: str) -> None:
        super().__init__()
        self._panel, self._latest = panel, LatestOnly()
        self._entered = False
        self.chosen: dict[int, str] = {}
        self.line = QLineEdit()
        self.line.setObjectName("who")
        self.line.setAccessibleName(label)
        self.line.setPlaceholderText(_("Name or record number"))
        self.line.setClearButtonEnabled(True)
        self.line.textChanged.connect(self._look)
        self.line.installEventFilter(self)
        self.found = RowList(_("Clients found"), fits=True)
        self.found.setObjectName("who_found")
        self.found.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.found.always_lit = True
        self.found.clicked.connect(lambda _index: self._take_current())
        self.found.hide()
        self._rows: dict[int, ClientRow] = {}
        self._names = QWidget()
        self._flow = QVBoxLayout(self._names)
        self._flow.setContentsMargins(0, 0, 0, 0)
        self._flow.setSpacing(2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.HAIR)
        name = text.label(label + " *")
        name.setBuddy(self.line)
        self.trouble = text.warning()
        self.trouble.hide()
        for widget in (name, self._names, self.line, self.found, self.trouble):
            column.addWidget(widget)

    def choose(self, client_id: int, name: str) -> None:
        """Take a client whose name is known."""
        self.chosen[client_id] = name
        self._show_chosen()

    def ids(self) -> list[int]:
        return list(self.chosen)

    def refuse(self, message: str) -> None:
        self.trouble.setText(message)
        self.trouble.show()
        self.line.setFocus()

    def _look(self, typed: str) -> None:
        self.trouble.hide()
        only = self._latest.begin()
        if not typed.strip():
            self._show([])
            return
        self._panel.ask(clients.find, typed, SHOWN).then(only(self._show))

    def _show(self, rows: list[ClientRow]) -> None:
        self._rows = {row.id: row for row in rows}
        lines: list[tuple[Any, RowText]] = [
            (row.id, RowText(row.name, f"{row.number}  ·  {words.full_day(row.born)}", client_id=row.id))
            for row in rows
        ]
        self.found.show_lines(lines)
        self.found.setVisible(bool(rows))
        if self._entered and rows:
            self._take(self.found.current())
        elif self.line.text().strip() and not rows:
            self.trouble.setText(_("No client is found by this name."))
            self.trouble.show()
        self._entered = False

    def _take_current(self) -> None:
        self._take(self.found.current())

    def _take(self, client_id: int | None) -> None:
        row = self._rows.get(client_id or 0)
        if row is None:
            return
        self.chosen[row.id] = row.name
        self.line.clear()
        self._show_chosen()

    def _show_chosen(self) -> None:
        empty(self._flow)
        for client_id, name in self.chosen.items():
            taken = link(f"{name}   ✕", partial(self._drop, client_id), f"drop_{client_id}")
            taken.setAccessibleName(_("{client}: remove").format(client=name))
            self._flow.addWidget(taken)
        again = _("Add another client, for a group") if self.chosen else _("Name or record number")
        self.line.setPlaceholderText(again)
        self.changed.emit()

    def _drop(self, client_id: int) -> None:
        self.chosen.pop(client_id, None)
        self._show_chosen()
        self.line.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows go through who was found, Enter takes one."""
        if watched is self.line and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        return False

    def _key(self, event: QKeyEvent) -> bool:
        keys = Qt.Key
        shown = self.found.lines.rowCount()
        if event.key() in (keys.Key_Down, keys.Key_Up) and shown:
            step = 1 if event.key() == keys.Key_Down else -1
            at = (self.found.currentIndex().row() + step) % shown
            self.found.setCurrentIndex(self.found.lines.index(at))
            return True
        if event.key() in (keys.Key_Return, keys.Key_Enter) and self.line.text().strip():
            if shown:
                self._take(self.found.current())
            else:
                self._entered = True  # its answer is on the way
            return True
        return False
