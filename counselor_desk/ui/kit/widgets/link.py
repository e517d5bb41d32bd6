"""A quiet action among text: words in the accent that can be clicked or reached with Tab."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from counselor_desk.ui.kit import look

PAD = 4


class Link(QAbstractButton):
    """Words that do something; underlined under the pointer, with a bar for the keyboard."""

    def __init__(self, words: str, role: str = "accent") -> None:
        super().__init__()
        self._role = role
        self.say(words)
        self.setObjectName(words)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def say(self, words: str) -> None:
        self.setText(words)
        self.setAccessibleName(words)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + 2 * PAD, metrics.height() + 2 * PAD)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = self.font()
        font.setUnderline(self.underMouse() and self.isEnabled())
        painter.setFont(font)
        painter.setPen(look.color(self._role if self.isEnabled() else "secondary"))
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(self.rect(), middle, self.text())
        if self.hasFocus():  # a bar below the words: they stay in line with what is above them
            width = painter.fontMetrics().horizontalAdvance(self.text())
            painter.fillRect(QRectF(0, self.height() - 2, width, 2), look.color(self._role))


def link(words: str, do: Callable[[], object], name: str = "") -> Link:
    made = Link(words)
    made.setObjectName(name or words)
    made.clicked.connect(lambda: do())
    return made
