"""The side of the window: the screens by icon and word, with what waits in each."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QVBoxLayout, QWidget

from counselor_desk.core.i18n import _
from counselor_desk.ui.kit import look
from counselor_desk.ui.kit.widgets import text

WIDTH = 196
TALL = 38


class NavigationPlace(QAbstractButton):
    """One screen in the navigation."""

    def __init__(self, name: str, title: str, icon: str, shortcut: str) -> None:
        super().__init__()
        self._icon, self.count = icon, 0
        self.setText(title)
        self.setObjectName(f"go.{name}")
        self.setAccessibleName(title)
        keys = QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText)
        text.explain(self, f"{title}  {keys}" if shortcut else title)
        self.setCheckable(True)
        self.setProperty("own_keys", True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(WIDTH - 2 * look.TIGHT, max(TALL, self.fontMetrics().height() + 14))

    def show_count(self, count: int) -> None:
        self.count = count
        waiting = _("{n} waiting").format(n=count)
        self.setAccessibleName(f"{self.text()}, {waiting}" if count else self.text())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._ground(painter)
        tint = look.color("text" if self.isChecked() else "secondary")
        middle = self.rect().center().y()
        look.paint_icon(painter, self._icon, QRect(look.TIGHT + 2, middle - 9, 20, 20), tint)
        weight = QFont.Weight.DemiBold if self.isChecked() else QFont.Weight.Normal
        painter.setFont(look.font(weight=weight))
        painter.setPen(look.color("text"))
        words = self.rect().adjusted(40, 0, -look.TIGHT, 0)
        side = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(words, side | Qt.AlignmentFlag.AlignLeft, self.text())
        if self.count:
            painter.setFont(look.font(look.SMALL))
            painter.setPen(look.color("secondary"))
            number = str(self.count) if self.count < 1000 else "999+"
            painter.drawText(words, side | Qt.AlignmentFlag.AlignRight, number)

    def _ground(self, painter: QPainter) -> None:
        shape = QRectF(self.rect()).adjusted(0, 1, 0, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.isChecked():
            painter.setBrush(look.blend(look.color("text"), look.color("sunken"), 0.09))
            painter.drawRoundedRect(shape, look.RADIUS, look.RADIUS)
        elif self.underMouse():
            painter.setBrush(look.blend(look.color("text"), look.color("sunken"), 0.045))
            painter.drawRoundedRect(shape, look.RADIUS, look.RADIUS)
        if self.hasFocus():
            painter.setPen(QPen(look.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(shape.adjusted(1, 1, -1, -1), 6, 6)


class Navigation(QWidget):
    """All the places that this person may go to."""

    gone = Signal(str)

    def __init__(self, places: Sequence[tuple[str, str, str, str]], foot: str = "") -> None:
        """`places` are name, title, icon and shortcut; `foot` is the name of the last, below."""
        super().__init__()
        self.setObjectName("navigation")
        self.setAccessibleName(_("Navigation"))
        self.setFixedWidth(WIDTH)
        self.places: dict[str, NavigationPlace] = {}
        self._group = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(look.TIGHT, look.NEAR, look.TIGHT, look.NEAR)
        column.setSpacing(2)
        for name, title, icon, shortcut in places:
            if name == foot:
                column.addStretch(1)
            place = self.places[name] = NavigationPlace(name, title, icon, shortcut)
            place.clicked.connect(lambda _checked=False, name=name: self.gone.emit(name))
            self._group.addButton(place)
            column.addWidget(place)
        if foot not in self.places:
            column.addStretch(1)

    def mark(self, name: str) -> None:
        """This is where the window is; a page reached from elsewhere marks none."""
        self._group.setExclusive(False)
        for known, place in self.places.items():
            place.setChecked(known == name)
        self._group.setExclusive(True)

    def setFocus(self) -> None:  # type: ignore[override]
        current = next((p for p in self.places.values() if p.isChecked()), None)
        (current or next(iter(self.places.values()))).setFocus()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), look.color("sunken"))
