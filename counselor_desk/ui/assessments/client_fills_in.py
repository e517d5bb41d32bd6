"""A form handed to the client: nothing else on the screen, and only the passphrase leads out."""

from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QFont, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.core.i18n import _
from counselor_desk.domain.assessments.instrument import Instrument
from counselor_desk.ui.kit import look
from counselor_desk.ui.kit.form import FormWidget
from counselor_desk.ui.kit.sheet import all_read
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.page import Scroll, action, make_primary

THANKS = {
    "en": ("Thank you.", "Please give the computer back."),
    "es": ("Gracias.", "Por favor, devuelva la computadora."),
}
OWN_FONT = Qt.WidgetAttribute.WA_SetFont
DONE = {"en": "I am done", "es": "He terminado"}


class ClientForm(QWidget):
    """Covers the screen until the person at the desk types the passphrase."""

    settled = Signal(object)  # the answers so far
    finished = Signal(object)
    returned = Signal(str)  # a passphrase was typed

    def __init__(self, owner: QWidget, form: Instrument, answers: dict[str, Any]) -> None:
        flags = Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint
        super().__init__(owner.window(), flags | Qt.WindowType.WindowStaysOnTopHint)
        self.setObjectName("client_form")
        self.setWindowTitle(form.title)  # the form's name, never a person's
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        self.setAutoFillBackground(True)
        self._free, self._language = False, form.language
        self.questions = FormWidget(form.form(), answers).hold_elsewhere()
        self.questions.settled.connect(lambda: self.settled.emit(self.questions.values()))
        self.pages = QStackedWidget()
        self.pages.addWidget(self._first(form))
        self.pages.addWidget(self._last())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.pages)
        self._enlarge()

    def hand_over(self) -> None:
        self.showFullScreen()
        self.questions.focus_first()

    def set_free(self) -> None:
        """The passphrase was right: the window may close."""
        self._free = True
        self.close()
        self.deleteLater()

    def complain(self, trouble: Refused | VaultTrouble) -> None:
        if isinstance(trouble, Refused) and self.questions.refuse(trouble):
            self.pages.setCurrentIndex(0)
            return
        self.passphrase.clear()
        self.refused.setText(str(trouble))
        self.refused.show()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._free:
            super().closeEvent(event)
        else:
            event.ignore()
            self._to_end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._lay_out_again)

    def _lay_out_again(self) -> None:
        """Layouts remember how tall questions were in the width before."""
        for layout in self.findChildren(QLayout):
            layout.invalidate()
        self.questions.updateGeometry()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape and the like lead nowhere."""
        event.accept()

    def _first(self, form: Instrument) -> QWidget:
        scroll = Scroll(820)
        scroll.to_middle()
        title = text.title(form.title)
        scroll.body.addWidget(title)
        scroll.body.addWidget(self.questions)
        self.done = action(DONE.get(form.language, DONE["en"]), self._done, "", "client_done")
        make_primary(self.done)
        scroll.body.addWidget(self.done)
        return scroll

    def _last(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.setSpacing(look.GAP)
        thanks, words = THANKS.get(self._language, THANKS["en"])
        self.passphrase = QLineEdit()
        self.passphrase.setObjectName("hand_back")
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.setFixedWidth(look.text_measure(320))
        self.passphrase.setPlaceholderText(_("Passphrase of the counselor"))
        self.passphrase.setAccessibleName(_("Passphrase of the counselor"))
        self.passphrase.returnPressed.connect(lambda: self.returned.emit(self.passphrase.text()))
        self.refused = text.warning()
        self.refused.hide()
        back = text.body(words)
        back.setWordWrap(False)
        for widget in (text.title(thanks), back, self.passphrase, self.refused):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        return page

    def _done(self) -> None:
        if not all_read(self.questions):
            return
        self.finished.emit(self.questions.values())
        self._to_end()

    def _to_end(self) -> None:
        self.questions.settle_now()
        self.pages.setCurrentIndex(1)
        self.passphrase.setFocus()

    def _enlarge(self) -> None:
        """Everything larger, the questions more than their answers."""
        own = [w for w in self.findChildren(QLabel) if w.testAttribute(OWN_FONT)]
        for label in own:
            label.setFont(_larger(label.font(), 1.25))
        self.setFont(_larger(self.font(), 1.15))


def _larger(font: QFont, by: float) -> QFont:
    grown = QFont(font)
    if grown.pixelSize() > 0:
        grown.setPixelSize(round(grown.pixelSize() * by))
    else:
        grown.setPointSizeF(grown.pointSizeF() * by)
    return grown
