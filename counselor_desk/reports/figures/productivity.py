"""What a period held for each counselor: sessions, minutes, what was missed, days to sign."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import select

from counselor_desk.core.i18n import _
from counselor_desk.desk.days import midnight, on_days
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.form import Form
from counselor_desk.domain.roles import Can
from counselor_desk.records.document import Document
from counselor_desk.records.people import Staff
from counselor_desk.records.schedule import CAME, MISSED, Appointment
from counselor_desk.reports.figures import by_counselor
from counselor_desk.reports.figures.by_counselor import ByCounselor, Cells, Told
from counselor_desk.reports.press import questions
from counselor_desk.reports.press.marks import Column
from counselor_desk.reports.press.press import Report

TOLD = Told(
    _("Sessions and notes"),
    (
        Column(_("Counselor"), 2.2),
        Column(_("Sessions"), 1, number=True),
        Column(_("Minutes"), 1, number=True),
        Column(_("Missed"), 1, number=True),
        Column(_("Notes signed"), 1.2, number=True),
        Column(_("Co-signed"), 1.2, number=True),
        Column(_("Days to sign, middle"), 1.5, number=True),
    ),
    _("A group counts as one session. Days are counted from the end of the day of service."),
)


@dataclass
class Tally:
    """One counselor's period while it is counted."""

    held: int = 0
    minutes: int = 0
    missed: int = 0
    signed: int = 0
    cosigned: int = 0
    days: list[float] = field(default_factory=list)

    def cells(self) -> Cells:
        wait = by_counselor.middle(self.days)
        return (self.held, self.minutes, self.missed, self.signed, self.cosigned, wait)


@query(Can.READ_CHART, "productivity.gather")
def gather(ctx: Context, first: date, last: date) -> ByCounselor:
    tallies: dict[str, Tally] = defaultdict(Tally)
    _count_sessions(ctx, tallies, first, last)
    _count_notes(ctx, tallies, first, last)
    return by_counselor.counted(ctx, TOLD, (first, last), tallies)


def _count_sessions(ctx: Context, tallies: dict[str, Tally], first: date, last: date) -> None:
    statement = (
        select(Staff.name, Appointment.attendance, Appointment.minutes, Appointment.gathering, Appointment.id)
        .join(Staff, Staff.id == Appointment.staff_id)
        .where(*on_days(Appointment.starts_at, first, last))
    )
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
        .where(*on_days(Document.signed_at, first, last))
    )
    for name, served, signed, cosigned in ctx.rows(lambda *row: row, statement):
        tally = tallies[name]
        tally.signed += 1
        tally.cosigned += cosigned is not None
        if served is not None:
            tally.days.append((signed - midnight(served + timedelta(days=1))) / timedelta(days=1))


ASKS = Form.of(TOLD.title, questions.FIRST, questions.LAST)
REPORT = Report("productivity", TOLD.title, ASKS, gather, by_counselor.story, by_counselor.grid)
