"""A place to sign with finger, pen or mouse; it keeps the strokes, not a picture."""

from typing import Any

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from counselor_desk.core.i18n import _
from counselor_desk.ui.kit import look

ACROSS, DOWN = 1000, 260  # the units strokes are kept in
MOST = 4000  # points; a signature has some hundreds


class SignaturePad(QWidget):
    """Draws what the hand draws. `strokes()` is empty until something was written."""

    changed = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self._strokes: list[list[tuple[int, int]]] = []
        self.setObjectName("signature")
        self.setAccessibleName(name)
        self.setAccessibleDescription(_("Sign here with a pen, a finger or the mouse"))
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(150)
        self.setMaximumWidth(580)

    def sizeHint(self) -> QSize:
        return QSize(560, 150)

    def strokes(self) -> list[dict[str, Any]]:
        return [{"points": [list(point) for point in stroke]} for stroke in self._strokes]

    def clear(self) -> None:
        self._strokes = []
        self.update()
        self.changed.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._strokes.append([self._unit(event.position())])
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self._strokes or sum(map(len, self._strokes)) >= MOST:
            return
        self._strokes[-1].append(self._unit(event.position()))
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.changed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.color("line"), 1))
        painter.setBrush(look.color("raised"))
        edge = self.rect().adjusted(0, 0, -1, -1)
        painter.drawRoundedRect(edge, look.RADIUS, look.RADIUS)
        base = self.height() - 34
        painter.drawLine(look.PAGE, base, self.width() - look.PAGE, base)
        painter.setPen(
            QPen(
                look.color("text"),
                2,
                Qt.PenStyle.SolidLine,
                Qt.PenCapStyle.RoundCap,
                Qt.PenJoinStyle.RoundJoin,
            )
        )
        for stroke in self._strokes:
            points = [self._seen(point) for point in stroke]
            painter.drawPolyline(QPolygonF(points if len(points) > 1 else points * 2))

    def _unit(self, at: QPointF) -> tuple[int, int]:
        x = min(max(at.x() / max(self.width(), 1), 0), 1)
        y = min(max(at.y() / max(self.height(), 1), 0), 1)
        return round(x * ACROSS), round(y * DOWN)

    def _seen(self, point: tuple[int, int]) -> QPointF:
        return QPointF(point[0] / ACROSS * self.width(), point[1] / DOWN * self.height())
