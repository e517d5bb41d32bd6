"""A small table of words: no grid, heads in gray, numbers at the right."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from counselor_desk.ui.kit import look
from counselor_desk.ui.kit.widgets import text

MOST_ROWS = 400
SHORT = 28  # letters that stay on one line


class PlainTable(QWidget):
    """Heads and rows; for a few hundred rows, in a page that scrolls."""

    def __init__(self, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        super().__init__()
        self.setObjectName("table")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(look.PAGE)
        grid.setVerticalSpacing(look.TIGHT - 2)
        sides = [_side([row[column] for row in rows]) for column in range(len(heads))]
        for column, head in enumerate(heads):
            grid.addWidget(text.small(head), 0, column, sides[column])
        for number, row in enumerate(rows[:MOST_ROWS], 1):
            for column, message in enumerate(row):
                words = text.body(message).selectable()
                words.setWordWrap(len(message) > SHORT)
                grid.addWidget(words, number, column, sides[column] | Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(len(heads), 1)


def _side(column: Sequence[str]) -> Qt.AlignmentFlag:
    """A column of numbers stands at the right, all others at the left."""
    messages = [words for words in column if words not in ("", "–")]
    numbers = bool(messages) and all(words.replace(".", "").isdigit() for words in messages)
    return Qt.AlignmentFlag.AlignRight if numbers else Qt.AlignmentFlag.AlignLeft
