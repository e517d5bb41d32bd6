"""Something stands in the wrong chart: what, whose it is, why, and who was given it."""

from typing import Any

from PySide6.QtWidgets import QLineEdit

from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.form import Field, Form, Kind
from counselor_desk.domain.roles import Can
from counselor_desk.services.clients import clients
from counselor_desk.services.clients.clients import ClientRow
from counselor_desk.services.clinic import staff
from counselor_desk.services.privacy import misfiled
from counselor_desk.services.privacy.misfiled import (
    MisfiledMove,
    MisfiledRow,
    MisfiledThing,
    MovableThing,
)
from counselor_desk.ui.clients.left_chart_words import left_words
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.form import FormWidget
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.screen import Command, Go, Screen
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.facts import Group
from counselor_desk.ui.kit.widgets.identity_strip import IdentityStrip
from counselor_desk.ui.kit.widgets.rows import RowList
from counselor_desk.ui.kit.widgets.witness import SecondSigner


class Misfiled(Screen):
    """open(client_id=10): the chart in which it stands."""

    title = lazy("In the wrong chart")
    needs = Can.WRITE_NOTE
    in_navigation = False
    icon = "page"
    shows = frozenset({"Misfiling"})

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self.client_id, self._to = 0, 0
        self._things: list[MovableThing] = []
        self._chosen: MovableThing | None = None
        self.page.secondary(_("Back"), lambda: self.go("back"), "Esc", "back")
        self.strip = IdentityStrip()
        self.page.stand_under(self.strip)
        self.things = RowList(_("What is in the wrong chart"), fits=True)
        self.things.setObjectName("things")
        self.things.always_lit = True
        self.things.chosen.connect(self._choose)
        self.name_field = QLineEdit()
        self.name_field.setObjectName("find_right")
        self.name_field.setAccessibleName(_("Whose it is"))
        self.name_field.setPlaceholderText(_("Name or record number of the client whose it is"))
        self.name_field.textChanged.connect(self._look)
        self.found = RowList(_("Whose it is"), fits=True)
        self.found.setObjectName("found")
        self.found.opened.connect(self._take)
        self.told = text.strong()
        self.form = FormWidget(
            Form.of("", Field("reason", _("How it came into the wrong chart"), Kind.TEXT, required=True))
        )
        self.second = SecondSigner(_("A reward hangs on this test: a second person is present"))
        self.second.hide()
        self.button = self.page.primary(_("Move it"), self._do_move, "Ctrl+Return", "move")
        self.moved = RowList(_("Moved before"), fits=True)
        self.before = Group(_("Moved before"), self.moved)
        self.page.add(
            text.quiet(
                _(
                    "What is signed or finished stays readable here, marked as entered in error, and begins "
                    "again in the right chart. Drafts and bookings go as they are. Both charts tell of it."
                )
            ).wrapped(),
            Group(_("Whose it is"), self.name_field, self.found, self.told),
            self.form,
            self.second,
            self.before,
            Group(_("What is in the wrong chart"), self.things),
        )

    def open(self, **where: Any) -> None:
        self.client_id, self._to, self._chosen = where["client_id"], 0, None
        self.name_field.clear()
        self._look("")
        self.told.setText("")
        self.second.hide()
        self.refresh_now()

    def refresh(self) -> None:
        if self.client_id:
            self.ask(clients.read, self.client_id).then(self.strip.show_whose)
            self.ask(misfiled.things, self.client_id).then(self._show_things)
            self.ask(misfiled.of_client, self.client_id).then(self._show_moved)
            self.ask(staff.witnesses).then(self.second.know)

    def commands(self) -> list[Command]:
        return [Command(_("Move it"), self._do_move, "Ctrl+Return")]

    def _show_things(self, things: list[MovableThing]) -> None:
        self._things, self._chosen = things, None
        self.things.show_lines([(at, _thing_line(thing)) for at, thing in enumerate(things)])
        self._choose()

    def _show_moved(self, rows: list[MisfiledRow]) -> None:
        self.before.setVisible(bool(rows))
        self.moved.show_lines([(row.id, _moved_line(row)) for row in rows])

    def _choose(self, *_chosen: object) -> None:
        at = self.things.current()
        self._chosen = self._things[at] if at is not None and at < len(self._things) else None
        self.second.hide()

    def _look(self, typed: str) -> None:
        if len(typed.strip()) == 1:
            self.found.show_lines([])
            return
        self.ask(clients.find, typed).then(self._show_found)

    def _show_found(self, rows: list[ClientRow]) -> None:
        listed = [row for row in rows if row.id != self.client_id]
        self._names = {row.id: f"{row.name}, {row.number}" for row in listed}
        self.found.show_lines([(row.id, RowText(row.name, row.number, client_id=row.id)) for row in listed])

    def _take(self, client_id: int) -> None:
        self._to = client_id
        self.told.setText(_("Goes to {name}").format(name=self._names[client_id]))
        self.form.focus_first()

    def _do_move(self) -> None:
        self.page.banner.clear()
        if self._chosen is None or not self._to:
            self.page.banner.say(_("Choose what is in the wrong chart, and whose it is."))
            return
        thing = MisfiledThing(self._chosen.kind, self._chosen.id)
        said = thing, self._to, self.form.values()["reason"] or ""
        self.button.setEnabled(False)
        if self.second.isHidden():
            asked = self.ask(misfiled.move, *said)
        else:
            asked = self.second.prove(self, misfiled.move).follow(
                lambda proof: self.ask(misfiled.move, *said, proof)
            )
        asked.then(self._done).otherwise(self._refused).afterwards(lambda: self.button.setEnabled(True))

    def _refused(self, trouble: Refused | VaultTrouble) -> None:
        if isinstance(trouble, Refused) and trouble.field == "witness_id":
            self.second.show()
        if not (isinstance(trouble, Refused) and self.second.refuse(trouble)):
            self.complain(trouble)

    def _done(self, moved: MisfiledMove) -> None:
        self.second.forget()
        self.second.hide()
        self.form.finish_draft()
        self.form.set_values({})
        self.form.mark_saved()
        self.name_field.clear()
        self.told.setText("")
        self._to = 0
        self.toast(_("Moved. Both charts tell of it."))
        if told := left_words(moved.went_out, moved.drawn):
            self.page.banner.say(_("Call it back, or tell who has it: {where}").format(where=told))
        self.refresh()

    def leave(self) -> None:
        self.second.forget()


def _thing_line(thing: MovableThing) -> RowText:
    return RowText(words.capital(thing.title), words.capital(thing.kind.words), words.full_day(thing.on))


def _moved_line(row: MisfiledRow) -> RowText:
    message = _("came from {other}") if row.came else _("went to {other}")
    first = f"{words.capital(row.kind.words)}, {message.format(other=row.other or _('another chart'))}"
    second = "  \u00b7  ".join(
        part for part in (row.reason, row.by, left_words(row.went_out, row.drawn)) if part
    )
    return RowText(first, second, words.moment(row.at))


SCREEN = Misfiled
