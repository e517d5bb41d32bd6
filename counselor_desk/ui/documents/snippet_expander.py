"""Short words that become texts while one types: ;safety and a space."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QTextCursor

from counselor_desk.records.writing_aids import Snippet
from counselor_desk.services.documents import cloning, writing_aids
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.form import FormWidget
from counselor_desk.ui.kit.typed_fields import GrowingText

SIGN = ";"
ENDS = (Qt.Key.Key_Space, Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Expander(QObject):
    """Watches the texts of a form; a known short word is replaced when it ends."""

    def __init__(
        self,
        bridge: Bridge,
        form: FormWidget,
        known: Mapping[str, str],
        snippets: Sequence[Snippet] | None = None,  # None: they are asked for
    ) -> None:
        super().__init__(form)
        self._known, self._texts = dict(known), dict[str, str]()
        for edit in form.findChildren(GrowingText):
            edit.installEventFilter(self)
        if snippets is None:
            bridge.ask(self, writing_aids.snippets).then(self._store_snippets)
        else:
            self._store_snippets(snippets)

    def _store_snippets(self, snippets: Sequence[Snippet]) -> None:
        """One's own goes before the clinic's of the same name."""
        for snippet in sorted(snippets, key=lambda s: s.owner_id is not None):
            self._texts[snippet.short] = snippet.text

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(watched, GrowingText) and isinstance(event, QKeyEvent):
            pressed = event.type() == QEvent.Type.KeyPress and event.key() in ENDS
            if pressed and self._expand(watched):
                return event.key() == Qt.Key.Key_Tab  # the space or the new line still comes
        return super().eventFilter(watched, event)

    def _expand(self, edit: GrowingText) -> bool:
        cursor = edit.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        sign = before.rfind(SIGN)
        text = self._texts.get(before[sign + 1 :].casefold()) if sign >= 0 else None
        if text is None:
            return False
        back = len(before) - sign
        cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, back)
        cursor.insertText(cloning.fill_placeholders(text, self._known))
        edit.setTextCursor(cursor)
        return True
