"""A client's plan: as it stands, its golden thread, writing it, the client's word on it."""

from typing import Any

from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.plans.golden_thread import GapKind, Thread, ThreadGap
from counselor_desk.domain.roles import Can
from counselor_desk.domain.word_diff import line_changes
from counselor_desk.services.plans import golden_thread, plans
from counselor_desk.services.plans.golden_thread import PlanPage
from counselor_desk.ui.documents.client_signs import PlanSignatureSheet
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.platform import Key
from counselor_desk.ui.kit.screen import Command, Go, opens_sheet
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.changed_text import ChangedText
from counselor_desk.ui.kit.widgets.empty_state import EmptyState
from counselor_desk.ui.kit.widgets.facts import Group, side_by_side
from counselor_desk.ui.kit.widgets.link import Link, link
from counselor_desk.ui.kit.widgets.rows import RowList
from counselor_desk.ui.kit.widgets.section_list import SectionGroup
from counselor_desk.ui.plans import lines
from counselor_desk.ui.plans.golden_thread import GoldenThread, NotesOfObjective
from counselor_desk.ui.plans.standing import PlanStanding
from counselor_desk.ui.plans.writing import PlanWriting


class PlanSection(PlanWriting):
    """open(edit=True) goes on writing; open(code="1.2") finds an objective's notes."""

    title = lazy("Plan")
    needs = Can.READ_CHART
    order = 10
    group = SectionGroup.TREATMENT
    shows = frozenset({"Document", "PlanObjective", "PlanSignature", "ObjectiveWork", "Diagnosis"})

    def __init__(self, bridge: Bridge, go: Go, client_id: int) -> None:
        super().__init__(bridge, go, client_id)
        self.page.widen(860)
        self.found: plans.ClientPlans | None = None
        self.golden = Thread(())
        self.nothing = EmptyState(
            "plan",
            _("No plan yet"),
            _(
                "One plan for substance use and mental health: barriers, what the client wants, "
                "and steps that can be seen. It starts from what is in the chart."
            ),
            _("Begin the plan") if bridge.may(Can.WRITE_NOTE) else "",
            self._do_write,
        )
        self.standing = PlanStanding(self._open_objective)
        self.threads = GoldenThread(self._mend)
        self.versions = RowList(_("Earlier versions"), fits=True)
        self.versions.setObjectName("versions")
        self.versions.opened.connect(self._do_compare)
        self._earlier = Group(_("Earlier versions"), self.versions)
        self.drafts = RowList(_("Other drafts of yours"), fits=True)
        self.drafts.setObjectName("drafts")
        self.drafts.opened.connect(self._open_draft)
        message = _(
            "Two windows edited one draft, and both texts were saved. Discard the one you do not want."
        )
        self._more = Group(_("Other drafts of yours"), text.quiet(message), self.drafts)
        for widget in (self.nothing, self._more, self.standing, self.threads, self._earlier):
            self.front_column.addWidget(widget)

    # The front

    def refresh(self) -> None:
        if self.editor is None:
            self.ask(golden_thread.page, self.client_id).then(self._show)

    def _show(self, page: PlanPage) -> None:
        self.found, self.golden = page.chart, page.thread
        chart_plans, thread = page.chart, page.thread
        empty_ = chart_plans.in_force is None
        draft = chart_plans.draft is not None
        words_ = _("Begin the plan") if empty_ else _("New version")
        self.write_button.setText(_("Continue writing") if draft else words_)
        self.review_button.setVisible(not empty_ and self.bridge.may(Can.WRITE_NOTE))
        self.nothing.setVisible(empty_ and not draft)
        self.standing.setVisible(not empty_ or draft)
        self.standing.show_plan(chart_plans, thread, self._links() if chart_plans.in_force else ())
        self.threads.setVisible(not empty_)
        self.threads.show_thread(thread, self.bridge.today())
        self._more.setVisible(bool(chart_plans.more_drafts))
        self.drafts.show_lines([(d.id, lines.of_draft(d)) for d in chart_plans.more_drafts])
        self._earlier.setVisible(bool(chart_plans.earlier))
        self.versions.show_lines([(d.id, lines.of_version(d)) for d in chart_plans.earlier])
        self.offers.emit()

    def _links(self) -> list[Link]:
        links = [
            link(_("Open the document"), self._open_in_force, "open_document"),
            link(_("Print"), self._do_print, "print_plan"),
            link(_("Copy for the client"), self._do_copy, "print_copy"),
        ]
        if self.bridge.may(Can.WRITE_NOTE):
            links.insert(0, link(_("The client signs"), self._do_client_signs, "client_signs"))
        return links

    # Where a row leads

    def _open_objective(self, code: str) -> None:
        """An objective's notes, the newest first."""
        strand = next((s for s in self.golden.strands if s.code == code), None)
        if strand is None:
            return
        notes = NotesOfObjective(strand, self._open_note, self.close_sheet)
        self.open_sheet(notes)
        notes.rows.setFocus()

    def _open_in_force(self) -> None:
        if self.found is not None and self.found.in_force is not None:
            self._open_note(self.found.in_force.id)

    def _mend(self, gap: ThreadGap) -> None:
        """One step from a gap to the place that closes it."""
        if gap.document_id is not None:
            self._open_note(gap.document_id)
        elif gap.gap is GapKind.OVERDUE:
            self._do_review()
        elif gap.gap is GapKind.UNTOUCHED:
            self.go("chart", client_id=self.client_id, section="notes", new=True)
        else:
            self._do_write()

    def open(self, **where: Any) -> None:
        if where.get("edit"):
            self._do_write()
        elif where.get("code"):
            self._open_objective(str(where["code"]))

    # The client's word, versions, paper

    @opens_sheet("client_signs")
    def _do_client_signs(self) -> None:
        if self.found is None or self.found.in_force is None:
            return
        document_id = self.found.in_force.id
        kept = self.after_saving(_("Client signature saved"))

        def save_signature(given: dict[str, Any]) -> None:
            self.ask(plans.take_signature, document_id, given).then(kept)

        self.open_sheet(PlanSignatureSheet(save_signature, self.close_sheet))

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
        changes = ChangedText(line_changes(*pair), _("Plan"))
        self.open_sheet(
            Group(
                _("What the next version changed"),
                text.small(_("Added words are underlined; removed words are struck through.")),
                changes,
                side_by_side(link(_("Back"), self.close_sheet, "back")),
            )
        )

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
            listed.append(Command(_("Print the plan"), self._do_print, Key.Print, Can.PRINT))
            listed.append(Command(_("Print the client's copy"), self._do_copy, None, Can.PRINT))
        return listed


SECTION = PlanSection
