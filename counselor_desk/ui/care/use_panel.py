"""What a client uses: one line a substance, its stage, and the needs that the stage suggests."""

from typing import Any

from counselor_desk.catalog import definitions
from counselor_desk.core.i18n import _
from counselor_desk.domain.care import substance
from counselor_desk.domain.form import Field, Form, Kind, Section
from counselor_desk.records.base import form_of
from counselor_desk.records.substance import Substance, UseEvent
from counselor_desk.services.care import substances
from counselor_desk.services.care.substances import SubstanceHistory
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.sheet import ChartSection, Sheet
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.facts import Group, side_by_side
from counselor_desk.ui.kit.widgets.link import link
from counselor_desk.ui.kit.widgets.rows import RowList


class UsePanel(Group):
    """Substances and returns to use, inside a section of the chart."""

    def __init__(self, section: ChartSection) -> None:
        super().__init__(_("Substances"))
        self._section, self._held = section, dict[int, Substance]()
        self.list = RowList(_("Substances"), fits=True)
        self.list.setObjectName("substances")
        self.list.opened.connect(self._do_change)
        self.returns = text.quiet()
        self.add(self.list)
        self.add(self.returns)
        self.add(side_by_side(link(_("Add a substance"), self._do_add, "add_substance")))

    def show_use(self, found: SubstanceHistory) -> None:
        self._held = {one.id: one for one in found.substances}
        self.list.show_lines([(one.id, _line(one)) for one in found.substances])
        self.returns.setVisible(bool(found.events))
        message = ", ".join(_event(use_event) for use_event in found.events[:5])
        self.returns.setText(_("Returned to use: {list}.").format(list=message))

    def _do_add(self) -> None:
        section = self._section
        section.begin_sheet("add_substance")
        form = form_of(Substance, _("Add a substance"))

        def save_substance(given: dict[str, Any]) -> None:
            filled = {k: v for k, v in given.items() if v is not None}
            if "substance" not in filled:
                section_sheet(section).form.boxes["substance"].refuse(_("Choose a substance."))
                return
            section.ask(substances.add, section.client_id, filled).then(
                section.after_saving(_("Substance added"))
            )

        section.open_sheet(Sheet(form, {}, (_("Add"), save_substance), section.close_sheet))

    def _do_change(self, substance_id: int) -> None:
        """The history of one substance, and the needs that the counselor edits."""
        section, own = self._section, self._held[substance_id]
        section.begin_sheet("change_substance", substance_id)
        base = form_of(Substance, substance.name_of(own.substance))
        help_ = _("One per line. A stage proposes them; they are yours to change.")
        needs = Field("needs", _("What helps now"), Kind.TEXT, help=help_)
        form = Form(base.title, (*base.sections, Section(_("Needs"), (needs,))))
        values = {f.key: getattr(own, f.key) for f in base.fields}
        values["needs"] = "\n".join(own.needs)

        def save_change(given: dict[str, Any]) -> None:
            listed = str(given.pop("needs") or "").splitlines()
            done = section.after_saving(_("Saved"))
            section.ask(substances.change, own.id, given).then(
                lambda changed: (
                    section.ask(substances.set_needs, own.id, listed).then(done)
                    if listed or own.needs
                    else done(changed)
                )
            )

        sheet = Sheet(form, values, (_("Save"), save_change), section.close_sheet)
        stage = definitions.stages().stage(own.stage)
        if stage is not None:
            fitting = definitions.stages().needs_of(stage, own.substance)
            sheet.show_note(f"{stage.name}: {stage.signs}. " + ", ".join(fitting) + ".")
            sheet.show_note(_("Body: {effects}.").format(effects=stage.body))
            sheet.show_note(_("Mind: {effects}.").format(effects=stage.mind))
            sheet.show_note(_("General teaching, written down from memory; the clinic may change it."))
        section.open_sheet(sheet)


def section_sheet(section: ChartSection) -> Sheet:
    assert isinstance(section.sheet, Sheet)
    return section.sheet


def _line(use: Substance) -> RowText:
    stage = definitions.stages().stage(use.stage)
    routes = {key: name for key, name, _code in substance.ROUTES}
    often = {key: name for key, name, _code in substance.FREQUENCIES}
    parts = (routes.get(use.route, ""), often.get(use.frequency, ""), use.change_stage, ", ".join(use.needs))
    last = _("last use {day}").format(day=words.full_day(use.last_use_on))
    chips = ((stage.name, "secondary"),) if stage else ()
    name = substance.name_of(use.substance)
    second = ", ".join(part for part in parts if part)
    return RowText(name, second, last if use.last_use_on else "", chips=chips)


def _event(use_event: UseEvent) -> str:
    return f"{substance.name_of(use_event.substance).lower()} {words.full_day(use_event.happened_on)}"
