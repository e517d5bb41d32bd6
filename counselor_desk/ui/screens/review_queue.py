"""What awaits this supervisor's co-signature: read, return with a comment, co-sign, next."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from counselor_desk import catalog
from counselor_desk.domain.form import Field, Form, is_blank
from counselor_desk.domain.roles import Can
from counselor_desk.domain.textdiff import word_changes
from counselor_desk.i18n import _
from counselor_desk.services import documents, supervision
from counselor_desk.services.supervision import ReviewItem
from counselor_desk.ui import look, words
from counselor_desk.ui.bridge import Bridge
from counselor_desk.ui.paged import Line
from counselor_desk.ui.reading import Reading, answer
from counselor_desk.ui.screen import Command, Go, Screen
from counselor_desk.ui.typing_fields import GrowingText
from counselor_desk.ui.widgets import text
from counselor_desk.ui.widgets.changes import Changes
from counselor_desk.ui.widgets.empty import EmptyState
from counselor_desk.ui.widgets.facts import Group, empty
from counselor_desk.ui.widgets.page import Scroll, action
from counselor_desk.ui.widgets.rows import RowList


class ReviewQueue(Screen):
    """The queue at the left, the document at the right; C co-signs, R returns, arrows move on."""

    title = _("Review queue")
    needs = Can.COSIGN
    order = 30
    icon = "review"
    shows = frozenset({"Document"})

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self._items: dict[int, ReviewItem] = {}
        self.cosign = self.page.primary(_("Co-sign"), self._do_cosign, "C", "cosign")
        self.send_back = self.page.secondary(_("Return"), self._ask_comment, "R", "send_back")
        self._scroll = Scroll()
        self._scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._scroll.setAccessibleName(_("The document"))
        self.list = RowList(_("Documents that await your co-signature"))
        self.list.setMinimumWidth(240)
        self.list.chosen.connect(self._choose)
        self.list.opened.connect(lambda _id: self._scroll.setFocus())
        self._nothing = EmptyState(
            "check", _("Nothing waits for you"),
            _("What your counselors sign appears here, the oldest first."),
        )  # fmt: skip
        self.page.fill(self._arrange())
        self._show_queue([])

    def _arrange(self) -> QWidget:
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._scroll, 1)
        column.addWidget(self._build_comment())
        self._both = QSplitter(Qt.Orientation.Horizontal)
        self._both.setChildrenCollapsible(False)
        self._both.addWidget(self.list)
        self._both.addWidget(right)
        self._both.setSizes([340, 800])
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

    def refresh(self) -> None:
        self.ask(supervision.review_queue).then(self._show_queue)

    def commands(self) -> list[Command]:
        return [
            Command(_("Co-sign this document"), self._do_cosign, needs=Can.COSIGN, icon="check"),
            Command(_("Return this document"), self._ask_comment, needs=Can.COSIGN),
        ]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Single letters act, except where words are typed."""
        if self.comment.hasFocus():
            if event.key() == Qt.Key.Key_Escape:
                self._hide_comment()
            elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers():
                self._do_return()
            else:
                super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_C and not event.modifiers():
            self._do_cosign()
        elif event.key() == Qt.Key.Key_R and not event.modifiers():
            self._ask_comment()
        else:
            super().keyPressEvent(event)

    def _show_queue(self, items: list[ReviewItem]) -> None:
        self._items = {item.document_id: item for item in items}
        waiting = words.count(len(items), "{n} document waits", "{n} documents wait")
        self.page.set_title(self.title, waiting if items else "")
        self._both.setVisible(bool(items))
        self._nothing.setVisible(not items)
        for button in (self.cosign, self.send_back):
            button.setEnabled(bool(items))
        self.list.show_lines([(item.document_id, _line(item)) for item in items])
        if items and not self.list.hasFocus() and not self.comment.hasFocus():
            self.list.setFocus()

    def _choose(self, document_id: int | None) -> None:
        self._hide_comment(back=False)
        if document_id in self._items:
            self.ask(documents.read, document_id).then(self._show_document)

    def _show_document(self, opened: documents.Opened) -> None:
        if opened.document.id != self.list.current():
            return
        document, item = opened.document, self._items[opened.document.id]
        template = catalog.templates()[document.template]
        form, body = template.form(), template.form().loaded(document.body)
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
        before = [r for r in opened.revisions if r.digest != document.digest]
        if before:
            column.addWidget(_differences(form, form.loaded(before[-1].body), body))
        column.addWidget(Reading(form, body))
        column.addStretch(1)
        self._scroll.verticalScrollBar().setValue(0)

    def _do_cosign(self) -> None:
        document_id = self.list.current()
        if document_id is not None and not self._comment_box.isVisible():
            self.cosign.setEnabled(False)
            self.ask(supervision.cosign, document_id).then(
                lambda _document: self._done(document_id, _("Co-signed."))
            ).afterwards(lambda: self.cosign.setEnabled(True))

    def _ask_comment(self) -> None:
        if self.list.current() is not None:
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
    return Line(
        first=item.client,
        second=f"{template.title if template else item.template}, {item.author}",
        right=words.day(item.occurred_on),
        chips=again,
        client_id=item.client_id,
    )


def _differences(form: Form, before: dict[str, Any], after: dict[str, Any]) -> QWidget:
    """What the author changed since it was returned, field by field."""
    group = Group(_("Changed since it was returned"))
    changed = [f for f in form.fields if before.get(f.key) != after.get(f.key)]
    for field in changed:
        group.add(text.label(field.label))
        runs = word_changes(_said(field, before), _said(field, after))
        group.add(Changes(runs, field.label))
    if not changed:
        group.add(text.quiet(_("Nothing was changed.")))
    return group


def _said(field: Field, values: dict[str, Any]) -> str:
    value = values.get(field.key)
    return "" if is_blank(value) else answer(field, value)


SCREEN = ReviewQueue
