"""The clients of one's caseload: found as one types, opened with Enter."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.roles import Can
from counselor_desk.services.clients import clients
from counselor_desk.services.clients.clients import ClientRow
from counselor_desk.ui.kit import look, words
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.paged import PagedModel, RowText
from counselor_desk.ui.kit.screen import Command, Go, Screen
from counselor_desk.ui.kit.widgets.empty_state import EmptyState
from counselor_desk.ui.kit.widgets.numbers import Numbers
from counselor_desk.ui.kit.widgets.rows import RowList

PAUSE_MS = 80


class Clients(Screen):
    """One field, one list."""

    title = lazy("Clients")
    needs = Can.SEE_CLIENTS
    order = 20
    icon = "clients"
    shows = frozenset({"Client", "AccessGrant"})

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self._asked = 0
        if bridge.may(Can.REGISTER_CLIENT):
            self.page.primary(_("New client"), self._do_new, "Ctrl+Shift+N", "new_client")
        self.field = self._make_field()
        self.closed = QCheckBox(_("Closed charts too"))
        self.closed.setObjectName("closed")
        self.closed.toggled.connect(self.refresh)
        self.numbers = Numbers()
        self.model: PagedModel[ClientRow] = PagedModel(self._fetch, self._line, self)
        self.list = RowList(_("Clients"))
        self.list.setModel(self.model)
        self.list.opened.connect(self._open_chart)
        self.count = self.numbers.add("number_clients", self.list)
        self.empty = EmptyState(
            "clients",
            _("No clients yet"),
            _("The people you work with are listed here. Register the first one, or import them."),
            _("New client") if bridge.may(Can.REGISTER_CLIENT) else "",
            self._do_new,
        )
        self.page.fill(self._arrange())
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.refresh)

    def _make_field(self) -> QLineEdit:
        field = QLineEdit()
        field.setObjectName("find_client")
        field.setAccessibleName(_("Find a client"))
        field.setPlaceholderText(_("Name, record number or date of birth"))
        field.setClearButtonEnabled(True)
        field.setMaximumWidth(look.text_measure(440))
        find = QAction(_("Find"), field)
        look.set_icon(find, "search", "secondary")
        field.addAction(find, QLineEdit.ActionPosition.LeadingPosition)
        field.textChanged.connect(lambda _text: self._pause.start())
        field.returnPressed.connect(self._open_first)
        field.installEventFilter(self)
        return field

    def _arrange(self) -> QWidget:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(look.NEAR, 0, look.NEAR, look.NEAR)
        column.setSpacing(look.NEAR)
        row = QHBoxLayout()
        row.setContentsMargins(look.NEAR, 0, look.NEAR, 0)
        row.setSpacing(look.GAP)
        row.addWidget(self.field, 1)
        row.addWidget(self.closed)
        row.addWidget(self.numbers, 1, Qt.AlignmentFlag.AlignVCenter)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.empty)
        column.addLayout(row)
        column.addWidget(self._stack, 1)
        return whole

    def open(self, **where: Any) -> None:
        """The keyboard is where one types a name."""
        self.field.setFocus()
        self.field.selectAll()

    def back(self) -> bool:
        return self.numbers.back()

    def commands(self) -> list[Command]:
        return [Command(_("Find a client"), self.field.setFocus, "Ctrl+Shift+F")]

    def refresh(self) -> None:
        """Ids first; the rows come when they are painted."""
        self._pause.stop()
        self._asked += 1
        asked, typed = self._asked, self.field.text()
        self.ask(clients.matching, typed, closed=self.closed.isChecked()).then(
            lambda ids: self._show(ids, typed) if asked == self._asked else None
        )

    def _show(self, ids: list[int], typed: str) -> None:
        kept = self.list.current()
        self.model.show(ids)
        self.list.choose(kept)
        self._stack.setCurrentWidget(self.list if ids else self.empty)
        message = words.count(len(ids), "{n} client", "{n} clients")
        self.count.show_count(message if ids else "")
        if typed.strip():
            self.empty.say(
                _("No one by this name"),
                _(
                    "Check the spelling, or check “Closed charts too”. You see the clients of your own "
                    "caseload."
                ),
            )

    def _fetch(self, ids: list[int], show: Callable[[dict[int, ClientRow]], None]) -> None:
        self.ask(clients.rows, ids).then(show)

    def _open_first(self) -> None:
        if self._pause.isActive():  # what was typed last is looked for first
            self._pause.stop()
            self._asked += 1
            self.ask(clients.matching, self.field.text(), closed=self.closed.isChecked()).then(
                lambda ids: self._open_chart(ids[0]) if ids else None
            )
        elif self.list.current() is not None:
            self._open_chart(self.list.current())

    def _open_chart(self, client_id: int) -> None:
        self.go("chart", client_id=client_id)

    def _do_new(self) -> None:
        self.go("registration", new=True)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down from the field goes into the list."""
        pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if pressed and event.key() == Qt.Key.Key_Down:  # type: ignore[attr-defined]
            self.list.setFocus()
            return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A letter typed in the list begins a search."""
        if event.text().isalnum() and not event.modifiers():
            self.field.setFocus()
            self.field.setText(event.text())
        else:
            super().keyPressEvent(event)

    def _line(self, row: ClientRow) -> RowText:
        facts = [row.number, words.full_day(row.born)]
        mine = row.counselor == self.bridge.actor.name
        return RowText(
            row.name,
            "  ·  ".join(fact for fact in facts if fact),
            right="" if mine else row.counselor or _("nobody's caseload"),
            chips=((_("Closed"), "secondary"),) if row.is_closed else (),
            client_id=row.id,
            quiet=row.is_closed,
        )


SCREEN = Clients
