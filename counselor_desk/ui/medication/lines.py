"""How medicines, tests and withdrawals read, and the sheet that follows a test up."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.form import Choice, Field, Form, Kind, Section
from counselor_desk.records.base import form_of
from counselor_desk.records.specimen import Finding, Specimen, Validity
from counselor_desk.services.medication.medications import MedicationRow
from counselor_desk.services.medication.specimens import PANELS, SpecimenRow
from counselor_desk.services.medication.withdrawals import WithdrawalRow
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.sheet import Sheet

RESULTS = (Choice("negative", lazy("Negative")), Choice("positive", lazy("Positive")))


def not_required(form: Form, key: str) -> Form:
    return replace(
        form,
        sections=tuple(
            replace(s, fields=tuple(replace(f, required=False) if f.key == key else f for f in s.fields))
            for s in form.sections
        ),
    )


def medicine_line(one: MedicationRow) -> RowText:
    own = one.medication
    second = ", ".join(part for part in (own.form, own.dose, own.prescriber) if part)
    due = _("due {day}").format(day=words.day(own.next_due_on)) if own.next_due_on else ""
    chips: list[tuple[str, str]] = []
    if one.is_sedating:
        chips.append((_("makes sleepy"), "secondary"))
    if one.overdue or one.alert:
        chips.append((_("late"), "caution"))
    since = _("since {day}").format(day=words.full_day(own.started_on)) if own.started_on else ""
    return RowText(own.name, second, due or since, chips=tuple(chips))


def test_line(one: SpecimenRow) -> RowText:
    own = one.specimen
    odd = [r for r in one.results if r.unexpected]
    chip = _("unexpected") if odd else ""
    if own.validity is not Validity.VALID:
        chip = own.validity.words
    named = [
        f"{r.analyte} {r.finding.words} " + _("(expected)")
        for r in one.results
        if r.expected and not r.unexpected
    ]
    others = len(one.results) - len(named) - len(odd)
    if others:
        named.append(_("{n} negative").format(n=others))
    listed = words.capital(", ".join(named))
    day = words.day(own.collected_at.astimezone().date())
    if own.void_reason:
        return RowText(one.reading.capitalize(), own.void_reason, day, quiet=True)
    return RowText(one.reading.capitalize(), listed, day, chips=((chip, "caution"),) if chip else ())


def detox_line(one: WithdrawalRow) -> RowText:
    own = one.withdrawal
    ended = own.ended_on is not None
    second = one.alarm or one.course.note
    chips = ((_("nothing booked"), "danger"),) if one.alarm else ()
    right = words.moment(own.last_use_at)
    where = _("ended") if ended else one.where
    return RowText(f"{one.course.title}: {where}", second, right, chips=chips, quiet=ended)


def test_form() -> Form:
    """One sample: how it was taken, and a row for each analyte of the standard panel."""
    validity = tuple(Choice(v.value, v.words.capitalize()) for v in Validity)
    sample = form_of(Specimen, _("Test"), "kind", "observed")
    more = (
        Field("on", _("Collected on"), Kind.DATE),
        Field("validity", _("The sample"), Kind.CHOICE, choices=validity, beside=True),
    )
    results = tuple(
        Field(f"r_{analyte}", analyte.capitalize(), Kind.CHOICE, choices=RESULTS)
        for analyte in PANELS["standard"]
    )
    note = form_of(Specimen, "", "note")
    help_ = _("What is left open counts as not tested.")
    return Form(
        _("Test"),
        (
            Section("", (*sample.fields, *more)),
            Section(_("Results"), results, help_),
            Section("", note.fields),
        ),
    )


def follow_sheet(
    held: SpecimenRow, keep: Callable[[SpecimenRow, dict[str, Any]], object], back: Callable[[], object]
) -> Sheet:
    """Confirmation of what was positive, the chain of custody, entered in error."""
    states = (
        Choice("sent", _("Sent to the laboratory")),
        Choice("confirmed", _("Confirmed")),
        Choice("not confirmed", _("Not confirmed")),
    )
    positive = tuple(
        Field(f"c{r.id}", f"{r.analyte} {r.finding.words}", Kind.CHOICE, choices=states)
        for r in held.results
        if r.finding is Finding.POSITIVE
    )
    others = {f"c{r.id}" for r in held.results} - {f.key for f in positive}
    more = (
        Field("to", _("Handed on to")),
        Field("reason", _("Entered in error, because"), help=_("The test then no longer counts.")),
    )
    form = Form(_("Test"), (Section(_("Confirmation"), positive), Section(_("Sample"), more)))
    values = {f"c{r.id}": r.confirmed or None for r in held.results}

    def save_watch(given: dict[str, Any]) -> object:
        return keep(held, {**dict.fromkeys(others), **given})

    sheet = Sheet(form, values, (_("Keep"), save_watch), back)
    for step in held.specimen.chain:
        by, to, at = (str(step.get(key, "")) for key in ("by", "to", "at"))
        sheet.show_note(_("{by} to {to}, {at}").format(by=by, to=to, at=at[:16].replace("T", " ")))
    return sheet
