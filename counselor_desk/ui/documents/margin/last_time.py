"""What was agreed on and written last time, in the margin of the next note."""

from counselor_desk.catalog import files
from counselor_desk.core.i18n import _
from counselor_desk.domain.form import Kind, is_blank
from counselor_desk.records.document import Document
from counselor_desk.services.documents.beside_draft import LastSigned
from counselor_desk.services.documents.open_to_write import WritingSheet
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.answers_view import answer
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.screen import Go
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.facts import Column, Group

ORDER = 20
SHOWN = 4
LONGEST = 220


class LastTime(Group):
    """The last signed note of the same kind, in short."""

    def __init__(self, bridge: Bridge, go: Go, sheet: WritingSheet) -> None:
        super().__init__(_("From last time"))
        self.hide()
        self._show(sheet.of(LastSigned).document)

    def _show(self, last: Document | None) -> None:
        template = files.templates().get(last.template) if last else None
        if last is None or template is None:
            return
        self.show()
        self.add(text.small(words.day(last.occurred_on)))
        values = template.form().loaded(last.body)
        fields = [f for f in template.form().fields if not is_blank(values.get(f.key))]
        texts = [f for f in fields if f.kind is Kind.TEXT][-SHOWN:]
        for field in [f for f in fields if f.kind is Kind.SCALE] + texts:
            message = answer(field, values[field.key])
            short = message if len(message) <= LONGEST else message[:LONGEST].rsplit(" ", 1)[0] + " …"
            pair = Column(2)
            pair.add(text.small(field.label), text.body(short))
            self.add(pair)


MARGIN = LastTime
