"""A client's plan as it stands: when it is reviewed, who writes on it, its words, who signed."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from counselor_desk.catalog import files
from counselor_desk.core.i18n import _
from counselor_desk.domain.form import Form
from counselor_desk.domain.plans.golden_thread import Thread
from counselor_desk.domain.plans.plan import Plan
from counselor_desk.records.document import Document
from counselor_desk.services.plans import plans
from counselor_desk.ui.documents.client_signs import words_of_signature
from counselor_desk.ui.documents.view import STATUS, TONES
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.answers_view import AnswersView
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.chip import Chip
from counselor_desk.ui.kit.widgets.facts import Group, empty, side_by_side
from counselor_desk.ui.plans import lines
from counselor_desk.ui.plans.view import PlanView


class PlanStanding(Group):
    """The plan in force with its signatures, else the draft; `opened` is told an objective."""

    def __init__(self, opened: Callable[[str], object]) -> None:
        super().__init__("")
        self._opened = opened

    def show_plan(self, chart_plans: plans.ClientPlans, golden: Thread, links: Sequence[QWidget]) -> None:
        """`links`: what can be done with a plan that is in force."""
        empty(self.column)
        document = chart_plans.in_force or chart_plans.draft
        if document is None:
            return
        self._add_chips(chart_plans, document)
        if chart_plans.colleague_drafts:
            self.add(text.quiet(lines.of_colleagues(chart_plans.colleague_drafts)))
        self._add_words(chart_plans, document, golden)
        if chart_plans.in_force:
            self._add_signatures(chart_plans, document)
            self.add(side_by_side(*links))

    def _add_chips(self, chart_plans: plans.ClientPlans, document: Document) -> None:
        chips = [Chip(STATUS[document.status], TONES[document.status])]
        if chart_plans.waits_for_client:
            chips.append(Chip(_("Waits for the client"), "caution"))
        if chart_plans.review_on and chart_plans.in_force:
            due = _("Review overdue since {day}") if chart_plans.is_overdue else _("Review by {day}")
            tone = "caution" if chart_plans.is_overdue else "secondary"
            chips.append(Chip(due.format(day=words.full_day(chart_plans.review_on)), tone))
        self.add(side_by_side(*chips))

    def _add_words(self, chart_plans: plans.ClientPlans, document: Document, golden: Thread) -> None:
        standing = {o.code: o.standing for o in chart_plans.objectives}
        strands = {s.code: s for s in golden.strands}
        template = files.templates()[document.template]
        values = template.form().loaded(document.body)
        self.add(AnswersView(Form("", template.sections[:1]), values))
        self.add(PlanView(Plan.from_body(document.body), strands, standing, self._opened))
        self.add(AnswersView(Form("", template.sections[2:]), values))

    def _add_signatures(self, chart_plans: plans.ClientPlans, document: Document) -> None:
        messages = [
            words_of_signature(signature, document)
            for signature in chart_plans.signatures
            if signature.document_id == document.id
        ]
        for line in messages:
            self.add(text.small(line))
        if chart_plans.waits_for_client:
            self.add(
                text.small(
                    _(
                        "It waits for the client's signature, or for the reason why there is none. "
                        "Until then notes can't name its objectives."
                    )
                )
            )
