"""The fields for secrets: a passphrase typed, and a new one chosen."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QFont, QKeyEvent, QPalette
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from counselor_desk.core.i18n import _
from counselor_desk.ui.kit import look
from counselor_desk.ui.kit.background import BackgroundTask
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.link import link


class SecretLine(QLineEdit):
    """A passphrase: hidden, shown on demand, with a word about Caps Lock."""

    caps = Signal(bool)

    def __init__(self, name: str = "passphrase") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self._reveal = QAction(_("Show the passphrase"), self)
        QTimer.singleShot(0, self, self._draw)  # after the window is on screen
        self._reveal.triggered.connect(lambda: self.show_words(not self.is_shown()))
        self.addAction(self._reveal, QLineEdit.ActionPosition.TrailingPosition)

    def is_shown(self) -> bool:
        return self.echoMode() is QLineEdit.EchoMode.Normal

    def _draw(self) -> None:
        look.set_icon(self._reveal, "eye_off" if self.is_shown() else "eye", "secondary")

    def show_words(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.setEchoMode(mode)
        self._draw()
        self._reveal.setText(_("Hide the passphrase") if shown else _("Show the passphrase"))
        self.revealed.emit(shown)

    revealed = Signal(bool)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        letter = event.text()
        if letter.isalpha() and letter.lower() != letter.upper():
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.caps.emit(letter.isupper() != shift)
        super().keyPressEvent(event)

    def take(self) -> str:
        """What was typed; the field is empty afterwards."""
        typed = self.text()
        self.clear()
        return typed


class CapsHint(text.Text):
    """Says that Caps Lock is on, while it is."""

    def __init__(self, *fields: SecretLine) -> None:
        super().__init__("", look.SMALL, QFont.Weight.Normal, QPalette.ColorRole.PlaceholderText)
        for field in fields:
            field.caps.connect(self.say)

    def say(self, on: bool) -> None:
        self.setText(_("Caps Lock is on.") if on else "")


class NewPassphrase(QWidget):
    """Choosing a passphrase: typed twice or shown, judged while it is typed, or suggested."""

    ready = Signal(bool)

    def __init__(self, judge: Callable[[str], str], offer: Callable[[], str], aside: BackgroundTask) -> None:
        super().__init__()
        self._judge, self._offer, self._aside, self._verdict = judge, offer, aside, ""
        self.field, self.again = SecretLine("new_passphrase"), SecretLine("again")
        self.setFocusProxy(self.field)
        self.verdict, self.caps = text.small(), CapsHint(self.field, self.again)
        self.verdict.setObjectName("verdict")
        self._again_label = text.label(_("Confirm passphrase"))
        self._again_label.setBuddy(self.again)
        self.again.setAccessibleName(_("Confirm passphrase"))
        self.field.setAccessibleName(_("New passphrase"))
        label = text.label(_("New passphrase"))
        label.setBuddy(self.field)
        help_ = text.small(_("At least 15 characters. A few unrelated words are easy to remember."))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, look.TIGHT, 0, 0)
        column.setSpacing(look.HAIR)
        for widget in (label, help_, self.field, self.verdict, self._again_label, self.again):
            column.addWidget(widget)
        column.addWidget(self.caps)
        column.addWidget(link(_("Suggest one"), self.suggest, "suggest"))
        self.field.textChanged.connect(self._typed)
        self.again.textChanged.connect(self._tell)
        self.field.revealed.connect(self._show_again)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(200)
        self._pause.timeout.connect(self._ask)

    def suggest(self) -> None:
        """Random words, shown in clear so that they can be written down."""
        self._aside.run(self._offer, self._take_offer)

    def passphrase(self) -> str:
        return self.field.text()

    def is_ready(self) -> bool:
        same = self.field.is_shown() or self.again.text() == self.field.text()
        return bool(self.field.text()) and not self._verdict and same

    def _take_offer(self, words: str) -> None:
        self.field.show_words(True)
        self.field.setText(words)
        self.field.setFocus()

    def _show_again(self, shown: bool) -> None:
        """A passphrase that can be read needs no second typing."""
        self.again.setVisible(not shown)
        self._again_label.setVisible(not shown)
        self._tell()

    def _typed(self) -> None:
        self._verdict = " "  # not judged yet
        self._pause.start()
        self._tell()

    def _ask(self) -> None:
        typed = self.field.text()
        if typed:
            self._aside.run(lambda: self._judge(typed), lambda said: self._judged(typed, said))
        else:
            self.verdict.setText("")

    def _judged(self, typed: str, verdict: str) -> None:
        if typed == self.field.text():
            self._verdict = verdict
            self.verdict.setText(verdict or _("Strong enough."))
            self._tell()

    def _tell(self, *_args: object) -> None:
        self.ready.emit(self.is_ready())
