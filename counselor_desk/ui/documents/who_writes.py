"""Who else has this document open to write, told while they do."""

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from counselor_desk.core.i18n import _
from counselor_desk.desk.seat import WRITING, Changes, WriterHere
from counselor_desk.services.documents import presence
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.widgets import text


class WhoWrites(QWidget):
    """One line above a document; gone when nobody else writes in it."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._bridge, self._document_id = bridge, 0
        self.words = text.warning()
        self.words.setObjectName("who_writes")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.words)
        self.hide()
        bridge.changed.connect(self._heard)

    def watch(self, document_id: int, writers: Sequence[WriterHere] = ()) -> None:
        """Of this document from now on; 0 is none."""
        self._document_id = document_id
        self._show(tuple(writers))

    def _heard(self, changes: Changes) -> None:
        if WRITING in changes.kinds and self._document_id and self._bridge.is_open():
            asked = self._document_id
            self._bridge.ask(self, presence.writers, asked).then(
                lambda writers: self._show(writers) if asked == self._document_id else None
            ).otherwise(lambda _trouble: None)  # what is cut off tells of itself elsewhere

    def _show(self, writers: tuple[WriterHere, ...]) -> None:
        own = [writer for writer in writers if writer.staff_id == self._bridge.actor.id]
        names = ", ".join(writer.name for writer in writers if writer not in own)
        sentence = _("{name} is writing here.").format(name=names) if names else ""
        if own:
            sentence = _("You have this open on another computer, too. What you type on either one is saved.")
        self.words.setText(sentence)
        self.setVisible(bool(sentence))
