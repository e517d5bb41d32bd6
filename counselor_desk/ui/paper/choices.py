"""How a page is wanted: large print, the other paper, folded to a booklet."""

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from counselor_desk.core.i18n import _, lazy
from counselor_desk.reports.press.layout import Layout
from counselor_desk.ui.kit import look
from counselor_desk.ui.kit.choice_fields import ButtonRow
from counselor_desk.ui.kit.widgets.flow import Flow

SIZES = ((False, lazy("Normal")), (True, lazy("Large print")))
PAPERS = (("letter", lazy("Letter")), ("a4", lazy("A4")))
FOLDS = ((False, lazy("Pages")), (True, lazy("Booklet")))


class PaperChoices(QWidget):
    """Three rows of buttons in one; what the clinic has set is where they begin."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._usual = ""
        flow = Flow(self, look.NEAR)
        self.print_size, self.paper, self.fold = (
            ButtonRow([(value, str(lazy_text)) for value, lazy_text in options], name)
            for options, name in (
                (SIZES, _("Size")),
                (PAPERS, _("Paper")),
                (FOLDS, _("Folded")),
            )
        )
        for row, usual in self._rows():
            row.write(usual)
            flow.addWidget(row)
        self.print_size.changed.connect(self._size_changed)
        self.paper.changed.connect(self._settle)
        self.fold.changed.connect(self._fold_changed)

    def begin(self, paper: str) -> None:
        """The clinic's own paper, until another is chosen; "" before it is known."""
        self._usual = paper
        self.paper.write(paper or None)

    def is_begun(self) -> bool:
        return bool(self._usual)

    def _rows(self) -> tuple[tuple[ButtonRow, Any], ...]:
        """Each row with what holds while nothing else is chosen."""
        usual = self._usual or None
        return ((self.print_size, False), (self.paper, usual), (self.fold, False))

    def chosen(self) -> Layout:
        return Layout(
            large=bool(self.print_size.value()),
            paper=str(self.paper.value() or self._usual),
            booklet=bool(self.fold.value()) and not self.fold.isHidden(),
        )

    def _size_changed(self) -> None:
        if self.print_size.value():
            self.fold.write(False)  # large print on half a sheet would break every line
        self._settle()

    def _fold_changed(self) -> None:
        if self.fold.value():
            self.print_size.write(False)
        self._settle()

    def _settle(self) -> None:
        """One of each row is always chosen."""
        for row, usual in self._rows():
            if row.value() is None:
                row.write(usual)
        self.changed.emit()
