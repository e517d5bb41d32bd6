"""Registering a client, or correcting what is known; who may be here already is said in time."""

from datetime import date
from typing import Any

from PySide6.QtCore import QTimer

from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.core.i18n import LazyText, _, lazy
from counselor_desk.domain.clients.person_identity import PersonIdentity
from counselor_desk.domain.form import Form, Section, is_blank
from counselor_desk.domain.roles import Can
from counselor_desk.records.base import form_of
from counselor_desk.records.people import Client
from counselor_desk.services.clients import clients
from counselor_desk.services.clients.clients import ClientRow, Namesakes
from counselor_desk.ui.clients.caseload import Caseload
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.form import FormWidget
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.screen import Command, Go, Screen
from counselor_desk.ui.kit.sheet import all_read
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.facts import Group
from counselor_desk.ui.kit.widgets.identity_strip import IdentityStrip
from counselor_desk.ui.kit.widgets.rows import RowList

PAUSE_MS = 250
WHO = frozenset({"given_name", "family_name", "preferred_name", "former_names", "born"})
CONTACT = lazy("Contact")
PARTS = (
    (
        "",
        (
            "given_name",
            "middle_name",
            "family_name",
            "preferred_name",
            "pronouns",
            "born",
            "sex",
            "gender",
            "former_names",
            "suffix",
        ),
    ),
    (CONTACT, ("phone", "second_phone", "email", "address", "voicemail_ok", "clinic_name_ok", "mail_ok")),
    (lazy("Handouts"), ("language",)),
)


def client_form() -> Form:
    """What is asked of every client, in sections."""
    return Form(
        _("Client"),
        tuple(Section(title, form_of(Client, "", *keys).fields, _help(title)) for title, keys in PARTS),
    )


def _help(title: str | LazyText) -> str:
    safe = _("No message is left and no name is said unless it is checked here.")
    return safe if title == CONTACT else ""


class Registration(Screen):
    """open(new=True), or open(client_id=10) to correct."""

    title = lazy("New client")
    needs = Can.REGISTER_CLIENT
    in_navigation = False
    icon = "people"
    everywhere = ((lazy("New client"), {"new": True}),)

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self._client_id: int | None = None
        self.button = self.page.primary(_("Register"), self._do_save, "Ctrl+Return", "register")
        self.strip = IdentityStrip()
        self.page.stand_under(self.strip)
        self.form = FormWidget(client_form())
        self.form.changed.connect(self._typed)
        self.likely = Group(_("May be here already"))
        self.likely.hide()
        self.list = RowList(_("May be here already"), fits=True)
        self.list.opened.connect(lambda client_id: self.go("chart", client_id=client_id))
        self.caseload = Caseload(self)
        self.elsewhere = text.warning(
            _("Someone like this is known here. Ask your supervisor before you make a second chart.")
        )
        self.elsewhere.setObjectName("known_elsewhere")
        self.elsewhere.hide()
        self.page.add(self.likely, self.elsewhere, self.form, self.caseload)
        self.likely.add(text.quiet(_("Open the chart with Enter instead of making a second one.")))
        self.likely.add(self.list)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._look_for_likely)

    def open(self, **where: Any) -> None:
        self._client_id = where.get("client_id")
        self.form.set_values({"language": "en"})
        self.form.mark_saved()
        self.likely.hide()
        self.elsewhere.hide()
        self.strip.hide()
        self.button.setText(_("Register") if self._client_id is None else _("Save"))
        self.page.set_title(_("New client") if self._client_id is None else _("Name and contact"))
        self.caseload.show_client(None)
        if self._client_id is not None:
            self.caseload.hide()
            self.ask(clients.read, self._client_id).then(self._fill)
        self._begin_with_name()

    def commands(self) -> list[Command]:
        words_ = _("Register this client") if self._client_id is None else _("Save changes")
        return [Command(words_, self._do_save, "Ctrl+Return", Can.REGISTER_CLIENT)]

    def _fill(self, client: Client) -> None:
        self.form.set_values({key: getattr(client, key) for key in self.form.boxes})
        self.form.mark_saved()
        self.strip.show_whose(client)
        self.caseload.show_client(client)
        self._begin_with_name()

    def _begin_with_name(self) -> None:
        """The first name comes first, though nobody has to have one."""
        first = self.form.boxes["given_name"]
        if is_blank(first.value()):
            first.editor.main.setFocus()
        else:
            self.form.focus_first()

    def _typed(self, key: str) -> None:
        if key in WHO and self._client_id is None:
            self._pause.start()

    def _look_for_likely(self) -> None:
        said = self.form.values()
        given, family, born = (said.get(key) for key in ("given_name", "family_name", "born"))
        if (given and family) or born:
            day = born if isinstance(born, date) else None
            preferred, former = said.get("preferred_name") or "", said.get("former_names") or ""
            person = PersonIdentity(given or "", family or "", day, preferred, former)
            self.ask(clients.namesakes, person).then(self._show_likely)
        else:
            self.likely.hide()
            self.elsewhere.hide()

    def _show_likely(self, found: Namesakes) -> None:
        self.likely.setVisible(bool(found.rows))
        self.list.show_lines([(row.id, _line(row)) for row in found.rows])
        self.elsewhere.setVisible(found.elsewhere)

    def _do_save(self) -> None:
        self.page.banner.clear()
        if not all_read(self.form):
            return
        self.form.accept()
        values = {key: value for key, value in self.form.values().items() if self._client_id or value}
        self.button.setEnabled(False)
        asked = (
            self.ask(clients.register, values, self.caseload.counselor_id())
            if self._client_id is None
            else self.ask(clients.change, self._client_id, values)
        )
        asked.then(self._kept).afterwards(lambda: self.button.setEnabled(True))

    def _kept(self, client: Client) -> None:
        """What is known is kept; then the caseload, where it is to be another."""
        if self._client_id is None or not self.caseload.was_changed():
            self._saved(client)
            return
        self.ask(clients.assign, client.id, self.caseload.counselor_id()).then(self._saved)

    def complain(self, trouble: Refused | VaultTrouble) -> None:
        if not (isinstance(trouble, Refused) and self.caseload.refuse(trouble)):
            super().complain(trouble)

    def _saved(self, client: Client) -> None:
        self.toast(_("Registered.") if self._client_id is None else _("Saved."))
        self.form.mark_saved()
        self.go("chart", client_id=client.id)


def _line(row: ClientRow) -> RowText:
    facts = "  ·  ".join(fact for fact in (row.number, words.full_day(row.born)) if fact)
    return RowText(row.name, facts, right=row.counselor or "", client_id=row.id, quiet=row.is_closed)


SCREEN = Registration
