"""The sections of a chart by name on one line; what does not fit is in "More"."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QTabBar, QWidget

from counselor_desk.core.i18n import _
from counselor_desk.ui.kit import look
from counselor_desk.ui.kit.widgets.link import Link

PAD = 22


class Tabs(QTabBar):
    """Tabs as words; Qt's own bar beneath, so keyboard and screen readers know it."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("sections")
        self.setAccessibleName(_("Sections of the chart"))
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def title(self, index: int) -> str:
        return self.tabText(index).replace("&&", "&")

    def width_of(self, index: int) -> int:
        bold = QFontMetrics(look.font(weight=QFont.Weight.DemiBold))
        return bold.horizontalAdvance(self.title(index)) + PAD

    def tabSizeHint(self, index: int) -> QSize:
        return QSize(self.width_of(index), 40)

    def minimumTabSizeHint(self, index: int) -> QSize:
        return self.tabSizeHint(index)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for at in range(self.count()):
            if self.isTabVisible(at):
                self._paint_tab(painter, at)

    def _paint_tab(self, painter: QPainter, at: int) -> None:
        place, current = self.tabRect(at), at == self.currentIndex()
        weight = QFont.Weight.DemiBold if current else QFont.Weight.Normal
        painter.setFont(look.font(weight=weight))
        over = place.contains(self.mapFromGlobal(self.cursor().pos()))
        painter.setPen(look.color("text" if current or over else "secondary"))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, self.title(at))
        if current:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("accent"))
            line = QRectF(place.left() + 11, place.bottom() - 2, place.width() - PAD, 2.5)
            painter.drawRoundedRect(line, 1.2, 1.2)
        if current and self.hasFocus():
            painter.setPen(QPen(look.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(place).adjusted(3, 5, -3, -6), 5, 5)


class SectionBar(QWidget):
    """As many names as fit, the current one always among them."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.tabs, self.more = Tabs(), Link(_("More"), "secondary")
        self.more.setObjectName("more_sections")
        self.more.setAccessibleName(_("More sections"))
        self.more.clicked.connect(self._open_menu)
        self.menu = QMenu(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.tabs)
        row.addSpacing(look.TIGHT - 1)  # as far from the names as they are from one another
        row.addWidget(self.more)
        row.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(40)
        self.tabs.currentChanged.connect(self._changed)

    def show_sections(self, titles: Sequence[str]) -> None:
        self.tabs.blockSignals(True)
        while self.tabs.count():
            self.tabs.removeTab(0)
        for title in titles:
            self.tabs.addTab(title.replace("&", "&&"))  # else it is Alt and a space
        self.tabs.blockSignals(False)
        self._fit()

    def turn_to(self, index: int) -> None:
        """Mark a section without telling anybody."""
        self.tabs.blockSignals(True)
        self.tabs.setCurrentIndex(index)
        self.tabs.blockSignals(False)
        self._fit()
        self.tabs.update()

    def step(self, by: int) -> None:
        """To a section beside this one, hidden or not."""
        self.choose((self.tabs.currentIndex() + by) % max(1, self.tabs.count()))

    def choose(self, index: int) -> None:
        self.tabs.setTabVisible(index, True)
        self.tabs.setCurrentIndex(index)

    def hidden_sections(self) -> list[int]:
        return [at for at in range(self.tabs.count()) if not self.tabs.isTabVisible(at)]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _changed(self, index: int) -> None:
        self._fit()
        self.chosen.emit(index)

    def _fit(self) -> None:
        """Hide from the end what does not fit, but never the current one."""
        count, current = self.tabs.count(), self.tabs.currentIndex()
        widths = [self.tabs.width_of(at) for at in range(count)]
        overflows = sum(widths) > self.width()
        room = self.width() - (self.more.sizeHint().width() + look.GAP if overflows else 0)
        shown = {current} if count else set()
        left = room - (widths[current] if count else 0)
        for at in range(count):
            if at == current:
                continue
            left -= widths[at]
            if left < 0:
                break
            shown.add(at)
        self.tabs.blockSignals(True)
        for at in range(count):
            if self.tabs.isTabVisible(at) is not (at in shown):  # else Qt forgets what changed
                self.tabs.setTabVisible(at, at in shown)
        self.tabs.blockSignals(False)
        self.tabs.setFixedWidth(sum(widths[at] for at in shown))
        self.more.setVisible(overflows)

    def _open_menu(self) -> None:
        self.menu.clear()
        for at in self.hidden_sections():
            action = self.menu.addAction(self.tabs.tabText(at))
            action.triggered.connect(lambda _checked=False, at=at: self.choose(at))
        self.menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height() + 2)))
