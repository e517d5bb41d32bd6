"""The letters that lie over a window while Alt is held."""

from collections.abc import Mapping

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget

from counselor_desk.ui.kit import look

SIDE = 20


class KeyTips(QWidget):
    """Lies over the window; the mouse goes through it."""

    def __init__(self, window: QWidget, shown: Mapping[str, QWidget]) -> None:
        super().__init__(window)
        self.setObjectName("key_tips")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setGeometry(window.rect())
        self.places = {
            letter: self._place(window, widget)
            for letter, widget in shown.items()
            if not widget.visibleRegion().isEmpty()
        }
        self.show()
        self.raise_()

    def _place(self, window: QWidget, widget: QWidget) -> QRect:
        """After the words of a label, on the corner of what is pressed; inside the window."""
        corner = widget.mapTo(window, QPoint(0, 0))
        if isinstance(widget, QLabel):
            words = min(widget.fontMetrics().horizontalAdvance(widget.text()), widget.width())
            at = corner + QPoint(words + 6, (min(widget.height(), 22) - SIDE) // 2)
        else:
            wide = min(widget.width(), widget.sizeHint().width())
            at = corner + QPoint(wide - SIDE // 2, -SIDE // 2)
        room = self.rect().adjusted(0, 0, -SIDE, -SIDE)
        at = QPoint(min(max(at.x(), 0), room.right()), min(max(at.y(), 0), room.bottom()))
        return QRect(at, QSize(SIDE, SIDE))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(look.font(look.SMALL, QFont.Weight.DemiBold))
        for letter, place in self.places.items():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("text"))
            painter.drawRoundedRect(place, 4, 4)
            painter.setPen(look.color("surface"))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, letter)
