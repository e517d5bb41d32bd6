"""The program in a period, in counts alone: who came into care, how it ended, what was held."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from reportlab.platypus import Flowable
from sqlalchemy import func, select

from counselor_desk.domain.form import Form
from counselor_desk.domain.retention import SMALLEST_COUNT, hidden, shown
from counselor_desk.domain.roles import Can
from counselor_desk.i18n import _
from counselor_desk.records.care import CAME, MISSED, Appointment, Episode
from counselor_desk.records.family import FamilyPlace, FamilySession, HandoutGiven
from counselor_desk.reports import asked, letterhead, marks, words
from counselor_desk.reports.marks import Column
from counselor_desk.reports.press import Grid, Report, Sheet
from counselor_desk.services.desk import Context, query
from counselor_desk.services.schedule import midnight

Rows = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Program:
    """Counts under headings; counts of people from 1 to 10 are not shown."""

    sheet: Sheet
    period: str
    parts: tuple[tuple[str, Rows], ...]


@query(Can.PRINT)
def gather(ctx: Context, first: date, last: date) -> Program:
    sheet = letterhead.sheet(ctx, _("Program summary"))
    parts = (
        (_("People"), _people(ctx, first, last)),
        (_("Endings, by reason"), _endings(ctx, first, last)),
        (_("Sessions"), _sessions(ctx, first, last)),
        (_("Families"), _families(ctx, first, last)),
    )
    return Program(sheet, words.between(first, last), tuple(p for p in parts if p[1]))


def _people(ctx: Context, first: date, last: date) -> Rows:
    def count(*conditions: Any) -> int:
        statement = select(func.count(func.distinct(Episode.client_id))).where(*conditions)
        return ctx.value(statement) or 0

    ended = Episode.discharged_on
    in_care = (Episode.admitted_on <= last, (ended.is_(None)) | (ended > last))
    told = (
        (_("Admitted"), count(Episode.admitted_on >= first, Episode.admitted_on <= last)),
        (_("Left care"), count(ended >= first, ended <= last)),
        (_("In care on the last day"), count(*in_care)),
    )
    covered = hidden([n for _name, n in told])
    return tuple(
        (name, _("not shown") if hide and n >= SMALLEST_COUNT else shown(n))
        for (name, n), hide in zip(told, covered, strict=True)
    )


def _endings(ctx: Context, first: date, last: date) -> Rows:
    statement = select(Episode.reason).where(
        Episode.discharged_on >= first, Episode.discharged_on <= last
    )
    reasons = Counter(str(reason) for reason in ctx.rows(lambda reason: reason, statement))
    return tuple((reason.capitalize(), shown(n)) for reason, n in sorted(reasons.items()))


def _sessions(ctx: Context, first: date, last: date) -> Rows:
    statement = select(Appointment.kind, Appointment.attendance).where(
        *_in(Appointment, first, last)
    )
    came: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for kind, attendance in ctx.rows(lambda kind, attendance: (kind, attendance), statement):
        came[kind] += attendance in CAME
        missed[kind] += attendance in MISSED
    said = _("{came} kept, {missed} missed ({share:.0f} % kept)")
    return tuple(
        (
            kind.capitalize(),
            said.format(came=n, missed=missed[kind], share=100 * n / max(n + missed[kind], 1)),
        )
        for kind, n in sorted(came.items())
        if n or missed[kind]
    )


def _in(kind: Any, first: date, last: date) -> tuple[Any, Any]:
    return kind.starts_at >= midnight(first), kind.starts_at < midnight(last + timedelta(days=1))


def _families(ctx: Context, first: date, last: date) -> Rows:
    inside = _in(FamilySession, first, last)
    evenings = ctx.value(
        select(func.count(func.distinct(FamilySession.id)))
        .join(FamilyPlace, FamilyPlace.session_id == FamilySession.id)
        .where(*inside, FamilyPlace.came.is_(True))
    )
    people = ctx.value(
        select(func.count(func.distinct(FamilyPlace.relative_id)))
        .join(FamilySession, FamilySession.id == FamilyPlace.session_id)
        .where(*inside, FamilyPlace.came.is_(True))
    )
    given = ctx.value(
        select(func.count(HandoutGiven.id)).where(
            HandoutGiven.given_at >= midnight(first),
            HandoutGiven.given_at < midnight(last + timedelta(days=1)),
        )
    )
    rows = (
        (_("Family evenings held"), str(evenings or 0)),
        (_("Relatives who came"), shown(people or 0)),
        (_("Handouts given"), str(given or 0)),
    )
    return rows if evenings or given else ()


COLUMNS = (Column(_("What"), 2.5), Column(_("In this time"), 2))


def story(program: Program) -> list[Flowable]:
    parts: list[Flowable] = [marks.heading(program.sheet.title, 0), marks.small(program.period)]
    for title, rows in program.parts:
        parts += [marks.heading(title), marks.table(COLUMNS, rows)]
    note = _(
        "Counted are the charts that the person who prints may see. Counts of people from 1 to 10 "
        "are not shown."
    )
    return [*parts, marks.small(note)]


def grid(program: Program) -> Grid:
    rows = [(title, *row) for title, rows in program.parts for row in rows]
    return Grid((_("Part"), *(column.title for column in COLUMNS)), rows)


ASKS = Form.of(_("Program summary"), asked.FIRST, asked.LAST)
REPORT = Report("program_summary", _("Program summary"), ASKS, gather, story, grid)
