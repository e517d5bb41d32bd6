"""The day of the service that a draft is about; an earlier one makes a late entry."""

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QVBoxLayout, QWidget

from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.core.i18n import _
from counselor_desk.records.document import Document
from counselor_desk.services.documents import documents
from counselor_desk.ui.kit.screen import Panel
from counselor_desk.ui.kit.typed_fields import DayLine
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.chip import Chip
from counselor_desk.ui.kit.widgets.facts import side_by_side


class DayOfService(QWidget):
    """Stands above the questions; what is typed goes into the vault at once."""

    def __init__(self, panel: Panel) -> None:
        super().__init__()
        self._panel = panel
        self._document: Document | None = None
        self.day = DayLine()
        self.day.setObjectName("occurred_on")
        self.day.setAccessibleName(_("Date of service"))
        self.day.editingFinished.connect(self._send)
        self.late = Chip("", "caution")
        label = text.label(_("Date of service"))
        label.setWordWrap(False)
        label.setBuddy(self.day)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(side_by_side(label, self.day, self.late))
        self.refusal = text.warning()
        self.refusal.setObjectName("refused_day")
        self.refusal.hide()
        column.addWidget(self.refusal)
        self.hide()

    def show_document(self, document: Document | None) -> None:
        self._document = document
        self.setVisible(document is not None)
        self.refusal.hide()
        if document is not None:
            self.day.write(document.occurred_on)
            self._say_late(document)

    def settle(self, then: Callable[[], object]) -> None:
        """Go on once the day on screen is the draft's: nobody signs another day than the one they see."""
        document, day = self._document, self.day.value()
        if document is None or day == document.occurred_on:
            then()
        elif isinstance(day, date):
            asked = self._panel.ask(documents.date_draft, document.id, day)

            def dated(document: Document) -> None:
                self._sent(document)
                then()

            asked.then(dated).otherwise(self._refused)
        else:
            self._refused(Refused(_("The date of service is not a date. Check it.")))

    def _send(self) -> None:
        day, document = self.day.value(), self._document
        if document is None or not isinstance(day, date) or day == document.occurred_on:
            return
        self._panel.ask(documents.date_draft, document.id, day).then(self._sent).otherwise(self._refused)

    def _refused(self, trouble: Refused | VaultTrouble) -> None:
        """The day that holds stands in the field again, beside why the other was refused."""
        document = self._document
        if document is not None:
            self.day.write(document.occurred_on)
            self.refusal.setText(str(trouble))
            self.refusal.show()
            self.day.setFocus()
            self.day.selectAll()

    def _sent(self, document: Document) -> None:
        held = self._document
        if held is not None and held.id == document.id:
            held.occurred_on = document.occurred_on
            self._panel.page.banner.clear()
            self.refusal.hide()
            self._say_late(held)

    def _say_late(self, document: Document) -> None:
        self.late.say(_("Late entry") if document.is_late() else "", "caution")
