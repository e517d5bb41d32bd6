"""What can be set: one's own passphrase, the clinic and its rules, the people, the look."""

from typing import Any

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget

from counselor_desk.domain.form import Choice, Field, Form, Kind
from counselor_desk.domain.roles import Can, Role
from counselor_desk.errors import Refused, VaultTrouble
from counselor_desk.i18n import _
from counselor_desk.records.base import form_of
from counselor_desk.records.people import Staff
from counselor_desk.records.practice import Practice
from counselor_desk.services import audit, staff
from counselor_desk.services.trail import Verdict
from counselor_desk.ui import words
from counselor_desk.ui.bridge import Bridge
from counselor_desk.ui.choosing_fields import ButtonRow
from counselor_desk.ui.form import FormWidget
from counselor_desk.ui.paged import Line
from counselor_desk.ui.screen import Command, Go, Screen
from counselor_desk.ui.this_computer import ThisComputer
from counselor_desk.ui.widgets import text
from counselor_desk.ui.widgets.facts import Group, beside
from counselor_desk.ui.widgets.page import action
from counselor_desk.ui.widgets.rows import RowList

SCHEMES = {
    "system": Qt.ColorScheme.Unknown,
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
}
CLINIC_KEYS = (
    "name", "address", "phone", "idle_minutes", "note_due_hours", "part2_program", "paper",
    "commercial",
)  # fmt: skip


class Settings(Screen):
    """One page: what is one's own first, then what only an administrator sets."""

    title = _("Settings")
    order = 900
    icon = "settings"
    shows = frozenset({"Staff", "Practice"})

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self.clinic: FormWidget | None = None
        self._person: int | None = None
        self.page.add(self._look(), self._passphrase())
        door, opened = bridge.door, bridge.opened
        if door is not None and opened is not None and not opened.is_demo:
            self.page.add(ThisComputer(self, door, opened))
        if bridge.may(Can.MANAGE_PEOPLE):
            self.page.add(self._people())
        if bridge.may(Can.SET_POLICY):
            self._clinic_group = Group(_("The clinic"))
            self.page.add(self._clinic_group)
        if bridge.may(Can.SEE_TRAIL):
            self.page.add(self._trail())

    def refresh(self) -> None:
        if self.bridge.may(Can.MANAGE_PEOPLE):
            self.ask(staff.everyone).then(self._show_people)
        if self.bridge.may(Can.SET_POLICY) and self.clinic is None:
            self.ask(staff.practice).then(self._show_clinic)

    def leave(self) -> None:
        if self.clinic is not None:
            self.clinic.settle_now()

    def commands(self) -> list[Command]:
        settings = Command(
            _("Settings"),
            lambda: self.go("settings"),
            QKeySequence.StandardKey.Preferences,
            icon="settings",
        )
        verify = Command(
            _("Verify the audit trail"), self._do_verify, needs=Can.SEE_TRAIL, icon="check"
        )
        return [settings, verify]

    def complain(self, trouble: Refused | VaultTrouble) -> None:
        forms = [self.own, self.clinic, getattr(self, "person", None)]
        said = isinstance(trouble, Refused) and any(f and f.refuse(trouble) for f in forms)
        if not said:
            super().complain(trouble)

    # -- how it looks

    def _look(self) -> QWidget:
        kept = str(QSettings().value("look", "system"))
        choices = [("system", _("As the system")), ("light", _("Light")), ("dark", _("Dark"))]
        self.look_choice = ButtonRow(choices, _("Look"))
        self.look_choice.write(kept)
        self.look_choice.changed.connect(self._do_look)
        return Group(_("This computer"), text.label(_("Look")), self.look_choice)

    def _do_look(self) -> None:
        chosen = self.look_choice.value() or "system"
        QSettings().setValue("look", chosen)
        QGuiApplication.styleHints().setColorScheme(SCHEMES[chosen])

    # -- one's own passphrase

    def _passphrase(self) -> QWidget:
        self.own = FormWidget(
            Form.of(
                "",
                Field("old", _("Present passphrase"), required=True),
                Field("new", _("New passphrase"), required=True,
                      help=_("At least 15 characters: a few words that do not belong together.")),
                Field("again", _("New passphrase again"), required=True),
            )
        )  # fmt: skip
        for key in ("old", "new", "again"):
            line = self.own.boxes[key].editor.main
            if isinstance(line, QLineEdit):
                line.setEchoMode(QLineEdit.EchoMode.Password)
        change = action(_("Change the passphrase"), self._do_change, name="change_passphrase")
        offer = action(_("Offer me one"), self._do_offer, name="offer_passphrase")
        return Group(_("Your passphrase"), self.own, beside(change, offer))

    def _do_offer(self) -> None:
        door = self.bridge.door
        if door is None:
            return
        offered = door.offer()
        line = self.own.boxes["new"].editor.main
        if isinstance(line, QLineEdit):
            line.setEchoMode(QLineEdit.EchoMode.Normal)  # to be written down before it is used
        self.own.boxes["new"].write(offered)
        self.own.boxes["again"].write("")

    def _do_change(self) -> None:
        values, door, opened = self.own.values(), self.bridge.door, self.bridge.opened
        if door is None or opened is None:
            return
        if values["new"] != values["again"]:
            self.complain(Refused(_("The two are not the same. Type it again."), "again"))
            return
        old, new = str(values["old"] or ""), str(values["new"] or "")
        self.work(door.change_passphrase, opened, old, new).then(lambda _done: self._changed())

    def _changed(self) -> None:
        self.own.set_values({})
        self.page.banner.say(_("Your passphrase is changed. The old one no longer works."), "ok")

    # -- the people

    def _people(self) -> QWidget:
        self.people = RowList(_("People"), fits=True)
        self.people.opened.connect(self._edit)
        self._by_id: dict[int, Staff] = {}
        self.person_group = Group(_("New colleague"))
        self.person_group.hide()
        add = action(_("Add a colleague"), lambda: self._edit(None), name="add_person")
        return Group(_("People"), self.people, beside(add), self.person_group)

    def _show_people(self, everyone: list[Staff]) -> None:
        self._by_id = {person.id: person for person in everyone}
        self.people.show_lines([(p.id, self._line(p)) for p in everyone])

    def _line(self, person: Staff) -> Line:
        over = self._by_id.get(person.supervisor_id or 0)
        second = f"{words.capital(person.role.value)}, {_('signs in as')} {person.sign_in}"
        if over is not None:
            second += f", {_('supervised by')} {over.name}"
        gone = () if person.active else ((_("No longer here"), "secondary"),)
        return Line(person.signature, second, chips=gone, quiet=not person.active)

    def _edit(self, staff_id: int | None) -> None:
        """Open the form of one colleague, or of a new one."""
        self._person, known = staff_id, self._by_id.get(staff_id or 0)
        form = _person_form(self._by_id.values(), is_new=known is None)
        values = {} if known is None else {
            "name": known.name, "role": known.role.value, "credential": known.credential,
            "supervisor_id": str(known.supervisor_id or ""),
        }  # fmt: skip
        self.person = FormWidget(form, values)
        while self.person_group.column.count() > 1:
            item = self.person_group.column.takeAt(1)
            if item is not None and (old := item.widget()) is not None:
                old.deleteLater()
        self.person_group.heading.setText(known.name if known else _("New colleague"))
        self.person_group.add(self.person)
        self.person_group.add(self._person_buttons(known))
        self.person_group.show()
        self.person.focus_first()

    def _person_buttons(self, known: Staff | None) -> QWidget:
        save = _("Save") if known else _("Add and make a one-time passphrase")
        buttons = [action(save, self._do_save_person, name="save_person")]
        if known is not None and known.active:
            buttons += [
                action(_("New one-time passphrase"), self._do_reset, name="reset_person"),
                action(_("No longer works here"), self._do_retire, name="retire_person"),
            ]
        buttons.append(action(_("Close"), self.person_group.hide, name="close_person"))
        return beside(*buttons)

    def _do_save_person(self) -> None:
        said = {key: str(value or "") for key, value in self.person.values().items()}
        role = Role(said["role"]) if said["role"] else Role.COUNSELOR
        over = int(said["supervisor_id"]) if said["supervisor_id"] else None
        door, opened = self.bridge.door, self.bridge.opened
        if self._person is not None:
            staff_id = self._person
            self.ask(staff.change, staff_id, said["name"], role, said["credential"]).then(
                lambda _p: self._supervise(staff_id, over)
            )
        elif door is not None and opened is not None:
            self.work(
                door.add_person, opened, said["name"], said["sign_in"], role, said["credential"]
            ).then(lambda once: self._added(said["sign_in"], over, once))

    def _added(self, sign_in: str, over: int | None, once: str) -> None:
        self._hand_over(sign_in, once)

        def supervise(everyone: list[Staff]) -> None:
            new = next(p for p in everyone if p.sign_in == sign_in.strip())
            self._supervise(new.id, over)

        self.ask(staff.everyone).then(supervise)

    def _supervise(self, staff_id: int, over: int | None) -> None:
        self.ask(staff.supervise, staff_id, over).then(lambda _p: self._saved_person())

    def _saved_person(self) -> None:
        self.person_group.hide()
        self.refresh()

    def _do_reset(self) -> None:
        known, door, opened = self._by_id[self._person or 0], self.bridge.door, self.bridge.opened
        if door is not None and opened is not None:
            self.work(door.reset_person, opened, known.id).then(
                lambda once: self._hand_over(known.sign_in, once)
            )

    def _hand_over(self, sign_in: str, once: str) -> None:
        said = _(
            "Hand this over: sign in as {name} with the one-time passphrase “{once}”. "
            "It has to be changed at the first sign-in and is not shown again."
        )
        self.page.banner.say(said.format(name=sign_in, once=once), "accent")

    def _do_retire(self) -> None:
        known, door, opened = self._by_id[self._person or 0], self.bridge.door, self.bridge.opened
        if door is not None and opened is not None:
            self.work(door.retire_person, opened, known.id).then(lambda _n: self._retired())

    def _retired(self) -> None:
        self._saved_person()
        self.page.banner.say(
            _("They get in no more. If they may have copied the vault's files, give it a new key "
              "under Backups and keys."), "accent"
        )  # fmt: skip

    # -- the clinic

    def _show_clinic(self, practice: Practice) -> None:
        form = form_of(Practice, "", *CLINIC_KEYS)
        values = {key: getattr(practice, key) for key in CLINIC_KEYS}
        self.clinic = FormWidget(form, values)
        self.clinic.settled.connect(self._keep_clinic)
        self._clinic_group.add(self.clinic)

    def _keep_clinic(self) -> None:
        if self.clinic is not None:
            values: dict[str, Any] = {k: v for k, v in self.clinic.values().items()}
            for key in ("address", "phone", "name"):
                values[key] = values[key] or ""
            self.ask(staff.change_practice, values).then(lambda _p: self._kept(values))

    def _kept(self, values: dict[str, Any]) -> None:
        if self.clinic is not None:
            self.clinic.mark_saved(values)
        self.bridge.saved.emit(self.bridge.now())

    # -- the trail

    def _trail(self) -> QWidget:
        said = _("Every line is chained to the one before: a change or a hole is found.")
        verify = action(_("Verify the audit trail"), self._do_verify, name="verify_trail")
        self.verdict = text.body()
        return Group(_("Audit trail"), text.quiet(said), beside(verify), self.verdict)

    def _do_verify(self) -> None:
        self.ask(audit.verify).then(self._show_verdict)

    def _show_verdict(self, verdict: Verdict) -> None:
        if verdict.broken_at is None:
            whole = words.count(verdict.checked, "{n} line holds.", "All {n} lines hold.")
            self.verdict.setText(whole)
            return
        broken = _("Line {n} does not hold: {why}. Keep this vault as it is and restore a backup.")
        self.verdict.setText(broken.format(n=verdict.broken_at, why=verdict.why))


def _person_form(everyone: Any, is_new: bool) -> Form:
    supervisors = [p for p in everyone if p.role is Role.SUPERVISOR and p.active]
    fields = [
        Field("name", _("Name"), required=True),
        Field("sign_in", _("Sign-in name"), required=True, beside=True),
        Field("role", _("Role"), Kind.CHOICE, required=True,
              choices=tuple(Choice(r.value, words.capital(r.value)) for r in Role)),
        Field("credential", _("Credential"), beside=True,
              help=_("As it stands under a signature.")),
        Field("supervisor_id", _("Documents are reviewed by"), Kind.CHOICE,
              choices=(Choice("", _("nobody: signs alone")),
                       *(Choice(str(p.id), p.name) for p in supervisors))),
    ]  # fmt: skip
    return Form.of("", *(f for f in fields if is_new or f.key != "sign_in"))


SCREEN = Settings
