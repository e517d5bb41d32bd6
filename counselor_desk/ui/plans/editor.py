"""Writing a plan: the person, the tree of problems, what goes along; kept as it is typed."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from counselor_desk.catalog import files
from counselor_desk.core.errors import KeptHere, Refused, VaultTrouble
from counselor_desk.core.i18n import _
from counselor_desk.domain.form import Form
from counselor_desk.domain.plans.check import PlanFinding
from counselor_desk.domain.plans.form import (
    adopt_suggestion,
    link_problems,
    with_objective,
    without_objective,
    without_problem,
)
from counselor_desk.domain.plans.plan import Goal, Objective, Plan, Problem, ProblemArea
from counselor_desk.domain.plans.statements import ProblemStatement, ProblemSuggestion
from counselor_desk.services.documents.open_to_write import WritingSheet
from counselor_desk.services.plans import drafts
from counselor_desk.services.plans.beside_draft import PlanFindings
from counselor_desk.services.plans.drafts import KeptPlan
from counselor_desk.services.plans.hints import PlanSuggestions
from counselor_desk.services.plans.statements import StatementRow
from counselor_desk.ui.documents.prefill_sources import tell_sources
from counselor_desk.ui.documents.spelling import Checker
from counselor_desk.ui.kit import look
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.form import FormWidget
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.facts import Group, side_by_side
from counselor_desk.ui.kit.widgets.link import link
from counselor_desk.ui.kit.widgets.rows import RowList
from counselor_desk.ui.plans.problem_sheets import ObjectiveSheet, PlanDraft, ProblemSheet
from counselor_desk.ui.plans.statement_library import StatementLibrary
from counselor_desk.ui.plans.view import SAID, TONES, detail

Show = Callable[[QWidget], object]
REASON = "not_integrated"  # asked for where the plan has objectives of one kind alone
ONE_KIND = frozenset({"no mental health", "no substance use"})


class PlanEditor(QWidget):
    """One draft of a plan. `show` puts a sheet in its place, `back` brings it back."""

    kept = Signal()
    copied = Signal()  # another window had changed the draft: both texts are kept

    def __init__(self, bridge: Bridge, sheet: WritingSheet, show: Show, back: Show) -> None:
        super().__init__()
        document = sheet.document
        self.setObjectName("plan_editor")
        self.bridge, self.document, self._show, self._back = bridge, document, show, back
        self.body, self._revision = dict(document.body), document.revision
        self.plan = Plan.from_body(self.body)
        template = files.templates()[document.template]
        sections = template.sections
        self.whole = template.form()
        self.before = self._part(Form("", sections[:1]))
        self.after = self._part(Form("", sections[2:]))
        (reason,) = (f for f in sections[1].fields if f.key == REASON)
        self.reason = self._part(Form.of("", reason))
        self.tree = RowList(_("Problems, goals and objectives"), fits=True)
        self.tree.setObjectName("tree")
        self.tree.opened.connect(self._open)
        self.hints = RowList(_("Could be clearer"), fits=True)
        self.hints.setObjectName("hints")
        self.hints.opened.connect(self._open)
        self.offered = RowList(_("From the chart"), fits=True)
        self.offered.setObjectName("offered")
        self.offered.opened.connect(self._adopt)
        self._hinted = Group(_("Could be clearer"), self.hints)
        self._suggested = Group(_("Suggested from the chart"), self.offered)
        self._nothing = text.quiet(
            _("A plan begins with a problem in plain words and the client's own goal.")
        )
        self._links = side_by_side(
            link(_("Add a problem"), self._add_problem, "add_problem"),
            link(_("Add an objective"), self._add_objective, "add_objective"),
            link(_("From the library"), self._open_library, "from_library"),
        )
        self._lay_out()
        Checker(bridge, self, (bridge.actor.name,), sheet.learned)
        self._from_chart = sheet.of(PlanSuggestions)
        self._findings: list[PlanFinding] = []
        self.renew()
        self._show_findings(sheet.of(PlanFindings).found)
        tell_sources(self.before, sheet.sources)

    def _lay_out(self) -> None:
        self.column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, look.PAGE)
        column.setSpacing(look.NEAR)
        column.setAlignment(Qt.AlignmentFlag.AlignTop)
        tree = Group(_("The plan"), self._nothing, self.tree, self._links)
        for widget in (self.before, tree, self._suggested, self._hinted, self.reason, self.after):
            column.addWidget(widget)

    def _part(self, form: Form) -> FormWidget:
        part = FormWidget(form, form.loaded(self.body)).hold_elsewhere()
        part.settled.connect(self._settled)
        return part

    # What is on screen

    def renew(self) -> None:
        """Show the tree as it is now, and ask what it could have."""
        rows = [row for problem in self.plan.problems for row in _rows(problem)]
        self.tree.show_lines(rows)
        self.tree.setVisible(bool(rows))
        self._nothing.setVisible(not rows)
        self._hinted.setVisible(False)
        self._suggested.setVisible(bool(self._left()))
        self.offered.show_lines([(s.statement.id, _suggestion(s)) for s in self._left()])

    def _left(self) -> list[ProblemSuggestion]:
        have = {problem.words for problem in self.plan.problems}
        return [s for s in self._from_chart.problems if s.statement.words not in have]

    def _show_findings(self, findings: Sequence[PlanFinding]) -> None:
        self._findings = [f for f in findings if f.id != "empty"]
        one_kind = any(f.id in ONE_KIND for f in findings)
        self.reason.setVisible(one_kind or bool(self.body.get(REASON)))
        self._hinted.setVisible(bool(self._findings))
        self.hints.show_lines([(f"{n} {f.where}", _hint(f)) for n, f in enumerate(self._findings)])

    # Keeping

    def leave(self) -> None:
        for part in self._parts():
            part.settle_now()

    def _parts(self) -> tuple[FormWidget, ...]:
        return self.before, self.reason, self.after

    def _settled(self) -> None:
        values = {key: v for part in self._parts() for key, v in part.values().items()}
        asked = {f.key for part in self._parts() for f in part.form.fields}
        rest = {key: value for key, value in self.body.items() if key not in asked}
        self.body = {**rest, **self.whole.to_stored(values)}
        self._save_plan()
        for part in self._parts():
            part.mark_saved()

    def change_plan(self, plan: Plan) -> None:
        """Take a changed tree and keep it."""
        self.plan = plan
        self._save_plan()
        self.renew()

    def _save_plan(self) -> None:
        self.body.update(self.plan.to_body())
        revision, self._revision = self._revision, self._revision + 1
        answer = self.bridge.ask(self, drafts.save, self.document.id, self.body, revision)
        answer.then(self._kept).otherwise(self._not_kept)

    def _not_kept(self, trouble: Refused | VaultTrouble) -> None:
        """The next change sends the whole plan again."""
        self._revision -= 1
        if not isinstance(trouble, KeptHere):  # the top bar says so, as long as the line is cut
            self.bridge.complain(trouble)

    def _kept(self, kept: KeptPlan) -> None:
        saved = kept.saved
        if saved.is_copy:
            self.document.id, self._revision = saved.document_id, saved.revision
            self.copied.emit()
        self.bridge.saved.emit(saved.at)
        self._show_findings(kept.findings)
        self.kept.emit()

    # Sheets

    def _open(self, key: Any) -> None:
        """A row of the tree, or a hint that names one."""
        where = str(key).rsplit(" ", 1)[-1]
        problem = next((p for p in self.plan.problems if p.number == where.split(".")[0]), None)
        if problem is None:
            return
        objective = next((o for o in problem.objectives if o.code == where), None)
        if objective is None:
            self._edit_problem(problem)
        else:
            self._edit_objective(problem, objective)

    def _add_problem(self) -> None:
        first = not self.plan.problems
        area = ProblemArea.USE if first else ProblemArea.MIND
        self._edit_problem(Problem(self.plan.next_number(), area=area, goals=(Goal(),)))

    def _adopt(self, statement_id: str) -> None:
        chosen = next((s for s in self._from_chart.problems if s.statement.id == statement_id), None)
        if chosen is not None:
            plan, number = adopt_suggestion(self.plan, chosen)
            self.change_plan(link_problems(plan, self._from_chart.links))
            self._edit_problem(self.plan.problem(number))

    def _draft(self) -> PlanDraft:
        return PlanDraft(self.bridge, self.document.id, self.plan, lambda: self._back(self))

    def _edit_problem(self, problem: Problem) -> None:
        def save_problem(answered: Problem) -> None:
            sheet.form.finish_draft()
            self._keep_problem(answered)

        sheet = ProblemSheet(self._draft(), problem, save_problem)
        sheet.form.about = f"{self.document.id} {problem.number}"
        if self._from_chart.hope:
            sheet.offer_hope(self._from_chart.hope)
        if any(p.number == problem.number for p in self.plan.problems):
            sheet.offer_to_drop(lambda: self._drop(problem))
        self._show(sheet)

    def _keep_problem(self, problem: Problem) -> None:
        self.change_plan(self.plan.with_problem(problem))
        self.tree.choose(problem.number)  # what is added next belongs to it
        self._back(self)

    def _add_objective(self, taken: ProblemStatement | None = None) -> None:
        """For the problem that the tree stands on; without any, the problem comes first."""
        problem = self._here()
        if problem is None:
            self._add_problem()
        else:
            self._edit_objective(problem, self._new_objective(problem), taken)

    def _here(self) -> Problem | None:
        current = str(self.tree.current() or "1").split(".")[0]
        return next((p for p in self.plan.problems if p.number == current), None)

    def _new_objective(self, problem: Problem) -> Objective:
        today = self.bridge.today()
        return Objective(self.plan.next_code(problem.number), started_on=today)

    def _edit_objective(
        self, problem: Problem, objective: Objective, taken: ProblemStatement | None = None
    ) -> None:
        def save_objective(answered: Objective, goal: int) -> None:
            sheet.form.finish_draft()
            self.change_plan(with_objective(self.plan, problem.number, answered, goal))
            self._back(self)

        sheet = ObjectiveSheet(self._draft(), problem, objective, save_objective)
        sheet.form.about = f"{self.document.id} {objective.code}"
        if taken is not None:
            sheet.take(taken)
        if objective.words:
            sheet.offer_to_drop(lambda: self._drop(problem, objective.code))
        self._show(sheet)

    def _drop(self, problem: Problem, code: str = "") -> None:
        number = problem.number
        if code:
            self.change_plan(without_objective(self.plan, number, code))
        else:
            self.change_plan(without_problem(self.plan, number))
        self._back(self)

    def _open_library(self) -> None:
        sheet = StatementLibrary(self.bridge, self._take_statement, lambda: self._back(self))
        self._show(sheet)
        sheet.search.setFocus()

    def _take_statement(self, statement_row: StatementRow) -> None:
        """A problem begins a branch; an objective belongs to the problem the tree stands on."""
        if statement_row.is_aim:
            self._add_objective(statement_row.statement)
            return
        same = next((p for p in self.plan.problems if p.words == statement_row.statement.words), None)
        if same is not None:  # it is in the plan: no second one
            self._edit_problem(same)
            return
        plan, number = adopt_suggestion(
            self.plan, ProblemSuggestion(statement_row.area, statement_row.statement, ())
        )
        self.change_plan(plan)
        self._edit_problem(replace(plan.problem(number)))


def _rows(problem: Problem) -> list[tuple[str, RowText]]:
    goals = "   ".join(f"\u201c{g.words}\u201d" for g in problem.goals if g.words)
    title = problem.words or _("Untitled problem")
    rows = [(problem.number, RowText(f"{problem.number}  {title}", goals, problem.area.value))]
    for o in problem.objectives:
        chips = ((SAID[o.standing], TONES[o.standing]),)
        label = f"      {o.label}"
        rows.append((o.code, RowText(label, f"         {detail(o)}", chips=chips, light=True)))
    return rows


def _suggestion(s: ProblemSuggestion) -> RowText:
    return RowText(s.statement.words, "; ".join(s.shown_by), s.area.value)


def _hint(finding: PlanFinding) -> RowText:
    where = _("{code}: ").format(code=finding.where) if finding.where else ""
    chips = ((_("before signing"), "caution"),) if finding.stops else ()
    return RowText(f"{where}{finding.words}", chips=chips, light=True)
