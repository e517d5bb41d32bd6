"""The list as people see it: rows of two lines, chips, no grid; keyboard and pointer alike."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QMetaMethod, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFont, QFontMetrics, QHelpEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QListView,
    QMenu,
    QScrollArea,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from counselor_desk.core.i18n import _
from counselor_desk.ui.kit import look
from counselor_desk.ui.kit.paged import ID_ROLE, LINE_ROLE, LineModel, RowText, WholeListModel
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.chip import chip_size, paint_chip

Index = QModelIndex | QPersistentModelIndex
STATE = QStyle.StateFlag
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
EDGE = 12  # from the row's edge to its words
DOT = 8
APART = 64  # chips stand in one column where the words to their right differ by less


class RowList(QListView):
    """Shows Lines; `opened` carries the id of the row that was entered or clicked twice."""

    opened = Signal(object)
    chosen = Signal(object)  # the id of the current row, None without one

    def __init__(self, name: str, fits: bool = False) -> None:
        """`fits`: as tall as its rows, inside a page that scrolls."""
        super().__init__()
        self.fits = fits
        self.always_lit = not fits  # show the current row without the keyboard, too
        self.letters_jump = False  # else letters go to the page: to a search, to commands
        self._widest = 0
        self.setAccessibleName(name)
        self.setObjectName("list")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.viewport().setAutoFillBackground(False)
        self.setItemDelegate(LineDelegate(self))
        self.setModel(WholeListModel(self))
        self.activated.connect(lambda index: self.opened.emit(index.data(ID_ROLE)))
        if fits:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def setModel(self, model: Any) -> None:
        super().setModel(model)
        self.selectionModel().currentChanged.connect(lambda now, before: self.chosen.emit(now.data(ID_ROLE)))
        model.modelReset.connect(self._measure)
        if self.fits:
            model.modelReset.connect(self._fit)
            self._fit()

    @property
    def lines(self) -> LineModel:
        model = self.model()
        assert isinstance(model, LineModel)
        return model

    def show_lines(self, rows: Sequence[tuple[Any, RowText]]) -> None:
        """Show these rows; the one chosen before stays chosen if it is still there."""
        model = self.lines
        assert isinstance(model, WholeListModel)
        kept = self.current()
        model.show(rows)
        self.choose(kept)

    def current(self) -> Any:
        """The id of the current row, or None."""
        return self.currentIndex().data(ID_ROLE)

    def choose(self, id: Any) -> None:
        """Make the row of this id current, else the first."""
        at = self.lines.place_of(id) if id is not None else -1
        if self.lines.rowCount():
            self.setCurrentIndex(self.lines.index(max(at, 0)))

    def step(self, by: int) -> None:
        """So many rows further, no further than the ends."""
        last = self.lines.rowCount() - 1
        if last >= 0:
            at = min(max(self.currentIndex().row() + by, 0), last)
            self.setCurrentIndex(self.lines.index(at))
            self._bring_into_sight()

    def _bring_into_sight(self) -> None:
        """A list as tall as its rows lies in a page that has to scroll in its place."""
        page: QWidget | None = self.parentWidget() if self.fits else None
        while page is not None and not isinstance(page, QScrollArea):
            page = page.parentWidget()
        inside = page.widget() if isinstance(page, QScrollArea) else None
        if isinstance(page, QScrollArea) and inside is not None:
            row = self.visualRect(self.currentIndex()).center()
            at = self.viewport().mapTo(inside, row)
            page.ensureVisible(at.x(), at.y(), 0, look.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens; a key that means nothing here goes to the page."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            if self.currentIndex().isValid():
                self.opened.emit(self.current())
            return
        if event.text().isalnum() and not event.modifiers() and not self.letters_jump:
            event.ignore()
            return
        super().keyPressEvent(event)
        self._bring_into_sight()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """A right click takes the row under the pointer and offers what Enter and a double click do."""
        by_mouse = event.reason() is QContextMenuEvent.Reason.Mouse
        index = self.indexAt(event.pos()) if by_mouse else self.currentIndex()
        if not index.isValid() or not self.isSignalConnected(QMetaMethod.fromSignal(self.opened)):
            return
        self.setCurrentIndex(index)
        row_id = self.current()
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_("Open"), lambda: self.opened.emit(row_id))
        menu.popup(event.globalPos() if by_mouse else self.mapToGlobal(self.visualRect(index).center()))

    def _fit(self) -> None:
        self.setFixedHeight(self.lines.rowCount() * look.row() + 2)

    def column_of_chips(self, own: int) -> int:
        """How far from the right edge the chips of a row end: in line with the rows around it."""
        return self._widest if 0 <= self._widest - own < APART else own

    def _measure(self) -> None:
        """The widest words to the right of a chip; of a list without an end none are asked."""
        model = self.lines
        if isinstance(model, WholeListModel):
            lines = [model.line(at) for at in range(model.rowCount())]
            self._widest = max((_wide(line) for line in lines if line.chips), default=0)


def in_line(rows: RowList) -> QHBoxLayout:
    """A place in which the words of a list stand in line with what is above them."""
    place = QHBoxLayout()
    place.setContentsMargins(-EDGE, 0, -EDGE, 0)
    place.addWidget(rows)
    return place


class LineDelegate(QStyledItemDelegate):
    """Paints a Line; it reads the row and never asks for anything."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, look.row())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._ground(painter, option, option.rect)
        self._row(painter, option, index.data(LINE_ROLE))
        painter.restore()

    def _row(self, painter: QPainter, option: QStyleOptionViewItem, line: RowText) -> None:
        inner = option.rect.adjusted(EDGE, 0, -EDGE, 0)
        if line.client_id is not None:
            self._dot(painter, inner, line.client_id)
        self._right(painter, inner, line, _ends(option, line))
        self._left(painter, _room(option, line), line)

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """Words that had to be cut are told whole under the pointer."""
        line: RowText | None = index.data(LINE_ROLE)
        if line is None:
            return False
        room = _room(option, line).width()
        first = QFontMetrics(_font(line)).horizontalAdvance(line.first) > room
        second = QFontMetrics(look.font(look.SMALL)).horizontalAdvance(line.second) > room
        message = "\n".join(w for w, cut in ((line.first, first), (line.second, second)) if cut)
        text.show_hint(event.globalPos(), message, view)
        return True

    @staticmethod
    def _ground(painter: QPainter, option: QStyleOptionViewItem, place: QRect) -> None:
        chosen = bool(option.state & STATE.State_Selected)
        focused = chosen and isinstance(option.widget, QWidget) and option.widget.hasFocus()
        lit = not isinstance(option.widget, RowList) or option.widget.always_lit
        if not focused and not lit:
            chosen = False  # of several lists on a page only the one with the keyboard has a row
        if chosen:
            ground = look.blend(look.color("accent"), look.color("surface"), 0.14 if focused else 0.07)
        elif option.state & STATE.State_MouseOver:
            ground = look.blend(look.color("text"), look.color("surface"), 0.04)
        else:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(place.adjusted(0, 1, 0, -1), look.RADIUS, look.RADIUS)
        if focused:
            painter.setBrush(look.color("accent"))
            painter.drawRoundedRect(place.left(), place.top() + 12, 3, place.height() - 24, 1.5, 1.5)

    @staticmethod
    def _dot(painter: QPainter, inner: QRect, client_id: int) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.client_mark(client_id))
        painter.drawEllipse(QPoint(inner.left() + DOT // 2, inner.center().y()), DOT // 2, DOT // 2)

    @staticmethod
    def _right(painter: QPainter, inner: QRect, line: RowText, ends: int) -> None:
        """Words at the right edge, chips that end so far from it."""
        painter.setFont(look.font(look.SMALL))
        painter.setPen(look.color("secondary"))
        if line.right and line.right_second:
            painter.drawText(_half(inner, 0), RIGHT, line.right)
            painter.drawText(_half(inner, 1), RIGHT, line.right_second)
        else:
            painter.drawText(inner, RIGHT, line.right or line.right_second)
        for words, tone in reversed(line.chips):
            size = chip_size(words, painter.fontMetrics())
            ends += size.width()
            at = QPoint(inner.right() - ends, inner.center().y() - size.height() // 2)
            paint_chip(painter, at, words, tone)
            ends += look.TIGHT

    @staticmethod
    def _left(painter: QPainter, room: QRect, line: RowText) -> None:
        font = _font(line)
        painter.setFont(font)
        painter.setPen(look.color("secondary" if line.quiet else "text"))
        place = _half(room, 0) if line.second else room
        elide = Qt.TextElideMode.ElideRight
        words = QFontMetrics(font).elidedText(line.first, elide, room.width())
        painter.drawText(place, LEFT, words)
        if line.second:
            small = look.font(look.SMALL)
            painter.setFont(small)
            painter.setPen(look.color("secondary"))
            words = QFontMetrics(small).elidedText(line.second, elide, room.width())
            painter.drawText(_half(room, 1), LEFT, words)


def _font(line: RowText) -> QFont:
    """Of the first words of a row."""
    light = line.quiet or line.light
    return look.font(look.BODY, QFont.Weight.Normal if light else QFont.Weight.DemiBold)


def _wide(line: RowText) -> int:
    """What the words at the right edge take, with the space before them."""
    metrics = QFontMetrics(look.font(look.SMALL))
    wide = max(metrics.horizontalAdvance(line.right), metrics.horizontalAdvance(line.right_second))
    return wide + look.NEAR if wide else 0


def _ends(option: QStyleOptionViewItem, line: RowText) -> int:
    """How far from the right edge what stands left of the words there ends."""
    own, home = _wide(line), option.widget
    return home.column_of_chips(own) if line.chips and isinstance(home, RowList) else own


def _room(option: QStyleOptionViewItem, line: RowText) -> QRect:
    """The place of the first and second words: between the dot and the chips."""
    metrics = QFontMetrics(look.font(look.SMALL))
    taken = sum(chip_size(words, metrics).width() + look.TIGHT for words, _tone in line.chips)
    left = EDGE if line.client_id is None else DOT + 2 * EDGE
    return option.rect.adjusted(left, 0, -EDGE - _ends(option, line) - taken, 0)


def _half(place: QRect, which: int) -> QRect:
    """The upper or lower line of a row, drawn together in its middle."""
    tall = look.row_line()
    top = place.center().y() - tall + 1
    return QRect(place.left(), top + which * tall, place.width(), tall)
