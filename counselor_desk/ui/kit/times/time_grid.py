"""Appointments on a grid of hours: drawn to their length, chosen, moved and lengthened by hand or key."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from counselor_desk.core.i18n import _
from counselor_desk.domain.schedule.time_lanes import TimeLane, lanes
from counselor_desk.ui.kit import look
from counselor_desk.ui.kit.times import time_paint
from counselor_desk.ui.kit.times.time_head import HourRule, TimeHead
from counselor_desk.ui.kit.times.time_paint import GridBlock, GridColumn
from counselor_desk.ui.kit.widgets import text

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
KEYS = Qt.Key
KEY_ROLE = Qt.ItemDataRole.UserRole
HOUR, DAY = 60, 24 * 60
STEPS = {KEYS.Key_Up: (0, -1), KEYS.Key_Down: (0, 1), KEYS.Key_Left: (-1, 0), KEYS.Key_Right: (1, 0)}
SNAP = 15  # minutes: what a hand can aim at
SHORTEST, USUAL = 15, 50
STEP = 30  # minutes: from one line to the next with the keyboard
NARROWEST = 84  # a column; more of them scroll
LEAST_LANE = 30  # a block narrower than this tells nothing: the rest is counted
EDGE = 6  # at the foot of a block a hand takes its end
HOURS_SEEN = 10.5
BEGINNING = 7 * HOUR + 30


@dataclass(frozen=True)
class Span:
    """A stretch of time in a column."""

    column: int
    starts: int
    minutes: int

    def at(self, column: int, starts: int) -> "Span":
        """The same length elsewhere, within the day."""
        return Span(column, min(max(0, starts), DAY - self.minutes), self.minutes)


class BlockModel(QAbstractListModel):
    """The blocks of the grid, each told to a screen reader in a sentence."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.blocks: tuple[GridBlock, ...] = ()

    def show(self, blocks: tuple[GridBlock, ...]) -> None:
        self.beginResetModel()
        self.blocks = blocks
        self.endResetModel()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.blocks)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        block = self.blocks[index.row()]
        if role == KEY_ROLE:
            return block.key
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return block.spoken or block.words
        return None


class TimeGrid(QListView):
    """Columns of one day each, or of one person or room; to a screen reader it is a list."""

    picked = Signal(object)  # the key of a block that was clicked or reached
    opened = Signal(object)  # Enter, or a second click
    wanted = Signal(object)  # Span: a time without anything was clicked or drawn
    moved = Signal(object, object)  # key, Span: its new place
    turned = Signal(int)  # a heading was pressed
    beyond = Signal(int)  # an arrow key led out at the left (-1) or right (1)
    asked = Signal(object, QPoint)  # a menu for a block, at this place of the screen

    def __init__(self, name: str, say_time: Callable[[int], str]) -> None:
        """`say_time` words minutes after midnight: 9:30 AM."""
        super().__init__()
        self.say_time = say_time
        self.columns: tuple[GridColumn, ...] = ()
        self.now: tuple[int, int] | None = None  # column, minutes after midnight
        self._lanes: list[TimeLane] = []
        self._rows: dict[int, int] = {}
        self._places: list[QRect] = []
        self._crowds: dict[tuple[int, int], int] = {}
        self._cursor = Span(0, 9 * HOUR, USUAL)
        self._drag: _Drag | None = None
        self._was_placed = False
        self.setObjectName("time_grid")
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.head, self.rule = TimeHead(self), HourRule(self)
        self.head.turned.connect(self.turned)
        self._model = BlockModel(self)
        self.setModel(self._model)

    # --- what is shown --------------------------------------------------------------------------

    @property
    def blocks(self) -> tuple[GridBlock, ...]:
        return self._model.blocks

    @property
    def cursor_span(self) -> Span:
        """Where the keyboard is."""
        return self._cursor

    def show_blocks(
        self,
        columns: Sequence[GridColumn],
        blocks: Sequence[GridBlock],
        now: tuple[int, int] | None = None,
    ) -> None:
        """Draw these; the block that was current stays so if it is still there."""
        kept = self.current()
        self.columns, self.now = tuple(columns), now
        self._drag = None
        self._model.show(tuple(sorted(blocks, key=lambda b: (b.column, b.starts, b.key))))
        self._rows = {block.key: row for row, block in enumerate(self.blocks)}
        self._lanes = []
        for column in range(len(self.columns)):
            mine = [(b.starts, b.ends) for b in self.blocks if b.column == column]
            self._lanes += lanes(mine)
        last = max(0, len(self.columns) - 1)
        self._cursor = self._cursor.at(min(self._cursor.column, last), self._cursor.starts)
        self.head.show_columns(self.columns)
        self._measure()
        if kept in self._rows:
            self._set_current(self._rows[kept])
        if not self._was_placed and self.isVisible():
            self._to_morning()
        self.viewport().update()

    def current(self) -> Any:
        """The key of the current block, or None."""
        return self.currentIndex().data(KEY_ROLE)

    def choose(self, key: Any) -> None:
        """Make this block current, and show it."""
        if key in self._rows:
            self._set_current(self._rows[key])
            self.scrollTo(self.currentIndex())
        else:
            self._set_current(-1)

    def aim_at(self, column: int, starts: int) -> None:
        """Put the keyboard's place at a time, and show it."""
        self._cursor = Span(column, starts, self._cursor.minutes)
        self._set_current(-1)
        self._show_span(self._cursor)

    def place_of(self, key: Any) -> QRect:
        """Where a block is drawn, in the viewport."""
        return self.visualRect(self._model.index(self._rows[key]))

    # --- geometry -------------------------------------------------------------------------------

    @property
    def hour(self) -> int:
        """How tall an hour is: a working day fits, and a half hour has room for a line."""
        seen = self.viewport().height() / HOURS_SEEN
        return round(max(2 * look.row_line() + look.HAIR, min(seen, 5 * look.row_line())))

    def _y(self, minutes: int) -> int:
        return round(minutes * self.hour / HOUR) - self.verticalOffset()

    def _minutes(self, y: int) -> int:
        return round((y + self.verticalOffset()) * HOUR / self.hour)

    def _column_width(self) -> float:
        count = max(1, len(self.columns))
        return max(NARROWEST, self.viewport().width() / count)

    def across(self, column: int) -> tuple[int, int]:
        """Left edge and width of a column, in the viewport."""
        wide = self._column_width()
        left = round(column * wide)
        return left - self.horizontalOffset(), round((column + 1) * wide) - left

    def _column_at(self, x: int) -> int:
        at = int((x + self.horizontalOffset()) // self._column_width())
        return min(max(0, at), max(0, len(self.columns) - 1))

    def _lanes_that_fit(self) -> int:
        return max(1, int((self._column_width() - 2 * look.HAIR) // LEAST_LANE))

    def visualRect(self, index: Index) -> QRect:
        if not index.isValid() or index.row() >= len(self._places):
            return QRect()
        place = self._places[index.row()]
        if place.isNull():
            return place
        return place.translated(-self.horizontalOffset(), -self.verticalOffset())

    def _lay_out(self) -> None:
        """Where each block is drawn before anything is scrolled, and how many found no lane."""
        fit, self._crowds, self._places = self._lanes_that_fit(), {}, []
        wide, per_minute = self._column_width(), self.hour / HOUR
        for block, lane in zip(self.blocks, self._lanes, strict=True):
            if lane.of > fit and lane.first >= fit - 1:
                place = block.column, block.starts // STEP * STEP
                self._crowds[place] = self._crowds.get(place, 0) + 1
                self._places.append(QRect())
                continue
            of, span = lane.of, lane.span
            if of > fit:  # the last lane that fits belongs to the count of those that do not
                of, span = fit, min(span, fit - 1 - lane.first)
            left = round(block.column * wide) + look.HAIR
            inner = round((block.column + 1) * wide) - left - look.HAIR - 2
            x, top = left + round(inner * lane.first / of), round(block.starts * per_minute)
            right = left + round(inner * (lane.first + span) / of) - (1 if of > 1 else 0)
            tall = max(round(block.ends * per_minute) - top - 2, look.row_line())
            self._places.append(QRect(x, top + 1, right - x, tall))

    def crowds(self) -> dict[tuple[int, int], int]:
        """How many blocks found no lane, by their column and half hour."""
        return self._crowds

    def crowd_place(self, column: int, starts: int) -> QRect:
        left, width = self.across(column)
        inner, fit = width - 2 * look.HAIR - 2, self._lanes_that_fit()
        x = left + look.HAIR + round(inner * (fit - 1) / fit)
        return QRect(x, self._y(starts) + 1, left + width - look.HAIR - 2 - x, look.row_line())

    def indexAt(self, point: QPoint) -> QModelIndex:
        """The block under a point; of those that lie over each other the last drawn."""
        column = self._column_at(point.x())
        for row in range(len(self.blocks) - 1, -1, -1):
            if self.blocks[row].column == column:
                index = self._model.index(row)
                if self.visualRect(index).contains(point):
                    return index
        return QModelIndex()

    def scrollTo(
        self,
        index: Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        if index.isValid() and index.row() < len(self.blocks):
            block = self.blocks[index.row()]
            self._show_span(Span(block.column, block.starts, block.minutes))

    def _show_span(self, span: Span) -> None:
        bar, tall = self.verticalScrollBar(), self.viewport().height()
        top, foot = (round(m * self.hour / HOUR) for m in (span.starts, span.starts + span.minutes))
        if top < bar.value() + look.TIGHT:
            bar.setValue(top - look.GAP)
        elif foot > bar.value() + tall - look.TIGHT:
            bar.setValue(min(foot - tall + look.GAP, top - look.GAP))
        across, wide = self.horizontalScrollBar(), self._column_width()
        left = round(span.column * wide)
        if left < across.value():
            across.setValue(left)
        elif left + wide > across.value() + self.viewport().width():
            across.setValue(round(left + wide) - self.viewport().width())

    def horizontalOffset(self) -> int:
        return self.horizontalScrollBar().value()

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def isIndexHidden(self, index: Index) -> bool:
        return self.visualRect(index).isNull()

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        return QModelIndex(self.currentIndex())

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        index = self.indexAt(rect.center())
        if index.isValid():
            self.selectionModel().select(index, command)

    def visualRegionForSelection(self, selection: Any) -> QRegion:
        region = QRegion()
        for index in selection.indexes():
            region += self.visualRect(index)
        return region

    def _measure(self) -> None:
        tall, beside = self.head.wanted_height(), self.rule.wanted_width()
        self.setViewportMargins(beside, tall, 0, 0)
        view = self.viewport().geometry()
        self.head.setGeometry(view.left(), view.top() - tall, view.width(), tall)
        self.rule.setGeometry(view.left() - beside, view.top(), beside, view.height())
        self._lay_out()
        down, across = self.verticalScrollBar(), self.horizontalScrollBar()
        whole = 24 * self.hour + look.TIGHT
        down.setRange(0, max(0, whole - view.height()))
        down.setPageStep(view.height())
        down.setSingleStep(self.hour // 2)
        wide = round(self._column_width() * len(self.columns))
        across.setRange(0, max(0, wide - view.width()))
        across.setPageStep(view.width())
        across.setSingleStep(NARROWEST // 2)
        self._follow()

    def _follow(self) -> None:
        self.head.place([self.across(n) for n in range(len(self.columns))])
        self.rule.update()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self._follow()
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        at = self._minutes(0)
        self._measure()
        if self._was_placed:
            self.verticalScrollBar().setValue(round(at * self.hour / HOUR))
        elif self.viewport().height() > 100:
            self._to_morning()

    def updateGeometries(self) -> None:
        """Bars and edges are this view's own affair."""

    def doItemsLayout(self) -> None:
        """Blocks lie where their times are, not one under the other."""

    def _to_morning(self) -> None:
        """At first the working day is seen, earlier if somebody comes earlier."""
        self._was_placed = True
        first = min((b.starts for b in self.blocks if not b.quiet), default=BEGINNING)
        start = min(BEGINNING, first - STEP)
        if self.now is not None and self.now[1] - HOUR > start + HOURS_SEEN * HOUR - 2 * HOUR:
            start = min(b for b in (self.now[1] - 2 * HOUR, DAY))
        self.verticalScrollBar().setValue(round(max(0, start) * self.hour / HOUR))

    # --- drawing --------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        view = self.viewport().rect()
        time_paint.ground(painter, view, self)
        current = self.currentIndex().row()
        right, down = self.horizontalOffset(), self.verticalOffset()
        seen = view.translated(right, down)
        drawn = [
            (place.translated(-right, -down), block)
            for row, (place, block) in enumerate(zip(self._places, self.blocks, strict=True))
            if row != current and place.intersects(seen)
        ]
        hand = time_paint.BlockPainter(painter, self.say_time)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place, block in drawn:
            hand.shape(place, block)
        for place, block in drawn:
            hand.words(place, block)
        for (column, starts), count in self._crowds.items():
            time_paint.crowd(painter, self.crowd_place(column, starts), count)
        if 0 <= current < len(self.blocks):
            place = self.visualRect(self._model.index(current))
            hand.shape(place, self.blocks[current], "strong" if self.hasFocus() else "calm")
            hand.words(place, self.blocks[current])
        if self.now is not None:
            self._paint_now(painter, *self.now)
        if self._drag is not None and self._drag.ghost is not None:
            self._paint_ghost(painter, self._drag.ghost)
        elif self.hasFocus() and current < 0 and self.columns:
            time_paint.aim(painter, self._place_of_span(self._cursor))

    def _place_of_span(self, span: Span) -> QRect:
        left, width = self.across(span.column)
        top = self._y(span.starts)
        return QRect(left + 2, top + 1, width - 5, max(self._y(span.starts + span.minutes) - top - 1, 8))

    def _paint_ghost(self, painter: QPainter, span: Span) -> None:
        times = f"{self.say_time(span.starts)} – {self.say_time(span.starts + span.minutes)}"
        time_paint.ghost(painter, self._place_of_span(span), times)

    def _paint_now(self, painter: QPainter, column: int, minutes: int) -> None:
        across = self.across(column) if column >= 0 else (0, self.viewport().width())
        time_paint.now(painter, across, self._y(minutes))

    # --- pointer --------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton or not self.columns:
            return
        point = event.position().toPoint()
        crowd = self._crowd_at(point)
        if crowd is not None:
            self.turned.emit(crowd)
            return
        index = self.indexAt(point)
        column, at = self._column_at(point.x()), self._minutes(point.y())
        if index.isValid():
            block = self.blocks[index.row()]
            place = self.visualRect(index)
            at_end = place.bottom() - point.y() < EDGE and place.height() > 3 * EDGE
            self._set_current(index.row())
            self._drag = _Drag(point, block, at_end, at - block.starts)
        else:
            starts = at // SNAP * SNAP
            self._set_current(-1)
            self._cursor = Span(column, min(starts // STEP * STEP, DAY - STEP), USUAL)
            self._drag = _Drag(point, None, False, 0, Span(column, starts, SNAP))
        self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point, drag = event.position().toPoint(), self._drag
        if drag is None:
            self._shape_pointer(point)
            return
        if not drag.begun and (point - drag.from_).manhattanLength() < 5:
            return
        drag.begun = True
        if drag.block is not None and drag.block.fixed:
            return
        drag.ghost = self._ghost(drag, point)
        self._scroll_along(point)
        self.viewport().update()

    def _ghost(self, drag: "_Drag", point: QPoint) -> Span:
        at = self._minutes(point.y())
        if drag.block is None:
            assert drag.span is not None
            anchor = drag.span.starts
            first, last = min(anchor, at // SNAP * SNAP), max(anchor + SNAP, -(-at // SNAP) * SNAP)
            return Span(drag.span.column, max(0, first), min(last, DAY) - max(0, first))
        block = drag.block
        if drag.at_end:
            ends = round(at / SNAP) * SNAP
            return Span(block.column, block.starts, max(SHORTEST, min(ends, DAY) - block.starts))
        starts = round((at - drag.offset) / SNAP) * SNAP
        here = Span(block.column, block.starts, block.minutes)
        return here.at(self._column_at(point.x()), starts)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        drag, self._drag = self._drag, None
        self.viewport().update()
        if drag is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        if drag.block is None:
            self.wanted.emit(drag.ghost if drag.begun and drag.ghost else self._cursor)
        elif drag.ghost is None:
            self.picked.emit(drag.block.key)
        elif drag.ghost != Span(drag.block.column, drag.block.starts, drag.block.minutes):
            self.moved.emit(drag.block.key, drag.ghost)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid():
            self.opened.emit(index.data(KEY_ROLE))

    def _crowd_at(self, point: QPoint) -> int | None:
        for column, starts in self.crowds():
            if self.crowd_place(column, starts).contains(point):
                return column
        return None

    def _shape_pointer(self, point: QPoint) -> None:
        """What a press would do, told by the pointer."""
        index = self.indexAt(point)
        shape = Qt.CursorShape.ArrowCursor
        if index.isValid():
            block, place = self.blocks[index.row()], self.visualRect(index)
            at_end = place.bottom() - point.y() < EDGE and place.height() > 3 * EDGE
            may = at_end and not block.fixed
            shape = Qt.CursorShape.SizeVerCursor if may else Qt.CursorShape.PointingHandCursor
        self.viewport().setCursor(shape)

    def _scroll_along(self, point: QPoint) -> None:
        bar, tall = self.verticalScrollBar(), self.viewport().height()
        if point.y() < look.GAP:
            bar.setValue(bar.value() - look.GAP)
        elif point.y() > tall - look.GAP:
            bar.setValue(bar.value() + look.GAP)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            index = self.indexAt(event.pos())
            words = index.data(Qt.ItemDataRole.DisplayRole) if index.isValid() else ""
            text.show_hint(event.globalPos(), words, self)
            return True
        return super().viewportEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Of the block under the pointer, or with the menu key of the current one."""
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            index, place = self.currentIndex(), self.visualRect(self.currentIndex()).center()
        else:
            place = self.viewport().mapFromGlobal(event.globalPos())
            index = self.indexAt(place)
        if index.isValid():
            self._set_current(index.row())
            self.asked.emit(index.data(KEY_ROLE), self.viewport().mapToGlobal(place))

    # --- keyboard -------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._key(event):
            event.ignore()

    def _key(self, event: QKeyEvent) -> bool:
        """Arrows go through the times, Alt moves, Shift lengthens, Enter opens or books."""
        key, held = event.key(), event.modifiers()
        if key in STEPS:
            return self._arrow(*STEPS[KEYS(key)], held)
        if key == KEYS.Key_Escape and self._drag is not None:
            self._drag = None
            self.viewport().update()
            return True
        if key in (KEYS.Key_Return, KEYS.Key_Enter) and not held:
            self._enter()
            return True
        if key in (KEYS.Key_Home, KEYS.Key_End):
            return self._to_end(last=key == KEYS.Key_End)
        return False

    def _arrow(self, across: int, down: int, held: Qt.KeyboardModifier) -> bool:
        if held & Qt.KeyboardModifier.AltModifier:
            return self._move_by(across, down)
        if held & Qt.KeyboardModifier.ShiftModifier:
            return bool(down) and self._lengthen_by(down)
        if held & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        if across:
            self._step_across(across)
        else:
            self._go_down(down)
        self.viewport().update()
        return True

    def _enter(self) -> None:
        if self.current() is not None:
            self.opened.emit(self.current())
        elif self.columns:
            self.wanted.emit(self._cursor)

    def _move_by(self, across: int, down: int) -> bool:
        block = self._movable()
        if block is None:
            return False
        here = Span(block.column, block.starts, block.minutes)
        column = min(max(0, block.column + across), len(self.columns) - 1)
        to = here.at(column, block.starts + down * SNAP)
        if to != here:
            self.moved.emit(block.key, to)
        return True

    def _lengthen_by(self, by: int) -> bool:
        block = self._movable()
        if block is not None:
            minutes = min(max(SHORTEST, block.minutes + by * SNAP), DAY - block.starts)
            if minutes != block.minutes:
                self.moved.emit(block.key, Span(block.column, block.starts, minutes))
        elif self.current() is None:
            span = self._cursor
            minutes = min(max(SHORTEST, span.minutes + by * SNAP), DAY - span.starts)
            self._cursor = Span(span.column, span.starts, minutes)
            self._say_cursor()
            self.viewport().update()
        return True

    def _movable(self) -> GridBlock | None:
        row = self.currentIndex().row()
        block = self.blocks[row] if 0 <= row < len(self.blocks) else None
        return block if block is not None and not block.fixed else None

    def _go_down(self, by: int) -> None:
        """To the next half hour, or a block that begins before it."""
        at, column = self._cursor.starts, self._cursor.column
        line = (at // STEP + 1) * STEP if by > 0 else -(-at // STEP - 1) * STEP if at % STEP else at - STEP
        if by < 0 and at % STEP:
            line = at // STEP * STEP
        line = min(max(0, line), DAY - STEP)
        low, high = min(at, line), max(at, line)
        starts = sorted(
            {b.starts for b in self.blocks if b.column == column and low <= b.starts <= high} - {at}
        )
        self._aim(column, (starts[0] if by > 0 else starts[-1]) if starts else line)

    def _step_across(self, by: int) -> None:
        """To the block beside it that begins at the same time or covers it, else to the next column."""
        row = self.currentIndex().row()
        if row >= 0:
            beside = row + by
            mine = self.blocks[row]
            if 0 <= beside < len(self.blocks):
                other = self.blocks[beside]
                overlap = other.column == mine.column and (
                    other.starts < mine.ends and mine.starts < other.ends
                )
                if overlap and not self.isIndexHidden(self._model.index(beside)):
                    self._set_current(beside, tell=True)
                    self.scrollTo(self.currentIndex())
                    return
        column = self._cursor.column + by
        if 0 <= column < len(self.columns):
            self._aim(column, self._cursor.starts)
        else:
            self.beyond.emit(by)

    def _aim(self, column: int, starts: int) -> None:
        """The place of the keyboard: the block that begins there, or the empty time."""
        self._cursor = Span(column, starts, USUAL)
        row = next(
            (
                n
                for n, b in enumerate(self.blocks)
                if b.column == column and b.starts == starts and not self.isIndexHidden(self._model.index(n))
            ),
            -1,
        )
        self._set_current(row, tell=True)
        self._show_span(self._cursor)
        if row < 0:
            self._say_cursor()

    def _to_end(self, last: bool) -> bool:
        """To the first or the last block of the column."""
        mine = [b.starts for b in self.blocks if b.column == self._cursor.column]
        self._aim(self._cursor.column, (mine[-1] if last else mine[0]) if mine else 9 * HOUR)
        self.viewport().update()
        return True

    def _set_current(self, row: int, tell: bool = False) -> None:
        if row < 0:
            self.selectionModel().clear()
            self.setCurrentIndex(QModelIndex())
        else:
            block = self.blocks[row]
            self._cursor = Span(block.column, block.starts, block.minutes)
            self.selectionModel().setCurrentIndex(
                self._model.index(row), QItemSelectionModel.SelectionFlag.ClearAndSelect
            )
        if tell:
            self.picked.emit(self.current())
        self.viewport().update()

    def _say_cursor(self) -> None:
        """An empty time is told to a screen reader, too."""
        span = self._cursor
        if span.column < len(self.columns):
            ends = self.say_time(span.starts + span.minutes)
            self.setAccessibleDescription(
                _("{day}, {start} to {end}, free. Enter books.").format(
                    day=self.columns[span.column].spoken, start=self.say_time(span.starts), end=ends
                )
            )
            event = QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
            QAccessible.updateAccessibility(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def tick(self, now: tuple[int, int] | None) -> None:
        """The time has gone on."""
        self.now = now
        self.viewport().update()


@dataclass
class _Drag:
    """What a hand is doing: a block it took, or a time that it draws."""

    from_: QPoint
    block: GridBlock | None
    at_end: bool
    offset: int  # minutes from the block's start to where it was taken
    span: Span | None = None
    ghost: Span | None = None
    begun: bool = False


def every_minute(owner: QWidget, do: Callable[[], object]) -> QTimer:
    """For the line of now: as long as the owner lives."""
    timer = QTimer(owner)
    timer.setInterval(60_000)
    timer.timeout.connect(lambda: do())
    timer.start()
    return timer
