"""What stands above and beside the grid of hours: a button for each column, a word for each hour."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from counselor_desk.ui.kit import look
from counselor_desk.ui.kit.times.time_paint import GridColumn
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.discard import discard

if TYPE_CHECKING:
    from counselor_desk.ui.kit.times.time_grid import TimeGrid

CENTER = Qt.AlignmentFlag.AlignHCenter
HOUR = 60


class ColumnButton(QAbstractButton):
    """The heading of a column: pressed, it opens that day or person."""

    def __init__(self, home: QWidget, column: GridColumn) -> None:
        super().__init__(home)
        self.column = column
        self.setText(column.spoken)
        self.setAccessibleName(column.spoken)
        text.explain(self, column.spoken)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        return QSize(60, 3 * look.row_line())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, column = QPainter(self), self.column
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.blend(look.color("text"), look.color("surface"), 0.05))
            painter.drawRoundedRect(self.rect().adjusted(3, 3, -3, -3), look.RADIUS, look.RADIUS)
        small = look.font(look.SMALL, QFont.Weight.DemiBold if column.lit else QFont.Weight.Normal)
        big = look.font(look.SECTION, QFont.Weight.DemiBold)
        painter.setFont(small)
        line = painter.fontMetrics().height()
        painter.setPen(look.color("accent" if column.lit else "secondary"))
        room = self.rect().adjusted(look.HAIR, 0, -look.HAIR, 0)
        if not column.under:
            painter.setFont(look.font(look.BODY, QFont.Weight.DemiBold))
            words = painter.fontMetrics().elidedText(
                column.heading, Qt.TextElideMode.ElideRight, room.width()
            )
            painter.setPen(look.color("text"))
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, words)
        else:
            top = (self.height() - 2 * line - look.TIGHT) // 2
            painter.drawText(QRect(room.left(), top, room.width(), line), CENTER, column.heading)
            painter.setFont(big)
            tall = painter.fontMetrics().height()
            wide = max(tall + look.TIGHT, painter.fontMetrics().horizontalAdvance(column.under) + look.NEAR)
            ring = QRect(room.center().x() - wide // 2, top + line + 1, wide, tall + 2)
            if column.lit:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(look.color("accent"))
                painter.drawRoundedRect(ring, ring.height() / 2, ring.height() / 2)
            painter.setPen(look.color("on_accent" if column.lit else "text"))
            painter.drawText(ring, Qt.AlignmentFlag.AlignCenter, column.under)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.color("accent"), 2))
            painter.drawRoundedRect(self.rect().adjusted(3, 3, -3, -3), look.RADIUS, look.RADIUS)


class TimeHead(QWidget):
    """The headings, which stay while the hours scroll."""

    turned = Signal(int)

    def __init__(self, grid: "TimeGrid") -> None:
        super().__init__(grid)
        self.buttons: list[ColumnButton] = []

    def wanted_height(self) -> int:
        two = any(button.column.under for button in self.buttons)
        return round((3.1 if two else 2) * look.row_line())

    def show_columns(self, columns: Sequence[GridColumn]) -> None:
        """The same columns keep their buttons, and with them the keyboard."""
        if [button.column for button in self.buttons] == list(columns):
            return
        for button in self.buttons:
            discard(button)
        self.buttons = []
        for at, column in enumerate(columns):
            button = ColumnButton(self, column)
            button.setObjectName(f"day_{at}")
            button.clicked.connect(lambda _checked=False, at=at: self.turned.emit(at))
            button.show()
            self.buttons.append(button)

    def place(self, across: Sequence[tuple[int, int]]) -> None:
        for button, (left, width) in zip(self.buttons, across, strict=False):
            button.setGeometry(left, 0, width, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(0, self.height() - 1, self.width(), 1, look.color("line"))


class HourRule(QWidget):
    """The hours at the left, which stay while columns scroll."""

    def __init__(self, grid: "TimeGrid") -> None:
        super().__init__(grid)
        self._grid = grid
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def wanted_width(self) -> int:
        metrics = QFontMetrics(look.font(look.SMALL))
        words = (self._grid.say_time(hour * HOUR) for hour in (10, 12, 22))
        return max(metrics.horizontalAdvance(each) for each in words) + 2 * look.TIGHT

    def paintEvent(self, event: QPaintEvent) -> None:
        grid, painter = self._grid, QPainter(self)
        painter.setFont(look.font(look.SMALL))
        painter.setPen(look.color("secondary"))
        line, right = painter.fontMetrics().height(), Qt.AlignmentFlag.AlignRight
        for hour in range(1, 24):
            y = hour * grid.hour - grid.verticalOffset()
            place = QRect(0, y - line // 2, self.width() - look.TIGHT, line)
            if y > -line:
                painter.drawText(place, right, grid.say_time(hour * HOUR))
