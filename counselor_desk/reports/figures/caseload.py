"""Who is in care with whom, since when, at which level, and what comes next."""

from dataclasses import dataclass
from datetime import date, datetime

from reportlab.platypus import Flowable

from counselor_desk.catalog import definitions
from counselor_desk.core.i18n import _, lazy, ngettext
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.care import levels
from counselor_desk.domain.form import Form
from counselor_desk.domain.roles import Can
from counselor_desk.reports.press import letterhead, marks, questions, words
from counselor_desk.reports.press.marks import TableColumn
from counselor_desk.reports.press.press import Grid, Report, Sheet
from counselor_desk.services.figures import staff_rows
from counselor_desk.services.figures.staff_rows import CaseloadRow


@dataclass(frozen=True)
class CaseloadLine:
    """One client of the caseload."""

    counselor: str
    client: str
    number: str
    level: str
    day: int | None
    last: str
    next: str


@dataclass(frozen=True)
class CaseloadReport:
    """All lines, by counselor and name."""

    sheet: Sheet
    lines: tuple[CaseloadLine, ...]


@query(Can.PRINT, "caseload.gather")
def gather(ctx: Context, staff_id: int | None = None) -> CaseloadReport:
    lines = [_line(row, ctx.today, ctx.clinic.time_zone) for row in staff_rows.caseload(ctx, staff_id)]
    return CaseloadReport(letterhead.list_sheet(ctx, _("Caseload"), wide=True), tuple(lines))


def _line(row: CaseloadRow, today: date, zone: str) -> CaseloadLine:
    return CaseloadLine(
        counselor=row.counselor or _("without a counselor"),
        client=", ".join(name for name in (row.family_name, row.first_name) if name),
        number=row.number,
        level=definitions.edition(row.edition).label(row.level) if row.edition and row.level else "",
        day=levels.day_in_care(row.admitted_on, today) if row.admitted_on else None,
        last=_day(row.last_kept, zone),
        next=words.moment(row.next_booked, zone),
    )


def _day(at: datetime | None, zone: str) -> str:
    return words.day(words.in_zone(at, zone).date()) if at else ""


COLUMNS = (
    TableColumn(lazy("Client"), 3),
    TableColumn(lazy("Record"), 1.3),
    TableColumn(lazy("Level of care"), 3.2),
    TableColumn(lazy("Day"), 0.8, number=True),
    TableColumn(lazy("Last session"), 1.7),
    TableColumn(lazy("Next appointment"), 2.6),
)


def story(caseload: CaseloadReport) -> list[Flowable]:
    parts: list[Flowable] = [marks.heading(caseload.sheet.title, 0)]
    for counselor in dict.fromkeys(line.counselor for line in caseload.lines):
        mine = [line for line in caseload.lines if line.counselor == counselor]
        count = ngettext("{n} client", "{n} clients", len(mine)).format(n=words.number_in_words(len(mine)))
        parts += [marks.heading(counselor), marks.small(count)]
        parts.append(marks.table(COLUMNS, [_cells(line) for line in mine]))
    return parts


def _cells(line: CaseloadLine) -> tuple[str, ...]:
    day = str(line.day) if line.day is not None else ""
    return (line.client, line.number, line.level, day, line.last, line.next)


def grid(caseload: CaseloadReport) -> Grid:
    heads = (_("Counselor"), *(column.title for column in COLUMNS))
    return Grid(heads, [(line.counselor, *_cells(line)) for line in caseload.lines])


REPORT = Report(
    id="caseload",
    title=lazy("Caseload"),
    asks=Form.of(lazy("Caseload"), questions.STAFF),
    gather=gather,
    story=story,
    grid=grid,
)
