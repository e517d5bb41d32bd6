"""The list of ingredients that cautions and expected results go by; the clinic changes its own lines."""

from typing import Any

from counselor_desk.catalog import definitions
from counselor_desk.core.i18n import Glossary, _, lazy
from counselor_desk.domain.form import Choice, Field, Form, Kind, Section
from counselor_desk.domain.medication.ingredients import MedicineKind
from counselor_desk.domain.roles import Can
from counselor_desk.services.clinic import medicine_names
from counselor_desk.services.clinic.medicine_names import IngredientRow, MedicineNames
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.screen import Command, Go
from counselor_desk.ui.kit.sheet import Sheet, SheetScreen
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.rows import RowList

KINDS = Glossary(
    {
        MedicineKind.OPIOID: lazy("opioid"),
        MedicineKind.SEDATING: lazy("makes sleepy"),
        MedicineKind.STIMULANT: lazy("stimulant"),
        MedicineKind.BLOCKER: lazy("blocks opioids"),
    }
)


class MedicineNamesScreen(SheetScreen):
    """One row an ingredient; who may change it opens its line."""

    title = lazy("Medication names")
    needs = Can.USE_PROGRAM
    in_navigation = False
    icon = "medication"
    shows = frozenset({"ClinicIngredient"})

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self.page.set_title(self.title)
        self.page.secondary(_("Back"), lambda: self.go("back"), "Esc", "back")
        if bridge.may(Can.EDIT_SCHEDULE):
            self.page.primary(_("Add a name"), lambda: self._edit(None), "", "add_name")
        self._rows: dict[int, IngredientRow] = {}
        self._analytes: tuple[str, ...] = ()
        self.release, self.note = text.quiet(), text.quiet()
        self.names = RowList(_("Medication names"), fits=True)
        self.names.opened.connect(lambda at: self._edit(self._rows[at]))
        for widget in (self.release, self.note, self.names):
            self.front_column.addWidget(widget)

    def refresh(self) -> None:
        self.ask(medicine_names.medicine_names).then(self._show)

    def _show(self, found: MedicineNames) -> None:
        self._rows = dict(enumerate(found.rows, 1))
        self._analytes = found.analytes
        self.release.setText(f"{found.release}. {found.source}")
        self.note.setText(found.note)
        self.names.show_lines([(at, _line(row)) for at, row in self._rows.items()])

    def _edit(self, row: IngredientRow | None) -> None:
        if not self.bridge.may(Can.EDIT_SCHEDULE):
            return
        self.begin_sheet("name", row.ingredient.name if row else "")
        form = _form(row, self._analytes)

        def save_line(given: dict[str, Any]) -> None:
            name = row.ingredient.name if row else given["name"] or ""
            also = [one for one in (given["also"] or "").split(",") if one.strip()]
            self.ask(medicine_names.save, name, {**given, "also": also}).then(self.after_saving(_("Saved")))

        self.open_sheet(Sheet(form, _values(row), (_("Save"), save_line), self.close_sheet))

    def commands(self) -> list[Command]:
        return [Command(_("Medication names"), lambda: self.go("medicine_names"), icon="medication")]


def _line(row: IngredientRow) -> RowText:
    one = row.ingredient
    kinds = ", ".join(KINDS[kind] for kind in one.kinds)
    explains = _("a test finds {lines}").format(lines=", ".join(one.explains)) if one.explains else ""
    second = "   ·   ".join(part for part in (", ".join((*one.brands, *one.also)), explains) if part)
    chips = ((_("yours"), "ok"),) if row.is_own else ()
    return RowText(one.name, second, kinds, row.source, chips)


def _form(row: IngredientRow | None, analytes: tuple[str, ...]) -> Form:
    names = definitions.ingredients()
    fields = (
        Field("also", _("Other names, separated by commas"), Kind.TEXT),
        Field(
            "kinds",
            _("What it is"),
            Kind.CHOICES,
            choices=tuple(Choice(kind.value, words) for kind, words in KINDS.items()),
        ),
        Field(
            "explains",
            _("Makes these lines of a urine test positive by itself"),
            Kind.CHOICES,
            choices=tuple(Choice(analyte, names.label_of(analyte)) for analyte in analytes),
        ),
        Field(
            "source",
            _("Where this comes from"),
            required=True,
            help=_("A label, the laboratory, the prescriber: it appears beside the line."),
        ),
    )
    name = () if row else (Field("name", _("Ingredient"), required=True),)
    return Form(row.ingredient.name if row else _("Add a name"), (Section("", (*name, *fields)),))


def _values(row: IngredientRow | None) -> dict[str, Any]:
    if row is None:
        return {}
    one = row.ingredient
    return {
        "also": ", ".join((*one.brands, *one.also)),
        "kinds": [kind.value for kind in one.kinds],
        "explains": list(one.explains),
        "source": row.source,
    }


SCREEN = MedicineNamesScreen
