"""Notes that are not final yet, the oldest first, with those past the clinic's limit marked."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from reportlab.platypus import Flowable
from sqlalchemy import select

from counselor_desk.core.i18n import _, ngettext
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.form import Form
from counselor_desk.domain.roles import Can
from counselor_desk.records.document import Document, Status
from counselor_desk.records.people import Client, Staff
from counselor_desk.reports.press import letterhead, marks, questions, words
from counselor_desk.reports.press.marks import Column
from counselor_desk.reports.press.press import Grid, Report, Sheet
from counselor_desk.services.documents import documents

OPEN = (Status.DRAFT, Status.RETURNED, Status.AWAITING_COSIGN)


@dataclass(frozen=True)
class Line:
    """One document that is not final."""

    author: str
    client: str
    number: str
    kind: str
    served: str
    status: str
    days: int
    is_overdue: bool


@dataclass(frozen=True)
class Unsigned:
    """What waits, by author."""

    sheet: Sheet
    lines: tuple[Line, ...]
    limit_hours: int


@query(Can.READ_CHART, "unsigned.gather")
def gather(ctx: Context, staff_id: int | None = None) -> Unsigned:
    clinic, now = ctx.clinic, ctx.now
    limit = timedelta(hours=clinic.note_due_hours)
    statement = (
        select(
            Staff.name,
            Client.given_name + " " + Client.family_name,
            Client.number,
            Document.template,
            Document.occurred_on,
            Document.status,
            Document.created_at,
        )
        .join(Staff, Staff.id == Document.author_id)
        .join(Client, Client.id == Document.client_id)
        .where(Document.status.in_(OPEN), Document.discarded_at.is_(None))
        .order_by(Staff.name, Document.created_at)
    )
    if staff_id is not None:
        statement = statement.where(Document.author_id == staff_id)
    lines = ctx.rows(lambda *columns: _line(columns, now, limit), statement)
    sheet = letterhead.list_sheet(ctx, _("Unsigned and overdue"))
    return Unsigned(sheet, tuple(lines), clinic.note_due_hours)


def _line(columns: tuple[Any, ...], now: datetime, limit: timedelta) -> Line:
    author, client, number, template, served, status, created = columns
    waited = now - created
    late = waited > limit and status is not Status.AWAITING_COSIGN
    kind = documents.template_of(template).title
    return Line(author, client, number, kind, _day(served), status, waited.days, late)


def _day(on: date | None) -> str:
    return words.day(on)


COLUMNS = (
    Column(_("Client"), 2.2),
    Column(_("Record"), 1.1),
    Column(_("Document"), 1.9),
    Column(_("Service"), 1.5),
    Column(_("Stands at"), 2.7),
    Column(_("Days"), 0.6, number=True),
)


def story(unsigned: Unsigned) -> list[Flowable]:
    late = sum(line.is_overdue for line in unsigned.lines)
    count = ngettext("{n} document", "{n} documents", len(unsigned.lines)).format(
        n=words.number(len(unsigned.lines))
    )
    over = _("{count} not final, {late} older than {hours} hours").format(
        count=count, late=late, hours=unsigned.limit_hours
    )
    parts: list[Flowable] = [marks.heading(unsigned.sheet.title, 0), marks.small(over)]
    for author in dict.fromkeys(line.author for line in unsigned.lines):
        mine = [_cells(line) for line in unsigned.lines if line.author == author]
        parts += [marks.heading(author), marks.table(COLUMNS, mine)]
    if not unsigned.lines:
        parts.append(marks.paragraph(_("Everything is signed.")))
    return parts


def _cells(line: Line) -> tuple[str, ...]:
    stands = _("{status}, overdue").format(status=line.status) if line.is_overdue else line.status
    return (line.client, line.number, line.kind, line.served, stands, str(line.days))


def grid(unsigned: Unsigned) -> Grid:
    heads = (_("Author"), *(column.title for column in COLUMNS))
    return Grid(heads, [(line.author, *_cells(line)) for line in unsigned.lines])


ASKS = Form.of(_("Unsigned and overdue"), questions.STAFF)
REPORT = Report("unsigned", _("Unsigned and overdue"), ASKS, gather, story, grid)
