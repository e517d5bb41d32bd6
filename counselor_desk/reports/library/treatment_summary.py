"""A client's course of treatment on a page or two, for another provider or for the client."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from reportlab.platypus import Flowable
from sqlalchemy import select

from counselor_desk.domain.form import Form
from counselor_desk.domain.roles import Can
from counselor_desk.i18n import _
from counselor_desk.records.care import CAME, MISSED, Appointment
from counselor_desk.records.people import Client, Staff
from counselor_desk.reports import asked, letterhead, marks, words
from counselor_desk.reports.marks import Column
from counselor_desk.reports.press import Report, Sheet
from counselor_desk.services import (
    assessments,
    definitions,
    diagnoses,
    episodes,
    medications,
    substances,
)
from counselor_desk.services.desk import Context, query


@dataclass(frozen=True)
class Summary:
    """What is known today, in words."""

    sheet: Sheet
    client: tuple[tuple[str, str], ...]
    care: tuple[tuple[str, str], ...]
    levels: tuple[tuple[str, str], ...]
    diagnoses: tuple[str, ...]
    substances: tuple[str, ...]
    medicines: tuple[tuple[str, str], ...]
    attendance: tuple[tuple[str, str], ...]
    scores: tuple[tuple[str, str, str, str], ...]
    counselor: str


@query(Can.READ_CHART)
def gather(ctx: Context, client_id: int) -> Summary:
    client, clinic = ctx.get(Client, client_id), letterhead.practice(ctx)
    counselor = ctx.get(Staff, client.counselor_id).signature if client.counselor_id else ""
    history = episodes.history(ctx, client_id)
    # What leaves the program carries the long statement.
    closing = letterhead.notice(clinic, long=True)
    return Summary(
        letterhead.sheet(ctx, _("Treatment summary"), client, closing=closing),
        _identity(client, counselor),
        tuple((_("Episode"), _span(e.admitted_on, e.discharged_on)) for e in history.episodes),
        tuple((_level(lv), _span(lv.starts_on, lv.ends_on)) for lv in history.levels),
        tuple(_diagnosis(stated) for stated in diagnoses.formulation(ctx, client_id).active),
        tuple(_substances(ctx, client_id)),
        tuple(_medicines(ctx, client_id)),
        tuple(_attendance(ctx, client_id)),
        tuple(_scores(ctx, client_id)),
        counselor,
    )


def _identity(client: Client, counselor: str) -> tuple[tuple[str, str], ...]:
    pairs = (
        (_("Name"), client.name),
        (_("Goes by"), client.preferred_name),
        (_("Born"), words.day(client.born)),
        (_("Record"), client.number),
        (_("Counselor"), counselor),
    )
    return tuple(pair for pair in pairs if pair[1])


def _level(level: object) -> str:
    edition, code = level.edition, level.code  # type: ignore[attr-defined]
    return definitions.edition(edition).label(code)


def _span(first: date | None, last: date | None) -> str:
    if first is None:
        return _("not admitted")
    return words.between(first, last) if last else _("since {day}").format(day=words.day(first))


def _diagnosis(stated: diagnoses.Stated) -> str:
    made = stated.diagnosis
    return words.listed([f"{made.code} {made.label}", made.severity, stated.words])


def _substances(ctx: Context, client_id: int) -> list[str]:
    return [
        words.listed([s.substance, s.detail, s.route, s.frequency])
        for s in substances.use(ctx, client_id).substances
    ]


def _medicines(ctx: Context, client_id: int) -> list[tuple[str, str]]:
    cabinet = medications.cabinet(ctx, client_id)
    return [
        (
            followed.medication.name,
            words.listed([followed.medication.dose, followed.medication.prescriber,
                          _span(followed.medication.started_on, None)
                          if followed.medication.started_on else ""]),
        )
        for followed in cabinet.current
    ]  # fmt: skip


def _attendance(ctx: Context, client_id: int) -> list[tuple[str, str]]:
    statement = select(Appointment.kind, Appointment.attendance).where(
        Appointment.client_id == client_id, Appointment.starts_at <= ctx.now
    )
    came: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for kind, attendance in ctx.rows(lambda kind, attendance: (kind, attendance), statement):
        came[kind] += attendance in CAME
        missed[kind] += attendance in MISSED
    said = _("{came} attended, {missed} missed")
    return [
        (kind.capitalize(), said.format(came=came[kind], missed=missed[kind]))
        for kind in sorted(came)
        if came[kind] or missed[kind]
    ]


def _scores(ctx: Context, client_id: int) -> list[tuple[str, str, str, str]]:
    return [
        (
            f"{t.instrument.title}: {t.scale.name}",
            f"{t.points[0].value} ({words.day(t.points[0].on)})",
            f"{t.points[-1].value} ({words.day(t.points[-1].on)})",
            t.points[-1].band,
        )
        for t in assessments.trends(ctx, client_id)
        if t.points
    ]


SCORES = (Column(_("Scale"), 3), Column(_("First"), 2), Column(_("Latest"), 2),
          Column(_("Reads as"), 2))  # fmt: skip


def story(summary: Summary) -> list[Flowable]:
    parts: list[Flowable] = [marks.heading(summary.sheet.title, 0), marks.facts(summary.client)]
    parts += _pairs(_("Course of care"), (*summary.care, *summary.levels))
    parts += _bullets(_("Diagnoses"), summary.diagnoses)
    parts += _bullets(_("Substances"), summary.substances)
    parts += _pairs(_("Medicines"), summary.medicines)
    parts += _pairs(_("Attendance"), summary.attendance)
    if summary.scores:
        parts += [marks.heading(_("Scores")), marks.table(SCORES, summary.scores)]
    parts.append(marks.signature([summary.counselor or _("Counselor")]))
    return parts


def _pairs(title: str, pairs: tuple[tuple[str, str], ...]) -> list[Flowable]:
    return [marks.heading(title), marks.facts(pairs)] if pairs else []


def _bullets(title: str, items: tuple[str, ...]) -> list[Flowable]:
    return [marks.heading(title), marks.bullets(items)] if items else []


ASKS = Form.of(_("Treatment summary"), asked.CLIENT)
REPORT = Report(
    "treatment_summary", _("Treatment summary"), ASKS, gather, story, group="client",
    summary=_("Leaves the program only with the client's consent; note the disclosure."),
)  # fmt: skip
