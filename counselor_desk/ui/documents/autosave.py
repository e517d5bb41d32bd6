"""Keeps what is typed in a draft: each pause sends it, what could not be kept is tried again."""

from PySide6.QtCore import QObject, QTimer, Signal

from counselor_desk.core.errors import KeptHere, Refused, VaultTrouble
from counselor_desk.records.base import Body
from counselor_desk.records.document import Document
from counselor_desk.services.documents import documents
from counselor_desk.services.documents.documents import SaveResult
from counselor_desk.ui.kit.form import FormWidget
from counselor_desk.ui.kit.screen import Panel

RETRY_MS = 5000


class DraftKeeper(QObject):
    """Holds one draft and the form it is written in; saves in the queue count on."""

    saved = Signal(object)  # Saved, while its form is still on screen

    def __init__(self, panel: Panel) -> None:
        super().__init__(panel)
        self._panel = panel
        self.revision = 0
        self._document: Document | None = None
        self._form: FormWidget | None = None
        self._left: Body = {}
        self._retry = QTimer(self)
        self._retry.setSingleShot(True)
        self._retry.setInterval(RETRY_MS)
        self._retry.timeout.connect(self.save)

    def begin(self, document: Document, form: FormWidget, left: Body) -> None:
        """`left` is what the draft holds beside the questions of its form."""
        self._document, self._form, self._left = document, form, left
        self.revision = document.revision
        form.settled.connect(self.save)

    def let_go(self) -> None:
        """Nothing is on screen any more that could be tried again."""
        self._retry.stop()
        self._document, self._form, self._left = None, None, {}

    def save(self) -> None:
        """Send what is on screen, if it is not in the vault already."""
        form, document = self._form, self._document
        if form is None or document is None or not form.is_dirty():
            return
        values = form.values()
        body = {**self._left, **form.form.to_stored(values)}
        revision, self.revision = self.revision, self.revision + 1
        self._panel.ask(documents.save_draft, document.id, body, revision).then(
            lambda saved: self._saved(saved, form)
        ).otherwise(lambda trouble: self._not_saved(trouble, form))
        form.mark_saved(values)

    def _saved(self, saved: SaveResult, form: FormWidget) -> None:
        self._panel.bridge.saved.emit(saved.at)
        if self._form is not form or self._document is None:
            return
        if saved.is_copy:
            self._document.id, self.revision = saved.document_id, saved.revision
        self.saved.emit(saved)

    def _not_saved(self, trouble: Refused | VaultTrouble, form: FormWidget) -> None:
        """The text stays on screen; the next pause tries again."""
        if self._form is form:
            self.revision -= 1
            form.mark_saved({})
            self._retry.start()
        if not isinstance(trouble, KeptHere):  # the top bar says so, as long as the line is cut
            self._panel.complain(trouble)
