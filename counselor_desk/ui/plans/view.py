"""The plan as it is read: problems, goals in the client's words, objectives with their notes."""

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QVBoxLayout, QWidget

from counselor_desk.core.i18n import Glossary, _, lazy
from counselor_desk.domain.plans.golden_thread import ObjectiveThread
from counselor_desk.domain.plans.plan import Objective, ObjectiveStatus, Plan, Problem
from counselor_desk.ui.kit import look, words
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.chip import Chip
from counselor_desk.ui.kit.widgets.facts import side_by_side
from counselor_desk.ui.kit.widgets.rows import RowList

TONES = {
    ObjectiveStatus.NOT_STARTED: "secondary",
    ObjectiveStatus.IN_PROGRESS: "accent",
    ObjectiveStatus.MET: "ok",
    ObjectiveStatus.REVISED: "secondary",
    ObjectiveStatus.DISCONTINUED: "secondary",
}
SAID = Glossary(
    {
        ObjectiveStatus.NOT_STARTED: lazy("Not started"),
        ObjectiveStatus.IN_PROGRESS: lazy("In progress"),
        ObjectiveStatus.MET: lazy("Met"),
        ObjectiveStatus.REVISED: lazy("Revised"),
        ObjectiveStatus.DISCONTINUED: lazy("Discontinued"),
    }
)


class PlanView(QWidget):
    """Every problem with its goals and objectives; `opened` is told an objective's code."""

    def __init__(
        self,
        plan: Plan,
        strands: Mapping[str, ObjectiveThread],
        standing: Mapping[str, ObjectiveStatus],
        opened: Callable[[str], object],
    ) -> None:
        super().__init__()
        self._strands, self._standing, self._opened = strands, standing, opened
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.TIGHT)
        for problem in plan.problems:
            self._add_problem(problem, column)

    def _add_problem(self, problem: Problem, column: QVBoxLayout) -> None:
        column.addSpacing(look.GAP)
        heading = text.heading(f"{problem.number}  {problem.words}")
        heading.setWordWrap(True)
        column.addWidget(heading)
        chips = [Chip(words.capital(problem.area.words), "secondary")]
        if problem.stage:
            chips.append(Chip(words.capital(problem.stage), "accent"))
        column.addWidget(side_by_side(*chips))
        if problem.shown_by:
            column.addWidget(text.small(_("Shown by {what}").format(what="; ".join(problem.shown_by))))
        if problem.linked:
            message = _("Linked to problem {numbers}")
            column.addWidget(text.small(message.format(numbers=", ".join(problem.linked))))
        for goal in problem.goals:
            if goal.words:
                column.addWidget(text.body(f"\u201c{goal.words}\u201d").selectable())
            if goal.objectives:
                column.addWidget(self._objectives(goal.objectives, problem))

    def _objectives(self, objectives: tuple[Objective, ...], problem: Problem) -> RowList:
        rows = RowList(_("Objectives of problem {n}").format(n=problem.number), fits=True)
        rows.setObjectName(f"objectives{problem.number}")
        rows.opened.connect(self._opened)
        rows.show_lines([(o.code, self._line(o)) for o in objectives])
        return rows

    def _line(self, o: Objective) -> RowText:
        strand = self._strands.get(o.code)
        standing = self._standing.get(o.code, o.standing)
        notes = len(strand.stitches) if strand else 0
        last = words.capital(words.day(strand.last)) if strand and strand.last else ""
        return RowText(
            o.label,
            detail(o),
            words.count(notes, "{n} note", "{n} notes") if notes else "",
            last,
            ((SAID[standing], TONES[standing]),),
            quiet=standing in {ObjectiveStatus.REVISED, ObjectiveStatus.DISCONTINUED},
        )


def detail(o: Objective) -> str:
    """Measure, day and who does what, in one line."""
    change = _("{now} to {target}").format(now=o.baseline, target=o.target) if o.baseline else ""
    measured = ": ".join(p for p in (o.measure, change or o.target) if p)
    by = _("by {day}").format(day=words.full_day(o.target_on)) if o.target_on else ""
    does = "; ".join(i.what for i in o.interventions if i.what)
    return "   \u00b7   ".join(p for p in (measured, by, does) if p)
