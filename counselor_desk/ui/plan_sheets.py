"""The sheets of a plan's editor: a problem, an objective, and what library and client offer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from counselor_desk.domain.plan import Intervention, Objective, Plan, Problem
from counselor_desk.domain.plan_form import (
    answered_objective,
    answered_problem,
    objective_form,
    objective_values,
    problem_form,
    problem_values,
)
from counselor_desk.domain.statements import Aim, Statement
from counselor_desk.i18n import _
from counselor_desk.services import statements
from counselor_desk.services.statements import Found
from counselor_desk.ui.bridge import Bridge
from counselor_desk.ui.plan_wording import (
    aim_line,
    fill_aim,
    named,
    statement_for,
    take_goal,
    tell_grade,
    wording,
)
from counselor_desk.ui.sheet import Sheet
from counselor_desk.ui.spelling import Checker
from counselor_desk.ui.statement_library import offer_to_keep
from counselor_desk.ui.widgets import text
from counselor_desk.ui.widgets.facts import Group, beside
from counselor_desk.ui.widgets.link import link
from counselor_desk.ui.widgets.rows import RowList


@dataclass(frozen=True)
class Draft:
    """The draft that a sheet asks about, and the way back to it."""

    bridge: Bridge
    document_id: int
    plan: Plan
    back: Callable[[], object]


class ProblemSheet(Sheet):
    """A problem in plain words, what shows it, the client's goals."""

    def __init__(self, draft: Draft, problem: Problem, keep: Callable[[Problem], object]) -> None:
        form, values = problem_form(draft.plan, problem), problem_values(problem)
        answered = lambda said: keep(answered_problem(problem, said))  # noqa: E731
        super().__init__(form, values, (_("Keep"), answered), draft.back)
        Checker(draft.bridge, self, (draft.bridge.actor.name,))
        self._tell_goals(problem)
        tell_grade(self)
        offer_to_keep(draft.bridge, self, draft.document_id,
                      lambda: named(answered_problem(problem, self.form.values())))  # fmt: skip

    def _tell_goals(self, problem: Problem) -> None:
        statement = statement_for(problem)
        if statement is not None and statement.goals:
            said = _("Others have said: {goals}")
            self.note(said.format(goals="  ".join(f"\u201c{g}\u201d" for g in statement.goals)))

    def offer_hope(self, hope: str) -> None:
        """What the client said at the intake, to be taken as a goal."""
        said = _("At the intake: \u201c{hope}\u201d").format(hope=hope)
        use = link(_("Take these words"), lambda: take_goal(self, hope), "take_hope")
        self.add_above(Group(_("The client's own words"), text.body(said), beside(use)))

    def offer_to_drop(self, drop: Callable[[], object]) -> None:
        self.add_below(beside(link(_("Take this problem out"), drop, "drop")))


class ObjectiveSheet(Sheet):
    """An objective: measured, dated, with who does what; `keep` is told its goal's place too."""

    def __init__(
        self,
        draft: Draft,
        problem: Problem,
        objective: Objective,
        keep: Callable[[Objective, int], object],
    ) -> None:
        form = objective_form(draft.plan, problem, objective)
        values = objective_values(problem, objective)
        super().__init__(form, values, (_("Keep"), self._answered), draft.back)
        self._objective, self._keep_it = objective, keep
        self._me = draft.bridge.actor.signature
        Checker(draft.bridge, self, (draft.bridge.actor.name,))
        self._offer_aims(draft.bridge, problem)
        tell_grade(self)
        offer_to_keep(draft.bridge, self, draft.document_id, lambda: wording(
            problem.area, answered_objective(objective, self.form.values())))  # fmt: skip

    def _answered(self, values: dict[str, Any]) -> None:
        answered = answered_objective(self._objective, values)
        started, target = answered.started_on, answered.target_on
        if started and target and target <= started:
            self.form.boxes["target_on"].refuse(
                _("The target day is not after the start. Choose a later one.")
            )
            return
        self._keep_it(answered, int(values.get("goal") or 0))

    def take(self, statement: Statement) -> None:
        """The words of the library's objective, in place of what stands there."""
        fill_aim(self, statement.objectives[0], statement.interventions, self._me)

    def offer_to_drop(self, drop: Callable[[], object]) -> None:
        self.add_below(beside(link(_("Take this objective out"), drop, "drop")))

    def _offer_aims(self, bridge: Bridge, problem: Problem) -> None:
        """Objectives that belong to this problem: the library's, and the clinic's own."""
        rows = RowList(_("From the library"), fits=True)
        rows.setObjectName("aims")
        group = Group(_("From the library"), rows)
        offered: list[tuple[Aim, Sequence[Intervention]]] = []
        statement = statement_for(problem)
        if statement is not None:
            offered += [(aim, statement.interventions[:1]) for aim in statement.objectives]
        library = len(offered)

        def offer(own: list[Found]) -> None:
            offered[library:] = [
                (f.statement.objectives[0], f.statement.interventions) for f in own
            ]
            rows.show_lines(
                [(n, aim_line(aim, n >= library)) for n, (aim, _d) in enumerate(offered)]
            )
            group.setVisible(bool(offered))

        def take(n: int) -> None:
            aim, does = offered[n]
            fill_aim(self, aim, does, self._me)

        rows.opened.connect(take)
        rows.clicked.connect(lambda _index: take(rows.current()))
        self.add_above(group)
        offer([])
        bridge.ask(self, statements.own_aims, problem.area).then(offer)
