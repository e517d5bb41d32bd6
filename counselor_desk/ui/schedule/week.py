"""Seven days beside one another, each session a button: what a week looks like."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from counselor_desk.ui.kit import look
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.discard import discard
from counselor_desk.ui.kit.widgets.link import link

NARROW = 104  # a column holds a time and most names


@dataclass(frozen=True)
class Block:
    """One session as the week shows it; `key` comes back when it is opened."""

    key: int
    time: str
    words: str
    under: str = ""
    tone: str = "accent"


@dataclass(frozen=True)
class Day:
    """One column: its heading, and its sessions in order."""

    heading: str
    blocks: tuple[Block, ...]
    is_today: bool = False


class BlockButton(QAbstractButton):
    """A session among others of a day: a time, a name, what became of it."""

    def __init__(self, block: Block) -> None:
        super().__init__()
        self.block = block
        message = ", ".join(part for part in (block.time, block.words, block.under) if part)
        self.setText(message)
        self.setAccessibleName(message)
        text.explain(self, message)
        self.setObjectName(f"block_{block.key}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        lines = 3 if self.block.under else 2
        return QSize(NARROW, lines * self.fontMetrics().height() + 2 * look.HAIR)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, block = QPainter(self), self.block
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        place = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        ring = Qt.PenStyle.NoPen if not self.hasFocus() else QPen(look.color("accent"), 1.5)
        painter.setPen(ring)
        painter.setBrush(look.soft(block.tone, 0.2 if self.underMouse() else 0.12))
        painter.drawRoundedRect(place, look.RADIUS - 2, look.RADIUS - 2)
        inner = self.rect().adjusted(look.TIGHT, look.HAIR, -look.HAIR, -look.HAIR)
        lines = (
            (block.time, look.SMALL, "secondary"),
            (block.words, look.BODY, "text"),
            (block.under, look.SMALL, block.tone),
        )
        tall = self.fontMetrics().height()
        for message, size, role in lines:
            painter.setFont(look.font(size))
            painter.setPen(look.color(role))
            fits = QFontMetrics(painter.font()).elidedText(
                message, Qt.TextElideMode.ElideRight, inner.width()
            )
            painter.drawText(
                inner.left(), inner.top(), inner.width(), tall, Qt.AlignmentFlag.AlignVCenter, fits
            )
            inner.setTop(inner.top() + tall)


class Week(QWidget):
    """The columns; `opened` carries a block's key, `turned` the number of a day's heading."""

    opened = Signal(int)
    turned = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("week")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(look.TIGHT)
        self._grid.setVerticalSpacing(look.TIGHT)

    def show_days(self, days: Sequence[Day]) -> None:
        """All days; a weekend without sessions is left out by who calls."""
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                discard(widget)
        for column in range(7):
            used = column < len(days)
            self._grid.setColumnStretch(column, 1 if used else 0)
            self._grid.setColumnMinimumWidth(column, NARROW if used else 0)
        for column, day in enumerate(days):
            self._grid.addWidget(self._heading(column, day), 0, column)
            self._grid.addWidget(self._blocks(day), 1, column)

    def _heading(self, column: int, day: Day) -> QWidget:
        made = link(day.heading, self._turn(column), f"day_{column}")
        if day.is_today:
            made.setFont(look.font(look.BODY, QFont.Weight.DemiBold))
        return made

    def _turn(self, column: int) -> Callable[[], None]:
        return lambda: self.turned.emit(column)

    def _blocks(self, day: Day) -> QWidget:
        holder = QWidget()
        holder.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.HAIR)
        column.setAlignment(Qt.AlignmentFlag.AlignTop)
        for block in day.blocks:
            button = BlockButton(block)
            button.clicked.connect(lambda _on=False, key=block.key: self.opened.emit(key))
            column.addWidget(button)
        if not day.blocks:
            column.addWidget(text.small("–"))
        return holder
