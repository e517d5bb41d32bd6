"""Beside the paper, which cannot lead anywhere: its figures, and the rows behind the chosen one."""

from datetime import datetime
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import UseCase
from counselor_desk.services.figures import program_reports, staff_reports
from counselor_desk.services.figures.staff_reports import FigureRows
from counselor_desk.ui.kit import look, words
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.screen import Go
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.rows import EDGE, RowList
from counselor_desk.ui.paper.counted_line import counted_line

WIDE = 300
ACROSS, DOWN = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
# What lists the rows of a report's figures, by the report's id, with the report's own questions.
BEHIND: dict[str, UseCase[..., list[FigureRows]]] = {
    "caseload": staff_reports.caseload,
    "unsigned": staff_reports.unsigned,
    "productivity": staff_reports.productivity,
    "supervision": staff_reports.supervision,
    "program_summary": program_reports.program_summary,
    "outcomes": program_reports.outcomes,
    "retention": program_reports.retention,
}


class ReportFigures(QWidget):
    """The chosen figure's rows stand below; Enter goes into them, then to a chart, Esc back."""

    def __init__(self, go: Go) -> None:
        super().__init__()
        self._go, self._found = go, list[FigureRows]()
        self._chosen: tuple[str, str] | None = None
        self.setObjectName("report_figures")
        self.setAccessibleName(_("Figures of this report"))
        self.setMinimumWidth(WIDE)
        self.figures, self.rows = RowList(_("Figures of this report")), RowList(_("What it counts"))
        self.figures.chosen.connect(self._show_rows)
        self.figures.opened.connect(lambda _key: self._into_rows())
        self.rows.opened.connect(self._open_row)
        self.name, self.about = text.heading(), text.small()
        self._both = QSplitter(DOWN)
        self._both.setChildrenCollapsible(False)
        self._both.addWidget(_under(self.figures, text.heading(_("Figures of this report"))))
        self._both.addWidget(_under(self.rows, self.name, self.about))
        column = QVBoxLayout(self)
        column.setContentsMargins(look.TIGHT, 0, look.NEAR, look.NEAR)
        column.addWidget(self._both)
        self.hide()

    def lie(self, below: bool) -> None:
        """Below the paper the two lists stand side by side."""
        self._both.setOrientation(ACROSS if below else DOWN)

    def show_figures(self, figures: list[FigureRows]) -> None:
        """The figure that was chosen before stays chosen if it is still there."""
        chosen, self._found = self._chosen, figures
        self.figures.show_lines(
            [((f.part, f.name), RowText(f.name, f.part, f"{len(f.rows):,}")) for f in figures]
        )
        self.setVisible(bool(figures))
        if figures:
            self.figures.choose(chosen)
            self._show_rows(self.figures.current())

    def clear(self) -> None:
        """Nothing of a client stays on a page that is left; which figure it was does."""
        chosen = self._chosen
        self.show_figures([])
        self.rows.show_lines([])
        self._chosen = chosen

    def back(self) -> bool:
        """From the rows to the figures."""
        if not self.rows.hasFocus():
            return False
        self.figures.setFocus()
        return True

    def _figure(self) -> FigureRows | None:
        return next((f for f in self._found if (f.part, f.name) == self._chosen), None)

    def _show_rows(self, key: Any) -> None:
        self._chosen = key
        figure = self._figure()
        if figure is None:
            return
        number = words.count(len(figure.rows), "{n} entry", "{n} entries")
        nobody = _("Nothing is counted here.")
        self.name.setText(figure.name)
        self.about.setText(f"{figure.part}: {number}" if figure.rows else nobody)
        self.rows.show_lines([(at, counted_line(row)) for at, row in enumerate(figure.rows)])

    def _into_rows(self) -> None:
        if self.rows.lines.rowCount():
            self.rows.setFocus()

    def _open_row(self, at: Any) -> None:
        figure = self._figure()
        if figure is None:
            return
        row = figure.rows[at]
        if row.client_id is not None:
            self._go("chart", client_id=row.client_id, section=figure.section)
        elif figure.section == "family":
            self._go("family")
        elif isinstance(row.on, datetime):
            self._go("schedule", on=row.on.astimezone().date())


class PaperAndFigures(QSplitter):
    """The figures beside the paper; below it where the width is too small for both."""

    def __init__(self, paper: QWidget, figures: ReportFigures) -> None:
        super().__init__(ACROSS)
        self._paper, self._figures = paper, figures
        self.setChildrenCollapsible(False)
        self.addWidget(paper)
        self.addWidget(figures)
        self.setStretchFactor(0, 1)

    def minimumSizeHint(self) -> QSize:
        paper = self._paper.minimumSizeHint()
        if self._figures.isHidden():
            return paper
        least = self._figures.minimumSizeHint()
        return QSize(max(paper.width(), WIDE), paper.height() + least.height() // 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        needed = self._paper.minimumSizeHint().width() + WIDE + self.handleWidth()
        below = event.size().width() < needed
        if below is not (self.orientation() is DOWN):
            self.setOrientation(DOWN if below else ACROSS)
            self._figures.lie(below)
            tall, wide = event.size().height(), event.size().width()
            self.setSizes([2 * tall // 3, tall // 3] if below else [wide - WIDE, WIDE])
        super().resizeEvent(event)


def _under(rows: RowList, *above: QWidget) -> QWidget:
    """A list under its head, which begins where the words of its rows do."""
    whole, head = QWidget(), QVBoxLayout()
    head.setContentsMargins(EDGE, 0, EDGE, 0)
    head.setSpacing(look.HAIR)
    for widget in above:
        head.addWidget(widget)
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(look.TIGHT)
    column.addLayout(head)
    column.addWidget(rows, 1)
    return whole
