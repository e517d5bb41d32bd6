"""The bin of a chart: one's own drafts that were put away, to take back within 30 days."""

from counselor_desk.catalog import files
from counselor_desk.core.i18n import _
from counselor_desk.records.document import Document
from counselor_desk.services.documents import documents, lists
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.screen import Section
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.page import Page
from counselor_desk.ui.kit.widgets.rows import RowList


class DraftBin(Page):
    """A list in which Enter takes a draft back."""

    def __init__(self, section: Section) -> None:
        super().__init__()
        self._section = section
        self.set_title(_("Trash"), _("Your own drafts of this client, for 30 days. Enter puts one back."))
        self.take = self.primary(_("Put it back"), self._take_chosen, "", "take_back")
        self.secondary(_("Back"), section.back, "Esc", "back")
        self.list = RowList(_("Trash"), fits=True)
        self.list.opened.connect(self._take)
        self.nothing = text.quiet(_("The trash is empty."))
        self.add(self.nothing, self.list)

    def refresh(self) -> None:
        self._section.ask(lists.bin_of).then(self._show)

    def _show(self, found: list[Document]) -> None:
        mine = [document for document in found if document.client_id == self._section.client_id]
        self.list.show_lines([(document.id, _line(document)) for document in mine])
        self.nothing.setVisible(not mine)
        self.list.setVisible(bool(mine))
        self.take.setEnabled(bool(mine))
        if mine:
            self.list.setFocus()

    def _take_chosen(self) -> None:
        if self.list.current() is not None:
            self._take(self.list.current())

    def _take(self, document_id: int) -> None:
        self._section.ask(documents.restore, document_id).then(
            lambda document: self._section.open(document_id=document.id)
        )


def _line(document: Document) -> RowText:
    template = files.templates().get(document.template)
    away = _("put away {moment}").format(moment=words.moment(document.discarded_at))
    title = template.title if template else document.template
    return RowText(title, away, right=words.capital(words.day(document.occurred_on)))
