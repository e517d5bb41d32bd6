"""How medicines, tests and withdrawals read."""

from dataclasses import replace

from counselor_desk.core.i18n import _
from counselor_desk.domain.form import Form
from counselor_desk.records.specimen import Finding, Validity
from counselor_desk.services.medication.medications import MedicationRow
from counselor_desk.services.medication.specimens import SpecimenRow
from counselor_desk.services.medication.withdrawals import WithdrawalRow
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.paged import RowText


def not_required(form: Form, key: str) -> Form:
    return replace(
        form,
        sections=tuple(
            replace(s, fields=tuple(replace(f, required=False) if f.key == key else f for f in s.fields))
            for s in form.sections
        ),
    )


def medicine_line(row: MedicationRow) -> RowText:
    own = row.medication
    second = ", ".join(part for part in (own.form, own.dose, own.prescriber) if part)
    due = _("due {day}").format(day=words.day(own.next_due_on)) if own.next_due_on else ""
    if due and row.window is not None:
        first, last = (words.day(on) for on in row.window)
        due = _("{due}; by the label, from memory: {first} to {last}").format(due=due, first=first, last=last)
    chips: list[tuple[str, str]] = []
    if row.is_sedating:
        chips.append((_("makes sleepy"), "secondary"))
    if row.overdue or row.alert:
        chips.append((_("late"), "caution"))
    since = _("since {day}").format(day=words.full_day(own.started_on)) if own.started_on else ""
    return RowText(own.name, second, due or since, chips=tuple(chips))


def test_line(row: SpecimenRow) -> RowText:
    own = row.specimen
    odd = [r for r in row.results if r.unexpected]
    chip = _("unexpected") if odd else ""
    if own.validity is not Validity.VALID:
        chip = own.validity.words
    named = [
        f"{r.analyte} {r.finding.words} " + _("(expected)")
        for r in row.results
        if r.expected and not r.unexpected
    ]
    overturned = [r for r in row.results if r.finding is Finding.POSITIVE and not r.is_positive]
    named += [_("{analyte}: not confirmed").format(analyte=r.analyte) for r in overturned if not r.expected]
    others = len(row.results) - len(named) - len(odd)
    if others:
        named.append(_("{n} negative").format(n=others))
    listed = words.capital(", ".join(named))
    day = words.day(own.collected_at.astimezone().date())
    if own.void_reason:
        return RowText(row.reading.capitalize(), own.void_reason, day, quiet=True)
    return RowText(row.reading.capitalize(), listed, day, chips=((chip, "caution"),) if chip else ())


def detox_line(one: WithdrawalRow) -> RowText:
    own = one.withdrawal
    ended = own.ended_on is not None
    second = one.alarm or one.course.note
    chips = ((_("nothing booked"), "danger"),) if one.alarm else ()
    right = words.moment(own.last_use_at)
    where = _("ended") if ended else one.where
    return RowText(f"{one.course.title}: {where}", second, right, chips=chips, quiet=ended)
