"""A client's plan: as it stands, its golden thread, writing it, the client's word on it."""

from typing import Any

from PySide6.QtWidgets import QWidget

from counselor_desk import catalog
from counselor_desk.domain.form import Choice, Field, Form, Kind, When
from counselor_desk.domain.form import Section as Part
from counselor_desk.domain.plan import Plan as Tree
from counselor_desk.domain.progress_picture import progress_picture, rated
from counselor_desk.domain.roles import Can
from counselor_desk.domain.textdiff import line_changes
from counselor_desk.domain.thread import Break, Gap, Thread
from counselor_desk.domain.thread_picture import thread_picture
from counselor_desk.errors import Refused, VaultTrouble
from counselor_desk.i18n import _
from counselor_desk.records.document import WRITABLE, Document, Status
from counselor_desk.records.plan import PlanSignature
from counselor_desk.services import documents, plans
from counselor_desk.services import thread as threads
from counselor_desk.ui import words
from counselor_desk.ui.bridge import Bridge
from counselor_desk.ui.document_view import STATUS, TONES
from counselor_desk.ui.margin.remarks import Remarks
from counselor_desk.ui.paged import Line
from counselor_desk.ui.plan_editor import PlanEditor
from counselor_desk.ui.plan_view import PlanReading
from counselor_desk.ui.reading import Reading
from counselor_desk.ui.screen import Command, Go
from counselor_desk.ui.sheet import ChartSection, Sheet
from counselor_desk.ui.sign_bar import SignBar
from counselor_desk.ui.widgets import text
from counselor_desk.ui.widgets.changes import Changes
from counselor_desk.ui.widgets.chip import Chip
from counselor_desk.ui.widgets.drawing import DrawingWithTable
from counselor_desk.ui.widgets.empty import EmptyState
from counselor_desk.ui.widgets.facts import Group, beside, empty
from counselor_desk.ui.widgets.link import link
from counselor_desk.ui.widgets.rows import RowList
from counselor_desk.ui.widgets.signature import SignaturePad

GAPS = {
    Gap.NO_PLAN: _("There is no signed plan yet"),
    Gap.OVERDUE: _("The review is overdue"),
    Gap.UNTOUCHED: _("Nobody worked on it for 30 days"),
    Gap.NOT_SHOWN: _("No diagnosis, score or finding behind it"),
    Gap.PAST_TARGET: _("Past its day"),
    Gap.NO_OBJECTIVE: _("A note names no objective"),
}
MANNERS = (
    Choice("drawn", _("signs here")),
    Choice("typed", _("types the name")),
    Choice("on paper", _("signed on paper")),
    Choice("declined", _("declines")),
)


class PlanSection(ChartSection):
    """open(edit=True) goes on writing; open(code="1.2") finds an objective's notes."""

    title = _("Plan")
    needs = Can.READ_CHART
    order = 10
    shows = frozenset({"Document", "PlanObjective", "PlanSignature", "ObjectiveWork", "Diagnosis"})

    def __init__(self, bridge: Bridge, go: Go, client_id: int) -> None:
        super().__init__(bridge, go, client_id)
        self.page.widen(860)
        self.found: plans.Chart | None = None
        self.golden = Thread(())
        self.editor: PlanEditor | None = None
        writes = bridge.may(Can.WRITE_NOTE)
        self.write_button = self.page.primary(_("Begin the plan"), self._do_write, "", "write_plan")
        self.write_button.setVisible(writes)
        self.review_button = self.page.secondary(_("Review"), self._do_review, "", "review_plan")
        self.sign_button = self.page.primary(_("Sign"), self._ask_to_sign, "Ctrl+Return", "sign")
        self.sign_button.hide()
        self.bar = SignBar()
        self.bar.confirmed.connect(self._do_sign)
        self.page.add_foot(self.bar)
        self.nothing = EmptyState(
            "plan",
            _("No plan yet"),
            _("One plan for substance use and mental health: what stands in the way, what the "
              "client wants, and steps that can be seen. It begins from what the chart holds."),
            _("Begin the plan") if writes else "",
            self._do_write,
        )  # fmt: skip
        self.reading = Group("")
        self.threads = Group(_("Golden thread"))
        self.gaps = RowList(_("Gaps"), fits=True)
        self.gaps.setObjectName("gaps")
        self.gaps.opened.connect(self._close_gap)
        self.versions = RowList(_("Earlier versions"), fits=True)
        self.versions.setObjectName("versions")
        self.versions.opened.connect(self._do_compare)
        self._earlier = Group(_("Earlier versions"), self.versions)
        self.drafts = RowList(_("Other drafts of yours"), fits=True)
        self.drafts.setObjectName("drafts")
        self.drafts.opened.connect(self._open_draft)
        said = _("Two windows wrote on one draft, and both texts were kept. Discard the one that "
                 "you do not want.")  # fmt: skip
        self._more = Group(_("Other drafts of yours"), text.quiet(said), self.drafts)
        for widget in (self.nothing, self._more, self.reading, self.threads, self._earlier):
            self.front_column.addWidget(widget)

    # The front

    def refresh(self) -> None:
        if self.editor is None:
            self.ask(plans.chart, self.client_id).then(self._show)

    def _show(self, found: plans.Chart) -> None:
        self.found = found
        self.ask(threads.of_client, self.client_id).then(self._show_thread)

    def _show_thread(self, thread: Thread) -> None:
        self.golden = thread
        found, empty_ = self.found, not (self.found and self.found.in_force)
        if found is None:
            return
        draft = found.draft is not None
        words_ = _("Begin the plan") if empty_ else _("New version")
        self.write_button.setText(_("Go on writing") if draft else words_)
        self.review_button.setVisible(not empty_ and self.bridge.may(Can.WRITE_NOTE))
        self.nothing.setVisible(empty_ and not draft)
        for group in (self.reading, self.threads):
            group.setVisible(not empty_)
        if empty_ and draft:
            self.reading.setVisible(True)
        self._fill_reading(found)
        self._fill_thread()
        self._more.setVisible(bool(found.more_drafts))
        self.drafts.show_lines([(d.id, _kept(d)) for d in found.more_drafts])
        self._earlier.setVisible(bool(found.earlier))
        self.versions.show_lines([(d.id, _version(d)) for d in found.earlier])
        self.offers.emit()

    def _fill_reading(self, found: plans.Chart) -> None:
        column = self.reading.column
        empty(column)
        document = found.in_force or found.draft
        if document is None:
            return
        chips = [Chip(STATUS[document.status], TONES[document.status])]
        if found.review_on and found.in_force:
            due = _("Review overdue since {day}") if found.is_overdue else _("Review by {day}")
            tone = "caution" if found.is_overdue else "secondary"
            chips.append(Chip(due.format(day=words.full_day(found.review_on)), tone))
        column.addWidget(beside(*chips))
        if found.others:
            column.addWidget(text.quiet(_others(found)))
        standing = {o.code: o.standing for o in found.objectives}
        strands = {s.code: s for s in self.golden.strands}
        template = catalog.templates()[document.template]
        values = template.form().loaded(document.body)
        column.addWidget(Reading(Form("", template.sections[:1]), values))
        column.addWidget(
            PlanReading(Tree.of(document.body), strands, standing, self._open_objective)
        )
        column.addWidget(Reading(Form("", template.sections[2:]), values))
        if found.in_force:
            self._fill_signatures(found, column)

    def _fill_signatures(self, found: plans.Chart, column: Any) -> None:
        assert found.in_force is not None
        document, said = found.in_force, []
        for signature in found.signatures:
            if signature.document_id == document.id:
                said.append(_signature(signature, document))
        for line in said or [_("The client has not signed this version yet.")]:
            column.addWidget(text.small(line))
        open_it = lambda: self._open_note(document.id)  # noqa: E731
        links = [
            link(_("Open the document"), open_it, "open_document"),
            link(_("Print"), self._do_print, "print_plan"),
            link(_("Copy for the client"), self._do_copy, "print_copy"),
        ]
        if self.bridge.may(Can.WRITE_NOTE):
            links.insert(0, link(_("The client signs"), self._do_client_signs, "client_signs"))
        column.addWidget(beside(*links))

    def _fill_thread(self) -> None:
        empty(self.threads.column)
        if not self.golden.strands:
            return
        self.threads.add(text.heading(_("Golden thread")))
        today = self.bridge.now().astimezone().date()
        self.threads.add(DrawingWithTable(thread_picture(self.golden, today)))
        if contacts := rated(self.golden):
            self.threads.add(text.strong(_("Progress, as both see it")))
            self.threads.add(DrawingWithTable(progress_picture(contacts, today)))
        self.gaps = RowList(_("Gaps"), fits=True)
        self.gaps.setObjectName("gaps")
        self.gaps.opened.connect(self._close_gap)
        self.gaps.show_lines([(n, _gap(b)) for n, b in enumerate(self.golden.gaps)])
        if self.golden.gaps:
            self.threads.add(text.strong(_("To mend")))
            self.threads.add(self.gaps)

    # Where a row leads

    def _open_objective(self, code: str) -> None:
        """An objective's notes, the newest first."""
        strand = next((s for s in self.golden.strands if s.code == code), None)
        if strand is None:
            return
        rows = RowList(_("Notes"), fits=True)
        rows.setObjectName("stitches")
        rows.opened.connect(self._open_note)
        rows.show_lines(
            [
                (s.document_id, Line(words.full_day(s.on), _ratings(s.by_client, s.by_counselor)))
                for s in reversed(strand.stitches)
            ]
        )
        title = f"{strand.code} {strand.words}"
        self.open_sheet(Group(title, rows, beside(link(_("Back"), self.close_sheet, "back"))))
        rows.setFocus()

    def _open_note(self, document_id: int) -> None:
        self.go("chart", client_id=self.client_id, section="notes", document_id=document_id)

    def _close_gap(self, n: int) -> None:
        """One step from a gap to the place that closes it."""
        found = self.golden.gaps[n]
        if found.document_id is not None:
            self._open_note(found.document_id)
        elif found.gap is Gap.OVERDUE:
            self._do_review()
        elif found.gap is Gap.UNTOUCHED:
            self.go("chart", client_id=self.client_id, section="notes", new=True)
        else:
            self._do_write()

    def open(self, **where: Any) -> None:
        if where.get("edit"):
            self._do_write()
        elif where.get("code"):
            self._open_objective(str(where["code"]))

    # Writing

    def _do_write(self) -> None:
        """A colleague's open draft is told of before there are two."""
        self.ask(plans.chart, self.client_id).then(self._write_or_tell)

    def _write_or_tell(self, found: plans.Chart) -> None:
        if found.others and found.draft is None:
            beside_ = link(_("Write mine beside it"), self._begin, "write_beside")
            back = link(_("Back"), self.close_sheet, "back")
            self.open_sheet(Group(
                _("A version is being written"), text.body(_others(found)),
                text.quiet(_("Two drafts do not know of each other: whichever is signed last is "
                             "the plan in force. Speak with each other first.")),
                beside(beside_, back),
            ))  # fmt: skip
        else:
            self._begin()

    def _begin(self) -> None:
        self.ask(plans.begin, self.client_id).then(self._write)

    def _write(self, document: Document) -> None:
        self.editor = PlanEditor(self.bridge, document, self._show_sheet, self._show_editor)
        self.open_sheet(self.editor)
        self._editing(True)
        self.editor.copied.connect(self._tell_copied)
        gone = link(_("Discard this draft"), self._do_discard, "discard_plan")
        self.editor.column.addWidget(beside(gone))
        self.editor.before.focus_first()
        if document.status is Status.RETURNED:
            self.editor.column.insertWidget(0, Remarks(self.bridge, self.go, document))
            self.ask(documents.read, document.id).then(self._tell_returned)

    def _tell_copied(self) -> None:
        self.page.banner.say(
            _("This plan was changed in another window. Both texts are kept: yours is now a draft "
              "of its own.")
        )  # fmt: skip

    def _tell_returned(self, opened: documents.Opened) -> None:
        who = opened.returned_by.name if opened.returned_by else _("Your supervisor")
        said = _("{who} returned this: {comment}")
        self.page.banner.say(said.format(who=who, comment=opened.document.return_comment), "accent")

    def _open_draft(self, document_id: int) -> None:
        if self.found is not None:
            self._write(next(d for d in self.found.more_drafts if d.id == document_id))

    def _do_discard(self) -> None:
        if self.editor is not None:
            self.editor.leave()
            document_id = self.editor.document.id
            self.ask(documents.discard, document_id).then(lambda _d: self._discarded(document_id))

    def _discarded(self, document_id: int) -> None:
        self.editor = None
        self.close_sheet()
        self.toast(
            _("Put in the bin; it stays there for 30 days."),
            lambda: self.ask(documents.restore, document_id).then(lambda _d: self.refresh()),
        )

    def _show_sheet(self, sheet: QWidget) -> None:
        """A sheet over the editor, which waits behind."""
        assert self.editor is not None
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
            sheet.hide()
            sheet.deleteLater()
        editor.show()
        self._editing(True)
        assert self.editor is not None
        self.editor.tree.setFocus()

    def _editing(self, on: bool) -> None:
        self.sign_button.setVisible(on)
        for button in (self.write_button, self.review_button):
            button.setVisible(False)
        self.page.set_title(self.title, _("Kept as you write") if on else "")

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
            said = _("Not signed yet. Still to fill in: {names}.").format(names=names)
            self.page.banner.say(said)
            return
        self.page.banner.clear()
        self.bar.ask(_("Your passphrase signs this plan."))

    def _do_sign(self, passphrase: str, _reason: str) -> None:
        if self.editor is not None:
            self.bar.wait(True)
            self.ask(documents.sign, self.editor.document.id, passphrase).then(
                self._signed
            ).otherwise(self._not_signed).afterwards(lambda: self.bar.wait(False))

    def _signed(self, document: Document) -> None:
        waits = document.status is Status.AWAITING_COSIGN
        self.close_sheet()
        self.toast(_("Signed. It waits for your supervisor.") if waits else _("Signed."))

    def _not_signed(self, trouble: Refused | VaultTrouble) -> None:
        if isinstance(trouble, Refused) and self.bar.refuse(trouble):
            return
        self.bar.put_away()
        self.complain(trouble)

    # The client's word, reviews, versions, paper

    def _do_client_signs(self) -> None:
        if self.found is None or self.found.in_force is None:
            return
        document, pad = self.found.in_force, SignaturePad(_("The client's signature"))
        declined = When("manner", ("declined",))
        fields = (
            Field("signer", _("Name"), required=True),
            Field("relation", _("Who signs"), Kind.CHOICE, choices=("client", "guardian"),
                  beside=True),
            Field("manner", _("How"), Kind.CHOICE, required=True, choices=MANNERS),
            Field("reason", _("The reason given"), Kind.TEXT, when=declined),
        )  # fmt: skip

        def keep(values: dict[str, Any]) -> None:
            given = {**values, "strokes": pad.strokes()}
            self.ask(plans.take_signature, document.id, given).then(
                self.kept(_("The client's word is kept with the plan"))
            )

        form = Form(_("The client's signature"), (Part("", fields),))
        first = {"relation": "client", "manner": "drawn"}
        sheet = Sheet(form, first, (_("Keep"), keep), self.close_sheet)
        sheet.note(_("What is signed is this version, as it stands on the page before."))
        sheet.add_below(pad)
        shown = lambda *_a: pad.setVisible(sheet.form.values().get("manner") == "drawn")  # noqa: E731
        sheet.form.changed.connect(shown)
        self.open_sheet(sheet)

    def _do_review(self) -> None:
        self.ask(plans.begin_review, self.client_id).then(
            lambda document: self._open_note(document.id)
        )

    def _do_compare(self, document_id: int) -> None:
        """What the next version changed in this one."""
        if self.found is None or self.found.in_force is None:
            return
        newer = self.found.in_force.id
        for document in self.found.earlier:
            if document.id == document_id:
                break
            newer = document.id
        self.ask(plans.compare, newer).then(self._show_changes)

    def _show_changes(self, pair: tuple[str, str]) -> None:
        changes = Changes(line_changes(*pair), _("Plan"))
        self.open_sheet(Group(
            _("What the next version changed"),
            text.small(_("Added words are underlined, what was taken out is struck through.")),
            changes, beside(link(_("Back"), self.close_sheet, "back")),
        ))  # fmt: skip

    def _do_print(self) -> None:
        if self.found is not None and self.found.in_force is not None:
            asked = {"document_id": self.found.in_force.id}
            self.go("paper", report="treatment_plan", asked=asked)

    def _do_copy(self) -> None:
        """Plain words in large type, for the client to take home."""
        self.go("paper", report="plan_for_client", asked={"client_id": self.client_id})

    def commands(self) -> list[Command]:
        has_plan = self.found is not None and self.found.in_force is not None
        listed = [Command(_("Write the plan"), self._do_write, None, Can.WRITE_NOTE, "plan")]
        if has_plan:
            listed.append(Command(_("Review the plan"), self._do_review, None, Can.WRITE_NOTE))
            listed.append(Command(_("Print the plan"), self._do_print, "Ctrl+P", Can.PRINT))
            listed.append(Command(_("Print the client's copy"), self._do_copy, None, Can.PRINT))
        return listed


def _others(found: plans.Chart) -> str:
    said = _("{name} has been writing a version of this plan since {day}.")
    return " ".join(
        said.format(name=one.author, day=words.full_day(words.local(one.since).date()))
        for one in found.others
    )


def _kept(document: Document) -> Line:
    moment = words.moment(document.changed_at)
    return Line(_("Last written {moment}").format(moment=moment), light=True)


def _version(document: Document) -> Line:
    status = () if document.status is Status.FINAL else ((STATUS[document.status],
                                                          TONES[document.status]),)  # fmt: skip
    signed = document.signed_at or document.changed_at
    assert document.status not in WRITABLE
    return Line(_("Signed {moment}").format(moment=words.moment(signed)), chips=status, light=True)


def _signature(signature: PlanSignature, document: Document) -> str:
    at = words.moment(signature.signed_at)
    if signature.manner == "declined":
        said = _("{name} declined to sign, {moment}: {reason}")
        return said.format(name=signature.signer, moment=at, reason=signature.reason)
    same = "" if signature.shown_digest == document.digest else _(" (an earlier text)")
    said = _("Signed by {name}, {relation}, {manner}, {moment}")
    return said.format(name=signature.signer, relation=signature.relation,
                       manner=signature.manner, moment=at) + same  # fmt: skip


def _gap(found: Break) -> Line:
    if found.on is not None:
        return Line(GAPS[found.gap], words.full_day(found.on), light=True)
    return Line(found.words or GAPS[found.gap], GAPS[found.gap] if found.words else "", light=True)


def _ratings(client: int | None, counselor: int | None) -> str:
    said = []
    if client is not None:
        said.append(_("client {n} of 10").format(n=client))
    if counselor is not None:
        said.append(_("counselor {n} of 10").format(n=counselor))
    return ", ".join(said)


SECTION = PlanSection
