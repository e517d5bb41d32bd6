"""What awaits this supervisor's co-signature: read, return with a comment, co-sign, next."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from counselor_desk.catalog import files
from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.roles import Can
from counselor_desk.services.documents import documents
from counselor_desk.services.supervision import remarks, review_queue
from counselor_desk.services.supervision.review_queue import ReviewItem
from counselor_desk.services.vault.held_proof_key import IDLE
from counselor_desk.ui.kit import look, words
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.screen import Command, Go, Screen
from counselor_desk.ui.kit.sign_bar import SignBar
from counselor_desk.ui.kit.typed_fields import GrowingText
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.empty_state import EmptyState
from counselor_desk.ui.kit.widgets.numbers import Numbers
from counselor_desk.ui.kit.widgets.page import action
from counselor_desk.ui.kit.widgets.rows import EDGE, RowList
from counselor_desk.ui.plans.beside_review import ReviewPlanPanel
from counselor_desk.ui.supervision.remark_box import PRAISE, RemarkBox
from counselor_desk.ui.supervision.under_review import ReviewedDocument

COSIGN, RETURN, REMARK, PLAN = "Ctrl+Shift+C", "Ctrl+Shift+R", "Ctrl+Shift+M", "Ctrl+Shift+P"
ROOMY = 1100  # points: from here the plan stands beside the note; below, in its place


class ReviewQueue(Screen):
    """The queue at the left, the document and its plan at the right."""

    title = lazy("Review queue")
    needs = Can.COSIGN
    order = 30
    icon = "review"
    shows = frozenset({"Document"})
    counter = review_queue.awaiting_review

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self._items: dict[int, ReviewItem] = {}
        self._proof_key = bridge.proof_key(review_queue.cosign)
        self.idle = QTimer(self)  # counted from the last signature
        self.idle.setSingleShot(True)
        self.idle.timeout.connect(self._forget_key)
        self.cosign = self.page.primary(_("Co-sign"), self._ask_to_cosign, COSIGN, "cosign")
        self.send_back = self.page.secondary(_("Return"), self._ask_comment, RETURN, "send_back")
        self.remark = self.page.secondary(_("Comment"), self._ask_remark, REMARK, "remark")
        self.beside = ReviewPlanPanel(bridge)
        self.plan = self.page.secondary(_("Plan"), self._turn_plan, PLAN, "plan_beside_it")
        self.document = ReviewedDocument(bridge, self._take_back)
        self.list = RowList(_("Documents that await your co-signature"))
        self.list.setMinimumWidth(240)
        self.list.chosen.connect(self._choose)
        self.list.opened.connect(lambda _id: self.document.setFocus())
        self._nothing = EmptyState(
            "check",
            _("Nothing is waiting for you"),
            _("What your counselors sign appears here: clients at risk first, then the oldest."),
        )
        self.page.fill(self._arrange())
        self._show_queue([])

    def _arrange(self) -> QWidget:
        self._right = right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.document, 1)
        self.remark_box = RemarkBox()
        self.remark_box.written.connect(self._do_remark)
        column.addWidget(self.remark_box)
        self.bar = SignBar(_("Co-sign"))
        self.bar.confirmed.connect(self._do_cosign)
        column.addWidget(self.bar)
        column.addWidget(self._build_comment())
        self._both = QSplitter(Qt.Orientation.Horizontal)
        self._both.setChildrenCollapsible(False)
        self._both.addWidget(self._waiting())
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

    def _waiting(self) -> QWidget:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        self.numbers = Numbers()
        self.numbers.setContentsMargins(EDGE, 0, 0, 0)
        self.count = self.numbers.add("number_waiting", self.list)
        column.addWidget(self.numbers)
        column.addWidget(self.list, 1)
        return left

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
        buttons.addWidget(action(_("Not now"), self._hide_comment, "Esc", "cancel_return"))
        buttons.addStretch(1)
        column.addWidget(label)
        column.addWidget(self.comment)
        column.addLayout(buttons)
        self._comment_box.hide()
        return self._comment_box

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the note comes first; the plan comes when it is asked for."""
        super().resizeEvent(event)
        before = event.oldSize().width()
        if before < 0 or (before >= ROOMY) != (self.width() >= ROOMY):
            self.beside.setVisible(self.width() >= ROOMY)
            self._right.show()
            wide = self.width()
            self._both.setSizes([340, 620, 320] if wide >= ROOMY else [wide * 2 // 5, wide, 0])

    def _turn_plan(self) -> None:
        self.beside.setVisible(self.beside.isHidden())
        self._right.setVisible(self.beside.isHidden() or self.width() >= ROOMY)

    def _see_note(self) -> None:
        """What acts on the note shows it again."""
        if self._right.isHidden():
            self._turn_plan()

    def refresh(self) -> None:
        self.ask(review_queue.review_queue).then(self._show_queue)

    def commands(self) -> list[Command]:
        return [
            Command(_("Co-sign this document"), self._ask_to_cosign, COSIGN, Can.COSIGN, "check"),
            Command(_("Return this document"), self._ask_comment, RETURN, Can.COSIGN),
            Command(_("Comment on this document"), self._ask_remark, REMARK, Can.COSIGN),
            Command(_("Show the plan beside it"), self._turn_plan, PLAN, Can.COSIGN),
        ]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc puts away what was opened last; no bare letter acts on a document."""
        if self.remark_box.isVisible() and event.key() == Qt.Key.Key_Escape:
            self.remark_box.hide()
            self.list.setFocus()
        elif self.bar.isVisible() and event.key() == Qt.Key.Key_Escape:
            self.bar.put_away()
            self.list.setFocus()
        elif self.comment.hasFocus():
            if event.key() == Qt.Key.Key_Escape:
                self._hide_comment()
            elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers():
                self._do_return()
            else:
                super().keyPressEvent(event)
        else:
            super().keyPressEvent(event)

    def _show_queue(self, items: list[ReviewItem]) -> None:
        self._items = {item.document_id: item for item in items}
        waiting = words.count(len(items), "{n} document waits", "{n} documents wait")
        self.count.show_count(waiting if items else "")
        self._both.setVisible(bool(items))
        self._nothing.setVisible(not items)
        for button in (self.cosign, self.send_back, self.remark, self.plan):
            button.setEnabled(bool(items))
        self.list.show_lines([(item.document_id, _line(item)) for item in items])
        at_work = (self.list, self.comment, self.count, self.bar.secret, self.bar.button)
        if items and not any(widget.hasFocus() for widget in at_work):
            self.list.setFocus()

    def leave(self) -> None:
        """A passphrase that was typed does not stay on the screen, nor what it opened at this seat."""
        self.bar.put_away()
        self._forget_key()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():  # another page is in its place; a minimized window is still this one
            self._forget_key()

    def _forget_key(self) -> None:
        """The next document needs the passphrase again."""
        self.idle.stop()
        self._proof_key.forget()
        if self.bar.isVisible():
            self.bar.put_away()
            self.list.setFocus()

    def back(self) -> bool:
        return self.numbers.back()

    def _choose(self, document_id: int | None) -> None:
        self._hide_comment(back=False)
        self.remark_box.hide()
        self.bar.put_away()
        self._see_note()
        if document_id in self._items:
            self.ask(documents.read, document_id).then(self._show_document)

    def _show_document(self, opened: documents.DocumentDetail) -> None:
        if opened.document.id == self.list.current():
            item = self._items[opened.document.id]
            self.document.show_document(opened, item)
            self.beside.show_for(item.client_id, opened.document.body.get("objectives") or [])

    def _ask_remark(self) -> None:
        if self.list.current() is None or self.document.opened is None:
            return
        self._hide_comment(back=False)
        self._see_note()
        self.remark_box.ask(self.document.answered_fields(), *self.document.reading.selected())

    def _do_remark(self, about: str, message: str, quote: str) -> None:
        document_id = self.list.current()
        if document_id is None:
            return
        if about == PRAISE:
            answer_ = self.ask(remarks.praise, document_id, message)
        else:
            answer_ = self.ask(remarks.remark, document_id, about, message, quote)
        answer_.then(lambda _row: self._remarked(document_id))

    def _remarked(self, document_id: int) -> None:
        self.remark_box.hide()
        self.list.setFocus()
        self.ask(documents.read, document_id).then(self._show_document)

    def _take_back(self, remark_id: int) -> None:
        opened = self.document.opened
        if opened is not None:
            self.ask(remarks.take_back, remark_id).then(lambda _done: self._remarked(opened.document.id))

    def _ask_to_cosign(self) -> None:
        if self.list.current() is not None and not self._comment_box.isVisible():
            self._see_note()
            if self._proof_key.is_open:
                self.bar.ask(_("Enter co-signs this document with your name."), needs_secret=False)
            else:
                self.bar.ask(_("Your passphrase co-signs this document, and the next ones in this queue."))

    def _do_cosign(self, passphrase: str, _reason: str) -> None:
        document_id = self.list.current()
        if document_id is not None:
            self.bar.wait(True)
            signing = self.work(self._proof_key.prove, passphrase).follow(
                lambda proof: self.ask(review_queue.cosign, document_id, proof)
            )
            signing.then(lambda _document: self._cosigned(document_id)).otherwise(
                self._not_cosigned
            ).afterwards(lambda: self.bar.wait(False))

    def _cosigned(self, document_id: int) -> None:
        self.idle.start(int(IDLE * 1000))
        self._done(document_id, _("Co-signed."))

    def _not_cosigned(self, trouble: Refused | VaultTrouble) -> None:
        if isinstance(trouble, Refused) and self.bar.refuse(trouble):
            return
        self.bar.put_away()
        self.complain(trouble)

    def _ask_comment(self) -> None:
        if self.list.current() is not None:
            self._see_note()
            self._comment_box.show()
            self.comment.setFocus()

    def _do_return(self) -> None:
        document_id, comment = self.list.current(), self.comment.toPlainText()
        self.ask(review_queue.send_back, document_id, comment).then(
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

    def _done(self, document_id: int, message: str) -> None:
        """On to the next one in the queue."""
        self.bar.put_away()
        self.list.setFocus()
        at = self.list.lines.place_of(document_id)
        left = [item for item in self._items.values() if item.document_id != document_id]
        self._show_queue(left)
        if left:
            self.list.choose(left[min(at, len(left) - 1)].document_id)
        self.toast(message)


def _line(item: ReviewItem) -> RowText:
    template = files.templates().get(item.template)
    again = ((_("Sent again"), "accent"),) if item.times_sent > 1 else ()
    if item.risk in ("plan", "thoughts"):
        again = ((_("Risk"), "danger"), *again)
    return RowText(
        first=item.client,
        second=f"{template.title if template else item.template}, {item.author}",
        right=words.day(item.occurred_on),
        chips=again,
        client_id=item.client_id,
    )


SCREEN = ReviewQueue
