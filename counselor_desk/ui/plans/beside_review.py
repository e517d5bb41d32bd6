"""The client's plan in force beside a note under review, with what the note says it worked on."""

from collections.abc import Collection

from PySide6.QtWidgets import QWidget

from counselor_desk.core.i18n import _
from counselor_desk.domain.plans.plan import ObjectiveStatus, Plan
from counselor_desk.services.plans import plans
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.chip import Chip
from counselor_desk.ui.kit.widgets.facts import empty, side_by_side
from counselor_desk.ui.kit.widgets.page import Scroll
from counselor_desk.ui.plans.view import SAID, TONES

WIDTH = 320


class ReviewPlanPanel(Scroll):
    """Read only, narrow; the objectives that the note names are marked."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__(WIDTH - 40)
        self._bridge, self._named = bridge, frozenset[str]()
        self.setObjectName("plan_beside")
        self.setAccessibleName(_("The plan"))
        self.setMinimumWidth(WIDTH)

    def show_for(self, client_id: int, named: Collection[str]) -> None:
        """`named`: the objectives as the note calls them, such as "1.2 Sleeps six hours"."""
        self._named = frozenset(label.split(" ", 1)[0] for label in named)
        self._bridge.ask(self, plans.chart, client_id).then(self._show)

    def _show(self, here: plans.ClientPlans) -> None:
        empty(self.body)
        self.body.addWidget(text.heading(_("The plan")))
        if here.in_force is None:
            self.body.addWidget(text.quiet(_("There is no signed plan yet.")))
            self.body.addStretch(1)
            return
        if here.review_on:
            due = _("Review overdue since {day}") if here.is_overdue else _("Review by {day}")
            message = due.format(day=words.full_day(here.review_on))
            self.body.addWidget(text.small(message))
        standing = {o.code: o.standing for o in here.objectives}
        for problem in Plan.from_body(here.in_force.body).problems:
            self.body.addWidget(text.strong(f"{problem.number}  {problem.words}").wrapped())
            for goal in problem.goals:
                if goal.words:
                    self.body.addWidget(text.small(f"\u201c{goal.words}\u201d"))
                for o in goal.objectives:
                    self.body.addWidget(text.body(o.label))
                    self.body.addWidget(self._chips(o.code, standing.get(o.code, o.standing)))
        self.body.addStretch(1)

    def _chips(self, code: str, standing: ObjectiveStatus) -> QWidget:
        chips = [Chip(SAID[standing], TONES[standing])]
        if code in self._named:
            chips.insert(0, Chip(_("in this note"), "accent"))
        return side_by_side(*chips)
