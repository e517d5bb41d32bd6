"""A client's family in the program: who they are, how often they came, what they were given."""

from typing import Any

from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.form import Field, Form, Kind
from counselor_desk.domain.roles import Can
from counselor_desk.records.base import form_of
from counselor_desk.records.family import HandoutGiven, Relative
from counselor_desk.services.family import relatives
from counselor_desk.services.family.relatives import ClientFamily
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.screen import Command, Go, opens_sheet
from counselor_desk.ui.kit.sheet import ChartSection, Sheet
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.empty_state import EmptyState
from counselor_desk.ui.kit.widgets.facts import Group, side_by_side
from counselor_desk.ui.kit.widgets.link import link
from counselor_desk.ui.kit.widgets.rows import RowList
from counselor_desk.ui.kit.widgets.section_list import SectionGroup


class FamilySection(ChartSection):
    """Relatives, and the handouts that went home."""

    title = lazy("Family")
    needs = Can.BOOK
    order = 50
    group = SectionGroup.TREATMENT
    shows = frozenset({"Relative", "FamilyPlace", "HandoutGiven"})

    def __init__(self, bridge: Bridge, go: Go, client_id: int) -> None:
        super().__init__(bridge, go, client_id)
        self.page.primary(_("Add a relative"), self._do_add, "", "add")
        self.found = ClientFamily((), (), {}, {})
        self.people = RowList(_("Relatives"), fits=True)
        self.people.opened.connect(self._do_open)
        self.given = RowList(_("Handouts given"), fits=True)
        rule = text.quiet(
            _(
                "Listening is free. Saying anything to family, even that a person comes here, needs "
                "written consent."
            )
        )
        self.people_group = Group(_("Relatives"), rule, self.people)
        self.given_group = Group(_("Given to take home"), self.given)
        self.nothing = EmptyState(
            "family",
            _("Nobody yet"),
            _("Someone close who comes to the family program, with language and size of print."),
            _("Add a relative"),
            self._do_add,
        )
        for widget in (self.nothing, self.people_group, self.given_group):
            self.front_column.addWidget(widget)

    def commands(self) -> list[Command]:
        return [Command(_("Add a relative"), self._do_add)]

    def refresh(self) -> None:
        self.ask(relatives.of_client, self.client_id).then(self._show)

    def _show(self, family: ClientFamily) -> None:
        self.found = family
        self.people.show_lines([(r.id, self._line(r)) for r in family.relatives])
        self.given.show_lines([(g.id, _given(g)) for g in family.handouts])
        self.nothing.setVisible(not family.relatives)
        self.people_group.setVisible(bool(family.relatives))
        self.given_group.setVisible(bool(family.handouts))

    def _line(self, relative: Relative) -> RowText:
        came = self.found.sessions.get(relative.id, 0)
        chips: list[tuple[str, str]] = []
        messages = self.found.may_hear.get(relative.id, [])
        if messages:
            chips.append((_("may hear: {what}").format(what=", ".join(messages)), "ok"))
        else:
            chips.append((_("no consent: listen only"), "secondary"))
        if relative.safety_first:
            chips.append((_("safety page first"), "caution"))
        elif relative.screened_on is None:
            chips.append((_("safety not asked"), "secondary"))
        message = words.count(came, "{n} evening", "{n} evenings") if came else ""
        return RowText(
            relative.name,
            relative.relation,
            message,
            relative.phone,
            chips=tuple(chips),
            quiet=relative.ended_at is not None,
        )

    @opens_sheet("add")
    def _do_add(self) -> None:
        form = form_of(Relative, _("Add a relative"))
        done = self.after_saving(_("Added"))

        def save_relative(values: dict[str, Any]) -> None:
            self.ask(relatives.add, self.client_id, values).then(done)

        self.open_sheet(Sheet(form, {"language": "en"}, (_("Add"), save_relative), self.close_sheet))

    @opens_sheet("relative")
    def _do_open(self, relative_id: int) -> None:
        relative = next(r for r in self.found.relatives if r.id == relative_id)
        form = form_of(Relative, relative.name)
        values = {field.key: getattr(relative, field.key) for field in form.fields}

        def save_relative(given: dict[str, Any]) -> None:
            self.ask(relatives.change, relative_id, given).then(self.after_saving(_("Saved")))

        sheet = Sheet(form, values, (_("Save"), save_relative), self.close_sheet)
        links = [
            link(_("Certificate"), lambda: self._do_certificate(relative_id), "certificate"),
            link(_("No longer invite"), lambda: self._do_end(relative_id), "end"),
        ]
        if self.bridge.may(Can.WRITE_NOTE):
            ask = _("Safety at home was asked about")
            links.insert(0, link(ask, lambda: self._do_screen(relative), "screen"))
        sheet.add_below(side_by_side(*links))
        self.open_sheet(sheet)

    def _do_screen(self, relative: Relative) -> None:
        self.begin_sheet("screen", relative.id)
        form = Form.of(
            _("Safety at home: {name}").format(name=relative.name),
            Field("screened_on", _("Asked, alone, on"), Kind.DATE, required=True),
            Field(
                "at_risk",
                _("There is danger, or reason to think so"),
                Kind.CHECK,
                help=_("The safety page goes first in every packet. Write the rest in a note."),
            ),
        )

        def save_screening(given: dict[str, Any]) -> None:
            on = given["screened_on"]
            if on is None:
                return
            risk = bool(given["at_risk"])
            self.ask(relatives.screen, relative.id, on, risk).then(self.after_saving(_("Saved")))

        today = self.bridge.today()
        values = {"screened_on": today, "at_risk": relative.safety_first}
        self.open_sheet(Sheet(form, values, (_("Save"), save_screening), self.close_sheet))

    def _do_certificate(self, relative_id: int) -> None:
        self.go("paper", report="certificate", asked={"relative_id": relative_id})

    def _do_end(self, relative_id: int) -> None:
        self.ask(relatives.end, relative_id).then(self.after_saving(_("Not invited any more")))


def _given(given: HandoutGiven) -> RowText:
    version = _("version {day}").format(day=words.full_day(given.version))
    day = words.day(words.local(given.given_at).date())
    return RowText(given.title, version, day, {"en": _("English"), "es": _("Spanish")}[given.language])


SECTION = FamilySection
