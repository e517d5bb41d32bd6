"""What awaits this supervisor's co-signature: read, return with a comment, co-sign, next."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from counselor_desk import catalog
from counselor_desk.domain import notefacts
from counselor_desk.domain.form import is_blank
from counselor_desk.domain.roles import Can
from counselor_desk.i18n import _
from counselor_desk.services import documents, review, supervision, writing
from counselor_desk.services.review import RemarkRow
from counselor_desk.services.supervision import ReviewItem
from counselor_desk.services.writing import Share
from counselor_desk.ui import look, words
from counselor_desk.ui.bridge import Bridge
from counselor_desk.ui.paged import Line
from counselor_desk.ui.plan_beside import PlanBeside
from counselor_desk.ui.reading import Reading
from counselor_desk.ui.screen import Command, Go, Screen
from counselor_desk.ui.typing_fields import GrowingText
from counselor_desk.ui.widgets import text
from counselor_desk.ui.widgets.chip import Chip
from counselor_desk.ui.widgets.differences import differences
from counselor_desk.ui.widgets.empty import EmptyState
from counselor_desk.ui.widgets.facts import Column, KeyValue, beside, empty
from counselor_desk.ui.widgets.page import Scroll, action
from counselor_desk.ui.widgets.remark_box import PRAISE, RemarkBox, remark_list
from counselor_desk.ui.widgets.rows import RowList

ROOMY = 1100  # points: from here the plan stands beside the note; below, in its place
MUCH = 60  # percent of words as last time that a reviewer should look at


class ReviewQueue(Screen):
    """The queue at the left, the document and its plan at the right; C, R, M and P are keys."""

    title = _("Review queue")
    needs = Can.COSIGN
    order = 30
    icon = "review"
    shows = frozenset({"Document"})
    counter = supervision.awaiting_review

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self._items: dict[int, ReviewItem] = {}
        self._opened: documents.Opened | None = None
        self.cosign = self.page.primary(_("Co-sign"), self._do_cosign, "C", "cosign")
        self.send_back = self.page.secondary(_("Return"), self._ask_comment, "R", "send_back")
        self.remark = self.page.secondary(_("Remark"), self._ask_remark, "M", "remark")
        self.beside = PlanBeside(bridge)
        self.plan = self.page.secondary(_("Plan"), self._turn_plan, "P", "plan_beside_it")
        self._letters: dict[Qt.Key, Callable[[], object]] = {
            Qt.Key.Key_C: self._do_cosign, Qt.Key.Key_R: self._ask_comment,
            Qt.Key.Key_M: self._ask_remark, Qt.Key.Key_P: self._turn_plan,
        }  # fmt: skip
        self._scroll = Scroll()
        self._scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._scroll.setAccessibleName(_("The document"))
        self.list = RowList(_("Documents that await your co-signature"))
        self.list.setMinimumWidth(240)
        self.list.chosen.connect(self._choose)
        self.list.opened.connect(lambda _id: self._scroll.setFocus())
        self._nothing = EmptyState(
            "check", _("Nothing waits for you"),
            _("What your counselors sign appears here: clients at risk first, then the oldest."),
        )  # fmt: skip
        self.page.fill(self._arrange())
        self._show_queue([])

    def _arrange(self) -> QWidget:
        self._right = right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._scroll, 1)
        self.remark_box = RemarkBox()
        self.remark_box.written.connect(self._do_remark)
        column.addWidget(self.remark_box)
        column.addWidget(self._build_comment())
        self._both = QSplitter(Qt.Orientation.Horizontal)
        self._both.setChildrenCollapsible(False)
        self._both.addWidget(self.list)
        self._both.addWidget(right)
        self._both.addWidget(self.beside)
        self.beside.hide()
        self._both.setSizes([340, 620, 320])
        self._both.setStretchFactor(1, 1)
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(look.NEAR, 0, 0, 0)
        row.addWidget(self._both)
        row.addWidget(self._nothing)
        return whole

    def _build_comment(self) -> QWidget:
        self._comment_box = QWidget()
        column = QVBoxLayout(self._comment_box)
        column.setContentsMargins(look.PAGE, look.NEAR, look.PAGE, look.PAGE)
        label = text.label(_("What should change"))
        self.comment = GrowingText(2)
        self.comment.setObjectName("comment")
        self.comment.setAccessibleName(label.text())
        label.setBuddy(self.comment)
        buttons = QHBoxLayout()
        self.confirm_return = action(
            _("Return to the author"), self._do_return, "Ctrl+Return", "confirm_return"
        )
        self.confirm_return.setProperty("primary", True)
        buttons.addWidget(self.confirm_return)
        buttons.addWidget(action(_("Keep it"), self._hide_comment, "Esc", "cancel_return"))
        buttons.addStretch(1)
        column.addWidget(label)
        column.addWidget(self.comment)
        column.addLayout(buttons)
        self._comment_box.hide()
        return self._comment_box

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the note comes first; P brings the plan."""
        super().resizeEvent(event)
        if (event.oldSize().width() >= ROOMY) != (self.width() >= ROOMY):
            self.beside.setVisible(self.width() >= ROOMY)
            self._right.show()

    def _turn_plan(self) -> None:
        self.beside.setVisible(self.beside.isHidden())
        self._right.setVisible(self.beside.isHidden() or self.width() >= ROOMY)

    def _see_note(self) -> None:
        """What acts on the note shows it again."""
        if self._right.isHidden():
            self._turn_plan()

    def refresh(self) -> None:
        self.ask(supervision.review_queue).then(self._show_queue)

    def commands(self) -> list[Command]:
        return [
            Command(_("Co-sign this document"), self._do_cosign, needs=Can.COSIGN, icon="check"),
            Command(_("Return this document"), self._ask_comment, needs=Can.COSIGN),
            Command(_("Remark on this document"), self._ask_remark, needs=Can.COSIGN),
            Command(_("Show the plan beside it"), self._turn_plan, needs=Can.COSIGN),
        ]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Single letters act, except where words are typed."""
        if self.remark_box.isVisible() and event.key() == Qt.Key.Key_Escape:
            self.remark_box.hide()
            self.list.setFocus()
        elif self.comment.hasFocus():
            if event.key() == Qt.Key.Key_Escape:
                self._hide_comment()
            elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers():
                self._do_return()
            else:
                super().keyPressEvent(event)
        elif event.key() in self._letters and not event.modifiers():
            self._letters[Qt.Key(event.key())]()
        else:
            super().keyPressEvent(event)

    def _show_queue(self, items: list[ReviewItem]) -> None:
        self._items = {item.document_id: item for item in items}
        waiting = words.count(len(items), "{n} document waits", "{n} documents wait")
        self.page.set_title(self.title, waiting if items else "")
        self._both.setVisible(bool(items))
        self._nothing.setVisible(not items)
        for button in (self.cosign, self.send_back, self.remark, self.plan):
            button.setEnabled(bool(items))
        self.list.show_lines([(item.document_id, _line(item)) for item in items])
        if items and not self.list.hasFocus() and not self.comment.hasFocus():
            self.list.setFocus()

    def _choose(self, document_id: int | None) -> None:
        self._hide_comment(back=False)
        self.remark_box.hide()
        self._see_note()
        if document_id in self._items:
            self.ask(documents.read, document_id).then(self._show_document)

    def _show_document(self, opened: documents.Opened) -> None:
        if opened.document.id != self.list.current():
            return
        document, item = opened.document, self._items[opened.document.id]
        template = catalog.templates()[document.template]
        form, body = opened.form, opened.form.loaded(document.body)
        column = self._scroll.body
        empty(column)
        column.addWidget(text.heading(template.title))
        said = _("{client}, {day}, by {author}").format(
            client=item.client, day=words.day(document.occurred_on), author=opened.author.signature
        )
        column.addWidget(text.quiet(said))
        signed = _("Signed {moment}").format(moment=words.moment(document.signed_at))
        late = _("  ·  Late entry: {why}").format(why=document.late_reason)
        column.addWidget(text.quiet(signed + (late if document.is_late() else "")))
        self._opened = opened
        self._marks = Column()
        column.addWidget(self._marks)
        self._show_marks(item, body)
        before = [r for r in opened.revisions if r.digest != document.digest]
        if before:
            column.addWidget(differences(form, form.loaded(before[-1].body), body))
        self._reading = Reading(form, body)
        column.addWidget(self._reading)
        column.addStretch(1)
        self._scroll.verticalScrollBar().setValue(0)
        self.beside.show_for(item.client_id, document.body.get("objectives") or [])

    def _show_marks(self, item: ReviewItem, body: dict[str, Any]) -> None:
        """Danger, how much is as last time, what follows by arithmetic, the remarks so far."""
        assert self._opened is not None
        document = self._opened.document
        template = catalog.templates()[document.template]
        facts = notefacts.facts(template, document.body, catalog.service_codes())
        self._marks.add(KeyValue(facts))
        if item.risk in ("plan", "thoughts"):
            said = self._opened.form.fields
            label = next((f.label_of(item.risk) for f in said if f.key == "risk"), item.risk)
            self._marks.add(beside(Chip(words.capital(label), "danger")))
        here = self._marks  # an answer about a document that was left since is not shown
        self.ask(writing.clone_share, document.id).then(lambda s: self._show_share(here, s))
        self.ask(review.remarks, document.id).then(lambda rows: self._show_remarks(here, rows))

    def _show_share(self, here: Column, share: Share) -> None:
        if share.copied and here is self._marks:
            said = _("{n} % of the words stand in the note before").format(n=share.percent)
            tone = "caution" if share.percent >= MUCH else "secondary"
            self._marks.add(beside(Chip(said, tone)))

    def _show_remarks(self, here: Column, rows: list[RemarkRow]) -> None:
        if self._opened is None or here is not self._marks:
            return
        form = self._opened.form
        labels = {f.key: f.label for f in form.fields}
        if rows:
            self._marks.add(remark_list(rows, labels, self._take_back))

    def _ask_remark(self) -> None:
        if self.list.current() is None or self._opened is None:
            return
        document = self._opened.document
        form = self._opened.form
        self._hide_comment(back=False)
        self._see_note()
        answered = [f for f in form.fields if not is_blank(document.body.get(f.key))]
        self.remark_box.ask(answered, *self._reading.selected())

    def _do_remark(self, about: str, said: str, quote: str) -> None:
        document_id = self.list.current()
        if document_id is None:
            return
        if about == PRAISE:
            answer_ = self.ask(review.praise, document_id, said)
        else:
            answer_ = self.ask(review.remark, document_id, about, said, quote)
        answer_.then(lambda _row: self._remarked(document_id))

    def _remarked(self, document_id: int) -> None:
        self.remark_box.hide()
        self.list.setFocus()
        self.ask(documents.read, document_id).then(self._show_document)

    def _take_back(self, remark_id: int) -> None:
        opened = self._opened
        if opened is not None:
            self.ask(review.take_back, remark_id).then(
                lambda _done: self._remarked(opened.document.id)
            )

    def _do_cosign(self) -> None:
        document_id = self.list.current()
        if document_id is not None and not self._comment_box.isVisible():
            self.cosign.setEnabled(False)
            self.ask(supervision.cosign, document_id).then(
                lambda _document: self._done(document_id, _("Co-signed."))
            ).afterwards(lambda: self.cosign.setEnabled(True))

    def _ask_comment(self) -> None:
        if self.list.current() is not None:
            self._see_note()
            self._comment_box.show()
            self.comment.setFocus()

    def _do_return(self) -> None:
        document_id, comment = self.list.current(), self.comment.toPlainText()
        self.ask(supervision.send_back, document_id, comment).then(
            lambda _document: self._returned(document_id)
        )

    def _returned(self, document_id: int) -> None:
        self.comment.write("")
        self._hide_comment()
        self._done(document_id, _("Returned to its author."))

    def _hide_comment(self, back: bool = True) -> None:
        self._comment_box.hide()
        if back:
            self.list.setFocus()

    def _done(self, document_id: int, said: str) -> None:
        """On to the next one in the queue."""
        at = self.list.lines.place_of(document_id)
        left = [item for item in self._items.values() if item.document_id != document_id]
        self._show_queue(left)
        if left:
            self.list.choose(left[min(at, len(left) - 1)].document_id)
        self.toast(said)


def _line(item: ReviewItem) -> Line:
    template = catalog.templates().get(item.template)
    again = ((_("Sent again"), "accent"),) if item.times_sent > 1 else ()
    if item.risk in ("plan", "thoughts"):
        again = ((_("Risk"), "danger"), *again)
    return Line(
        first=item.client,
        second=f"{template.title if template else item.template}, {item.author}",
        right=words.day(item.occurred_on),
        chips=again,
        client_id=item.client_id,
    )


SCREEN = ReviewQueue
