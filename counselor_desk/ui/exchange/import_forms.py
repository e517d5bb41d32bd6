"""What an import asks: which column holds what, and how the clients come in."""

from collections.abc import Mapping, Sequence
from typing import Any

from counselor_desk.core.i18n import _, lazy_plural
from counselor_desk.domain.dates_and_amounts import DateOrder
from counselor_desk.domain.exchange.chosen_files import ChosenFiles
from counselor_desk.domain.exchange.csv_columns import TARGETS, label
from counselor_desk.domain.exchange.people import ImportContents
from counselor_desk.domain.form import Choice, Field, Form, Kind
from counselor_desk.services.exchange.importing import Caseloads
from counselor_desk.ui.kit import words

ORDER = "order"
PARTS = (
    ("diagnoses", lazy_plural("{n} diagnosis", "{n} diagnoses")),
    ("scores", lazy_plural("{n} total of a questionnaire", "{n} totals of questionnaires")),
    ("medications", lazy_plural("{n} medication", "{n} medications")),
    ("contacts", lazy_plural("{n} contact", "{n} contacts")),
)


def column_form(parcel: ChosenFiles) -> Form:
    """One question for each fact: which column of the list holds it."""
    headers = tuple(Choice(header, _with_example(parcel, header)) for header in parcel.headers)
    fields = [
        Field(target, label(target), Kind.CHOICE, choices=headers, beside=at % 2 == 1)
        for at, target in enumerate(TARGETS)
    ]
    orders = (
        Choice(DateOrder.MONTH_FIRST, _("Month first: 3/4 is the 4th of March")),
        Choice(DateOrder.DAY_FIRST, _("Day first: 3/4 is the 3rd of April")),
    )
    open_ = _("Left open, it is taken from the dates themselves where they show it.")
    fields.append(
        Field(
            key=ORDER,
            label=_("Dates such as 3/4/1990"),
            kind=Kind.CHOICE,
            required=False,
            choices=orders,
            help=open_,
        )
    )
    return Form.of(_("Columns"), *fields)


def _with_example(parcel: ChosenFiles, header: str) -> str:
    cells = parcel.table.column(header) if parcel.table else []
    example = next((" ".join(cell.split()) for cell in cells if cell.strip()), _("blank"))
    return f"{header}   ({example[:24]})"


def columns_of(values: Mapping[str, Any]) -> dict[str, str]:
    return {target: values[target] for target in TARGETS if values.get(target)}


def order_of(values: Mapping[str, Any]) -> DateOrder | None:
    return DateOrder(values[ORDER]) if values.get(ORDER) else None


def settings_form(caseloads: Caseloads, stopped: int, known: int) -> Form:
    """Whose caseload the clients come to, and what to do with those who raise a question."""
    choices = tuple(Choice(str(person.id), person.signature) for person in caseloads.people)
    must = caseloads.is_required
    later = "" if must else _("Left open, no one has them yet: a supervisor or administrator assigns them.")
    caseload = Field(
        key="counselor_id",
        label=_("Caseload"),
        kind=Kind.CHOICE,
        required=must,
        choices=choices,
        help=later,
    )
    fields = [caseload] if choices else []
    if stopped:
        without = words.count(
            stopped, "Leave out {n} place with a problem", "Leave out {n} places with a problem"
        )
        fields.append(Field("without_stopped", without, Kind.CHECK))
    if known:
        without = words.count(known, "Leave out {n} who may be here already", "Leave out {n} who may be here")
        fields.append(Field("without_known", without, Kind.CHECK))
    return Form.of("", *fields)


def import_in_words(imported: ImportContents) -> list[tuple[str, str]]:
    """What comes in and what does not, as pairs of words."""
    parts = [
        wording.of(count)
        for part, wording in PARTS
        if (count := sum(len(getattr(client, part)) for client in imported.clients))
    ]
    left = [f"{name}: {count}" for name, count in imported.left_out]
    clients = words.count(len(imported.clients), "{n} client", "{n} clients")
    return [
        (_("Comes in"), ", ".join([clients, *parts])),
        (_("Stays behind"), _joined(left)),
    ]


def _joined(parts: Sequence[str]) -> str:
    return "  ·  ".join(parts)
