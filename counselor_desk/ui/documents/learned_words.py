"""The words that one's own spelling has learned, to be taken back one by one."""

from counselor_desk.core.i18n import _
from counselor_desk.services.documents import writing_aids
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.screen import Screen
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.facts import Group, side_by_side
from counselor_desk.ui.kit.widgets.link import link
from counselor_desk.ui.kit.widgets.rows import RowList


class LearnedWords(Group):
    """A list with the way to mark a word again."""

    def __init__(self, screen: Screen) -> None:
        super().__init__(_("Words you have taught the spelling"))
        self._screen = screen
        self.said = text.quiet()
        self.list = RowList(_("Words you have taught the spelling"), fits=True)
        self.list.setObjectName("learned")
        self.list.always_lit = True
        self._out = link(_("Remove selected word"), self._take_back, "unlearn")
        self._links = side_by_side(self._out)
        for widget in (self.said, self.list, self._links):
            self.add(widget)

    def refresh(self) -> None:
        self._screen.ask(writing_aids.learned).then(self._show)

    def _show(self, words: list[str]) -> None:
        self.said.setText(
            _("Only yours, saved in the vault. A word you remove is marked again.")
            if words
            else _("None yet. While you write, the menu of a marked word offers to learn it.")
        )
        self.list.show_lines([(word, RowText(word, light=True)) for word in words])
        self.list.setVisible(bool(words))
        self._links.setVisible(bool(words))

    def _take_back(self) -> None:
        word = self.list.current()
        if word is not None:
            self._screen.ask(writing_aids.unlearn, word).then(lambda _none: self._taken(word))

    def _taken(self, word: str) -> None:
        self.refresh()
        self._screen.toast(
            _("\u201c{word}\u201d is marked again.").format(word=word), lambda: self._put_back(word)
        )

    def _put_back(self, word: str) -> None:
        self._screen.ask(writing_aids.learn, word).then(lambda _none: self.refresh())
