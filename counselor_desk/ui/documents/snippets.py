"""Texts under a short word: one's own and the clinic's."""

from typing import Any

from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.form import Field, Form, Kind
from counselor_desk.domain.roles import Can
from counselor_desk.records.writing_aids import Snippet
from counselor_desk.services.documents import writing_aids
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.screen import Go, Screen
from counselor_desk.ui.kit.sheet import Sheet
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.empty_state import EmptyState
from counselor_desk.ui.kit.widgets.facts import Column, side_by_side
from counselor_desk.ui.kit.widgets.link import link
from counselor_desk.ui.kit.widgets.rows import RowList

FORM = Form.of(
    lazy("Snippet"),
    Field("short", lazy("Short word"), required=True, help=lazy("Typed as ;word and a space.")),
    Field(
        "text",
        lazy("Text"),
        Kind.TEXT,
        required=True,
        help=lazy(
            "{client} becomes the client's name, {day} today, {me} you. Anything else in braces stays, "
            "to be typed over."
        ),
    ),
    Field("for_all", lazy("For everyone in the clinic"), Kind.CHECK),
)


class Snippets(Screen):
    """A list; a row opens to be changed."""

    title = lazy("Snippets")
    needs = Can.WRITE_NOTE
    in_navigation = False
    icon = "note"
    everywhere = ((lazy("Snippets: texts under a short word"), {}),)
    shows = frozenset({"Snippet"})

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self._held: dict[int, Snippet] = {}
        self.page.primary(_("New snippet"), lambda: self._edit(None), "", "new_snippet")
        self.list = RowList(self.title, fits=True)
        self.list.opened.connect(lambda i: self._edit(self._held[i]))
        self.nothing = EmptyState(
            "note",
            _("No snippet yet"),
            _("Save a text that you write often under a short word: type ;safety and a space."),
            _("New snippet"),
            lambda: self._edit(None),
        )
        self.place = Column()
        self.page.add(self.nothing, self.list, self.place)

    def refresh(self) -> None:
        self.ask(writing_aids.snippets).then(self._show)

    def _show(self, snippets: list[Snippet]) -> None:
        self._held = {s.id: s for s in snippets}
        self.nothing.setVisible(not snippets)
        self.list.setVisible(bool(snippets))
        everybody = _("everybody's")
        self.list.show_lines(
            [(s.id, RowText(f";{s.short}", s.text, "" if s.owner_id else everybody)) for s in snippets]
        )

    def back(self) -> bool:
        if not self.place.column.count():
            return False
        self._done()
        return True

    def _done(self, *_kept: object) -> None:
        self.place.clear()
        self.page.banner.clear()
        self.refresh()

    def _edit(self, snippet: Snippet | None) -> None:
        self.begin_sheet("snippet", snippet.id if snippet else 0)

        def save_snippet(values: dict[str, Any]) -> None:
            self.ask(
                writing_aids.keep_snippet,
                values.get("short") or "",
                values.get("text") or "",
                bool(values.get("for_all")),
            ).then(self._done)

        values = (
            {}
            if snippet is None
            else {
                "short": snippet.short,
                "text": snippet.text,
                "for_all": snippet.owner_id is None,
            }
        )
        sheet = Sheet(FORM, values, (_("Save"), save_snippet), self._done)
        if snippet is not None:
            drop = link(_("Remove"), lambda: self._drop(snippet.id), "drop_snippet")
            sheet.add_below(side_by_side(drop))
        self.nothing.hide()
        self.list.hide()
        self.place.clear()
        self.place.add(text.small(""), sheet)
        sheet.form.focus_first()

    def _drop(self, snippet_id: int) -> None:
        self.ask(writing_aids.drop_snippet, snippet_id).then(self._done)


SCREEN = Snippets
