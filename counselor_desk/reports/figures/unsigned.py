"""Notes that are not final yet, the oldest first, with those past the clinic's limit marked."""

from dataclasses import dataclass
from datetime import datetime

from reportlab.platypus import Flowable

from counselor_desk.core.i18n import _, lazy, ngettext
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.form import Form
from counselor_desk.domain.roles import Can
from counselor_desk.reports.press import letterhead, marks, questions, words
from counselor_desk.reports.press.marks import TableColumn
from counselor_desk.reports.press.press import Grid, Report, Sheet
from counselor_desk.services.documents import documents
from counselor_desk.services.figures import staff_rows
from counselor_desk.services.figures.staff_rows import OpenNote


@dataclass(frozen=True)
class UnsignedLine:
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
class UnsignedReport:
    """What waits, by author."""

    sheet: Sheet
    lines: tuple[UnsignedLine, ...]
    limit_hours: int


@query(Can.READ_CHART, "unsigned.gather")
def gather(ctx: Context, staff_id: int | None = None) -> UnsignedReport:
    hours = ctx.clinic.note_due_hours
    lines = [_line(note, ctx.now, hours) for note in staff_rows.open_notes(ctx, staff_id)]
    return UnsignedReport(letterhead.list_sheet(ctx, _("Unsigned and overdue")), tuple(lines), hours)


def _line(note: OpenNote, now: datetime, hours: int) -> UnsignedLine:
    return UnsignedLine(
        author=note.author,
        client=note.full_name,
        number=note.number,
        kind=documents.template_of(note.template).title,
        served=words.day(note.served_on),
        status=note.status,
        days=(now - note.begun_at).days,
        is_overdue=note.is_overdue(now, hours),
    )


COLUMNS = (
    TableColumn(lazy("Client"), 2.2),
    TableColumn(lazy("Record"), 1.1),
    TableColumn(lazy("Document"), 1.9),
    TableColumn(lazy("Service"), 1.5),
    TableColumn(lazy("Status"), 2.7),
    TableColumn(lazy("Days"), 0.6, number=True),
)


def story(unsigned: UnsignedReport) -> list[Flowable]:
    late = sum(line.is_overdue for line in unsigned.lines)
    count = ngettext("{n} document", "{n} documents", len(unsigned.lines)).format(
        n=words.number_in_words(len(unsigned.lines))
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


def _cells(line: UnsignedLine) -> tuple[str, ...]:
    stands = _("{status}, overdue").format(status=line.status) if line.is_overdue else line.status
    return (line.client, line.number, line.kind, line.served, stands, str(line.days))


def grid(unsigned: UnsignedReport) -> Grid:
    heads = (_("Author"), *(column.title for column in COLUMNS))
    return Grid(heads, [(line.author, *_cells(line)) for line in unsigned.lines])


ASKS = Form.of(lazy("Unsigned and overdue"), questions.STAFF)
REPORT = Report(
    id="unsigned", title=lazy("Unsigned and overdue"), asks=ASKS, gather=gather, story=story, grid=grid
)
