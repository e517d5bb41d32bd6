"""Ctrl+K: every command that can be given from here and every client, found as one types."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from counselor_desk.i18n import _
from counselor_desk.services import clients
from counselor_desk.ui import words
from counselor_desk.ui.finder import Finder, Found
from counselor_desk.ui.paged import Line
from counselor_desk.ui.screen import Command

if TYPE_CHECKING:
    from counselor_desk.ui.window import MainWindow


class CommandPalette(QObject):
    """What the finder offers: the page's own commands, the places, and what always stands."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self.finder: Finder | None = None

    def open(self) -> None:
        if self.finder is not None:
            self.finder.close_finder()
        self.finder = Finder(self._window.whole, self.commands(), self._seek)
        self.finder.client_chosen.connect(lambda chosen: self._window.go("chart", client_id=chosen))
        self.finder.destroyed.connect(self._forget)

    def commands(self) -> list[Command]:
        window = self._window
        here = window.current()
        listed = [c for c in (here.commands() if here else []) if window.bridge.may(c.needs)]
        return [*listed, *self._elsewhere(), *window.menus.standing()]

    def _elsewhere(self) -> list[Command]:
        """To each place, and what each place lets one begin from anywhere."""
        found, go = [], self._window.go
        for name, kind in self._window.kinds.items():
            if kind.in_navigation:
                title = _("Go to {place}").format(place=kind.title)
                found.append(Command(title, lambda name=name: go(name)))  # type: ignore[misc]
            for title, where in kind.everywhere:
                found.append(Command(title, lambda name=name, where=where: go(name, **where)))  # type: ignore[misc]
        return found

    def _forget(self) -> None:
        self.finder = None

    def _seek(self, typed: str, found: Found) -> None:
        if self.finder is not None:
            self._window.bridge.ask(self.finder, clients.find, typed).then(
                lambda rows: found([(row.id, _client_line(row)) for row in rows])
            )


def _client_line(row: clients.ClientRow) -> Line:
    facts = [row.number, words.full_day(row.born), row.counselor or ""]
    return Line(row.name, "  ·  ".join(fact for fact in facts if fact), client_id=row.id)
