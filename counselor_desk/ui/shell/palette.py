"""The palette: clients and commands by the first letters of their words."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QLocale, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QApplication,
    QGraphicsDropShadowEffect,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from counselor_desk.core.i18n import _
from counselor_desk.domain.roles import Can
from counselor_desk.domain.schedule.typed_booking import TypedBooking, read_booking
from counselor_desk.services.clients import clients
from counselor_desk.ui.kit import look, words
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.screen import Command
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.rows import RowList
from counselor_desk.ui.shell.frame import Frame

WIDTH = 600
SHOWN = 8
PAUSE_MS = 60

Found = Callable[[Sequence[tuple[object, RowText]]], None]
Seek = Callable[[str, Found], object]  # asks for clients and hands (id, Line) to the second


class Finder(QWidget):
    """Lies over the window until something is chosen or Esc is pressed."""

    client_chosen = Signal(int)

    def __init__(self, home: QWidget, commands: Sequence[Command], seek: Seek) -> None:
        super().__init__(home)
        self.setObjectName("finder")
        self.setAccessibleName(_("Search clients and commands"))
        self._home, self._commands, self._seek = home, list(commands), seek
        self._clients: list[tuple[object, RowText]] = []
        self._on_its_way, self._entered = "", False
        self._before = QApplication.focusWidget()
        self.field = self._make_field()
        self.list = RowList(_("Found"), fits=True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.always_lit = True
        self.list.opened.connect(self._take)
        self.list.clicked.connect(lambda _index: self._take(self.list.current()))
        self.nothing = text.quiet(_("Nothing found. Type the first letters of a name or command."))
        column = QVBoxLayout(self)
        column.setContentsMargins(look.NEAR, look.NEAR, look.NEAR, look.NEAR)
        column.setSpacing(look.HAIR)
        for widget in (self.field, self.list, self.nothing):
            column.addWidget(widget)
        self.nothing.setContentsMargins(look.NEAR, look.NEAR, look.NEAR, look.NEAR)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.look)
        shadow = QGraphicsDropShadowEffect(self)
        shadow.setBlurRadius(36)
        shadow.setOffset(0, 8)
        shadow.setColor(look.shade())
        self.setGraphicsEffect(shadow)
        home.installEventFilter(self)
        self._show([])
        self.show()
        self.raise_()
        self.field.setFocus()

    def _make_field(self) -> QLineEdit:
        field = QLineEdit()
        field.setObjectName("find")
        field.setAccessibleName(_("Search clients and commands"))
        field.setPlaceholderText(_("Name, record number, date of birth, or a command"))
        field.setFont(look.font(1.1))
        field.setMinimumHeight(44)
        field.textChanged.connect(lambda _text: self._pause.start())
        field.installEventFilter(self)
        return field

    def look(self) -> None:
        """Ask for what stands in the field: with nothing typed whose charts were opened last."""
        typed = self.field.text()
        self._pause.stop()
        self._on_its_way = typed
        self._seek(typed, lambda rows: self._heard(typed, rows))

    def _heard(self, typed: str, rows: Sequence[tuple[object, RowText]]) -> None:
        if typed == self.field.text():
            self._on_its_way = ""
            self._show(rows)
            if self._entered:
                self._take(self.list.current())

    def _show(self, clients: Sequence[tuple[object, RowText]]) -> None:
        self._clients = [
            (("command" if isinstance(found, Command) else "client", found), line) for found, line in clients
        ]
        commands = [(("command", c), self._line(c)) for c in self._matching()]
        rows: list[tuple[object, RowText]] = [*self._clients, *commands]
        self.list.show_lines(rows[:SHOWN])
        self.list.choose(rows[0][0] if rows else None)
        self.list.setVisible(bool(rows))
        self.nothing.setVisible(not rows)
        self._place()

    def _matching(self) -> list[Command]:
        """Commands that have a word beginning with each of those typed."""
        typed = self.field.text().lower().split()
        return [
            command
            for command in self._commands
            if all(any(word.startswith(part) for word in command.title.lower().split()) for part in typed)
        ]

    @staticmethod
    def _line(command: Command) -> RowText:
        keys = QKeySequence(command.shortcut) if command.shortcut is not None else QKeySequence()
        native = QKeySequence.SequenceFormat.NativeText
        return RowText(words.capital(command.title), right=keys.toString(native), light=True)

    def _take(self, what: object) -> None:
        if not isinstance(what, tuple):
            return
        kind, thing = what
        self.close_finder()
        if kind == "client":
            self.client_chosen.emit(thing)
        else:
            thing.run()

    def close_finder(self) -> None:
        self._home.removeEventFilter(self)
        self.hide()
        if self._before is not None:
            self._before.setFocus()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._home and event.type() == QEvent.Type.Resize:
            self._place()
        if watched is self.field and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:
                event.accept()  # Esc closes this, and does not go back
            return event.type() == QEvent.Type.KeyPress and self._key(event)
        return False

    def _key(self, event: QKeyEvent) -> bool:
        keys = Qt.Key
        if event.key() == keys.Key_Escape:
            self.close_finder()
        elif event.key() in (keys.Key_Return, keys.Key_Enter):
            self._enter()
        elif event.key() in (keys.Key_Down, keys.Key_Up):
            step = 1 if event.key() == keys.Key_Down else -1
            at = self.list.currentIndex().row() + step
            self.list.setCurrentIndex(self.list.lines.index(at % max(1, self.list.lines.rowCount())))
        else:
            return False
        return True

    def _enter(self) -> None:
        """What was typed last is looked for first; then its first line is taken."""
        if self._pause.isActive():
            self.look()
        self._entered = bool(self._on_its_way)
        if not self._entered:
            self._take(self.list.current())

    def _place(self) -> None:
        width = min(WIDTH, self._home.width() - 2 * look.PAGE)
        self.setFixedWidth(width)
        self.adjustSize()
        self.move((self._home.width() - width) // 2, 24)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.blend(look.color("text"), look.color("line"), 0.15), 1))
        painter.setBrush(look.color("surface"))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 10, 10)


class CommandPalette(QObject):
    """What the finder offers: the page's own commands, the places, and what always stands."""

    def __init__(self, window: Frame) -> None:
        super().__init__(window)
        self._window = window
        self.finder: Finder | None = None

    def open(self) -> None:
        if self.finder is not None:
            self.finder.close_finder()
        self.finder = Finder(self._window.whole, self.commands(), self._seek)
        self.finder.client_chosen.connect(lambda chosen: self._window.go("chart", client_id=chosen))
        self.finder.destroyed.connect(self._forget)
        self.finder.look()

    def commands(self) -> list[Command]:
        window = self._window
        here = window.current()
        listed = [c for c in (here.commands() if here else []) if window.bridge.may(c.needs)]
        return [*listed, *self._elsewhere(), *window.standing_commands()]

    def _elsewhere(self) -> list[Command]:
        """To each place, and what each place lets one begin from anywhere."""
        commands, go = [], self._window.go
        for name, kind in self._window.kinds.items():
            if kind.in_navigation:
                title = _("Go to {place}").format(place=kind.title)
                commands.append(Command(title, lambda name=name: go(name)))  # type: ignore[misc]
            for begin, where in kind.everywhere:
                commands.append(Command(str(begin), lambda name=name, where=where: go(name, **where)))  # type: ignore[misc]
        return commands

    def _forget(self) -> None:
        self.finder = None

    def _seek(self, typed: str, found: Found) -> None:
        if self.finder is not None and self._books(typed):
            self._seek_booking(typed, found)
        elif self.finder is not None:
            self._window.bridge.ask(self.finder, clients.find, typed).then(
                lambda rows: found([(row.id, _client_line(row)) for row in rows])
            )

    def _books(self, typed: str) -> bool:
        """ "book ren tue 9": a word for booking, and somebody."""
        first, _space, rest = typed.strip().partition(" ")
        may = self._window.bridge.may(Can.BOOK)
        return may and bool(rest.strip()) and first.casefold() in ("book", _("book").casefold())

    def _seek_booking(self, typed: str, found: Found) -> None:
        """A line for each client of that name, with the day and time as they were understood."""
        window = self._window
        form = QLocale().dateFormat(QLocale.FormatType.ShortFormat).lower()
        asked = read_booking(
            typed.strip().partition(" ")[2], window.bridge.today(), day_first=form.find("d") < form.find("m")
        )

        def offer(rows: list[clients.ClientRow]) -> None:
            found([(self._booking(row, asked), _booking_line(row, asked)) for row in rows])

        assert self.finder is not None
        window.bridge.ask(self.finder, clients.find, asked.who).then(offer)

    def _booking(self, row: clients.ClientRow, asked: TypedBooking) -> Command:
        known = {key: value for key, value in vars(asked).items() if key != "who" and value is not None}
        where = {"book": True, "client_id": row.id, "name": row.name, **known}
        return Command(row.name, lambda: self._window.go("schedule", **where))


def _booking_line(row: clients.ClientRow, asked: TypedBooking) -> RowText:
    title = _("Book {client}").format(client=row.name)
    when = [words.long_day(asked.on)] if asked.on else []
    if asked.at:
        when.append(words.clock(asked.at))
    return RowText(title, ", ".join(when) or row.number, client_id=row.id)


def _client_line(row: clients.ClientRow) -> RowText:
    facts = [row.number, words.full_day(row.born), row.counselor or ""]
    return RowText(row.name, "  ·  ".join(fact for fact in facts if fact), client_id=row.id)
