"""Looking for words in notes, plans and scores, as they are typed."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.documents.snippet_of_text import TextPiece
from counselor_desk.domain.roles import Can
from counselor_desk.records.document import Status
from counselor_desk.services.documents import search
from counselor_desk.services.documents.search import DocumentHit, ScoreHit, SearchResult
from counselor_desk.ui.documents.search_hit import HitList
from counselor_desk.ui.documents.view import STATUS, TONES
from counselor_desk.ui.kit import look, words
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.screen import Go, Screen
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.numbers import Numbers
from counselor_desk.ui.kit.widgets.rows import in_line

PAUSE_MS = 40
DOWN = (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Search(Screen):
    """search(typed="sister") looks at once; search(client_id=10) stays in one chart."""

    title = lazy("Search")
    needs = Can.READ_CHART
    order = 15
    icon = "search"
    everywhere = ((lazy("Search in notes and plans"), {}),)

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self._client_id: int | None = None
        self._where: dict[str, dict[str, Any]] = {}
        self._asked = ""
        self.field = QLineEdit()
        self.field.setObjectName("search")
        self.field.setAccessibleName(_("Words to look for"))
        self.field.setPlaceholderText(_("Words in notes, plans and scores of your clients"))
        self.field.setClearButtonEnabled(True)
        self.field.setMinimumHeight(38)
        self.field.installEventFilter(self)
        self.list = HitList(_("Found"))
        self.list.opened.connect(self._open_hit)
        self.said = text.quiet()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._look)
        self.field.textChanged.connect(lambda _typed: self._pause.start())
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(look.PAGE, 0, look.PAGE, look.NEAR)
        column.setSpacing(look.TIGHT)
        self.numbers = Numbers()
        self.count = self.numbers.add("number_found", self.list)
        for widget in (self.field, self.said, self.numbers):
            column.addWidget(widget)
        column.addLayout(in_line(self.list), 1)
        self.page.fill(whole)
        self._show(SearchResult(""))

    def open(self, **where: Any) -> None:
        self._client_id = where.get("client_id")
        if "typed" in where:
            self.field.setText(str(where["typed"]))
        self.field.setFocus()
        self.field.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down goes from the words to what was found."""
        if watched is self.field and isinstance(event, QKeyEvent):
            pressed = event.type() == QEvent.Type.KeyPress
            if pressed and event.key() in DOWN:
                self.list.setFocus()
                return True
        return super().eventFilter(watched, event)

    def _look(self) -> None:
        self._asked = self.field.text()
        self.ask(search.search_documents, self._asked, self._client_id).then(self._show)

    def _show(self, result: SearchResult) -> None:
        if result.typed != self._asked and result.typed:
            return  # an answer to an earlier keystroke
        self._where = {}
        rows: list[tuple[object, RowText, Sequence[TextPiece]]] = []
        for n, score in enumerate(result.scores):
            key = f"s{n}"
            where = {"section": "scores", "administration_id": score.administration_id}
            self._where[key] = {"client_id": score.client_id, **where}
            rows.append((key, _score(score), ()))
        for n, hit in enumerate(result.hits):
            key = f"d{n}"
            self._where[key] = _place(hit)
            rows.append((key, _line(hit), hit.pieces))
        self.list.show_found(rows)
        counted = bool(rows) and bool(result.typed.strip()) and not result.has_more
        message = words.count(len(rows), "{n} place", "{n} places")
        self.count.show_count(message if counted else "")
        self.said.setText(self._words(result))
        self.said.setVisible(not counted)

    def back(self) -> bool:
        return self.numbers.back()

    @staticmethod
    def _words(result: SearchResult) -> str:
        if not result.typed.strip():
            return _("Two letters are enough to begin. Every word has to be in the text.")
        if result.has_more:
            return _("The newest are shown. Another word narrows it down.")
        return _("Nothing found.")

    def _open_hit(self, key: str) -> None:
        self.go("chart", **self._where[key])


def _place(hit: DocumentHit) -> dict[str, Any]:
    if hit.title == _("Treatment plan"):
        return {"client_id": hit.client_id, "section": "plan"}
    return {"client_id": hit.client_id, "section": "notes", "document_id": hit.document_id}


def _line(hit: DocumentHit) -> RowText:
    chips = () if hit.status is Status.FINAL else ((STATUS[hit.status], TONES[hit.status]),)
    what = "   \u00b7   ".join(p for p in (hit.title, hit.place) if p)
    return RowText(hit.client, what, words.capital(words.day(hit.on)), chips=chips, client_id=hit.client_id)


def _score(score: ScoreHit) -> RowText:
    message = "" if score.value is None else str(score.value)
    what = f"{score.title}  {message}  {score.band}".strip()
    return RowText(score.client, what, words.capital(words.day(score.on)), client_id=score.client_id)


SCREEN = Search
