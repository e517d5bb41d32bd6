"""A state in a word or two, on a soft ground: never by color alone."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from counselor_desk.ui.kit import look
from counselor_desk.ui.kit.words import capital

PAD, TALL = 8, 8


class Chip(QWidget):
    """One chip; its tone is a role of look (secondary, accent, ok, caution, danger)."""

    def __init__(self, words: str = "", tone: str = "secondary") -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFont(look.font(look.SMALL))
        self.say(words, tone)

    def say(self, words: str, tone: str = "secondary") -> None:
        self.words, self.tone = words, tone
        self.setAccessibleName(words)
        if not words or self.parent() is not None:  # shown on its own it would be a window
            self.setVisible(bool(words))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return chip_size(self.words, QFontMetrics(self.font()))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self.font())
        paint_chip(painter, self.rect().topLeft(), self.words, self.tone)


def chip_size(words: str, metrics: QFontMetrics) -> QSize:
    wide = metrics.horizontalAdvance(capital(words))
    return QSize(wide + 2 * PAD, metrics.height() + TALL - 4)


def paint_chip(painter: QPainter, at: QPoint, words: str, tone: str) -> QRect:
    """Draw a chip with its left top corner here; says the place that it took."""
    place = QRect(at, chip_size(words, painter.fontMetrics()))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.soft(tone, 0.13))
    painter.drawRoundedRect(place, place.height() / 2, place.height() / 2)
    painter.setPen(look.color(tone))
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, capital(words))
    painter.restore()
    return place
