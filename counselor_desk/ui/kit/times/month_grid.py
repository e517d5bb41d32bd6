"""A month for the eye: six weeks of days, what is on each in a line, one key or click to the day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget

from counselor_desk.ui.kit import look
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.discard import discard

COLUMNS = 7
DOT = 7


@dataclass(frozen=True)
class MonthLine:
    """One appointment of a day: its time and name."""

    time: str
    words: str
    client_id: int | None = None


@dataclass(frozen=True)
class MonthDay:
    """One day of the month's page."""

    on: date
    spoken: str  # "Tuesday, December 1: 5 appointments"
    lines: tuple[MonthLine, ...] = ()
    is_today: bool = False
    is_beside: bool = False  # of the month before or after


class DayCell(QAbstractButton):
    """One day: its number, as many lines as fit, how many more there are."""

    def __init__(self, day: MonthDay) -> None:
        super().__init__()
        self.day = day
        self.setText(day.spoken)
        self.setAccessibleName(day.spoken)
        self.setObjectName(f"on_{day.on:%Y%m%d}")
        text.explain(self, "\n".join(f"{line.time}  {line.words}" for line in day.lines))
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def minimumSizeHint(self) -> QSize:
        return QSize(40, 2 * look.row_line() + look.TIGHT)

    def sizeHint(self) -> QSize:
        return QSize(100, 4 * look.row_line())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, day = QPainter(self), self.day
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = look.color("surface" if day.is_beside else "raised")
        if self.underMouse():
            ground = look.blend(look.color("text"), ground, 0.04)
        painter.fillRect(self.rect(), ground)
        painter.fillRect(0, 0, self.width(), 1, look.color("line"))
        painter.fillRect(0, 0, 1, self.height(), look.color("line"))
        self._number(painter)
        self._lines(painter)
        if self.hasFocus():
            painter.setPen(QPen(look.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), 4, 4)

    def _number(self, painter: QPainter) -> None:
        weight = QFont.Weight.DemiBold if self.day.is_today else QFont.Weight.Normal
        painter.setFont(look.font(look.SMALL, weight))
        words, metrics = str(self.day.on.day), painter.fontMetrics()
        wide = max(metrics.height() + 4, metrics.horizontalAdvance(words) + look.TIGHT)
        place = QRect(look.HAIR, look.HAIR, wide, metrics.height() + 2)
        if self.day.is_today:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("accent"))
            painter.drawRoundedRect(place, place.height() / 2, place.height() / 2)
            painter.setPen(look.color("on_accent"))
        else:
            painter.setPen(look.color("secondary" if self.day.is_beside else "text"))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, words)

    def _lines(self, painter: QPainter) -> None:
        painter.setFont(look.font(look.SMALL))
        metrics, lines = painter.fontMetrics(), self.day.lines
        tall, top = metrics.height() + 1, metrics.height() + look.NEAR
        fit = max(0, (self.height() - top - 2) // tall)
        shown = lines if len(lines) <= fit else lines[: max(0, fit - 1)]
        for n, line in enumerate(shown):
            self._line(
                painter, metrics, QRect(look.TIGHT, top + n * tall, self.width() - look.NEAR, tall), line
            )
        if len(shown) < len(lines):
            painter.setPen(look.color("secondary"))
            left = QRect(look.TIGHT, top + len(shown) * tall, self.width() - look.NEAR, tall)
            if fit:
                painter.drawText(left, Qt.AlignmentFlag.AlignLeft, f"+{len(lines) - len(shown)}")

    @staticmethod
    def _line(painter: QPainter, metrics: QFontMetrics, room: QRect, line: MonthLine) -> None:
        tint = look.color("accent") if line.client_id is None else look.client_mark(line.client_id)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tint)
        painter.drawEllipse(QRectF(room.left(), room.center().y() - DOT / 2 + 1, DOT, DOT))
        said = room.adjusted(DOT + look.HAIR, 0, 0, 0)
        time = metrics.horizontalAdvance(line.time) + look.HAIR
        if time < said.width() // 2:
            painter.setPen(look.color("secondary"))
            painter.drawText(said, Qt.AlignmentFlag.AlignLeft, line.time)
            said = said.adjusted(time, 0, 0, 0)
        painter.setPen(look.color("text"))
        words = metrics.elidedText(line.words, Qt.TextElideMode.ElideRight, said.width())
        painter.drawText(said, Qt.AlignmentFlag.AlignLeft, words)


class MonthGrid(QWidget):
    """Weeks one under the other; arrows go from day to day, Enter opens one."""

    opened = Signal(object)  # date
    beyond = Signal(int)  # an arrow led out: weeks before (-1) or after (1)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(0)
        self.cells: list[DayCell] = []
        self._heads: list[QWidget] = []

    def show_days(self, headings: Sequence[str], days: Sequence[MonthDay], chosen: date) -> None:
        """Days in order, seven to a week; the keyboard stays where it was."""
        had = any(cell.hasFocus() for cell in self.cells)
        for old in (*self._heads, *self.cells):
            discard(old)
        self._heads, self.cells = [], []
        for at, words in enumerate(headings):
            head = text.small(words)
            head.setWordWrap(False)
            head.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self._heads.append(head)
            self._grid.addWidget(head, 0, at)
            self._grid.setColumnStretch(at, 1)
        for at, day in enumerate(days):
            cell = DayCell(day)
            on = day.on == chosen
            cell.setFocusPolicy(Qt.FocusPolicy.StrongFocus if on else Qt.FocusPolicy.ClickFocus)
            cell.clicked.connect(lambda _on=False, to=day.on: self.opened.emit(to))
            self.cells.append(cell)
            self._grid.addWidget(cell, 1 + at // COLUMNS, at % COLUMNS)
        for row in range(1, 7):
            self._grid.setRowStretch(row, 1 if row <= len(days) // COLUMNS else 0)
        if had:
            self.aim_at(chosen)

    def aim_at(self, on: date) -> None:
        for cell in self.cells:
            if cell.day.on == on:
                cell.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = Qt.Key
        steps = {keys.Key_Left: -1, keys.Key_Right: 1, keys.Key_Up: -COLUMNS, keys.Key_Down: COLUMNS}
        at = next((n for n, cell in enumerate(self.cells) if cell.hasFocus()), -1)
        if at < 0:
            event.ignore()
        elif event.key() in (keys.Key_Return, keys.Key_Enter):
            self.cells[at].click()
        elif event.key() in steps and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            to = at + steps[keys(event.key())]
            if 0 <= to < len(self.cells):
                self.cells[to].setFocus()
            else:
                self.beyond.emit(1 if to >= len(self.cells) else -1)
        else:
            event.ignore()
