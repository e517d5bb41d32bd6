"""Reading a document that was signed: its words, its signatures, and what was added later."""

from typing import Any

import shiboken6
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from counselor_desk.catalog import files
from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.core.i18n import Glossary, _, lazy
from counselor_desk.domain.documents import computed_facts
from counselor_desk.domain.form import Field, Form
from counselor_desk.domain.roles import Can
from counselor_desk.domain.word_diff import copied_share, line_changes
from counselor_desk.records.document import Addendum, Document, Status
from counselor_desk.records.plan import PlanSignature
from counselor_desk.services.documents import addenda, documents
from counselor_desk.services.documents.documents import AnswerChanges, DocumentDetail
from counselor_desk.services.plans import plans
from counselor_desk.services.supervision import remarks
from counselor_desk.services.supervision.remarks import RemarkRow
from counselor_desk.ui.documents.client_signs import ClientSigning, words_of_signature
from counselor_desk.ui.documents.spelling import Checker
from counselor_desk.ui.documents.who_writes import WhoWrites
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.answers_view import AnswersView
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.form import FormWidget
from counselor_desk.ui.kit.platform import Key
from counselor_desk.ui.kit.screen import Command, Go, Panel
from counselor_desk.ui.kit.sign_bar import SignBar
from counselor_desk.ui.kit.typed_fields import GrowingText
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.changed_text import ChangedText
from counselor_desk.ui.kit.widgets.chip import Chip
from counselor_desk.ui.kit.widgets.facts import Column, Group, HairLine, KeyValue, side_by_side
from counselor_desk.ui.kit.widgets.page import action

TONES = {
    Status.DRAFT: "secondary",
    Status.AWAITING_COSIGN: "caution",
    Status.RETURNED: "accent",
    Status.FINAL: "ok",
    Status.VOID: "secondary",
}
STATUS = Glossary(
    {
        Status.DRAFT: lazy("Draft"),
        Status.AWAITING_COSIGN: lazy("Awaiting co-signature"),
        Status.RETURNED: lazy("Returned"),
        Status.FINAL: lazy("Final"),
        Status.VOID: lazy("Entered in error"),
    }
)


HALF = 0.5  # of the words: below that, a text is another one and no corrected one
# What the client carries along: the papers of a document, each with its button.
CARDS = {"relapse_prevention": "wallet_card", "safety_plan": "safety_plan_card"}
PAGES = {"safety_plan": "safety_plan_page"}


class DocumentView(Panel):
    """One signed document."""

    closed = Signal()
    reopened = Signal(int)  # taken back: it is a draft again

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self.document: Document | None = None
        self.page.primary(_("Print"), self._preview, Key.Print, "print")
        self.card_button = self.page.secondary(_("Wallet card"), self._card, "", "wallet_card")
        self.page_button = self.page.secondary(_("One page"), self._one_page, "", "one_page")
        self.sign_button = self.page.secondary(_("The client signs"), self._ask_client, "", "client_signs")
        self.add_button = self.page.secondary(_("Add an addendum"), self._ask_addendum, "", "add_addendum")
        self.recall_button = self.page.secondary(_("Recall"), self._recall, "", "recall")
        self.addendum = GrowingText(3)
        self.addendum.setObjectName("addendum")
        self.addendum.setAccessibleName(_("Addendum"))
        self._adding = Group(
            _("Addendum"),
            text.small(_("It is signed at once and appears below the note; the note stays as it is.")),
            self.addendum,
        )
        self.corrects = QCheckBox(_("It corrects something in the note"))
        self._adding.add(self.corrects)
        self._adding.hide()
        self.signing = ClientSigning(self._do_client_signs)
        self.error = ErrorMarking(self)
        self.error_button = self.page.secondary(
            _("Entered in error"), self.error.ask_why, "", "entered_in_error"
        )
        self.page.secondary(_("Back"), self.back, "Esc", "back")
        self.bar = SignBar(_("Sign the addendum"))
        self.bar.confirmed.connect(self._do_add)
        self._body, self.others = Column(), WhoWrites(bridge)
        self.page.add(self.others, self._body, self._adding, self.signing, self.error)
        self._spelling: Checker | None = None
        self.page.add_foot(self.bar)

    def read(self, document_id: int) -> None:
        self._clear()
        self.ask(documents.read, document_id).then(self._show)

    def show_opened(self, opened: DocumentDetail) -> None:
        """A document that was asked for already."""
        self._clear()
        self._show(opened)

    def _clear(self) -> None:
        for part in (self._adding, self.signing, self.bar, self.error):
            part.hide()
        self._body.clear()

    def back(self) -> bool:
        if self._adding.isVisible():
            self._adding.hide()
            self.bar.put_away()
            return True
        for asked in (self.error, self.signing):
            if asked.isVisible():
                asked.hide()
                return True
        self.closed.emit()
        return True

    def commands(self) -> list[Command]:
        listed = [Command(_("Print this note"), self._preview, Key.Print, Can.PRINT, "print")]
        if self.add_button.isVisibleTo(self):
            listed.append(Command(_("Add an addendum"), self._ask_addendum))
        if self.sign_button.isVisibleTo(self):
            listed.append(Command(_("The client signs"), self._ask_client))
        if self.recall_button.isVisibleTo(self):
            listed.append(Command(_("Recall the note"), self._recall))
        if self.error_button.isVisibleTo(self):
            listed.append(Command(_("Mark as entered in error"), self.error.ask_why))
        return listed

    def _show(self, opened: DocumentDetail) -> None:
        document = self.document = opened.document
        self.others.watch(document.id, opened.writers)
        template = files.templates().get(document.template)
        title = opened.form.title
        day = words.capital(words.day(document.occurred_on))
        self.page.set_title(title, f"{day}  ·  {opened.author.signature}")
        own = document.author_id == self.bridge.actor.id
        self.add_button.setVisible(document.status is Status.FINAL)
        self.card_button.setVisible(document.template in CARDS and document.status is Status.FINAL)
        self.page_button.setVisible(document.template in PAGES and document.signed_at is not None)
        signs = template is not None and template.client_signs and document.signed_at is not None
        self.sign_button.setVisible(signs and self.bridge.may(Can.WRITE_NOTE))
        self.error_button.setVisible(
            document.status is Status.FINAL and not own and self.bridge.may(Can.COSIGN)
        )
        self.recall_button.setVisible(own and document.status is Status.AWAITING_COSIGN)
        self._body.clear()
        self._body.add(_chips(document))
        if template is not None:
            self._body.add(KeyValue(computed_facts.facts(template, document.body, opened.services)))
        if opened.changes is not None:
            self._body.add(_changes(opened.changes))
        self._body.add(AnswersView(opened.form, opened.form.loaded(document.body)))
        self._body.add(HairLine())
        for message in _signatures(opened):
            self._body.add(text.small(message))
        for signature in opened.client_signatures:
            self._body.add(text.small(words_of_signature(signature, document)))
        for addendum, author in opened.addenda:
            self._body.add(_addendum(addendum, author))
        self._praise = Group(_("Praise"))
        self._praise.hide()
        self._body.add(self._praise)
        self.ask(remarks.remarks, document.id).then(self._show_praise)
        self.offers.emit()

    def _show_praise(self, rows: list[RemarkRow]) -> None:
        """What the supervisor found good; what had to change is in the margin of the draft."""
        for row in rows:
            if row.is_praise and shiboken6.isValid(self._praise):
                self._praise.add(text.body(row.words).selectable())
                self._praise.add(text.small(f"{row.author}, {words.moment(row.made_at)}"))
                self._praise.show()

    def _ask_addendum(self) -> None:
        self._adding.show()
        self.addendum.write("")
        self.corrects.setChecked(False)
        self._spelling = self._spelling or Checker(self.bridge, self._adding, ())
        self.bar.ask(_("Your passphrase signs the addendum."))
        self.addendum.setFocus()
        self.bring_up(self._adding)

    def bring_up(self, part: QWidget) -> None:
        """To what was just added below; it has its place when the page is laid out again."""
        QTimer.singleShot(0, part, lambda: self.page.reveal(part))

    def _do_add(self, passphrase: str, _reason: str) -> None:
        if self.document is not None:
            self.bar.wait(True)
            said = self.document.id, self.addendum.toPlainText()
            corrects = self.corrects.isChecked()
            self.prove(addenda.add_addendum, passphrase).follow(
                lambda proof: self.ask(addenda.add_addendum, *said, proof, corrects)
            ).then(self._added).otherwise(self._not_added).afterwards(lambda: self.bar.wait(False))

    def _added(self, addendum: Addendum) -> None:
        self.bar.put_away()
        self.toast(_("The addendum is signed."))
        self.read(addendum.document_id)

    def _not_added(self, trouble: Refused | VaultTrouble) -> None:
        if not (isinstance(trouble, Refused) and self.bar.refuse(trouble)):
            self.complain(trouble)

    def _recall(self) -> None:
        if self.document is not None:
            self.ask(documents.recall, self.document.id).then(
                lambda document: self.reopened.emit(document.id)
            )

    def _card(self) -> None:
        """What of the plan the client carries along: folded, without a name on it."""
        if self.document is not None:
            asked = {"client_id": self.document.client_id}
            self.go("paper", report=CARDS[self.document.template], asked=asked)

    def _one_page(self) -> None:
        if self.document is not None:
            asked = {"client_id": self.document.client_id}
            self.go("paper", report=PAGES[self.document.template], asked=asked)

    def _ask_client(self) -> None:
        self.signing.ask()
        self.bring_up(self.signing)

    def _do_client_signs(self, given: dict[str, Any]) -> None:
        if self.document is not None:
            self.ask(plans.take_signature, self.document.id, given).then(self._client_signed)

    def _client_signed(self, signature: PlanSignature) -> None:
        self.toast(_("The client's word is saved with the document."))
        self.read(signature.document_id)

    def _preview(self) -> None:
        if self.document is not None:
            self.go("paper", report="signed_document", asked={"document_id": self.document.id})


class ErrorMarking(Group):
    """A second person marks a final document; it stays readable."""

    def __init__(self, view: DocumentView) -> None:
        super().__init__(_("Entered in error"))
        self._view = view
        why = Field("reason", _("Why, for example: it belongs in another chart"), required=True)
        self.form = FormWidget(Form.of("", why))
        self.add(
            text.small(
                _(
                    "The words stay readable, marked as entered in error on screen and on paper. This "
                    "can't be undone."
                )
            )
        )
        self.add(self.form)
        self.add(side_by_side(action(_("Mark it"), self._do_mark, "", "mark_error")))
        self.hide()

    def ask_why(self) -> None:
        self.form.set_values({})
        self.show()
        self.form.focus_first()
        self._view.bring_up(self)

    def _do_mark(self) -> None:
        document = self._view.document
        if document is not None:
            why = self.form.values()["reason"] or ""
            self._view.ask(addenda.void, document.id, why).then(self._marked)

    def _marked(self, document: Document) -> None:
        self._view.toast(_("Marked as entered in error."))
        self._view.read(document.id)


def _changes(changes: AnswerChanges) -> QWidget:
    """What an assessment says differently from the one before it, answer by answer."""
    title = _("Changed since {day}").format(day=words.full_day(changes.since))
    if not changes.answers:
        return Group(title, text.body(_("Nothing that was told then has changed.")))
    shown = Group(title)
    for change in changes.answers:
        shown.add(text.strong(change.label))
        if copied_share(change.before, change.now) >= HALF:
            shown.add(ChangedText(line_changes(change.before, change.now), change.label))
        else:  # other words altogether: told one after the other
            shown.add(text.quiet(_("Then: {words}").format(words=change.before)))
            shown.add(text.body(change.now or "\N{EN DASH}").selectable())
    return shown


def _chips(document: Document) -> QWidget:
    chips = [Chip(STATUS[document.status], TONES[document.status])]
    if document.is_late():
        chips.append(Chip(_("Late entry"), "caution"))
    return side_by_side(*chips)


def _signatures(opened: DocumentDetail) -> list[str]:
    document, messages = opened.document, []
    if document.late_reason:
        messages.append(_("Written later because: {why}").format(why=document.late_reason))
    if document.void_reason:
        messages.append(_("Entered in error: {why}").format(why=document.void_reason))
    if document.signed_at:
        signed = _("Signed by {name}, {moment}")
        moment = words.moment(document.signed_at)
        messages.append(signed.format(name=opened.author.signature, moment=moment))
    if document.cosigned_at and opened.cosigner:
        cosigned = _("Co-signed by {name}, {moment}")
        moment = words.moment(document.cosigned_at)
        messages.append(cosigned.format(name=opened.cosigner.signature, moment=moment))
    return messages


def _addendum(addendum: Addendum, author: str) -> QWidget:
    title = _("Correction") if addendum.is_correction else _("Addendum")
    signed = _("Signed by {name}, {moment}").format(name=author, moment=words.moment(addendum.signed_at))
    return Group(title, text.body(addendum.text).selectable(), text.small(signed))
