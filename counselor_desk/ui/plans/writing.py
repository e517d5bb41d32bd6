"""Writing a plan in its chart: one's own draft in the editor, the sheets over it, its signing."""

from PySide6.QtWidgets import QWidget

from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.core.i18n import _
from counselor_desk.domain.roles import Can
from counselor_desk.records.document import Document, Status
from counselor_desk.services.documents import documents
from counselor_desk.services.documents.documents import DocumentDetail
from counselor_desk.services.documents.open_to_write import WritingSheet, open_to_write
from counselor_desk.services.plans import plans
from counselor_desk.ui.documents.margin.remarks import Remarks
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.screen import Go
from counselor_desk.ui.kit.sheet import ChartSection, Sheet
from counselor_desk.ui.kit.sign_bar import SignBar
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.discard import discard
from counselor_desk.ui.kit.widgets.facts import Group, side_by_side
from counselor_desk.ui.kit.widgets.link import link
from counselor_desk.ui.plans import lines
from counselor_desk.ui.plans.editor import PlanEditor


class PlanWriting(ChartSection):
    """A section in which a plan is written: a version in the editor, a review in a note."""

    def __init__(self, bridge: Bridge, go: Go, client_id: int) -> None:
        super().__init__(bridge, go, client_id)
        self.editor: PlanEditor | None = None
        self.write_button = self.page.primary(_("Begin the plan"), self._do_write, "", "write_plan")
        self.write_button.setVisible(bridge.may(Can.WRITE_NOTE))
        self.review_button = self.page.secondary(_("Review"), self._do_review, "", "review_plan")
        self.sign_button = self.page.primary(_("Sign"), self._ask_to_sign, "Ctrl+Return", "sign")
        self.sign_button.hide()
        self.bar = SignBar()
        self.bar.confirmed.connect(self._do_sign)
        self.page.add_foot(self.bar)

    def _do_write(self) -> None:
        """A colleague's open draft is told of before there are two."""
        self.ask(plans.chart, self.client_id).then(self._write_or_tell)

    def _write_or_tell(self, chart_plans: plans.ClientPlans) -> None:
        if chart_plans.colleague_drafts and chart_plans.draft is None:
            beside_ = link(_("Write mine beside it"), self._begin, "write_beside")
            back = link(_("Back"), self.close_sheet, "back")
            self.open_sheet(
                Group(
                    _("A version is being written"),
                    text.body(lines.of_colleagues(chart_plans.colleague_drafts)),
                    text.quiet(
                        _(
                            "Two drafts do not know about each other: whichever is signed last is the "
                            "plan in force. Talk with each other first."
                        )
                    ),
                    side_by_side(beside_, back),
                )
            )
        elif chart_plans.draft is not None:
            self._open_draft(chart_plans.draft.id)
        else:
            self._begin()

    def _begin(self) -> None:
        self.ask(plans.begin, self.client_id).then(lambda document: self._open_draft(document.id))

    def _open_draft(self, document_id: int) -> None:
        self.ask(open_to_write, document_id).then(self._write)

    def _write(self, sheet: WritingSheet | DocumentDetail) -> None:
        if isinstance(sheet, DocumentDetail):  # signed in another window, or a colleague's
            self.refresh()
            return
        self.editor = PlanEditor(self.bridge, sheet, self._show_sheet, self._show_editor)
        self.open_sheet(self.editor)
        self._editing(True)
        self.editor.copied.connect(self._tell_copied)
        gone = link(_("Discard this draft"), self._do_discard, "discard_plan")
        self.editor.column.addWidget(side_by_side(gone))
        self.editor.before.focus_first()
        if sheet.document.status is Status.RETURNED:
            self.editor.column.insertWidget(0, Remarks(self.bridge, self.go, sheet))
            self._tell_returned(sheet.opened)

    def _tell_copied(self) -> None:
        self.page.banner.say(
            _("This plan was changed in another window. Both texts are saved: yours is now a separate draft.")
        )

    def _tell_returned(self, opened: DocumentDetail) -> None:
        who = opened.returned_by.name if opened.returned_by else _("Your supervisor")
        message = _("{who} returned this: {comment}")
        self.page.banner.say(message.format(who=who, comment=opened.document.return_comment), "accent")

    def _do_discard(self) -> None:
        if self.editor is not None:
            self.editor.leave()
            document_id = self.editor.document.id
            self.ask(documents.discard, document_id).then(lambda _d: self._discarded(document_id))

    def _discarded(self, document_id: int) -> None:
        self.editor = None
        self.close_sheet()
        self.toast(
            _("Moved to the trash; it stays there for 30 days."),
            lambda: self.ask(documents.restore, document_id).then(lambda _d: self.refresh()),
        )

    def _show_sheet(self, sheet: QWidget) -> None:
        """A sheet over the editor, which waits behind."""
        assert self.editor is not None
        before = self.sheet
        if before is not None and before is not self.editor and before is not sheet:
            discard(before)  # the library, from which this one was taken
        self.editor.hide()
        self.sheet = sheet
        self._behind_column.addWidget(sheet)
        self._editing(False)
        self.page.to_top()
        if isinstance(sheet, Sheet):
            sheet.form.focus_first()

    def _show_editor(self, editor: QWidget) -> None:
        sheet, self.sheet = self.sheet, editor
        if sheet is not None and sheet is not editor:
            discard(sheet)
        editor.show()
        self._editing(True)
        assert self.editor is not None
        self.editor.tree.setFocus()

    def _editing(self, on: bool) -> None:
        self.sign_button.setVisible(on)
        self.page.rest_actions(resting=not on)
        for button in (self.write_button, self.review_button):
            button.setVisible(False)
        self.page.set_title(self.title, _("Saved automatically") if on else "")

    def close_sheet(self, *kept: object) -> None:
        if self.editor is not None:
            self.editor.leave()
        self.editor = None
        self.bar.put_away()
        self.sign_button.hide()
        self.write_button.setVisible(self.bridge.may(Can.WRITE_NOTE))
        self.page.set_title(self.title)
        super().close_sheet(*kept)

    def back(self) -> bool:
        if self.bar.isVisible():
            self.bar.put_away()
            return True
        if self.editor is not None and self.sheet is not self.editor:
            self._show_editor(self.editor)
            return True
        return super().back()

    def leave(self) -> None:
        if self.editor is not None:
            self.editor.leave()

    def _do_review(self) -> None:
        self.ask(plans.begin_review, self.client_id).then(lambda document: self._open_note(document.id))

    def _open_note(self, document_id: int) -> None:
        self.go("chart", client_id=self.client_id, section="notes", document_id=document_id)

    # Signing

    def _ask_to_sign(self) -> None:
        if self.editor is None:
            return
        self.editor.leave()
        form = self.editor.whole
        values = {**form.loaded(self.editor.body)}
        missing = form.missing(values)
        if missing:
            names = ", ".join(field.label for field in missing)
            message = _("Not signed yet. Still to fill in: {names}.").format(names=names)
            self.page.banner.say(message)
            return
        self.page.banner.clear()
        self.bar.ask(_("Your passphrase signs this plan."))

    def _do_sign(self, passphrase: str, _reason: str) -> None:
        if self.editor is not None:
            self.bar.wait(True)
            document_id = self.editor.document.id
            self.prove(documents.sign, passphrase).follow(
                lambda proof: self.ask(documents.sign, document_id, proof)
            ).then(self._signed).otherwise(self._not_signed).afterwards(lambda: self.bar.wait(False))

    def _signed(self, document: Document) -> None:
        waits = document.status is Status.AWAITING_COSIGN
        self.close_sheet()
        self.toast(_("Signed. It waits for your supervisor.") if waits else _("Signed."))

    def _not_signed(self, trouble: Refused | VaultTrouble) -> None:
        if isinstance(trouble, Refused) and self.bar.refuse(trouble):
            return
        self.bar.put_away()
        self.complain(trouble)
