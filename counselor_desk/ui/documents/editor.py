"""Writing a document: the form, saved as it is typed, and the signature at its end."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from counselor_desk.catalog import files
from counselor_desk.core.discover import modules
from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.core.i18n import _
from counselor_desk.domain.documents.template import Template, formats_like
from counselor_desk.domain.roles import Can
from counselor_desk.records.document import Document, Status
from counselor_desk.services.documents import cloning, documents, prefilling, presence
from counselor_desk.services.documents.documents import DocumentDetail, SaveResult
from counselor_desk.services.documents.open_to_write import WritingSheet, open_to_write
from counselor_desk.services.plans.beside_draft import OpenObjectives
from counselor_desk.ui.documents import margin
from counselor_desk.ui.documents.autosave import DraftKeeper
from counselor_desk.ui.documents.day_of_service import DayOfService
from counselor_desk.ui.documents.leftover_answers import LeftoverAnswers, leftover_answers
from counselor_desk.ui.documents.mark_copied import mark_unchanged
from counselor_desk.ui.documents.prefill_sources import tell_sources
from counselor_desk.ui.documents.snippet_expander import Expander
from counselor_desk.ui.documents.spelling import Checker
from counselor_desk.ui.documents.who_writes import WhoWrites
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.form import FormWidget
from counselor_desk.ui.kit.platform import Key
from counselor_desk.ui.kit.screen import Command, Go, Panel
from counselor_desk.ui.kit.sign_bar import SignBar
from counselor_desk.ui.kit.widgets.facts import empty, side_by_side
from counselor_desk.ui.kit.widgets.link import link
from counselor_desk.ui.kit.widgets.page import Scroll

MARGIN_WIDTH = 300
NARROW = 800  # below it there is no margin
OBJECTIVES = "objectives"


class DocumentEditor(Panel):
    """One draft on screen. Nothing has to be saved by hand."""

    signed = Signal(int)  # the document's id: here, or meanwhile in another window
    closed = Signal()  # back to where it was opened from

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self.document: Document | None = None
        self.form: FormWidget | None = None
        self.keeper = DraftKeeper(self)
        self.keeper.saved.connect(self._saved)
        self.sign_button = self.page.primary(_("Sign"), self._ask_to_sign, "Ctrl+Return", "sign")
        self.page.secondary(_("Back"), self.back, "Esc", "back")
        self.text, self.beside = Scroll(), Scroll(MARGIN_WIDTH - 14)
        self.beside.setFixedWidth(MARGIN_WIDTH)
        self.others = WhoWrites(bridge)
        self.day, self._form_place = DayOfService(self), QVBoxLayout()
        self.bar = SignBar()
        self.bar.confirmed.connect(self._do_sign)
        self.page.fill(self._arrange())
        self.page.add_foot(self.bar)

    def _arrange(self) -> QWidget:
        whole = QWidget()
        self.text.body.addWidget(self.others)
        self.text.body.addWidget(self.day)
        self.text.body.addLayout(self._form_place)
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.text, 1)
        row.addWidget(self.beside)
        return whole

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the words come first."""
        super().resizeEvent(event)
        self.beside.setVisible(self.width() >= NARROW)

    def edit(self, document_id: int) -> None:
        """Show a draft: the newest text that is in the vault."""
        if self.document is not None and self.document.id == document_id:
            return
        self.leave()
        self._clear()
        self.ask(open_to_write, document_id).then(self._show_or_leave)

    def _show_or_leave(self, found: WritingSheet | DocumentDetail) -> None:
        """What was signed meanwhile is read."""
        if isinstance(found, DocumentDetail):
            self.signed.emit(found.document.id)
        else:
            self.show_draft(found)

    def leave(self) -> None:
        if self.form is not None:
            self.form.settle_now()

    def back(self) -> bool:
        """Esc: away with the signature bar, else back to the list."""
        if self.bar.isVisible():
            self.bar.hide()
            if self.form is not None:
                self.form.setFocus()
            return True
        self.leave()
        self._tell_left()
        self.closed.emit()
        return True

    def commands(self) -> list[Command]:
        return [
            Command(_("Sign this note"), self._ask_to_sign, "Ctrl+Return", Can.WRITE_NOTE),
            Command(_("Preview on paper"), self._preview, Key.Print, Can.PRINT, "print"),
            Command(_("Discard this draft"), self._discard, None, Can.WRITE_NOTE),
            Command(_("Bring the last note forward"), self._bring, "Ctrl+Shift+B", Can.WRITE_NOTE),
            *self._fillings(),
            *self._formats(),
        ]

    def _fillings(self) -> list[Command]:
        if self.document is None or not prefilling.can_prefill(self.document.template):
            return []
        return [Command(_("Fill in from the chart what is empty"), self._fill, None, Can.WRITE_NOTE)]

    def _formats(self) -> list[Command]:
        """The same words in another format."""
        known = files.templates()
        template = known.get(self.document.template) if self.document else None
        others = formats_like(template, known.values()) if template else []
        message = _("Change it to a {format}")
        return [Command(message.format(format=t.title), partial(self._change_format, t.id)) for t in others]

    def _change_format(self, template: str) -> None:
        if self.document is not None:
            self.leave()
            self.ask(cloning.change_format, self.document.id, template, self.keeper.revision).then(
                self._again
            )

    def _bring(self) -> None:
        """What is still empty takes the last note's words, marked as unchanged."""
        if self.document is not None:
            self.leave()
            self.ask(cloning.bring_forward, self.document.id, self.keeper.revision).then(self._again)

    def _again(self, document: Document) -> None:
        self._clear()
        self.edit(document.id)

    def _fill(self) -> None:
        """The chart may hold by now what was empty when the draft was begun."""
        if self.document is not None:
            self.leave()
            self.ask(prefilling.fill_empty, self.document.id, self.keeper.revision).then(self._again)

    def _tell_left(self) -> None:
        """Nobody writes here any more; the next save says otherwise by itself."""
        if self.document is not None and self.bridge.is_open():
            self.ask(presence.leave, self.document.id).otherwise(lambda _trouble: None)

    def _clear(self) -> None:
        self.others.watch(0)
        self._tell_left()
        self.document, self.form = None, None
        self.keeper.let_go()
        self.bar.hide()
        self.page.banner.clear()
        empty(self._form_place)
        self.day.show_document(None)
        empty(self.beside.body)

    def show_draft(self, sheet: WritingSheet) -> None:
        document = sheet.document
        if self.document is not None:
            if self.document.id == document.id:
                return
            self.leave()
            self._clear()
        template = files.templates().get(document.template)
        if template is None:
            self.page.banner.say(
                _("This program does not know the note's template. Install the newer version.")
            )
            return
        self.document = document
        self.page.set_title(template.title, _("Draft, saved automatically"))
        self.form = self._put_form(template, sheet)
        self.day.show_document(document)
        self.others.watch(document.id, sheet.opened.writers)
        if document.status is Status.RETURNED:
            self._show_comment(sheet.opened)
        self._fill_margin(sheet)
        self._help_writing(self.form, sheet)
        mark_unchanged(self.form, sheet.unchanged)
        tell_sources(self.form, sheet.sources)
        self.form.focus_first()
        self.offers.emit()

    def _put_form(self, template: Template, sheet: WritingSheet) -> FormWidget:
        """The objectives that a note may serve come from the plan in force."""
        body, choices = sheet.document.body, sheet.of(OpenObjectives).labels
        named = [label for label in body.get(OBJECTIVES, []) if label not in choices]
        asked = template.form().with_choices(OBJECTIVES, (*choices, *named))
        form = FormWidget(asked, asked.loaded(body)).hold_elsewhere()
        if OBJECTIVES in form.boxes and not (choices or named):
            form.boxes[OBJECTIVES].hide()
        self._form_place.addWidget(form)
        left = leftover_answers(asked, body)  # what the template no longer asks for
        self.keeper.begin(sheet.document, form, left)
        if left:
            self._form_place.addWidget(LeftoverAnswers(left))
        self._form_place.addWidget(side_by_side(link(_("Discard this draft"), self._discard, "discard")))
        return form

    def _help_writing(self, form: FormWidget, sheet: WritingSheet) -> None:
        """Spelling, and short words that become texts."""
        client, author = sheet.opened.client, sheet.opened.author
        Checker(self.bridge, form, (client.name, client.preferred_name, author.name), sheet.learned)
        known = {
            "client": client.called,
            "day": words.full_day(sheet.document.occurred_on),
            "me": author.signature,
        }
        Expander(self.bridge, form, known, sheet.snippets)

    def _show_comment(self, opened: DocumentDetail) -> None:
        who = opened.returned_by.name if opened.returned_by else _("Your supervisor")
        message = _("{who} returned this: {comment}")
        self.page.banner.say(message.format(who=who, comment=opened.document.return_comment), "accent")

    def _fill_margin(self, sheet: WritingSheet) -> None:
        """Each part takes from the sheet what it tells of."""
        for part in sorted(modules(margin), key=lambda m: m.ORDER):
            self.beside.body.addWidget(part.MARGIN(self.bridge, self.go, sheet))

    # Saving

    def _saved(self, saved: SaveResult) -> None:
        if self.form is not None:
            mark_unchanged(self.form, saved.unchanged)
        if saved.is_copy:
            self.page.banner.say(
                _(
                    "This note was changed in another window. Both texts are saved: yours is now "
                    "a separate note."
                )
            )

    # Signing

    def _ask_to_sign(self) -> None:
        """What is missing is said before anybody types a passphrase."""
        form, document = self.form, self.document
        if form is None or document is None:
            return
        form.accept()
        form.settle_now()
        self.day.settle(self._check_and_sign)

    def _check_and_sign(self) -> None:
        form, document = self.form, self.document
        if form is None or document is None:
            return
        missing = form.form.missing(form.values())
        if missing:
            for field in missing[1:]:
                form.boxes[field.key].refuse(_("Still to fill in."))
            names = ", ".join(field.label for field in missing)
            self.page.banner.say(_("Not signed yet. Still to fill in: {names}.").format(names=names))
            form.refuse(Refused(_("Still to fill in."), missing[0].key))
            return
        self.page.banner.clear()
        self.bar.ask(_("Your passphrase signs this note."), needs_reason=document.is_late())

    def _do_sign(self, passphrase: str, reason: str) -> None:
        document = self.document
        if document is not None:
            self.leave()
            self.bar.wait(True)
            self.prove(documents.sign, passphrase).follow(
                lambda proof: self.ask(documents.sign, document.id, proof, reason)
            ).then(self._signed).otherwise(self._not_signed).afterwards(lambda: self.bar.wait(False))

    def _signed(self, document: Document) -> None:
        waits = document.status is Status.AWAITING_COSIGN
        self.toast(_("Signed. It waits for your supervisor.") if waits else _("Signed."))
        self._clear()
        self.signed.emit(document.id)

    def _not_signed(self, trouble: Refused | VaultTrouble) -> None:
        if isinstance(trouble, Refused) and self.bar.refuse(trouble):
            return
        self.bar.hide()
        self.complain(trouble)

    def _preview(self) -> None:
        if self.document is not None:
            self.leave()
            self.go("paper", report="signed_document", asked={"document_id": self.document.id})

    def _discard(self) -> None:
        document = self.document
        if document is not None:
            self.ask(documents.discard, document.id).then(lambda _done: self._discarded(document))

    def _discarded(self, document: Document) -> None:
        self._clear()
        self.closed.emit()
        self.toast(
            _("Moved to the trash; it stays there for 30 days."),
            lambda: self.ask(documents.restore, document.id),
        )
