"""A plan's problems, goals and objectives on paper: the same alone, in a chart, and disclosed."""

from collections.abc import Mapping, Sequence
from typing import Any

from reportlab.platypus import Flowable

from counselor_desk.core.i18n import _
from counselor_desk.domain.form import Form, Section
from counselor_desk.domain.plans.plan import Intervention, Objective, ObjectiveStatus, Plan, Problem
from counselor_desk.records.document import Document
from counselor_desk.reports.press import answers, marks, words

TEMPLATE, OUTLINE = "treatment_plan", "outline"  # the field that says the tree in plain words
APART = 2 * "\N{NO-BREAK SPACE}"  # a number from words that may begin with one


def plan_of(document: Document) -> Plan | None:
    """The tree, where the document is a plan."""
    return Plan.from_body(document.body) if document.template == TEMPLATE else None


def answers_story(
    form: Form, body: Mapping[str, Any], plan: Plan | None, standing: Mapping[str, ObjectiveStatus]
) -> list[Flowable]:
    """The answers of a document; where a plan's outline would stand, its problems do."""
    if plan is None or not plan.problems:
        return answers.story(form, body)
    parts: list[Flowable] = []
    for section in form.sections:
        others = tuple(field for field in section.fields if field.key != OUTLINE)
        if len(others) == len(section.fields):
            parts += answers.story(Form("", (section,)), body)
            continue
        for problem in plan.problems:
            parts += _problem(problem, standing)
        parts += answers.story(Form("", (Section("", others),)), body)
    return parts


def _problem(problem: Problem, standing: Mapping[str, ObjectiveStatus]) -> list[Flowable]:
    sentences = [problem.area.words.capitalize()]
    if problem.stage:
        sentences.append(_("stage of change: {stage}").format(stage=problem.stage))
    if problem.linked:
        numbers = ", ".join(problem.linked)
        sentences.append(_("is linked to problem {numbers}").format(numbers=numbers))
    head: list[Flowable] = [
        marks.heading(f"{problem.number}{APART}{problem.words}"),
        marks.small("; ".join(sentences)),
    ]
    if problem.shown_by:
        head.append(marks.small(_("Shown by {what}").format(what="; ".join(problem.shown_by))))
    parts: list[Flowable] = []
    for goal in problem.goals:
        if goal.words:
            head += marks.question_and_answer(_("Goal, in the client's words"), f"\u201c{goal.words}\u201d")
        for o in goal.objectives:  # the first stands with what leads to it
            parts.append(marks.keep_together([*head, *_objective(o, standing.get(o.code, o.standing))]))
            head = []
    return [*parts, *head]


def _objective(o: Objective, standing: ObjectiveStatus) -> list[Flowable]:
    pairs = [
        (_("Measured by"), o.measure),
        (_("Baseline"), o.baseline or _("not written down yet")),
        (_("Target"), o.target),
        (_("From, by"), " \u2013 ".join(words.day(d) for d in (o.started_on, o.target_on) if d)),
        (_("Status"), ": ".join(p for p in (standing.value, o.reason) if p)),
        (_("Also serves"), ", ".join(o.serves)),
    ]
    return [
        marks.heading(f"{o.code}{APART}{o.words}", 2),
        marks.facts(pair for pair in pairs if pair[1]),
        *_interventions([i for i in o.interventions if i.words]),
    ]


def _interventions(does: Sequence[Intervention]) -> list[Flowable]:
    """What is done, by whom, how often and how long: each in a column of its own."""
    if not does:
        return []
    columns = (
        marks.TableColumn(_("Intervention"), 3.4),
        marks.TableColumn(_("Who"), 1.8),
        marks.TableColumn(_("How often"), 1.3),
        marks.TableColumn(_("How long"), 1.2),
    )
    rows = [(": ".join(p for p in (i.modality, i.what) if p), i.who, i.often, i.long) for i in does]
    return [marks.table(columns, [tuple(cell or "\N{EN DASH}" for cell in row) for row in rows])]
