"""What the windows before an open vault share: one calm column, pages, fields for secrets."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from counselor_desk.ui.kit import look, platform
from counselor_desk.ui.kit.background import BackgroundTask, Trouble
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.banner import Banner
from counselor_desk.ui.kit.widgets.link import Link
from counselor_desk.ui.kit.widgets.page import action, make_primary

COLUMN = 400


class CalmWindow(QWidget):
    """A window with one column of pages in its middle."""

    opened = Signal(object)  # door.Opened
    # Another of these windows in place of this one: its name, and what it begins with.
    turned = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("Counselor Desk")
        self.setBackgroundRole(QPalette.ColorRole.Window)
        platform.fit_on_screen(self, 880, 660)
        self.setMinimumSize(460, 360)
        self.aside = BackgroundTask(self)
        self.stack = QStackedWidget()
        self.stack.setFixedWidth(COLUMN)
        middle, scroll = QWidget(), QScrollArea()
        row = QHBoxLayout(middle)
        row.addStretch(1)
        row.addWidget(self.stack)
        row.addStretch(1)
        scroll.setWidget(middle)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll)

    def turn_to(self, page: "EntryPage") -> None:
        page.banner.clear()
        page.wait(waiting=False)
        if self.stack.indexOf(page) < 0:
            self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)
        page.first_field().setFocus()

    def page(self) -> "EntryPage":
        page = self.stack.currentWidget()
        assert isinstance(page, EntryPage)
        return page

    def complain(self, trouble: Trouble) -> None:
        self.page().wait(waiting=False)
        self.page().banner.say(str(trouble))


class EntryPage(QWidget):
    """Title, words, fields, and the one button that goes on."""

    def __init__(self, title: str, words: str = "") -> None:
        super().__init__()
        outer, self.column = QVBoxLayout(self), QVBoxLayout()
        outer.setContentsMargins(0, look.PAGE, 0, look.PAGE)
        outer.addStretch(2)
        outer.addLayout(self.column)
        outer.addStretch(3)
        self.column.setSpacing(look.HAIR)
        self.title, self.words = text.title(title), text.quiet(words)
        self.title.setWordWrap(True)
        self.banner = Banner()
        self.banner.close_button.hide()
        self.column.addWidget(self.title)
        self.column.addWidget(self.words)
        if not words:
            self.words.hide()
        self.column.addSpacing(look.GAP)
        self.column.addWidget(self.banner)
        self._first: QWidget | None = None
        self.button: QPushButton | None = None
        self.busy = BusySign()

    def add_field(self, label: str, field: QWidget, help_: str = "") -> None:
        """A field with its label above."""
        label_widget = text.label(label)
        label_widget.setBuddy(field)
        field.setAccessibleName(label)
        field.setAccessibleDescription(help_)
        self.column.addSpacing(look.TIGHT)
        self.column.addWidget(label_widget)
        if help_:
            self.column.addWidget(text.small(help_))
        self.column.addWidget(field)
        self.begin_at(self._first or field)
        if isinstance(field, QLineEdit):
            field.textEdited.connect(self.banner.clear)

    def begin_at(self, field: QWidget) -> None:
        """Here the keyboard is when the page is turned to."""
        self._first = field

    def add_button(self, words: str, do: Callable[[], object], back: Link | None = None) -> None:
        """The button that goes on; Enter in any field presses it."""
        self.button = action(words, do)
        make_primary(self.button)
        self.button.setObjectName("go_on")
        self.column.addSpacing(look.GAP)
        row = QHBoxLayout()
        row.addWidget(self.button)
        row.addWidget(self.busy, 1)
        if back is not None:
            row.addWidget(back)
        self.column.addLayout(row)
        for field in self.findChildren(QLineEdit):
            field.returnPressed.connect(self.button.click)

    def add_links(self, *links: Link) -> None:
        self.column.addSpacing(look.GAP)
        for each in links:
            self.column.addWidget(each)

    def wait(self, waiting: bool, words: str = "") -> None:
        """While the key is made: the button rests and a quiet line moves."""
        if self.button is not None:
            self.button.setEnabled(not waiting)
        self.busy.say(words if waiting else "")

    def first_field(self) -> QWidget:
        return self._first or self.button or self


class BusySign(QWidget):
    """Something slow goes on: a word, and three dots that come and go."""

    def __init__(self) -> None:
        super().__init__()
        self._words, self._at = "", 0
        self._timer = QTimer(self)
        self._timer.setInterval(300)
        self._timer.timeout.connect(self._move)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def say(self, words: str) -> None:
        self._words = words
        self.setAccessibleName(words)
        if words:
            self._timer.start()
        else:
            self._timer.stop()
        self.update()

    def _move(self) -> None:
        self._at = (self._at + 1) % 4
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, 30)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._words:
            return
        painter = QPainter(self)
        painter.setPen(look.color("secondary"))
        place = QRectF(self.rect()).adjusted(look.TIGHT, 0, 0, 0)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, self._words + "." * self._at)
