"""What an import asks: which column holds what, and how the clients come in."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from counselor_desk.core.i18n import _, lazy, lazy_plural
from counselor_desk.domain.dates_and_amounts import DateOrder
from counselor_desk.domain.exchange.chosen_files import ChosenFiles
from counselor_desk.domain.exchange.csv_columns import LOOKED_AT, TARGETS, label
from counselor_desk.domain.exchange.people import ImportContents
from counselor_desk.domain.form import Choice, Field, Form, Kind
from counselor_desk.services.exchange.importing import Caseloads
from counselor_desk.ui.kit import words

ORDER, HEADING, NOT_ACTIVE = "order", "heading", "not_active"
CLOSED, OPEN, OUT = "closed", "open", "out"
# What FHIR and its kin call what stays behind, in words; anything else keeps its own name.
KINDS = {
    "AllergyIntolerance": lazy("Allergies"),
    "CarePlan": lazy("Care plans"),
    "CareTeam": lazy("Care teams"),
    "Claim": lazy("Claims"),
    "Coverage": lazy("Insurance coverage"),
    "DiagnosticReport": lazy("Reports of laboratories and imaging"),
    "DocumentReference": lazy("Documents"),
    "ExplanationOfBenefit": lazy("Explanations of benefits"),
    "FamilyMemberHistory": lazy("Family histories"),
    "Goal": lazy("Goals"),
    "Immunization": lazy("Immunizations"),
    "Location": lazy("Places"),
    "Organization": lazy("Organizations"),
    "Patient.generalPractitioner": lazy("Names of family doctors"),
    "Patient.photo": lazy("Photos"),
    "Practitioner": lazy("Names of staff there"),
    "Procedure": lazy("Procedures"),
    "QuestionnaireResponse": lazy("Answers to questionnaires"),
    "RelatedPerson": lazy("Relatives"),
}
PARTS = (
    ("diagnoses", lazy_plural("{n} diagnosis", "{n} diagnoses")),
    ("scores", lazy_plural("{n} total of a questionnaire", "{n} totals of questionnaires")),
    ("medications", lazy_plural("{n} medication", "{n} medications")),
    ("contacts", lazy_plural("{n} contact", "{n} contacts")),
    ("results", lazy_plural("{n} finding of a laboratory", "{n} findings of laboratories")),
    ("facts", lazy_plural("{n} more fact about a person", "{n} more facts about persons")),
)


def column_form(parcel: ChosenFiles) -> Form:
    """One question for each fact: which column of the list holds it."""
    headers = tuple(Choice(header, _with_example(parcel, header)) for header in parcel.headers)
    heading = Field(
        key=HEADING,
        label=_("The row that names the columns"),
        kind=Kind.CHOICE,
        choices=tuple(_heading_rows(parcel)),
    )
    fields = [heading] + [
        Field(target, label(target), Kind.CHOICE, choices=headers, beside=at % 2 == 1)
        for at, target in enumerate(TARGETS)
    ]
    orders = (
        Choice(DateOrder.MONTH_FIRST, _("Month first: 3/4 is March 4")),
        Choice(DateOrder.DAY_FIRST, _("Day first: 3/4 is April 3")),
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


def _heading_rows(parcel: ChosenFiles) -> Iterator[Choice]:
    """The first rows with anything in them, by number and words."""
    lines = parcel.table.lines[:LOOKED_AT] if parcel.table else ()
    for number, line in enumerate(lines, 1):
        if cells := [" ".join(cell.split()) for cell in line if cell.strip()]:
            shown = "  ·  ".join(cells)
            cut = f"{shown[:60]}…" if len(shown) > 60 else shown
            yield Choice(str(number), _("Row {number}: {words}").format(number=number, words=cut))


def heading_of(values: Mapping[str, Any]) -> int | None:
    return int(values[HEADING]) if values.get(HEADING) else None


def _with_example(parcel: ChosenFiles, header: str) -> str:
    cells = parcel.table.column(header) if parcel.table else []
    example = next((" ".join(cell.split()) for cell in cells if cell.strip()), _("blank"))
    return f"{header}   ({example[:24]})"


def columns_of(values: Mapping[str, Any]) -> dict[str, str]:
    return {target: values[target] for target in TARGETS if values.get(target)}


def order_of(values: Mapping[str, Any]) -> DateOrder | None:
    return DateOrder(values[ORDER]) if values.get(ORDER) else None


def settings_form(caseloads: Caseloads, stopped: int, known: int, not_active: int) -> Form:
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
    if not_active:
        gone = words.count(
            not_active,
            "{n} client who is no longer in care there",
            "{n} clients who are no longer in care there",
        )
        ways = (
            Choice(CLOSED, _("Come in with a closed chart")),
            Choice(OPEN, _("Come in as clients in care")),
            Choice(OUT, _("Stay out")),
        )
        fields.append(Field(NOT_ACTIVE, gone, Kind.CHOICE, required=True, choices=ways))
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
    left = [f"{KINDS.get(name, name)}: {count}" for name, count in imported.left_out]
    clients = words.count(len(imported.clients), "{n} client", "{n} clients")
    return [
        (_("Comes in"), ", ".join([clients, *parts])),
        (_("Stays behind"), _joined(left)),
    ]


def _joined(parts: Sequence[str]) -> str:
    return "  ·  ".join(parts)
