"""What a period held for each counselor: a line of counts by name, on paper and as a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Protocol

from reportlab.platypus import Flowable

from counselor_desk.desk.context import Context
from counselor_desk.reports.press import letterhead, marks, words
from counselor_desk.reports.press.marks import Column
from counselor_desk.reports.press.press import Grid, Sheet

Cells = tuple[int | str, ...]


class Tally(Protocol):
    """One counselor's period, counted."""

    def cells(self) -> Cells: ...


@dataclass(frozen=True)
class ByCounselor:
    """The tallies by name, under their heads."""

    sheet: Sheet
    period: str
    columns: Sequence[Column]
    rows: tuple[Cells, ...]
    note: str


@dataclass(frozen=True)
class Told:
    """How such a report names itself, its columns, and how it counts."""

    title: str
    columns: Sequence[Column]
    note: str


def counted(ctx: Context, told: Told, span: tuple[date, date], tallies: Mapping[str, Tally]) -> ByCounselor:
    rows = tuple((name, *tallies[name].cells()) for name in sorted(tallies))
    sheet = letterhead.sheet(ctx, told.title)
    return ByCounselor(sheet, words.between(*span), told.columns, rows, told.note)


def middle(days: Sequence[float]) -> str:
    """The median, never below nought; "" of none."""
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
