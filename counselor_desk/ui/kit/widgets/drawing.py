"""Draws a picture of the domain on the screen, as wide as there is room, with its table beside."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from counselor_desk.core.i18n import _
from counselor_desk.domain.picture import Part, Picture, PictureMark, PictureText, Polyline, Rectangle, Stroke
from counselor_desk.ui.kit import look
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.discard import discard
from counselor_desk.ui.kit.widgets.link import link

MOST = 1.5  # a picture grows with the page, up to this


class Drawing(QWidget):
    """One picture; says it in words to a screen reader."""

    def __init__(self, picture: Picture | None = None) -> None:
        super().__init__()
        self.setObjectName("drawing")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.picture = picture or Picture(1, 1, ())
        self.show_picture(self.picture)

    def show_picture(self, picture: Picture) -> None:
        self.picture = picture
        self.setAccessibleName(picture.words)
        self.setFixedHeight(round(picture.height * self._scale(max(self.width(), 1))))
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setFixedHeight(round(self.picture.height * self._scale(self.width())))

    def sizeHint(self) -> QSize:
        return QSize(round(self.picture.width), round(self.picture.height))

    def _scale(self, width: int) -> float:
        return min(width / self.picture.width, MOST)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = self._scale(self.width())
        painter.scale(scale, scale)
        for part in self.picture.parts:
            _draw(painter, part)


class DrawingWithTable(QWidget):
    """A picture, and the same numbers as a table for who reads better so."""

    def __init__(self, picture: Picture, open_table: bool = False) -> None:
        super().__init__()
        self.picture = picture
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.HAIR)
        column.addWidget(Drawing(picture))
        self.more = link(_("As a table"), self._toggle, "as_table")
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self.table: QWidget | None = None
        if open_table:
            self._toggle()

    def _toggle(self) -> None:
        layout = self.layout()
        if self.table is not None and layout is not None:
            discard(self.table)
            self.table = None
            self.more.setText(_("As a table"))
            return
        from counselor_desk.ui.kit.widgets.table import PlainTable

        self.table = PlainTable(self.picture.heads, self.picture.rows)
        self.more.setText(_("Hide the table"))
        if layout is not None:
            layout.addWidget(self.table)


def _color(tone: str) -> QColor:
    if tone == "wash":
        return look.blend(look.color("text"), look.color("surface"), 0.045)
    if tone == "hair":
        return look.color("line")
    if tone == "bar":
        return look.soft("accent", 0.16)
    return look.color(tone)


def _draw(painter: QPainter, part: Part) -> None:
    if isinstance(part, PictureText):
        _words(painter, part)
    elif isinstance(part, Stroke):
        _stroke(painter, part)
    elif isinstance(part, Rectangle):
        painter.setPen(QPen(look.color("line"), 1) if part.edged else Qt.PenStyle.NoPen)
        painter.setBrush(_color(part.tone))
        radius = 4 if part.edged else 0
        place = QRectF(part.x, part.y, part.width, part.height)
        painter.drawRoundedRect(place, radius, radius)
    elif isinstance(part, Polyline):
        painter.setPen(QPen(_color(part.tone), part.width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in part.points]))
    else:
        _sign(painter, part)


def _stroke(painter: QPainter, part: Stroke) -> None:
    style = Qt.PenStyle.DashLine if part.dashed else Qt.PenStyle.SolidLine
    painter.setPen(QPen(_color(part.tone), part.width, style))
    start, end = QPointF(part.x1, part.y1), QPointF(part.x2, part.y2)
    painter.drawLine(start, end)
    if not part.arrow:
        return
    along = end - start
    length = max((along.x() ** 2 + along.y() ** 2) ** 0.5, 1.0)
    unit = along / length
    side = QPointF(-unit.y(), unit.x())
    back = end - unit * 9
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_color(part.tone))
    painter.drawPolygon(QPolygonF([end, back + side * 4.5, back - side * 4.5]))


def _words(painter: QPainter, part: PictureText) -> None:
    font = QFont(painter.font())
    font.setPixelSize(round(part.size * 1.22))
    font.setWeight(QFont.Weight.DemiBold if part.bold else QFont.Weight.Normal)
    painter.setFont(font)
    metrics = QFontMetricsF(font)
    message = part.text
    if part.room > 0:
        message = metrics.elidedText(message, Qt.TextElideMode.ElideRight, part.room)
    width = metrics.horizontalAdvance(message)
    shift = {"left": 0.0, "middle": width / 2, "right": width}[part.anchor]
    painter.setPen(_color(part.tone))
    base = part.y + (metrics.ascent() - metrics.descent()) / 2
    painter.drawText(QPointF(part.x - shift, base), message)


def _sign(painter: QPainter, part: PictureMark) -> None:
    tint, at, r = _color(part.tone), QPointF(part.x, part.y), part.radius
    painter.setPen(QPen(tint, 1.6))
    if part.sign == "cross":
        painter.drawLine(at + QPointF(-r, -r), at + QPointF(r, r))
        painter.drawLine(at + QPointF(-r, r), at + QPointF(r, -r))
        return
    ground = tint if part.sign == "full" else look.color("surface")
    painter.setBrush(QBrush(ground))
    painter.drawEllipse(at, r, r)
    if part.sign == "half":
        painter.setBrush(QBrush(tint))
        painter.drawPie(QRectF(at.x() - r, at.y() - r, 2 * r, 2 * r), 90 * 16, 180 * 16)


def heading_and_drawing(title: str, picture: Picture) -> QWidget:
    """A small heading with its picture below it."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, look.TIGHT, 0, look.TIGHT)
    column.addWidget(text.strong(title))
    column.addWidget(DrawingWithTable(picture))
    return holder
