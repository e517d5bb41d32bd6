"""The sheets of a plan's editor: a problem, an objective, and what library and client offer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from counselor_desk.catalog import files
from counselor_desk.core.i18n import _
from counselor_desk.domain.plans.form import (
    answered_objective,
    answered_problem,
    objective_form,
    objective_values,
    problem_form,
    problem_values,
)
from counselor_desk.domain.plans.plan import Intervention, Objective, Plan, Problem, ProblemArea
from counselor_desk.domain.plans.statements import LibraryObjective, ProblemStatement, grade
from counselor_desk.services.plans import statements
from counselor_desk.services.plans.statements import StatementRow
from counselor_desk.ui.documents.spelling import Checker
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.sheet import Sheet
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.facts import Group, side_by_side
from counselor_desk.ui.kit.widgets.link import link
from counselor_desk.ui.kit.widgets.rows import RowList
from counselor_desk.ui.plans.statement_library import offer_to_keep


@dataclass(frozen=True)
class PlanDraft:
    """The draft that a sheet asks about, and the way back to it."""

    bridge: Bridge
    document_id: int
    plan: Plan
    back: Callable[[], object]


class ProblemSheet(Sheet):
    """A problem in plain words, what shows it, the client's goals."""

    def __init__(self, draft: PlanDraft, problem: Problem, keep: Callable[[Problem], object]) -> None:
        form, values = problem_form(draft.plan, problem), problem_values(problem)
        answered = lambda said: keep(answered_problem(problem, said))  # noqa: E731
        super().__init__(form, values, (_("Save"), answered), draft.back)
        Checker(draft.bridge, self, (draft.bridge.actor.name,))
        self._tell_goals(problem)
        tell_grade(self)
        offer_to_keep(
            draft.bridge,
            self,
            draft.document_id,
            lambda: reusable_problem(answered_problem(problem, self.form.values())),
        )

    def _tell_goals(self, problem: Problem) -> None:
        statement = statement_for(problem)
        if statement is not None and statement.goals:
            message = _("For example: {goals}")
            self.show_note(message.format(goals="  ".join(f"\u201c{g.words}\u201d" for g in statement.goals)))

    def offer_hope(self, hope: str) -> None:
        """What the client said at the intake, to be taken as a goal."""
        message = _("At the intake: \u201c{hope}\u201d").format(hope=hope)
        use = link(_("Use these words"), lambda: take_goal(self, hope), "take_hope")
        self.add_above(Group(_("The client's own words"), text.body(message), side_by_side(use)))

    def offer_to_drop(self, drop: Callable[[], object]) -> None:
        self.add_below(side_by_side(link(_("Remove problem"), drop, "drop")))


class ObjectiveSheet(Sheet):
    """An objective: measured, dated, with who does what; `keep` is told its goal's place too."""

    def __init__(
        self,
        draft: PlanDraft,
        problem: Problem,
        objective: Objective,
        keep: Callable[[Objective, int], object],
    ) -> None:
        form = objective_form(draft.plan, problem, objective)
        values = objective_values(problem, objective)
        super().__init__(form, values, (_("Save"), self._answered), draft.back)
        self._objective, self._keep_it = objective, keep
        self._me = draft.bridge.actor.signature
        Checker(draft.bridge, self, (draft.bridge.actor.name,))
        self._offer_aims(draft.bridge, problem)
        tell_grade(self)
        offer_to_keep(
            draft.bridge,
            self,
            draft.document_id,
            lambda: wording(problem.area, answered_objective(objective, self.form.values())),
        )

    def _answered(self, values: dict[str, Any]) -> None:
        answered = answered_objective(self._objective, values)
        started, target = answered.started_on, answered.target_on
        if started and target and target <= started:
            self.form.boxes["target_on"].refuse(
                _("The target day is not after the start. Choose a later one.")
            )
            return
        self._keep_it(answered, int(values.get("goal") or 0))

    def take(self, statement: ProblemStatement) -> None:
        """The words of the library's objective, in place of what stands there."""
        fill_aim(self, statement.objectives[0], self._me)

    def offer_to_drop(self, drop: Callable[[], object]) -> None:
        self.add_below(side_by_side(link(_("Remove objective"), drop, "drop")))

    def _offer_aims(self, bridge: Bridge, problem: Problem) -> None:
        """Objectives that belong to this problem: the library's, and the clinic's own."""
        rows = RowList(_("From the library"), fits=True)
        rows.setObjectName("aims")
        group = Group(_("From the library"), rows)
        statement = statement_for(problem)
        offered = list(statement.objectives) if statement is not None else []
        library = len(offered)

        def offer(own: list[StatementRow]) -> None:
            offered[library:] = [f.statement.objectives[0] for f in own]
            rows.show_lines([(n, aim_line(aim, n >= library)) for n, aim in enumerate(offered)])
            group.setVisible(bool(offered))

        def take(n: int) -> None:
            fill_aim(self, offered[n], self._me)

        rows.opened.connect(take)
        rows.clicked.connect(lambda _index: take(rows.current()))
        self.add_above(group)
        offer([])
        bridge.ask(self, statements.own_aims, problem.area).then(offer)


FEW = 4  # words; of fewer a grade says nothing


def take_goal(sheet: Sheet, said: str) -> None:
    """The client's words on a line of their own among the goals."""
    goals = sheet.form.boxes["goals"]
    before = str(goals.value() or "").strip()
    if said not in before.splitlines():
        goals.write("\n".join(g for g in (before, " ".join(said.split())) if g))


def reusable_problem(problem: Problem) -> tuple[ProblemArea, LibraryObjective, tuple[Intervention, ...]]:
    """What of a problem can be kept for other plans: its words, not whose they are."""
    return problem.area, LibraryObjective(problem.words), ()


def wording(
    area: ProblemArea, o: Objective
) -> tuple[ProblemArea, LibraryObjective, tuple[Intervention, ...]]:
    return area, LibraryObjective(o.words, measure=o.measure, target=o.target), o.interventions


def aim_line(aim: LibraryObjective, is_own: bool) -> RowText:
    reads = _("grade {n}").format(n=f"{aim.grade:.0f}")
    own = ((_("the clinic's own"), "accent"),) if is_own else ()
    detail = "   \u00b7   ".join(p for p in (aim.measure, aim.target, *(d.what for d in aim.does)) if p)
    return RowText(aim.words, detail, reads, chips=own, light=True)


def statement_for(problem: Problem) -> ProblemStatement | None:
    """The library's words for this problem: by its words, else by what shows it."""
    shelves = files.statements().values()
    all_of = [s for shelf in shelves for s in shelf.problems]
    same = next((s for s in all_of if s.words == problem.words), None)
    if same is not None:
        return same
    shown = {s.split(" ", 1)[0].upper() for s in problem.shown_by}
    return next((s for s in all_of if any(code.startswith(c) for code in shown for c in s.codes)), None)


def fill_aim(sheet: Sheet, aim: LibraryObjective, me: str) -> None:
    """The words of the library in the questions; a day and what is done follow where nothing stands."""
    values = sheet.form.values()
    rows = values.get("interventions") or [
        {
            "what": done.what,
            "modality": done.modality,
            "often": done.often,
            "long": done.long,
            "who": "" if done.modality in ("medical", "medication") else me,
        }
        for done in aim.does
    ]
    taken = {"words": aim.words, "measure": aim.measure, "target": aim.target, "interventions": rows}
    started = values.get("started_on")
    if aim.weeks and started and not values.get("target_on"):
        taken["target_on"] = started + timedelta(weeks=aim.weeks)
    sheet.form.set_values({**values, **taken})
    if aim.baseline:
        sheet.form.boxes["baseline"].show_note(_("Today: {question}").format(question=aim.baseline))
    sheet.form.boxes["baseline"].editor.main.setFocus()


def tell_grade(sheet: Sheet) -> None:
    """The school grade at which the words can be read, as they are typed."""

    def tell() -> None:
        words = str(sheet.form.boxes["words"].value() or "")
        message = _("Reads at grade {n}.").format(n=f"{grade(words):.0f}")
        sheet.form.boxes["words"].show_note(message if len(words.split()) >= FEW else "")

    sheet.form.boxes["words"].editor.changed.connect(lambda *_a: tell())
    tell()
