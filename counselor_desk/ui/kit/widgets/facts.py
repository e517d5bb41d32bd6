"""Facts as pairs of words, sections under a heading, rows of widgets: the small change of pages."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from counselor_desk.ui.kit import look
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.discard import discard
from counselor_desk.ui.kit.widgets.flow import flowing
from counselor_desk.ui.kit.widgets.link import Link


class KeyValue(QWidget):
    """Names at the left in gray, what they are at the right."""

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(look.GAP)
        self._grid.setVerticalSpacing(look.TIGHT - 2)
        self._grid.setColumnStretch(1, 1)
        self.show_pairs(pairs)

    def show_pairs(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Pairs without a value are left out."""
        empty(self._grid)
        for row, (name, value) in enumerate(pair for pair in pairs if pair[1]):
            label = text.quiet(name)
            label.setMinimumWidth(120)
            label.setWordWrap(False)
            top = Qt.AlignmentFlag.AlignTop
            self._grid.addWidget(label, row, 0, top)
            self._grid.addWidget(text.body(value).selectable(), row, 1, top)


class Group(QWidget):
    """Things that belong together under a heading, set apart by space alone."""

    def __init__(self, heading: str, *widgets: QWidget) -> None:
        super().__init__()
        self.setAccessibleName(heading)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, look.GAP, 0, look.TIGHT)
        self.column.setSpacing(look.TIGHT)
        self.heading = text.heading(heading)
        self.column.addWidget(self.heading)
        for widget in widgets:
            self.column.addWidget(widget)

    def add(self, widget: QWidget) -> None:
        self.column.addWidget(widget)


class Column(QWidget):
    """Widgets one under the other, to be filled and emptied."""

    def __init__(self, space: int = look.TIGHT) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(space)

    def add(self, *widgets: QWidget) -> None:
        for widget in widgets:
            self.column.addWidget(widget)

    def clear(self) -> None:
        empty(self.column)


class HairLine(QWidget):
    """A hair line in the color of lines, where space alone does not do it."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), look.color("line"))


def side_by_side(*widgets: QWidget, stretch: int = -1) -> QWidget:
    """Widgets in a row; `stretch` is the place of the one that takes the rest of the width."""
    if len(widgets) > 2 and all(isinstance(widget, Link) for widget in widgets):
        return flowing(*widgets)  # a row of links may break in a narrow window
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(look.TIGHT)
    for at, widget in enumerate(widgets):
        row.addWidget(widget, 1 if at == stretch else 0)
    if stretch < 0:
        row.addStretch(1)
    return holder


def empty(layout: QLayout) -> None:
    """Take everything out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            discard(widget)
