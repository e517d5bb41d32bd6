"""The top of the window: the way to search, whether all is saved, and who sits here."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QMenu,
    QSizePolicy,
    QWidget,
)

from counselor_desk.core.i18n import _
from counselor_desk.ui.kit import look, words
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.link import link

PATIENCE_MS = 400  # a command that takes longer shows how far it is


class SearchButton(QAbstractButton):
    """Looks like a field, opens the palette."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("search")
        self.setText(_("Search clients and commands"))
        self.setAccessibleName(self.text())
        self.setProperty("own_keys", True)
        self._keys = QKeySequence("Ctrl+K").toString(QKeySequence.SequenceFormat.NativeText)
        text.explain(self, f"{self.text()}  {self._keys}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMaximumWidth(440)

    def sizeHint(self) -> QSize:
        return QSize(440, 34)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = "accent" if self.hasFocus() else "line"
        painter.setPen(QPen(look.color(edge), 2 if self.hasFocus() else 1))
        ground = look.color("raised")
        painter.setBrush(look.blend(look.color("text"), ground, 0.03 if self.underMouse() else 0))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 7, 7)
        inner = self.rect().adjusted(look.NEAR, 0, -look.NEAR, 0)
        tint = look.color("secondary")
        icon = inner.adjusted(0, (inner.height() - 18) // 2, 0, 0)
        icon.setSize(QSize(18, 18))
        look.paint_icon(painter, "search", icon, tint)
        painter.setPen(tint)
        middle = Qt.AlignmentFlag.AlignVCenter
        small = look.font(look.SMALL)
        keys = QFontMetrics(small).horizontalAdvance(self._keys) + look.TIGHT
        room, words_ = inner.adjusted(26, 0, 0, 0), painter.fontMetrics()
        has_room = words_.horizontalAdvance(self.text()) + keys <= room.width()  # both or the words
        message = words_.elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, middle, message)
        if has_room:
            painter.setFont(small)
            painter.drawText(inner, middle | Qt.AlignmentFlag.AlignRight, self._keys)


class PersonButton(QAbstractButton):
    """Who sits here; opens the person's menu."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName("person")
        self.setText(name)
        self.setAccessibleName(_("{name}: menu").format(name=name))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.menu = QMenu(self)
        self.clicked.connect(self._open)

    def _open(self) -> None:
        right = self.mapToGlobal(self.rect().bottomRight())
        self.menu.popup(right - QPoint(self.menu.sizeHint().width(), -4))

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 68, 34)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shape = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(look.color("accent"), 2) if self.hasFocus() else Qt.PenStyle.NoPen)
        share = 0.06 if self.underMouse() else 0
        painter.setBrush(look.blend(look.color("text"), look.color("surface"), share))
        painter.drawRoundedRect(shape, look.RADIUS, look.RADIUS)
        middle = self.height() // 2
        look.paint_icon(painter, "person", QRect(8, middle - 10, 20, 20), look.color("text"))
        painter.setPen(look.color("text"))
        words_ = self.rect().adjusted(36, 0, -26, 0)
        painter.drawText(words_, Qt.AlignmentFlag.AlignVCenter, self.text())
        chevron = QRect(self.width() - 22, middle - 6, 14, 14)
        look.paint_icon(painter, "down", chevron, look.color("secondary"))


class LineSign(QWidget):
    """A quiet lozenge, there while the clinic's computer does not answer."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("line")
        self._words, self._tone = "", "caution"
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.hide()

    def say(self, words_: str, tone: str) -> None:
        self._words, self._tone = words_, tone or "caution"
        self.setAccessibleName(words_)
        text.explain(self, words_)
        self.setVisible(bool(words_))
        self.updateGeometry()
        self.update()

    def words(self) -> str:
        return self._words

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(look.font(look.SMALL))
        return QSize(metrics.horizontalAdvance(self._words) + 2 * look.NEAR + look.GAP, metrics.height() + 10)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.soft(self._tone))
        painter.drawRoundedRect(QRectF(self.rect()), self.height() / 2, self.height() / 2)
        painter.setBrush(look.color(self._tone))
        painter.drawEllipse(QRectF(look.NEAR, self.height() / 2 - 3, 6, 6))
        painter.setFont(look.font(look.SMALL))
        painter.setPen(look.color("text"))
        inner = self.rect().adjusted(look.NEAR + look.GAP - 4, 0, -look.TIGHT, 0)
        shown = painter.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, shown)


class TopBar(QWidget):
    """Search, progress of a long command, "Saved 14:02", the person's menu."""

    stopped = Signal()

    def __init__(self, person: str, search: Callable[[], object]) -> None:
        super().__init__()
        self.setObjectName("topbar")
        self.setAccessibleName(_("Top bar"))
        row = QHBoxLayout(self)
        row.setContentsMargins(look.PAGE, look.TIGHT + 2, look.GAP, look.TIGHT + 2)
        row.setSpacing(look.NEAR)
        self.search = SearchButton()
        self.search.clicked.connect(search)
        row.addWidget(self.search, 3)
        row.addStretch(1)
        self.progress, self.stop = text.small(), link(_("Stop"), self.stopped.emit, "stop")
        self.saved = text.small()
        self.saved.setObjectName("saved")
        self.line = LineSign()
        for words_ in (self.progress, self.saved):
            words_.setWordWrap(False)
        row.addWidget(self.line)
        row.addWidget(self.progress)
        row.addWidget(self.stop)
        row.addWidget(self.saved)
        self.person = PersonButton(person)
        row.addWidget(self.person)
        self._waits = QTimer(self)
        self._waits.setSingleShot(True)
        self._waits.setInterval(PATIENCE_MS)
        self._waits.timeout.connect(lambda: self._show_progress(shown=True))
        self._show_progress(shown=False)

    def show_saved(self, at: datetime) -> None:
        self.saved.setText(_("Saved {time}").format(time=words.time(at)))

    def show_line(self, words_: str, tone: str) -> None:
        """How things stand with the clinic's computer; nothing while all is well."""
        self.line.say(words_, tone)
        self.saved.setVisible(not words_)

    def show_progress(self, done: int, of: int) -> None:
        """How far a long command is; a short one never shows it."""
        self.progress.setText(_("{done} of {of}").format(done=done, of=of))
        if done >= of:
            self._waits.stop()
            self._show_progress(shown=False)
        elif self.progress.isHidden() and not self._waits.isActive():
            self._waits.start()

    def _show_progress(self, shown: bool) -> None:
        self.progress.setVisible(shown)
        self.stop.setVisible(shown)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(look.color("line"))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
