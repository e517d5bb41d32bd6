"""How controls are drawn in the house's own style: flat grounds, one thin line, a clear ring."""

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QPlainTextEdit,
    QPushButton,
    QStyle,
    QStyleOption,
    QStyleOptionFrame,
    QTextEdit,
    QToolButton,
    QWidget,
)

from counselor_desk.ui.kit import look

STATE = QStyle.StateFlag


def is_primary(widget: QWidget | None) -> bool:
    """The one button of a page that is painted in the accent."""
    return isinstance(widget, QPushButton) and bool(widget.property("primary")) and (widget.isEnabled())


class SmoothPainter:
    """A painter with round edges, given back as it was."""

    def __init__(self, painter: QPainter) -> None:
        self._painter = painter

    def __enter__(self) -> None:
        self._painter.save()
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def __exit__(self, *_: object) -> None:
        self._painter.restore()


def rounded(painter: QPainter, rect: QRect, ground: QColor, line: QColor, width: float) -> None:
    with SmoothPainter(painter):
        inset = width / 2
        painter.setPen(QPen(line, width) if width else Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        inner = QRectF(rect).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(inner, look.RADIUS - 1, look.RADIUS - 1)


def field(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> bool:
    """What is written in: a raised ground, one line, the accent when it has the keyboard."""
    state = option.state
    focused = bool(state & STATE.State_HasFocus)
    wrong = bool(widget is not None and widget.property("refused"))
    line = look.color("caution" if wrong else "accent" if focused else "line")
    if not focused and not wrong and state & STATE.State_MouseOver:
        line = look.blend(look.color("secondary"), look.color("raised"), 0.6)
    enabled = bool(state & STATE.State_Enabled)
    quiet = widget is not None and widget.property("quiet") and not focused
    ground = look.color("raised" if enabled and not quiet else "surface")
    if quiet:
        line = ground
    rounded(painter, option.rect, ground, line, 2 if focused or wrong else 1)
    return True


def line_panel(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> bool:
    inside_list = widget is not None and isinstance(widget.parent(), QAbstractItemView)
    bare = isinstance(option, QStyleOptionFrame) and option.lineWidth <= 0
    if inside_list or bare:
        return False
    return field(option, painter, widget)


def frame(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> bool:
    if isinstance(widget, QTextEdit | QPlainTextEdit):
        return field(option, painter, widget)
    if isinstance(widget, QFrame) and widget.property("raised"):
        rect = option.rect
        rounded(painter, rect, look.color("raised"), look.color("line"), 1)
        return True
    return False


def button(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> bool:
    state, rect = option.state, option.rect
    over, down = bool(state & STATE.State_MouseOver), bool(state & STATE.State_Sunken)
    focused = bool(state & STATE.State_HasFocus)
    flat = isinstance(widget, QPushButton) and widget.isFlat()
    if is_primary(widget):
        ground = look.color("accent")
        if over or down:
            ground = look.blend(look.color("text"), ground, 0.22 if down else 0.12)
        rounded(painter, rect, ground, ground, 0)
    elif state & STATE.State_On:
        rounded(painter, rect, look.soft("accent", 0.18), look.color("accent"), 1)
    else:
        ground = look.color("surface" if flat else "raised")
        if over or down:
            ground = look.blend(look.color("text"), ground, 0.1 if down else 0.05)
        clear = flat and not (over or down)
        ground = QColor(0, 0, 0, 0) if clear else ground
        rounded(painter, rect, ground, look.color("line"), 0 if flat else 1)
    if focused:
        ring(painter, rect, is_primary(widget))
    return True


def ring(painter: QPainter, rect: QRect, inside: bool = False) -> None:
    with SmoothPainter(painter):
        tint = look.color("on_accent" if inside else "accent")
        painter.setPen(QPen(tint, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        edge = 3 if inside else 1
        painter.drawRoundedRect(QRectF(rect).adjusted(edge, edge, -edge, -edge), 5, 5)


def focus(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> bool:
    if isinstance(widget, QPushButton | QToolButton | QAbstractItemView):
        return True  # they show the keyboard in their own way
    ring(painter, option.rect)
    return True


def tool(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> bool:
    state, rect = option.state, option.rect
    if state & STATE.State_On:
        rounded(painter, rect, look.soft("accent", 0.18), look.color("accent"), 0)
    elif state & (STATE.State_MouseOver | STATE.State_Sunken) and state & STATE.State_Enabled:
        ground = look.blend(look.color("text"), look.color("surface"), 0.07)
        rounded(painter, rect, ground, ground, 0)
    if state & STATE.State_HasFocus:
        ring(painter, rect)
    return True


def check(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> bool:
    state, on = option.state, bool(option.state & STATE.State_On)
    box = QRectF(option.rect).adjusted(1, 1, -1, -1)
    with SmoothPainter(painter):
        _mark_ground(painter, on, bool(state & STATE.State_Enabled))
        painter.drawRoundedRect(box, 4, 4)
        if on:
            painter.setPen(_tick_pen())
            w, h, x, y = box.width(), box.height(), box.x(), box.y()
            points = [(0.24, 0.53), (0.43, 0.71), (0.77, 0.31)]
            painter.drawPolyline(QPolygonF([QPointF(x + a * w, y + b * h) for a, b in points]))
    return True


def radio(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> bool:
    state, on = option.state, bool(option.state & STATE.State_On)
    ball = QRectF(option.rect).adjusted(1, 1, -1, -1)
    with SmoothPainter(painter):
        _mark_ground(painter, on, bool(state & STATE.State_Enabled))
        painter.drawEllipse(ball)
        if on:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("on_accent"))
            painter.drawEllipse(ball.center(), 3.2, 3.2)
    return True


def _mark_ground(painter: QPainter, on: bool, enabled: bool) -> None:
    edge = look.blend(look.color("secondary"), look.color("raised"), 0.75)
    painter.setPen(QPen(look.color("accent") if on else edge, 1.2))
    painter.setBrush(look.color("accent" if on else "raised" if enabled else "surface"))


def _tick_pen() -> QPen:
    pen = QPen(look.color("on_accent"), 2)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen


def chevron(option: QStyleOption, painter: QPainter) -> None:
    rect = option.rect
    x, y = rect.right() - 16, rect.center().y() - 1
    with SmoothPainter(painter):
        pen = QPen(look.color("secondary"), 1.5)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF([QPointF(x - 4, y), QPointF(x, y + 4), QPointF(x + 4, y)]))


def menu_arrow(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> bool:
    """Of a button that opens a menu: beside the middle of its word."""
    if not isinstance(widget, QToolButton):
        return False
    whole = QStyleOption(option)
    whole.rect = widget.rect()
    chevron(whole, painter)
    return True


def menu(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> bool:
    painter.fillRect(option.rect, look.color("raised"))
    return True
