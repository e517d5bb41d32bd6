"""The sections of a chart by name: one line, arrows move, the current one underlined."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QTabBar

from counselor_desk.i18n import _
from counselor_desk.ui import look


class SectionBar(QTabBar):
    """Tabs as words; Qt's own bar beneath, so keyboard and screen readers know it."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("sections")
        self.setAccessibleName(_("Sections of the chart"))
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(True)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)

    def show_sections(self, titles: Sequence[str]) -> None:
        while self.count():
            self.removeTab(0)
        for title in titles:
            self.addTab(title)

    def tabSizeHint(self, index: int) -> QSize:
        bold = QFontMetrics(look.font(weight=QFont.Weight.DemiBold))
        return QSize(bold.horizontalAdvance(self.tabText(index)) + 22, 40)

    def minimumTabSizeHint(self, index: int) -> QSize:
        return self.tabSizeHint(index)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for at in range(self.count()):
            self._paint_tab(painter, at)

    def _paint_tab(self, painter: QPainter, at: int) -> None:
        place, current = self.tabRect(at), at == self.currentIndex()
        weight = QFont.Weight.DemiBold if current else QFont.Weight.Normal
        painter.setFont(look.font(weight=weight))
        over = place.contains(self.mapFromGlobal(self.cursor().pos()))
        painter.setPen(look.color("text" if current or over else "secondary"))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, self.tabText(at))
        if current:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("accent"))
            line = QRectF(place.left() + 11, place.bottom() - 2, place.width() - 22, 2.5)
            painter.drawRoundedRect(line, 1.2, 1.2)
        if current and self.hasFocus():
            painter.setPen(QPen(look.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(place).adjusted(3, 5, -3, -6), 5, 5)
