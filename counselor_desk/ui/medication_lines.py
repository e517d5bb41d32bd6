"""How medicines, tests and withdrawals read as lines of a list."""

from dataclasses import replace

from counselor_desk.domain.form import Form
from counselor_desk.i18n import _
from counselor_desk.records.specimen import Validity
from counselor_desk.services.medications import Followed
from counselor_desk.services.specimens import Tested
from counselor_desk.services.substances import Detox
from counselor_desk.ui import words
from counselor_desk.ui.paged import Line


def not_required(form: Form, key: str) -> Form:
    return replace(form, sections=tuple(
        replace(s, fields=tuple(
            replace(f, required=False) if f.key == key else f for f in s.fields))
        for s in form.sections
    ))  # fmt: skip


def medicine_line(one: Followed) -> Line:
    own = one.medication
    second = ", ".join(part for part in (own.form, own.dose, own.prescriber) if part)
    due = _("due {day}").format(day=words.day(own.next_due_on)) if own.next_due_on else ""
    chips: list[tuple[str, str]] = []
    if one.is_sedating:
        chips.append((_("makes sleepy"), "secondary"))
    if one.overdue or one.alert:
        chips.append((_("late"), "caution"))
    since = _("since {day}").format(day=words.full_day(own.started_on)) if own.started_on else ""
    return Line(own.name, second, due or since, chips=tuple(chips))


def test_line(one: Tested) -> Line:
    own = one.specimen
    odd = [r for r in one.results if r.unexpected]
    tone = "caution" if odd or own.validity is not Validity.VALID else "ok"
    chip = _("unexpected") if odd else _("as expected")
    if own.validity is not Validity.VALID:
        chip = str(own.validity)
    named = [f"{r.analyte} {r.finding}" + (" " + _("(expected)") if not r.unexpected else "")
             for r in one.results if r.unexpected or r.expected]  # fmt: skip
    others = len(one.results) - len(named)
    if others:
        named.append(_("{n} negative, as expected").format(n=others))
    listed = ", ".join(named)
    day = words.day(own.collected_at.astimezone().date())
    return Line(one.reading.capitalize(), listed, day, chips=((chip, tone),))


def detox_line(one: Detox) -> Line:
    own = one.withdrawal
    ended = own.ended_on is not None
    second = one.alarm or one.course.note
    chips = ((_("nothing booked"), "danger"),) if one.alarm else ()
    right = words.moment(own.last_use_at)
    where = _("ended") if ended else one.where
    return Line(f"{one.course.title}: {where}", second, right, chips=chips, quiet=ended)
