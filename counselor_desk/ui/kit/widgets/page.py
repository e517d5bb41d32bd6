"""A page: its title, the one action that matters, a banner, and content in a measure."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from counselor_desk.ui.kit import look
from counselor_desk.ui.kit.platform import Keys, name_of_keys
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.banner import Banner

HEAD = 70


class Page(QWidget):
    """Title, subtitle and primary action; below it `body`, a column in a readable width."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._head = QWidget()
        self._head.setMinimumHeight(HEAD)  # the page does not move when its buttons go
        self._head.hide()
        self._build_head()
        self.banner = Banner()
        holder = QHBoxLayout()
        holder.setContentsMargins(look.PAGE, 0, look.PAGE, 0)
        holder.addWidget(self.banner)
        self._column.addWidget(self._head)
        self._column.addLayout(holder)
        self._scroll = Scroll()
        self._column.addWidget(self._scroll, 1)
        self.body = self._scroll.body

    def _build_head(self) -> None:
        row = QHBoxLayout(self._head)
        row.setContentsMargins(look.PAGE, look.PAGE - 4, look.PAGE, look.GAP)
        row.setSpacing(look.TIGHT)
        words = QVBoxLayout()
        words.setSpacing(2)
        self.title, self.subtitle = text.title(), text.quiet()
        self.subtitle.hide()
        words.addWidget(self.title)
        words.addWidget(self.subtitle)
        row.addLayout(words, 1)
        self._actions = QHBoxLayout()
        self._actions.setSpacing(look.TIGHT)
        self._resting: list[QWidget] = []
        row.addLayout(self._actions)
        row.setAlignment(self._actions, Qt.AlignmentFlag.AlignTop)

    def set_title(self, title: str, subtitle: str = "") -> None:
        self._head.show()
        self.title.setText(title)
        self.subtitle.setText(subtitle)
        self.subtitle.setVisible(bool(subtitle))

    def without_head(self) -> None:
        """Its one widget has a head of its own."""
        self._head.hide()

    def primary(
        self, words: str, do: Callable[[], object], shortcut: Keys = None, name: str = "primary"
    ) -> QPushButton:
        """The one action of the page, top right; its shortcut stands in the tooltip."""
        button = action(words, do, shortcut, name)
        make_primary(button)
        self._head.show()
        self._actions.addWidget(button)
        return button

    def secondary(
        self, words: str, do: Callable[[], object], shortcut: Keys = None, name: str = ""
    ) -> QPushButton:
        """A lesser action beside the primary one."""
        button = action(words, do, shortcut, name)
        self._head.show()
        self._actions.insertWidget(0, button)
        return button

    def rest_actions(self, resting: bool) -> None:
        """A sheet in front of the page has a button of its own: only one stands out."""
        items = (self._actions.itemAt(at) for at in range(self._actions.count()))
        buttons = [item.widget() for item in items if item is not None]
        if resting:
            self._resting += [b for b in buttons if b is not None and not b.isHidden()]
        for button in self._resting:
            button.setHidden(resting)
        if not resting:
            self._resting.clear()

    def add(self, *widgets: QWidget) -> None:
        for widget in widgets:
            self.body.addWidget(widget)

    def fill(self, widget: QWidget) -> None:
        """Use the whole page for one widget that scrolls by itself: a list, two columns."""
        self._scroll.hide()
        self._column.addWidget(widget, 1)

    def stand_under(self, strip: QWidget) -> None:
        """Whose page this is, over the whole width; hidden until it is known."""
        strip.hide()
        self._column.insertWidget(0, strip)

    def add_foot(self, widget: QWidget) -> None:
        """Something that stays at the foot while the page scrolls."""
        self._column.addWidget(widget)

    def hide_head(self) -> None:
        """A page whose content says itself what it is."""
        self._head.hide()

    def widen(self, measure: int = 1040) -> None:
        """Content wider than a line of text: tables, columns."""
        self._scroll.measure.setMaximumWidth(look.text_measure(measure))

    def to_top(self) -> None:
        self._scroll.verticalScrollBar().setValue(0)

    def reveal(self, widget: QWidget) -> None:
        self._scroll.ensureWidgetVisible(widget, 0, look.WIDE)


class Scroll(QScrollArea):
    """A column of content that scrolls, no wider than is good to read."""

    def __init__(self, measure: int = look.MEASURE + 2 * look.PAGE) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        whole, self.measure = QWidget(), QWidget()
        self.measure.setMaximumWidth(look.text_measure(measure))
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.measure)
        row.setAlignment(self.measure, Qt.AlignmentFlag.AlignTop)
        policy = self.measure.sizePolicy()
        policy.setHorizontalPolicy(QSizePolicy.Policy.Expanding)
        self.measure.setSizePolicy(policy)
        row.addStretch(0)
        row.setStretch(0, 1)
        self.body = QVBoxLayout(self.measure)
        self.body.setContentsMargins(look.PAGE, look.TIGHT, look.PAGE, look.PAGE)
        self.body.setSpacing(look.NEAR)
        self.body.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.setWidget(whole)
        for ground in (self, self.viewport(), whole):
            ground.setBackgroundRole(QPalette.ColorRole.Window)
        self._row = row

    def to_middle(self) -> None:
        """A column alone on the screen stands in its middle, away from the upper edge."""
        self._row.insertStretch(0)
        self.body.setContentsMargins(look.PAGE, 2 * look.WIDE, look.PAGE, 2 * look.WIDE)


def action(words: str, do: Callable[[], object], shortcut: Keys = None, name: str = "") -> QPushButton:
    """A button that does one thing; `shortcut` is shown in its tooltip and not bound here."""
    button = QPushButton(words)
    button.setObjectName(name or words)
    button.clicked.connect(lambda: do())
    keys = name_of_keys(shortcut)
    if keys:
        text.explain(button, f"{words}  {keys}")
    button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    return button


def make_primary(button: QPushButton) -> None:
    """The one that matters: native styles paint a default button in the system's accent."""
    button.setProperty("primary", True)
    button.setDefault(True)
