"""A few ways to see one thing, side by side; one of them is always chosen."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from counselor_desk.ui.kit import look


class Segment(QAbstractButton):
    """One of the ways."""

    def __init__(self, words: str, name: str) -> None:
        super().__init__()
        self.setText(words)
        self.setAccessibleName(words)
        self.setObjectName(name)
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + 2 * look.NEAR + 2, metrics.height() + look.NEAR)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        place = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        if self.isChecked():
            painter.setPen(QPen(look.color("line"), 1))
            painter.setBrush(look.color("raised"))
            painter.drawRoundedRect(place, look.RADIUS - 2, look.RADIUS - 2)
        if self.hasFocus():
            painter.setPen(QPen(look.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(place, look.RADIUS - 2, look.RADIUS - 2)
        on = self.isChecked()
        painter.setFont(look.font(look.BODY, QFont.Weight.DemiBold if on else QFont.Weight.Normal))
        painter.setPen(look.color("text" if on or self.underMouse() else "secondary"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())


class Segments(QWidget):
    """`chosen` carries the key of the way that was pressed; arrows go from one to the next."""

    chosen = Signal(str)

    def __init__(self, ways: Sequence[tuple[str, str]], name: str, prefix: str = "view") -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(1, 1, 1, 1)
        row.setSpacing(0)
        self.buttons: dict[str, Segment] = {}
        for key, words in ways:
            button = self.buttons[key] = Segment(words, f"{prefix}_{key}")
            button.clicked.connect(lambda _on=False, key=key: self._take(key))
            row.addWidget(button)
        self.show_chosen(ways[0][0])

    def show_chosen(self, key: str) -> None:
        """Only the chosen one is reached with Tab."""
        for each, button in self.buttons.items():
            on = each == key
            button.setChecked(on)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if on else Qt.FocusPolicy.ClickFocus)

    def _take(self, key: str) -> None:
        self.show_chosen(key)
        self.chosen.emit(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            event.ignore()
            return
        keys = list(self.buttons)
        at = next((n for n, key in enumerate(keys) if self.buttons[key].isChecked()), 0)
        to = min(max(0, at + step), len(keys) - 1)
        if to != at:
            self.buttons[keys[to]].setFocus()
            self._take(keys[to])

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.color("line"), 1))
        painter.setBrush(look.color("sunken"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), look.RADIUS, look.RADIUS)
