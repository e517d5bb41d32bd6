"""The letters of the clinic: what each is for, and where it goes."""

from typing import Any

from counselor_desk.core.i18n import Glossary, _, lazy
from counselor_desk.domain.documents.letter import Letter
from counselor_desk.domain.roles import Can
from counselor_desk.services.documents import letters
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.screen import Go, Screen
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.rows import RowList

LANGUAGES = Glossary({"en": lazy("English"), "es": lazy("Spanish")})


class LetterTemplates(Screen):
    """A list; a row opens to be written."""

    title = lazy("Letters")
    needs = Can.KEEP_LIBRARY
    in_navigation = False
    icon = "note"
    everywhere = ((lazy("Letters of the clinic"), {}),)
    shows = frozenset({"LetterCopy"})

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self._wanted = ""
        self.page.primary(_("New letter"), lambda: self._open(""), "", "new_letter")
        self.page.secondary(_("Back"), lambda: self.go("back"), "Esc", "back")
        self.list = RowList(self.title, fits=True)
        self.list.opened.connect(self._open)
        about = _(
            "Written once, filled from the chart for each client. Printed under Reports, "
            "Letter; to others through Disclose."
        )
        self.page.add(text.quiet(about), self.list)

    def open(self, **where: Any) -> None:
        """letter_templates(letter="court") chooses one."""
        self._wanted = where.get("letter", "")

    def refresh(self) -> None:
        self.ask(letters.shelf).then(self._show)

    def _show(self, shelf: list[Letter]) -> None:
        self.list.show_lines([(letter.id, _line(letter)) for letter in shelf])
        if self._wanted in {letter.id for letter in shelf}:
            self.list.choose(self._wanted)

    def _open(self, key: str) -> None:
        self.go("letter_edit", letter=key)


def _line(letter: Letter) -> RowText:
    message = ", ".join(letter.discloses)
    goes = _("to others: {kinds}").format(kinds=message) if message else _("to the client's own hands")
    chips = ((_("ours"), "accent"),) if letter.copy else ()
    return RowText(letter.title, goes, LANGUAGES[letter.language], chips=chips)


SCREEN = LetterTemplates
