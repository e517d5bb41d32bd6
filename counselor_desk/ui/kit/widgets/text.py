"""Words on the screen: one factory of labels, always plain text."""

from html import escape

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer
from PySide6.QtGui import QFont, QPalette, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolTip, QWidget

from counselor_desk.ui.kit import look

Roles = QPalette.ColorRole


class Text(QLabel):
    """Words of one size, weight and role; never markup, whoever wrote them."""

    def __init__(self, text: str, scale: float, weight: QFont.Weight, role: QPalette.ColorRole) -> None:
        super().__init__()
        self._scale, self._weight = scale, weight
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(look.font(scale, weight))
        self.setForegroundRole(role)
        self.setText(text)

    def wrapped(self) -> "Text":
        """Flow over lines instead of asking for one long one."""
        self.setWordWrap(True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        return self

    def setText(self, text: str) -> None:
        super().setText(text)
        self._keep_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keep_room()

    def _keep_room(self) -> None:
        """Nested layouts forget that narrow words are taller; a label that was cut lies."""
        if self.wordWrap() and self.width() > 0:
            kept = self.minimumHeight()
            needed = self.tall(self.width())
            if needed != kept:
                self.setMinimumHeight(needed)
                QTimer.singleShot(0, self, self._tell_above)

    def tall(self, width: int) -> int:
        """How tall the words are in a width: Qt counts in how tall they had to be before."""
        kept = self.minimumHeight()
        if kept:
            self.setMinimumHeight(0)
        needed = max(0, self.heightForWidth(width))
        if kept:
            self.setMinimumHeight(kept)
        return needed

    def _tell_above(self) -> None:
        """In the middle of a layout the word is not passed on to the layouts around it."""
        place = self.parentWidget()
        while place is not None and (layout := place.layout()) is not None:
            layout.invalidate()
            place.updateGeometry()
            place = place.parentWidget()

    def selectable(self) -> "Text":
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        return self

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ApplicationFontChange:
            self.setFont(look.font(self._scale, self._weight))


def hint(words: str) -> str:
    """The words as a tool-tip shows them: it takes for markup whatever looks like it."""
    if not words:
        return ""
    lines = escape(words).split("\n")
    return f"<span>{'<br>'.join(lines)}</span>"


def explain(widget: QWidget, words: str) -> None:
    """Give a widget its tool-tip, as typed; a test holds that there is no other way."""
    widget.setToolTip(hint(words))


def show_hint(at: QPoint, words: str, widget: QWidget) -> None:
    """A tool-tip for a part of a widget, at a place of the screen; without words it goes away."""
    QToolTip.showText(at, hint(words), widget)


def title(text: str = "") -> Text:
    return Text(text, look.TITLE, QFont.Weight.DemiBold, Roles.WindowText)


def heading(text: str = "") -> Text:
    return Text(text, look.SECTION, QFont.Weight.DemiBold, Roles.WindowText)


def strong(text: str = "") -> Text:
    return Text(text, look.BODY, QFont.Weight.DemiBold, Roles.WindowText)


def body(text: str = "") -> Text:
    return Text(text, look.BODY, QFont.Weight.Normal, Roles.WindowText).wrapped()


def line(text: str = "") -> Text:
    """Words that stay on one line."""
    return Text(text, look.BODY, QFont.Weight.Normal, Roles.WindowText)


def quiet(text: str = "") -> Text:
    """The second line: help, times, what is less than the first."""
    return Text(text, look.BODY, QFont.Weight.Normal, Roles.PlaceholderText).wrapped()


def small(text: str = "") -> Text:
    return Text(text, look.SMALL, QFont.Weight.Normal, Roles.PlaceholderText).wrapped()


def label(text: str = "") -> Text:
    """The name of a field, above it."""
    return Text(text, look.SMALL, QFont.Weight.DemiBold, Roles.WindowText).wrapped()


def warning(text: str = "") -> Text:
    """Why something was refused, at the place where it was."""
    return Text(text, look.SMALL, QFont.Weight.Normal, Roles.BrightText).wrapped()
