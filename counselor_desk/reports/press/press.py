"""Turns what a report gathered into PDF bytes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import Generic, Protocol, TypeVar

from reportlab.platypus import Flowable

from counselor_desk.core.i18n import Wording, worded
from counselor_desk.desk.desk import UseCase
from counselor_desk.domain.form import Form
from counselor_desk.reports.press import booklet
from counselor_desk.reports.press.frame import PAPERS, PaperTemplate
from counselor_desk.reports.press.layout import Layout
from counselor_desk.reports.press.sheet import Sheet

__all__ = [
    "LARGE",
    "AnyReport",
    "Grid",
    "Layout",
    "Part",
    "Printable",
    "Report",
    "Sheet",
    "laid_out",
    "print_out",
    "print_parts",
    "render",
]

LARGE = 18.0  # points: the large-print twin
Part = tuple[Sheet, list[Flowable]]


class Printable(Protocol):
    """What a report gathers: data of its own and the sheet that it is printed on."""

    @property
    def sheet(self) -> Sheet: ...


@dataclass(frozen=True)
class Grid:
    """A report as a table of plain cells, for a spreadsheet."""

    heads: tuple[str, ...]
    rows: Sequence[Sequence[str]]


Data = TypeVar("Data", bound=Printable)


@worded
class Report(Generic[Data]):
    """One kind of paper: what it asks, how its data is gathered, and the story it tells."""

    id: str
    title: Wording
    asks: Form
    gather: UseCase[..., Data]
    story: Callable[[Data], list[Flowable]]
    grid: Callable[[Data], Grid] | None = None
    group: str = "clinic"
    summary: Wording = Wording()
    usual: Mapping[str, object] = field(default_factory=dict)  # what stands in its questions at first
    parts: Callable[[Data], list[Part]] | None = None  # of a print with more than one sheet
    of_client: UseCase[[int], dict[str, int]] | None = None  # what to ask for of one client
    halves: bool = False  # reads as well on half a sheet: a booklet of it keeps its size of type
    outgoing: bool = False  # meant for others: it leaves through the disclosure wizard alone
    discloses: Callable[[Data], Sequence[str]] | None = None  # which kinds; None: a summary alone

    def sheets(self, data: Data) -> list[Part]:
        """Each sheet of the print with what is told on it."""
        return self.parts(data) if self.parts else [(data.sheet, self.story(data))]


# One of the shelf: what it tells of is what it gathered itself.
AnyReport = Report[Printable]


def render(report: Report[Data], data: Data) -> bytes:
    """The PDF of a report; the same data gives the same bytes."""
    return print_parts(report.sheets(data))


def laid_out(report: Report[Data], data: Data, layout: Layout) -> bytes:
    """The PDF of a report as a person wants it."""
    whole = layout.paper or data.sheet.paper
    paper = booklet.HALVES[whole] if layout.booklet and report.halves else whole
    pdf = print_parts([(_on(sheet, paper, layout.large), story) for sheet, story in report.sheets(data)])
    return booklet.impose(pdf, PAPERS[whole]) if layout.booklet else pdf


def _on(sheet: Sheet, paper: str, large: bool) -> Sheet:
    return replace(sheet, paper=paper, size=LARGE if large else sheet.size)


def print_out(sheet: Sheet, story: list[Flowable]) -> bytes:
    return print_parts([(sheet, story)])


def print_parts(parts: Sequence[Part]) -> bytes:
    """Several papers in one print; each begins on a new page and counts its own."""
    page = BytesIO()
    PaperTemplate(page, [sheet for sheet, _story in parts]).print([story for _sheet, story in parts])
    return page.getvalue()
