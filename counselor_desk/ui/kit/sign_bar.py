"""The signature at the foot of a page: the passphrase again, and a reason where one is due."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.ui.kit import look
from counselor_desk.ui.kit.passphrase_field import CapsHint, SecretLine
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.link import link
from counselor_desk.ui.kit.widgets.page import action, make_primary
from counselor_desk.ui.kit.widgets.toast import Toast


class SignBar(QWidget):
    """Hidden until a signature is asked for; Enter signs, Esc puts it away.

    Where the passphrase was typed a moment ago, Enter alone signs.
    """

    confirmed = Signal(str, str)  # passphrase, reason

    def __init__(self, button: str = "") -> None:
        super().__init__()
        self.setObjectName("sign_bar")
        self._needs_secret = True
        self.words = text.strong()
        self.trouble = text.warning()
        self.reason, self.secret = QLineEdit(), SecretLine("passphrase")
        self.reason.setObjectName("late_reason")
        self.reason_label = text.label(_("Why it is written later"))
        self.reason_label.setBuddy(self.reason)
        self.reason.setAccessibleName(self.reason_label.text())
        self.secret.setAccessibleName(_("Your passphrase"))
        self.secret.setPlaceholderText(_("Your passphrase"))
        self.secret.setMinimumWidth(look.text_measure(220))  # as long as its placeholder
        self.secret.setMaximumWidth(look.text_measure(360))
        self.reason.setMaximumWidth(look.text_measure(480))
        self.button = action(button or _("Sign"), self._confirm, "", "confirm_sign")
        make_primary(self.button)
        self.button.setAutoDefault(True)  # Enter presses it
        self.secret.returnPressed.connect(self._confirm)
        self.reason.returnPressed.connect(self.secret.setFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(look.PAGE, look.NEAR, look.PAGE, look.GAP)
        column.setSpacing(look.TIGHT)
        row = QHBoxLayout()
        row.setSpacing(look.TIGHT)
        row.addWidget(self.secret, 1)
        row.addWidget(self.button)
        row.addWidget(link(_("Not yet"), self.put_away, "not_yet"))
        row.addStretch(1)
        for widget in (self.words, self.reason_label, self.reason):
            column.addWidget(widget)
        column.addLayout(row)
        column.addWidget(CapsHint(self.secret))
        column.addWidget(self.trouble)
        self.trouble.hide()
        self.hide()

    def ask(self, words: str, needs_reason: bool = False, needs_secret: bool = True) -> None:
        """Show it; the keyboard is where the first word is due."""
        self._needs_secret = needs_secret
        self.words.setText(words)
        self.trouble.hide()
        self.secret.clear()
        for widget in (self.reason, self.reason_label):
            widget.setVisible(needs_reason)
        self.secret.setVisible(needs_secret)
        for toast in self.window().findChildren(Toast):
            toast.go()  # a word about the last document does not lie over the next one's passphrase
        self.show()
        due = self.secret if needs_secret else self.button
        (self.reason if needs_reason and not self.reason.text() else due).setFocus()

    def put_away(self) -> None:
        self.secret.clear()
        self.hide()

    def wait(self, waiting: bool) -> None:
        self.button.setEnabled(not waiting)

    def refuse(self, trouble: Refused) -> bool:
        """Say it here when it is about the passphrase or the reason."""
        place = {"passphrase": self.secret, "late_reason": self.reason}.get(trouble.field)
        if place is None:
            return False
        place.show()
        self._needs_secret = self._needs_secret or place is self.secret
        self.reason_label.setVisible(self.reason.isVisible())
        self.trouble.setText(str(trouble))
        self.trouble.show()
        place.selectAll()
        place.setFocus()
        return True

    def _confirm(self) -> None:
        if self._needs_secret and not self.secret.text():
            self.refuse(Refused(_("Type your passphrase."), "passphrase"))
            return
        if self.button.isEnabled():
            self.confirmed.emit(self.secret.take(), self.reason.text())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), look.color("sunken"))
        painter.fillRect(0, 0, self.width(), 1, look.color("line"))
