"""What a period held for each counselor, a line of counts by name: sessions and notes, and review."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import TypeVar

from reportlab.platypus import Flowable

from counselor_desk.core.i18n import LazyText, _, lazy
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.form import Form
from counselor_desk.domain.roles import Can
from counselor_desk.reports.press import letterhead, marks, questions, words
from counselor_desk.reports.press.marks import TableColumn
from counselor_desk.reports.press.press import Grid, Report, Sheet
from counselor_desk.services.figures import staff_rows
from counselor_desk.services.figures.staff_rows import Reviews, SessionsAndNotes

Cells = tuple[int | str, ...]
T = TypeVar("T")


@dataclass(frozen=True)
class ByCounselor:
    """The counts by name, under their heads."""

    sheet: Sheet
    period: str
    columns: Sequence[TableColumn]
    rows: tuple[Cells, ...]
    note: str


@query(Can.READ_CHART, "productivity.gather")
def sessions_and_notes(ctx: Context, first: date, last: date) -> ByCounselor:
    rows = _lines(staff_rows.sessions_and_notes(ctx, first, last), _of_sessions)
    note = _("A group counts as one session. Days are counted from the end of the day of service.")
    sheet = letterhead.sheet(ctx, _("Sessions and notes"))
    return ByCounselor(sheet, words.date_range(first, last), OF_SESSIONS, rows, note)


OF_SESSIONS = (
    TableColumn(lazy("Counselor"), 2.2),
    TableColumn(lazy("Sessions"), 1, number=True),
    TableColumn(lazy("Minutes"), 1, number=True),
    TableColumn(lazy("Missed"), 1, number=True),
    TableColumn(lazy("Notes signed"), 1.2, number=True),
    TableColumn(lazy("Co-signed"), 1.2, number=True),
    TableColumn(lazy("Median days to sign"), 1.5, number=True),
)


def _of_sessions(count: SessionsAndNotes) -> Cells:
    wait = middle(count.days_to_sign)
    return (count.held, count.minutes, count.missed, count.signed, count.cosigned, wait)


@query(Can.COSIGN, "supervision.gather")
def review(ctx: Context, first: date, last: date) -> ByCounselor:
    rows = _lines(staff_rows.reviews(ctx, first, last), _of_review)
    note = _("Documents that changed in this time. Sent again: returned once and sent once more.")
    sheet = letterhead.sheet(ctx, _("Supervision"))
    return ByCounselor(sheet, words.date_range(first, last), OF_REVIEW, rows, note)


OF_REVIEW = (
    TableColumn(lazy("Counselor"), 2.2),
    TableColumn(lazy("Sent"), 1, number=True),
    TableColumn(lazy("Sent again"), 1.1, number=True),
    TableColumn(lazy("Co-signed"), 1.1, number=True),
    TableColumn(lazy("Waiting"), 1, number=True),
    TableColumn(lazy("Returned now"), 1.3, number=True),
    TableColumn(lazy("Median days to co-sign"), 1.7, number=True),
)


def _of_review(count: Reviews) -> Cells:
    wait = middle(count.days_to_cosign)
    return (count.sent, count.sent_again, count.cosigned, count.waiting, count.returned, wait)


def _lines(counts: Mapping[str, T], cells: Callable[[T], Cells]) -> tuple[Cells, ...]:
    return tuple((name, *cells(counts[name])) for name in sorted(counts))


def middle(days: Sequence[float]) -> str:
    """The median, never below zero; "" of none."""
    return f"{max(median(days), 0):.1f}" if days else ""


def story(report: ByCounselor) -> list[Flowable]:
    return [
        marks.heading(report.sheet.title, 0),
        marks.small(report.period),
        marks.table(report.columns, _cells(report)),
        marks.small(report.note),
    ]


def grid(report: ByCounselor) -> Grid:
    heads = tuple(column.title for column in report.columns)
    return Grid(heads, _cells(report))


def _cells(report: ByCounselor) -> list[list[str]]:
    return [[str(cell) for cell in row] for row in report.rows]


def _asks(title: LazyText) -> Form:
    return Form.of(title, questions.FIRST, questions.LAST)


SESSIONS_AND_NOTES = Report(
    id="productivity",
    title=lazy("Sessions and notes"),
    asks=_asks(lazy("Sessions and notes")),
    gather=sessions_and_notes,
    story=story,
    grid=grid,
)
REVIEW = Report(
    id="supervision",
    title=lazy("Supervision"),
    asks=_asks(lazy("Supervision")),
    gather=review,
    story=story,
    grid=grid,
)
REPORTS = (SESSIONS_AND_NOTES, REVIEW)
