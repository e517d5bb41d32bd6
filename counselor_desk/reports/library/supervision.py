"""How review goes: what each counselor sent, what came back, how long a co-signature took."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import median

from reportlab.platypus import Flowable
from sqlalchemy import func, select

from counselor_desk.domain.form import Form
from counselor_desk.domain.roles import Can
from counselor_desk.i18n import _
from counselor_desk.records.document import Document, DocumentRevision, Status
from counselor_desk.records.people import Staff
from counselor_desk.reports import asked, letterhead, marks, words
from counselor_desk.reports.marks import Column
from counselor_desk.reports.press import Grid, Report, Sheet
from counselor_desk.services.desk import Context, query
from counselor_desk.services.schedule import midnight

COLUMNS = (
    Column(_("Counselor"), 2.2), Column(_("Sent"), 1, number=True),
    Column(_("Sent again"), 1.1, number=True), Column(_("Co-signed"), 1.1, number=True),
    Column(_("Waiting"), 1, number=True), Column(_("Returned now"), 1.3, number=True),
    Column(_("Days to co-sign, middle"), 1.7, number=True),
)  # fmt: skip


@dataclass
class Tally:
    """One counselor's documents while they are counted."""

    sent: int = 0
    again: int = 0
    cosigned: int = 0
    waiting: int = 0
    returned: int = 0
    days: list[float] = field(default_factory=list)

    def cells(self) -> tuple[str, ...]:
        wait = f"{median(self.days):.1f}" if self.days else ""
        counts = (self.sent, self.again, self.cosigned, self.waiting, self.returned)
        return (*(str(count) for count in counts), wait)


@dataclass(frozen=True)
class Supervision:
    """The tallies by name."""

    sheet: Sheet
    period: str
    rows: tuple[tuple[str, ...], ...]


@query(Can.COSIGN)
def gather(ctx: Context, first: date, last: date) -> Supervision:
    times = (
        select(func.count(DocumentRevision.id))
        .where(DocumentRevision.document_id == Document.id)
        .scalar_subquery()
    )
    statement = (
        select(Staff.name, Document.status, Document.signed_at, Document.cosigned_at, times)
        .join(Staff, Staff.id == Document.author_id)
        .where(
            Document.changed_at >= midnight(first),
            Document.changed_at < midnight(last + timedelta(days=1)),
            Document.discarded_at.is_(None),
        )
    )
    tallies: dict[str, Tally] = defaultdict(Tally)
    for name, status, signed, cosigned, sent in ctx.rows(lambda *row: row, statement):
        if sent or status is Status.RETURNED:
            _count(tallies[name], (status, sent), (signed, cosigned))
    rows = tuple((name, *tallies[name].cells()) for name in sorted(tallies))
    sheet = letterhead.sheet(ctx, _("Supervision"))
    return Supervision(sheet, words.between(first, last), rows)


def _count(tally: Tally, stands: tuple[Status, int], times: tuple[object, object]) -> None:
    (status, sent), (signed, cosigned) = stands, times
    tally.sent += 1
    tally.again += sent > 1
    tally.waiting += status is Status.AWAITING_COSIGN
    tally.returned += status is Status.RETURNED
    if signed is not None and cosigned is not None:
        tally.cosigned += 1
        tally.days.append((cosigned - signed) / timedelta(days=1))  # type: ignore[operator]


def story(supervision: Supervision) -> list[Flowable]:
    note = _("Documents that changed in this time. Sent again: returned once and sent once more.")
    return [
        marks.heading(supervision.sheet.title, 0),
        marks.small(supervision.period),
        marks.table(COLUMNS, supervision.rows),
        marks.small(note),
    ]


def grid(supervision: Supervision) -> Grid:
    return Grid(tuple(column.title for column in COLUMNS), supervision.rows)


ASKS = Form.of(_("Supervision"), asked.FIRST, asked.LAST)
REPORT = Report("supervision", _("Supervision"), ASKS, gather, story, grid)
