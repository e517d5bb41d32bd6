"""What a period held for each counselor: sessions, minutes, what was missed, days to sign."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import median

from reportlab.platypus import Flowable
from sqlalchemy import select

from counselor_desk.domain.form import Form
from counselor_desk.domain.roles import Can
from counselor_desk.i18n import _
from counselor_desk.records.care import CAME, MISSED, Appointment
from counselor_desk.records.document import Document
from counselor_desk.records.people import Staff
from counselor_desk.reports import asked, letterhead, marks, words
from counselor_desk.reports.marks import Column
from counselor_desk.reports.press import Grid, Report, Sheet
from counselor_desk.services.desk import Context, query
from counselor_desk.services.schedule import midnight


@dataclass
class Tally:
    """One counselor's period while it is counted."""

    held: int = 0
    minutes: int = 0
    missed: int = 0
    signed: int = 0
    cosigned: int = 0
    hours: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Productivity:
    """The tallies by name."""

    sheet: Sheet
    period: str
    rows: tuple[tuple[str, ...], ...]


@query(Can.READ_CHART)
def gather(ctx: Context, first: date, last: date) -> Productivity:
    tallies: dict[str, Tally] = defaultdict(Tally)
    _count_sessions(ctx, tallies, first, last)
    _count_notes(ctx, tallies, first, last)
    rows = tuple((name, *_cells(tallies[name])) for name in sorted(tallies))
    sheet = letterhead.sheet(ctx, _("Sessions and notes"))
    return Productivity(sheet, words.between(first, last), rows)


def _count_sessions(ctx: Context, tallies: dict[str, Tally], first: date, last: date) -> None:
    statement = (
        select(Staff.name, Appointment.attendance, Appointment.minutes, Appointment.gathering,
               Appointment.id)
        .join(Staff, Staff.id == Appointment.staff_id)
        .where(
            Appointment.starts_at >= midnight(first),
            Appointment.starts_at < midnight(last + timedelta(days=1)),
        )
    )  # fmt: skip
    groups: set[str] = set()
    for name, attendance, minutes, gathering, _id in ctx.rows(lambda *row: row, statement):
        tally = tallies[name]
        tally.missed += attendance in MISSED
        if attendance in CAME and gathering not in groups:
            # A group of nine is one session of its leader.
            groups |= {gathering} if gathering else set()
            tally.held += 1
            tally.minutes += minutes


def _count_notes(ctx: Context, tallies: dict[str, Tally], first: date, last: date) -> None:
    statement = (
        select(Staff.name, Document.occurred_on, Document.signed_at, Document.cosigned_at)
        .join(Staff, Staff.id == Document.author_id)
        .where(
            Document.signed_at >= midnight(first),
            Document.signed_at < midnight(last + timedelta(days=1)),
        )
    )
    for name, served, signed, cosigned in ctx.rows(lambda *row: row, statement):
        tally = tallies[name]
        tally.signed += 1
        tally.cosigned += cosigned is not None
        if served is not None:
            tally.hours.append((signed - midnight(served + timedelta(days=1))) / timedelta(hours=1))


def _cells(tally: Tally) -> tuple[str, ...]:
    wait = f"{max(median(tally.hours), 0) / 24:.1f}" if tally.hours else ""
    return (
        str(tally.held), str(tally.minutes), str(tally.missed), str(tally.signed),
        str(tally.cosigned), wait,
    )  # fmt: skip


COLUMNS = (
    Column(_("Counselor"), 2.2), Column(_("Sessions"), 1, number=True),
    Column(_("Minutes"), 1, number=True), Column(_("Missed"), 1, number=True),
    Column(_("Notes signed"), 1.2, number=True), Column(_("Co-signed"), 1.2, number=True),
    Column(_("Days to sign, middle"), 1.5, number=True),
)  # fmt: skip


def story(productivity: Productivity) -> list[Flowable]:
    note = _("A group counts as one session. Days are counted from the end of the day of service.")
    return [
        marks.heading(productivity.sheet.title, 0),
        marks.small(productivity.period),
        marks.table(COLUMNS, productivity.rows),
        marks.small(note),
    ]


def grid(productivity: Productivity) -> Grid:
    return Grid(tuple(column.title for column in COLUMNS), productivity.rows)


ASKS = Form.of(_("Sessions and notes"), asked.FIRST, asked.LAST)
REPORT = Report("productivity", _("Sessions and notes"), ASKS, gather, story, grid)
