"""The people of the clinic: who they are, what they may do, who reviews what they write."""

from collections.abc import Iterable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit, QWidget

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.domain.form import Choice, Field, Form, Kind
from counselor_desk.domain.roles import Role
from counselor_desk.records.base import form_of
from counselor_desk.records.people import Staff
from counselor_desk.services.clinic import staff
from counselor_desk.services.clinic.staff import Position
from counselor_desk.ui.clinic.once import OncePassphrase
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.form import FormWidget
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.screen import Panel
from counselor_desk.ui.kit.widgets.discard import discard
from counselor_desk.ui.kit.widgets.facts import Group, side_by_side
from counselor_desk.ui.kit.widgets.page import action, make_primary
from counselor_desk.ui.kit.widgets.rows import RowList


class Colleagues(Group):
    """A list of people; one at a time is opened, added, given a new passphrase, or ended."""

    def __init__(self, screen: Panel) -> None:
        super().__init__(_("People"))
        self._screen, self.bridge = screen, screen.bridge
        self._person: int | None = None
        self.person: FormWidget | None = None
        self.people = RowList(_("People"), fits=True)
        self.people.opened.connect(self._edit)
        self._by_id: dict[int, Staff] = {}
        self.person_group = Group(_("New colleague"))
        self.person_group.hide()
        add = action(_("Add a colleague"), lambda: self._edit(None), name="add_person")
        self.once = OncePassphrase()
        for part in (self.once, self.people, side_by_side(add), self.person_group):
            self.add(part)

    def refresh(self) -> None:
        self._screen.ask(staff.all_staff).then(self._show_people)

    def begin(self) -> None:
        """A new colleague, once it is known who could supervise them."""
        self._screen.ask(staff.all_staff).then(self._begin)

    def _begin(self, everyone: list[Staff]) -> None:
        self._show_people(everyone)
        self._edit(None)

    def refuse(self, trouble: Refused) -> bool:
        """Whether the form of the colleague has the field that was refused."""
        return self.person is not None and self.person.refuse(trouble)

    def _show_people(self, everyone: list[Staff]) -> None:
        self._by_id = {person.id: person for person in everyone}
        self.people.show_lines([(p.id, self._line(p)) for p in everyone])

    def _line(self, person: Staff) -> RowText:
        over = self._by_id.get(person.supervisor_id or 0)
        second = f"{words.capital(person.role.words)}, {_('signs in as')} {person.sign_in}"
        if over is not None:
            second += f", {_('supervised by')} {over.name}"
        gone = () if person.active else ((_("No longer here"), "secondary"),)
        return RowText(person.signature, second, chips=gone, quiet=not person.active)

    def _edit(self, staff_id: int | None) -> None:
        """Open the form of one colleague, or of a new one."""
        self._person, known = staff_id, self._by_id.get(staff_id or 0)
        form = _person_form(self._by_id.values(), known)
        values = (
            {}
            if known is None
            else {
                "name": known.name,
                "role": known.role.value,
                "credential": known.credential,
                "supervisor_id": str(known.supervisor_id or ""),
                "license": known.license,
                "license_state": known.license_state,
                "npi": known.npi,
            }
        )
        self.person = filled = FormWidget(form, values)
        filled.about = f"colleague {staff_id or 0}"
        while self.person_group.column.count() > 1:
            item = self.person_group.column.takeAt(1)
            if item is not None and (old := item.widget()) is not None:
                discard(old)
        self.person_group.heading.setText(known.name if known else _("New colleague"))
        self.person_group.add(filled)
        self.person_group.add(self._person_buttons(known))
        self.person_group.show()
        filled.focus_first()
        if known is None:
            filled.changed.connect(lambda key: self._suggest(filled) if key == "name" else None)
        QTimer.singleShot(0, filled, lambda: self._screen.page.reveal(self.person_group))

    def _suggest(self, form: FormWidget) -> None:
        """The first name in small letters, as long as nobody chose another to sign in with."""
        name, chosen = (form.boxes[key].editor.main for key in ("name", "sign_in"))
        if isinstance(name, QLineEdit) and isinstance(chosen, QLineEdit) and not chosen.isModified():
            first = name.text().split(" ")[0].lower()
            chosen.setText("".join(c for c in first if c.isalnum()))

    def _person_buttons(self, known: Staff | None) -> QWidget:
        save = _("Save") if known else _("Add and make a one-time passphrase")
        buttons = [action(save, self._do_save_person, name="save_person")]
        make_primary(buttons[0])
        if known is not None and known.active:
            buttons += [
                action(_("New one-time passphrase"), self._do_reset, name="reset_person"),
                action(_("No longer works here"), self._do_retire, name="retire_person"),
            ]
        buttons.append(action(_("Close"), self.person_group.hide, name="close_person"))
        return side_by_side(*buttons)

    def _do_save_person(self) -> None:
        if self.person is None:
            return
        answers = {key: str(value or "") for key, value in self.person.values().items()}
        role = Role(answers["role"]) if answers["role"] else Role.COUNSELOR
        over = int(answers["supervisor_id"]) if answers["supervisor_id"] else None
        numbers = {key: answers[key] for key in ("license", "license_state", "npi")}
        position = Position(role, answers["credential"], over, **numbers)
        door, opened = self.bridge.door, self.bridge.opened
        if self._person is not None:
            self._screen.ask(staff.change, self._person, answers["name"], position).then(
                lambda _person: self._saved_person()
            )
        elif door is not None and opened is not None:
            self._screen.work(door.add_person, opened, answers["name"], answers["sign_in"], position).then(
                lambda once: self._added(answers["sign_in"], once)
            )

    def _added(self, sign_in: str, once: str) -> None:
        self._hand_over(sign_in, once)
        self._saved_person()

    def _saved_person(self) -> None:
        if self.person is not None:
            self.person.finish_draft()
        self.person_group.hide()
        self.refresh()

    def _do_reset(self) -> None:
        known, door, opened = self._by_id[self._person or 0], self.bridge.door, self.bridge.opened
        if door is not None and opened is not None:
            self._screen.work(door.reset_person, opened, known.id).then(
                lambda once: self._hand_over(known.sign_in, once)
            )

    def _hand_over(self, sign_in: str, once: str) -> None:
        self.once.say(sign_in, once)
        self._screen.page.reveal(self.once)

    def _do_retire(self) -> None:
        known, door, opened = self._by_id[self._person or 0], self.bridge.door, self.bridge.opened
        if door is not None and opened is not None:
            self._screen.work(door.retire_person, opened, known.id).then(lambda _n: self._retired())

    def _retired(self) -> None:
        self._saved_person()
        self._screen.page.banner.say(
            _(
                "They can no longer sign in. If they may have copied the vault's files, give the vault "
                "a new key under Backups and keys."
            ),
            "accent",
        )


def _person_form(everyone: Iterable[Staff], known: Staff | None) -> Form:
    """A supervisor who has left stays on the list of whom they supervised: saving changes nothing."""
    held = known.supervisor_id if known else None
    supervisors = [p for p in everyone if p.can_supervise or p.id == held]
    fields = [
        Field("name", _("Name"), required=True),
        Field("sign_in", _("Sign-in name"), required=True, beside=True),
        Field(
            "role",
            _("Role"),
            Kind.CHOICE,
            required=True,
            choices=tuple(Choice(r.value, words.capital(r.words)) for r in Role),
        ),
        Field("credential", _("Credential"), beside=True, help=_("As it appears under a signature.")),
        *form_of(Staff, "", "license", "license_state", "npi").fields,
        Field(
            "supervisor_id",
            _("Documents are reviewed by"),
            Kind.CHOICE,
            choices=(Choice("", _("no one: signs alone")), *(Choice(str(p.id), p.name) for p in supervisors)),
        ),
    ]
    return Form.of("", *(f for f in fields if known is None or f.key != "sign_in"))
