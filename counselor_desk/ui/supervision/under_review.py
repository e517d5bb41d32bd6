"""The document that a supervisor reads: its marks, what its new version changed, its words."""

from collections.abc import Callable

from PySide6.QtCore import Qt

from counselor_desk.catalog import files
from counselor_desk.core.i18n import _
from counselor_desk.domain.documents import computed_facts
from counselor_desk.domain.form import Field, is_blank
from counselor_desk.services.documents import copied_words, documents
from counselor_desk.services.documents.copied_words import CopiedShare
from counselor_desk.services.supervision import remarks
from counselor_desk.services.supervision.remarks import RemarkRow
from counselor_desk.services.supervision.review_queue import ReviewItem
from counselor_desk.ui.documents.differences import differences
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.answers_view import AnswersView
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.chip import Chip
from counselor_desk.ui.kit.widgets.facts import Column, KeyValue, empty, side_by_side
from counselor_desk.ui.kit.widgets.page import Scroll
from counselor_desk.ui.supervision.remark_box import remark_list

MUCH = 60  # percent of words as last time that a reviewer should look at
RISKS = ("plan", "thoughts")
ASKED_OF_RISK = ("risk", "risk_others")


class ReviewedDocument(Scroll):
    """Read only; words in an answer can be chosen, for a remark on them."""

    reading: AnswersView

    def __init__(self, bridge: Bridge, take_back: Callable[[int], object]) -> None:
        super().__init__()
        self._bridge, self._take_back = bridge, take_back
        self.opened: documents.DocumentDetail | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("The document"))

    def show_document(self, opened: documents.DocumentDetail, item: ReviewItem) -> None:
        self.opened = opened
        document, form = opened.document, opened.form
        body = form.loaded(document.body)
        empty(self.body)
        self._add_head(opened, item)
        self.body.addWidget(ReviewMarks(self._bridge, opened, self._take_back))
        before = [r for r in opened.revisions if r.digest != document.digest]
        if before:
            self.body.addWidget(differences(form, form.loaded(before[-1].body), body))
        self.reading = AnswersView(form, body)
        self.body.addWidget(self.reading)
        self.body.addStretch(1)
        self.verticalScrollBar().setValue(0)

    def answered_fields(self) -> list[Field]:
        """The questions that a remark can be about."""
        if self.opened is None:
            return []
        body = self.opened.document.body
        return [f for f in self.opened.form.fields if not is_blank(body.get(f.key))]

    def _add_head(self, opened: documents.DocumentDetail, item: ReviewItem) -> None:
        document = opened.document
        self.body.addWidget(text.heading(files.templates()[document.template].title))
        message = _("{client}, {day}, by {author}").format(
            client=item.client, day=words.day(document.occurred_on), author=opened.author.signature
        )
        self.body.addWidget(text.quiet(message))
        signed = _("Signed {moment}").format(moment=words.moment(document.signed_at))
        late = _("  ·  Late entry: {why}").format(why=document.late_reason)
        self.body.addWidget(text.quiet(signed + (late if document.is_late() else "")))


class ReviewMarks(Column):
    """Danger, how much is as last time, what follows by arithmetic, the remarks so far."""

    def __init__(
        self,
        bridge: Bridge,
        opened: documents.DocumentDetail,
        take_back: Callable[[int], object],
    ) -> None:
        super().__init__()
        self._labels = {f.key: f.label for f in opened.form.fields}
        self._take_back = take_back
        document = opened.document
        template = files.templates()[document.template]
        self.add(KeyValue(computed_facts.facts(template, document.body, opened.services)))
        for asked in (f for f in opened.form.fields if f.key in ASKED_OF_RISK):
            if (answer := document.body.get(asked.key)) in RISKS:
                said = f"{asked.label}: {asked.label_of(str(answer))}"
                self.add(side_by_side(Chip(words.capital(said), "danger")))
        bridge.ask(self, copied_words.clone_share, document.id).then(self._show_share)
        bridge.ask(self, remarks.remarks, document.id).then(self._show_remarks)

    def _show_share(self, share: CopiedShare) -> None:
        if share.copied:
            message = _("{n}% of the words are in the previous note").format(n=share.percent)
            tone = "caution" if share.percent >= MUCH else "secondary"
            self.add(side_by_side(Chip(message, tone)))

    def _show_remarks(self, rows: list[RemarkRow]) -> None:
        if rows:
            self.add(remark_list(rows, self._labels, self._take_back))
