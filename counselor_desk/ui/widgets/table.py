"""A small table of words: no grid, heads in gray, numbers at the right."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from counselor_desk.ui import look
from counselor_desk.ui.widgets import text

MOST_ROWS = 400


class PlainTable(QWidget):
    """Heads and rows; for a few hundred rows, in a page that scrolls."""

    def __init__(self, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        super().__init__()
        self.setObjectName("table")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(look.PAGE)
        grid.setVerticalSpacing(look.TIGHT - 2)
        for column, head in enumerate(heads):
            grid.addWidget(text.small(head), 0, column)
        for number, row in enumerate(rows[:MOST_ROWS], 1):
            for column, said in enumerate(row):
                words = text.body(said).selectable()
                number_like = said.replace(".", "").isdigit()
                side = Qt.AlignmentFlag.AlignRight if number_like else Qt.AlignmentFlag.AlignLeft
                grid.addWidget(words, number, column, side | Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(len(heads), 1)
