"""What the supervisor remarked on this document, in the margin of its author, each at its place."""

from collections.abc import Sequence
from functools import partial

from counselor_desk.catalog import files
from counselor_desk.core.i18n import _
from counselor_desk.domain.form import Form
from counselor_desk.services.documents.open_to_write import WritingSheet
from counselor_desk.services.supervision import remarks
from counselor_desk.services.supervision.beside_draft import RemarksOnDraft
from counselor_desk.services.supervision.remarks import RemarkRow
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.screen import Go
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.discard import discard
from counselor_desk.ui.kit.widgets.facts import Group, side_by_side
from counselor_desk.ui.kit.widgets.link import link

ORDER = 5


class Remarks(Group):
    """Open remarks; each leads to the answer that it speaks of and is ticked off."""

    def __init__(self, bridge: Bridge, go: Go, sheet: WritingSheet) -> None:
        super().__init__(_("Comments"))
        self._bridge, self._document = bridge, sheet.document
        self.hide()
        self._show(sheet.of(RemarksOnDraft).rows)

    def _ask(self) -> None:
        self._bridge.ask(self, remarks.remarks, self._document.id).then(self._show)

    def _show(self, rows: Sequence[RemarkRow]) -> None:
        while self.column.count() > 1:
            item = self.column.takeAt(1)
            if item is not None and (gone := item.widget()) is not None:
                discard(gone)
        open_ones = [row for row in rows if row.settled_at is None and not row.is_praise]
        self.setVisible(bool(open_ones))
        template = files.templates().get(self._document.template)
        for row in open_ones:
            if row.field and template is not None:
                self.add(text.label(_label(template.form(), row.field)))
            if row.quote:
                self.add(text.small(f"\u201c{row.quote}\u201d"))
            self.add(text.body(row.words))
            self.add(side_by_side(link(_("Done"), partial(self._settle, row.id), f"settle{row.id}")))

    def _settle(self, remark_id: int) -> None:
        self._bridge.ask(self, remarks.settle_remark, remark_id).then(lambda _row: self._ask())


def _label(form: Form, key: str) -> str:
    return next((f.label for f in form.fields if f.key == key), key)


MARGIN = Remarks
