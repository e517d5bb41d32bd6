"""Whom to reach for a client, what may be told to each, and the facts that must not be missed."""

from typing import Any

from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.clients.contact_kinds import BY_KEY
from counselor_desk.domain.roles import Can
from counselor_desk.records.base import form_of
from counselor_desk.records.contact import ClientContact, VitalFacts
from counselor_desk.services.care import vital_facts
from counselor_desk.services.privacy import contacts
from counselor_desk.services.privacy.contacts import ClientContacts, ContactRow
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.screen import Command, Go, opens_sheet
from counselor_desk.ui.kit.sheet import ChartSection, Sheet
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.empty_state import EmptyState
from counselor_desk.ui.kit.widgets.facts import Group, KeyValue, empty, side_by_side
from counselor_desk.ui.kit.widgets.link import link
from counselor_desk.ui.kit.widgets.rows import RowList
from counselor_desk.ui.kit.widgets.section_list import SectionGroup

FEW = 2  # kinds that are named in the line; more of them stand on the sheet
MEDICAL_EMERGENCY = lazy(
    "In a medical emergency medical staff may be told what they need without a consent (42 CFR 2.51). "
    "Everybody else is told what a consent in force lets out, and nothing without one."
)


class Contacts(ChartSection):
    """Emergency and legal contacts, care outside, allergies, pregnancy, custody, interpreter."""

    title = lazy("Contacts")
    needs = Can.SEE_CLIENTS
    order = 42
    group = SectionGroup.INTAKE
    shows = frozenset({"ClientContact", "VitalFacts", "Consent"})

    def __init__(self, bridge: Bridge, go: Go, client_id: int) -> None:
        super().__init__(bridge, go, client_id)
        self.found = ClientContacts((), None)
        if bridge.may(Can.BOOK):
            self.page.primary(_("Add a contact"), self._do_add, "", "add_contact")
        self.facts = Group(_("First of all"))
        self.facts.setVisible(bridge.may(Can.READ_CHART))
        self.nothing = EmptyState(
            "people",
            _("No contacts yet"),
            _("Whom to call in an emergency, who treats the client elsewhere, and who waits for a report."),
            _("Add a contact") if bridge.may(Can.BOOK) else "",
            self._do_add,
        )
        self.list = RowList(_("Contacts"), fits=True)
        self.list.opened.connect(self._do_open)
        self.people = Group(_("Contacts"), text.quiet(str(MEDICAL_EMERGENCY)), self.list)
        for widget in (self.facts, self.nothing, self.people):
            self.front_column.addWidget(widget)

    def commands(self) -> list[Command]:
        return [
            Command(_("Add a contact"), self._do_add, needs=Can.BOOK),
            Command(_("Change allergies, pregnancy, custody"), self._do_facts, needs=Can.WRITE_NOTE),
        ]

    def refresh(self) -> None:
        self.ask(contacts.of_client, self.client_id).then(self._show)

    def _show(self, found: ClientContacts) -> None:
        self.found = found
        self._show_facts(found.facts)
        self.list.show_lines([(row.contact.id, _line(row)) for row in found.rows])
        self.nothing.setVisible(not found.rows)
        self.people.setVisible(bool(found.rows))

    def _show_facts(self, facts: VitalFacts | None) -> None:
        empty(self.facts.column)
        self.facts.add(text.heading(_("First of all")))
        if facts is None:
            self.facts.add(text.quiet(_("Nobody has asked about allergies, pregnancy and custody yet.")))
        else:
            self.facts.add(KeyValue(_pairs(facts)))
        if self.bridge.may(Can.WRITE_NOTE):
            change = _("Change") if facts else _("Write down")
            self.facts.add(side_by_side(link(change, self._do_facts, "vital_facts")))

    @opens_sheet("contact")
    def _do_add(self) -> None:
        def save_contact(given: dict[str, Any]) -> None:
            self.ask(contacts.add, self.client_id, given).then(self.after_saving(_("Saved")))

        form = form_of(ClientContact, _("Add a contact"))
        self.open_sheet(Sheet(form, {"kind": "emergency"}, (_("Save"), save_contact), self.close_sheet))

    @opens_sheet("change_contact")
    def _do_open(self, contact_id: int) -> None:
        row = next((row for row in self.found.rows if row.contact.id == contact_id), None)
        if row is None or not self.bridge.may(Can.BOOK):
            return
        held = row.contact
        form = form_of(ClientContact, held.name)

        def save_contact(given: dict[str, Any]) -> None:
            self.ask(contacts.change, contact_id, given).then(self.after_saving(_("Saved")))

        values = {field.key: getattr(held, field.key) for field in form.fields}
        sheet = Sheet(form, values, (_("Save"), save_contact), self.close_sheet)
        if row.may_hear:
            sheet.show_note(
                _("A consent in force lets us tell: {what}.").format(what=", ".join(row.may_hear))
            )
        ended = held.ended_at is not None
        label = _("A contact again") if ended else _("No longer a contact")
        sheet.add_below(side_by_side(link(label, lambda: self._do_end(contact_id, not ended), "end_contact")))
        self.open_sheet(sheet)

    def _do_end(self, contact_id: int, ended: bool) -> None:
        self.ask(contacts.end, contact_id, ended).then(self.after_saving(_("Saved")))

    @opens_sheet("vital_facts")
    def _do_facts(self) -> None:
        held = self.found.facts
        form = form_of(VitalFacts, _("First of all"))
        values = {f.key: getattr(held, f.key) for f in form.fields} if held else {}

        def save_facts(given: dict[str, Any]) -> None:
            self.ask(vital_facts.write, self.client_id, given).then(self.after_saving(_("Saved")))

        self.open_sheet(Sheet(form, values, (_("Save"), save_facts), self.close_sheet))


def _line(row: ContactRow) -> RowText:
    contact = row.contact
    if len(row.may_hear) > FEW:
        many = words.count(len(row.may_hear), "may hear {n} kind", "may hear {n} kinds of information")
        chips = [(many, "ok")]
    elif row.may_hear:
        chips = [(_("may hear: {what}").format(what=", ".join(row.may_hear)), "ok")]
    else:
        chips = [(_("no consent: listen only"), "secondary")]
    second = ", ".join(p for p in (contact.organization, contact.relation, contact.case_number) if p)
    return RowText(
        contact.name,
        ", ".join(p for p in (str(BY_KEY[contact.kind].words), second) if p),
        _("ended") if contact.ended_at else "",
        contact.phone,
        chips=tuple(chips),
        quiet=contact.ended_at is not None,
    )


def _pairs(facts: VitalFacts) -> list[tuple[str, str]]:
    form = form_of(VitalFacts, "")
    told = []
    for field in form.fields:
        value = getattr(facts, field.key)
        if value is True:
            told.append((str(field.label), _("yes")))
        elif value not in (None, "", False):
            said = words.full_day(value) if field.key == "due_on" else field.label_of(str(value))
            told.append((str(field.label), said))
    return told


SECTION = Contacts
