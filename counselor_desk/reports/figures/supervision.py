"""How review goes: what each counselor sent, what came back, how long a co-signature took."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import func, select

from counselor_desk.core.i18n import _
from counselor_desk.desk.days import on_days
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.form import Form
from counselor_desk.domain.roles import Can
from counselor_desk.records.document import Document, DocumentRevision, Status
from counselor_desk.records.people import Staff
from counselor_desk.reports.figures import by_counselor
from counselor_desk.reports.figures.by_counselor import ByCounselor, Cells, Told
from counselor_desk.reports.press import questions
from counselor_desk.reports.press.marks import Column
from counselor_desk.reports.press.press import Report

TOLD = Told(
    _("Supervision"),
    (
        Column(_("Counselor"), 2.2),
        Column(_("Sent"), 1, number=True),
        Column(_("Sent again"), 1.1, number=True),
        Column(_("Co-signed"), 1.1, number=True),
        Column(_("Waiting"), 1, number=True),
        Column(_("Returned now"), 1.3, number=True),
        Column(_("Days to co-sign, middle"), 1.7, number=True),
    ),
    _("Documents that changed in this time. Sent again: returned once and sent once more."),
)


@dataclass
class Tally:
    """One counselor's documents while they are counted."""

    sent: int = 0
    again: int = 0
    cosigned: int = 0
    waiting: int = 0
    returned: int = 0
    days: list[float] = field(default_factory=list)

    def cells(self) -> Cells:
        wait = by_counselor.middle(self.days)
        return (self.sent, self.again, self.cosigned, self.waiting, self.returned, wait)


@query(Can.COSIGN, "supervision.gather")
def gather(ctx: Context, first: date, last: date) -> ByCounselor:
    times = (
        select(func.count(DocumentRevision.id))
        .where(DocumentRevision.document_id == Document.id)
        .scalar_subquery()
    )
    statement = (
        select(Staff.name, Document.status, Document.signed_at, Document.cosigned_at, times)
        .join(Staff, Staff.id == Document.author_id)
        .where(*on_days(Document.changed_at, first, last), Document.discarded_at.is_(None))
    )
    tallies: dict[str, Tally] = defaultdict(Tally)
    for name, status, signed, cosigned, sent in ctx.rows(lambda *row: row, statement):
        if sent or status is Status.RETURNED:
            _count(tallies[name], (status, sent), (signed, cosigned))
    return by_counselor.counted(ctx, TOLD, (first, last), tallies)


def _count(tally: Tally, stands: tuple[Status, int], times: tuple[object, object]) -> None:
    (status, sent), (signed, cosigned) = stands, times
    tally.sent += 1
    tally.again += sent > 1
    tally.waiting += status is Status.AWAITING_COSIGN
    tally.returned += status is Status.RETURNED
    if signed is not None and cosigned is not None:
        tally.cosigned += 1
        tally.days.append((cosigned - signed) / timedelta(days=1))  # type: ignore[operator]


ASKS = Form.of(TOLD.title, questions.FIRST, questions.LAST)
REPORT = Report("supervision", TOLD.title, ASKS, gather, by_counselor.story, by_counselor.grid)
