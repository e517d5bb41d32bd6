"""One score as a card: where it stands, how far it has come, and the way there as a small line."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from counselor_desk.core.i18n import _
from counselor_desk.domain.chart.lifeline_picture import shown_span
from counselor_desk.services.assessments.assessments import ScoreTrend
from counselor_desk.services.chart.pictures import title_of
from counselor_desk.ui.kit import look, words
from counselor_desk.ui.kit.widgets import text

WIDTH = 194
LINE_WIDTH = 84


def change_words(trend: ScoreTrend) -> str:
    """How far a score is from the first one, in its own units; whether that is good is not said here."""
    first, last = trend.points[0], trend.points[-1]
    if len(trend.points) < 2:
        return words.full_day(last.on)
    apart = last.value - first.value
    if not apart:
        return _("the same as on {day}").format(day=words.full_day(first.on))
    said = _("{n} more than on {day}") if apart > 0 else _("{n} less than on {day}")
    return said.format(n=abs(apart), day=words.full_day(first.on))


class ScoreCard(QAbstractButton):
    """Pressed, it leads to the scores."""

    def __init__(self, trend: ScoreTrend) -> None:
        super().__init__()
        self._trend, last = trend, trend.points[-1]
        self._change = change_words(trend)
        self.setObjectName(f"score.{trend.instrument.id}.{trend.scale.key}")
        said = [f"{title_of(trend)}: {last.value}", last.band, self._change]
        self.setAccessibleName(", ".join(part for part in said if part))
        text.explain(
            self, "\n".join(f"{words.full_day(p.on)}: {p.value} {p.band}" for p in trend.points[-12:])
        )
        self.setProperty("own_keys", True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        small = QFontMetrics(look.font(look.SMALL))
        wide = max(small.horizontalAdvance(self._change), small.horizontalAdvance(title_of(self._trend)))
        tall = 2 * small.height() + QFontMetrics(look.font(look.TITLE)).height() + 2 * look.NEAR
        return QSize(max(look.text_measure(WIDTH), wide + 2 * look.GAP), tall)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shape = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        edge = "accent" if self.hasFocus() else "line"
        painter.setPen(QPen(look.color(edge), 2 if self.hasFocus() else 1))
        over = look.blend(look.color("text"), look.color("raised"), 0.03)
        painter.setBrush(over if self.underMouse() else look.color("raised"))
        painter.drawRoundedRect(shape, look.RADIUS, look.RADIUS)
        self._paint_words(painter)
        self._paint_line(painter)

    def _paint_words(self, painter: QPainter) -> None:
        last, x, y = self._trend.points[-1], look.GAP, look.NEAR
        rows = (
            (title_of(self._trend), look.SMALL, QFont.Weight.DemiBold, "text"),
            (str(last.value), look.TITLE, QFont.Weight.DemiBold, "text"),
            (self._change, look.SMALL, QFont.Weight.Normal, "secondary"),
        )
        for said, scale, weight, role in rows:
            painter.setFont(look.font(scale, weight))
            painter.setPen(look.color(role))
            tall = painter.fontMetrics().height()
            place = QRectF(x, y, self.width() - 2 * look.GAP, tall)
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, said)
            y += tall

    def _paint_line(self, painter: QPainter) -> None:
        """Over the same part of the scale as on the timeline, the days as far apart as they were."""
        points = self._trend.points
        if len(points) < 2:
            return
        low, high = shown_span([p.value for p in points], self._trend.span)
        days = max((points[-1].on - points[0].on).days, 1)
        small = QFontMetrics(look.font(look.SMALL)).height()
        place = QRectF(0, look.NEAR + small + 4, LINE_WIDTH, self.height() - 2 * (look.NEAR + small) - 8)
        place.moveRight(self.width() - look.GAP)
        at = [
            QPointF(
                place.left() + place.width() * (p.on - points[0].on).days / days,
                place.bottom() - place.height() * (p.value - low) / max(high - low, 1),
            )
            for p in points
        ]
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(look.color("accent"), 1.8))
        painter.drawPolyline(QPolygonF(at))
        painter.setBrush(look.color("accent"))
        painter.drawEllipse(at[-1], 3, 3)
