"""What belongs here, and the button that makes the first one."""

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from counselor_desk.ui.kit import look
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.discard import discard
from counselor_desk.ui.kit.widgets.page import action, make_primary

MEASURE = 380


class EmptyState(QWidget):
    """Stands where a list would be as long as there is nothing in it."""

    def __init__(
        self,
        icon: str,
        title: str,
        words: str,
        button: str = "",
        do: Callable[[], object] = lambda: None,
    ) -> None:
        super().__init__()
        self.setObjectName("empty")
        column = QVBoxLayout(self)
        column.setContentsMargins(look.PAGE, look.WIDE * 2, look.PAGE, look.WIDE)
        column.setSpacing(look.TIGHT)
        column.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.title, self.words = text.heading(title), text.quiet(words)
        self.words.setFixedWidth(MEASURE)
        self.words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.button: QPushButton | None = None
        for widget in (_Picture(icon), self.title, self.words):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        self._fit()
        if button:
            self.offer(button, do)

    def offer(self, button: str, do: Callable[[], object]) -> None:
        """The button below the words, in place of another."""
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        if self.button is None:
            column.addSpacing(look.TIGHT)
        else:
            discard(self.button)
        self.button = action(button, do)
        make_primary(self.button)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)

    def say(self, title: str, words: str) -> None:
        self.title.setText(title)
        self.words.setText(words)
        self._fit()

    def _fit(self) -> None:
        """Centered words get their height from their width by hand: a layout forgets it."""
        self.words.setMinimumHeight(self.words.tall(MEASURE))


class _Picture(QWidget):
    """An icon, large and quiet."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self.setFixedSize(QSize(44, 44))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tint = look.blend(look.color("secondary"), look.color("surface"), 0.7)
        look.paint_icon(painter, self._name, QRect(4, 0, 36, 36), tint)
