"""A word at the foot of the window about what was just done, with Undo."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPropertyAnimation, Qt, QTimer
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QGraphicsOpacityEffect, QHBoxLayout, QStyle, QWidget

from counselor_desk.core.i18n import _
from counselor_desk.ui.kit import look
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.link import Link

SHOWN_MS = 8000
FADE_MS = 120


class Toast(QWidget):
    """Floats above the page, leaves by itself; only one at a time."""

    def __init__(self, home: QWidget, words: str, undo: Callable[[], object] | None) -> None:
        super().__init__(home)
        self._home = home
        self.setObjectName("toast")
        self.setAccessibleName(words)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(look.GAP, look.TIGHT, look.NEAR, look.TIGHT)
        row.setSpacing(look.GAP)
        self.words = text.line(words)
        self.words.setForegroundRole(QPalette.ColorRole.Window)
        row.addWidget(self.words)
        if undo is not None:
            self._add_undo(undo)
        home.installEventFilter(self)
        QTimer.singleShot(SHOWN_MS, self, self.go)
        self._place()
        self.show()
        self.raise_()
        self._appear()

    def _add_undo(self, undo: Callable[[], object]) -> None:
        button = Link(_("Undo"), "surface")
        button.setObjectName("undo")
        font = look.font(weight=QFont.Weight.DemiBold)
        button.setFont(font)

        def take_back() -> None:
            self.go()
            undo()

        button.clicked.connect(take_back)
        self._row.addWidget(button)

    def _appear(self) -> None:
        """Fades in, unless the system says that nothing should move."""
        if not self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration):
            return
        effect = QGraphicsOpacityEffect(self)
        self.setGraphicsEffect(effect)
        self._fade = QPropertyAnimation(effect, b"opacity", self)
        self._fade.setDuration(FADE_MS)
        self._fade.setStartValue(0.0)
        self._fade.setEndValue(1.0)
        self._fade.finished.connect(lambda: self.setGraphicsEffect(None))  # type: ignore[arg-type]
        self._fade.start()

    def go(self) -> None:
        self.hide()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _place(self) -> None:
        home = self._home
        self.adjustSize()
        x = (home.width() - self.width()) // 2
        self.move(max(0, x), home.height() - self.height() - look.PAGE)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("text"))
        painter.drawRoundedRect(self.rect(), look.RADIUS + 1, look.RADIUS + 1)


def toast(near: QWidget, words: str, undo: Callable[[], object] | None = None) -> Toast:
    """Show it in the window of this widget, in place of the one before."""
    home = near.window()
    for old in home.findChildren(Toast):
        old.go()
    return Toast(home, words, undo)
