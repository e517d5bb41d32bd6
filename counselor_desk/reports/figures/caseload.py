"""Who is in care with whom, since when, at which level, and what comes next."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from reportlab.platypus import Flowable
from sqlalchemy import func, select

from counselor_desk.catalog import definitions
from counselor_desk.core.i18n import _, ngettext
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.care import levels
from counselor_desk.domain.form import Form
from counselor_desk.domain.roles import Can
from counselor_desk.records.care import Episode, LevelOfCare
from counselor_desk.records.people import Client, Staff
from counselor_desk.records.schedule import CAME, Appointment, Attendance
from counselor_desk.reports.press import letterhead, marks, questions, words
from counselor_desk.reports.press.marks import Column
from counselor_desk.reports.press.press import Grid, Report, Sheet


@dataclass(frozen=True)
class Line:
    """One client of the caseload."""

    counselor: str
    client: str
    number: str
    level: str
    day: int | None
    last: str
    next: str


@dataclass(frozen=True)
class Caseload:
    """All lines, by counselor and name."""

    sheet: Sheet
    lines: tuple[Line, ...]


@query(Can.PRINT, "caseload.gather")
def gather(ctx: Context, staff_id: int | None = None) -> Caseload:
    zone, today = ctx.clinic.time_zone, ctx.today
    statement = _lines(ctx.now).where(Client.closed_at.is_(None), Client.merged_into_id.is_(None))
    if staff_id is not None:
        statement = statement.where(Client.counselor_id == staff_id)
    lines = ctx.rows(
        lambda *columns: _line(columns, today, zone),
        statement.order_by(Staff.name, Client.family_name, Client.given_name, Client.id),
    )
    sheet = letterhead.list_sheet(ctx, _("Caseload"), wide=True)
    return Caseload(sheet, tuple(lines))


def _lines(now: datetime) -> Any:
    mine = Appointment.client_id == Client.id
    last = select(func.max(Appointment.starts_at)).where(mine, Appointment.attendance.in_(CAME))
    coming = select(func.min(Appointment.starts_at)).where(
        mine, Appointment.starts_at > now, Appointment.attendance == Attendance.BOOKED
    )
    return (
        select(
            Staff.name,
            Client.given_name,
            Client.preferred_name,
            Client.family_name,
            Client.number,
            Episode.admitted_on,
            LevelOfCare.edition,
            LevelOfCare.code,
            last.scalar_subquery(),
            coming.scalar_subquery(),
        )
        .outerjoin(Staff, Staff.id == Client.counselor_id)
        .outerjoin(Episode, (Episode.client_id == Client.id) & Episode.discharged_on.is_(None))
        .outerjoin(LevelOfCare, (LevelOfCare.episode_id == Episode.id) & LevelOfCare.ends_on.is_(None))
        .select_from(Client)
    )


def _line(columns: tuple[Any, ...], today: date, zone: str) -> Line:
    counselor, given, preferred, family, number, admitted, edition, code, last, coming = columns
    return Line(
        counselor or _("without a counselor"),
        f"{family}, {preferred or given}",
        number,
        definitions.edition(edition).label(code) if edition else "",
        levels.day_in_care(admitted, today) if admitted else None,
        _day(last, zone),
        words.moment(coming, zone),
    )


def _day(at: datetime | None, zone: str) -> str:
    return words.day(words.in_zone(at, zone).date()) if at else ""


COLUMNS = (
    Column(_("Client"), 3),
    Column(_("Record"), 1.3),
    Column(_("Level of care"), 3.2),
    Column(_("Day"), 0.8, number=True),
    Column(_("Last session"), 1.7),
    Column(_("Next appointment"), 2.6),
)


def story(caseload: Caseload) -> list[Flowable]:
    parts: list[Flowable] = [marks.heading(caseload.sheet.title, 0)]
    for counselor in dict.fromkeys(line.counselor for line in caseload.lines):
        mine = [line for line in caseload.lines if line.counselor == counselor]
        count = ngettext("{n} client", "{n} clients", len(mine)).format(n=words.number(len(mine)))
        parts += [marks.heading(counselor), marks.small(count)]
        parts.append(marks.table(COLUMNS, [_cells(line) for line in mine]))
    return parts


def _cells(line: Line) -> tuple[str, ...]:
    day = str(line.day) if line.day is not None else ""
    return (line.client, line.number, line.level, day, line.last, line.next)


def grid(caseload: Caseload) -> Grid:
    heads = (_("Counselor"), *(column.title for column in COLUMNS))
    return Grid(heads, [(line.counselor, *_cells(line)) for line in caseload.lines])


REPORT = Report("caseload", _("Caseload"), Form.of(_("Caseload"), questions.STAFF), gather, story, grid)
