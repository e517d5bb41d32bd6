"""A line across the page that says what was refused, or what is different here."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QWidget

from counselor_desk.core.i18n import _
from counselor_desk.ui.kit import look
from counselor_desk.ui.kit.widgets import text


class Banner(QWidget):
    """Hidden until it has something to say; stays until it is closed or the thing is done."""

    def __init__(self, radius: int = look.RADIUS) -> None:
        super().__init__()
        self._radius = radius
        self.setAccessibleName(_("Message"))
        self.setObjectName("banner")
        self._tone = "caution"
        self.words = text.body()
        self.close_button = QToolButton()
        self.close_button.setIconSize(QSize(16, 16))
        self.close_button.setAccessibleName(_("Close the message"))
        self.close_button.clicked.connect(self.clear)
        row = QHBoxLayout(self)
        row.setContentsMargins(look.GAP, look.TIGHT, look.TIGHT, look.TIGHT)
        row.addWidget(self.words, 1)
        row.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.hide()

    def say(self, words: str, tone: str = "") -> None:
        """`tone` is a role of look: caution, danger, ok, accent."""
        self._tone = tone or "caution"
        if self.close_button.icon().isNull():  # nothing is drawn for a start without a message
            look.set_icon(self.close_button, "close")
        self.words.setText(words)
        self.setAccessibleDescription(words)
        self.show()
        self.update()

    def clear(self) -> None:
        self.words.setText("")
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.soft(self._tone))
        painter.drawRoundedRect(self.rect(), self._radius, self._radius)
        painter.setBrush(look.color(self._tone))
        painter.drawRoundedRect(0, 8, 3, self.height() - 16, 1.5, 1.5)
