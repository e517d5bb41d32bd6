"""What is asked about a problem and an objective of the plan, and how answers become the tree."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from counselor_desk.core.i18n import _
from counselor_desk.domain.form import Choice, Field, FieldCondition, Form, Kind, Section
from counselor_desk.domain.plans.plan import (
    Goal,
    Intervention,
    Objective,
    ObjectiveStatus,
    Plan,
    Problem,
    ProblemArea,
)
from counselor_desk.domain.plans.statements import ProblemSuggestion

STAGES = ("precontemplation", "contemplation", "preparation", "action", "maintenance")


def problem_form(plan: Plan, problem: Problem) -> Form:
    others = [p for p in plan.problems if p.number != problem.number and p.words]
    linked = tuple(Choice(p.number, f"{p.number} {p.words}") for p in others)
    fields = [
        Field("words", _("Problem, in plain words"), Kind.TEXT, required=True),
        Field(
            "area",
            _("Kind"),
            Kind.CHOICE,
            required=True,
            choices=tuple(Choice(a.value, a.value) for a in ProblemArea),
        ),
        Field("shown_by", _("Evidence"), Kind.TEXT, help=_("Diagnoses, scores, findings: one per line.")),
        Field(
            "goals",
            _("Goal, in the client's own words"),
            Kind.TEXT,
            required=True,
            help=_("One per line, if there are several."),
        ),
        Field("substance", _("Substance"), help=_("If it is about one.")),
        Field("stage", _("Stage of change"), Kind.CHOICE, choices=STAGES, beside=True),
    ]
    if linked:
        fields.append(Field("linked", _("Related to"), Kind.CHOICES, choices=linked))
    return Form.of(_("Problem {number}").format(number=problem.number), *fields)


def problem_values(problem: Problem) -> dict[str, Any]:
    return {
        "words": problem.words,
        "area": problem.area.value,
        "shown_by": "\n".join(problem.shown_by),
        "goals": "\n".join(goal.words for goal in problem.goals),
        "substance": problem.substance,
        "stage": problem.stage,
        "linked": list(problem.linked),
    }


def answered_problem(problem: Problem, values: Mapping[str, Any]) -> Problem:
    """The problem as it is now answered; objectives stay with the goal in the same place."""
    return replace(
        problem,
        words=_line(values.get("words")),
        area=ProblemArea(values.get("area") or problem.area),
        shown_by=tuple(_lines(values.get("shown_by"))),
        linked=tuple(values.get("linked") or ()),
        substance=_line(values.get("substance")),
        stage=values.get("stage") or "",
        goals=_goals(problem.goals, _lines(values.get("goals"))),
    )


def _goals(before: tuple[Goal, ...], sentences: list[str]) -> tuple[Goal, ...]:
    """No objective is lost when there are fewer goals than before: the last goal takes them."""
    sentences = sentences or [""]
    goals = [Goal(words) for words in sentences]
    for at, old in enumerate(before):
        place = min(at, len(goals) - 1)
        goals[place] = replace(goals[place], objectives=(*goals[place].objectives, *old.objectives))
    return tuple(goals)


def objective_form(plan: Plan, problem: Problem, objective: Objective) -> Form:
    others = [p for p in plan.problems if p.number != problem.number and p.words]
    serves = tuple(Choice(p.number, f"{p.number} {p.words}") for p in others)
    goals = tuple(Choice(str(n), g.words or _("nothing written yet")) for n, g in enumerate(problem.goals))
    what = [
        Field("words", _("Objective: what will be done or be different"), Kind.TEXT, required=True),
        Field("measure", _("Measured by"), help=_("A score, a count, a day.")),
        Field("baseline", _("Now"), beside=True),
        Field("target", _("Target"), beside=True),
        Field("started_on", _("From"), Kind.DATE),
        Field("target_on", _("By"), Kind.DATE, beside=True),
    ]
    if len(goals) > 1:
        what.append(Field("goal", _("For the goal"), Kind.CHOICE, choices=goals))
    if serves:
        what.append(Field("serves", _("Also serves"), Kind.CHOICES, choices=serves))
    ended = (ObjectiveStatus.REVISED.value, ObjectiveStatus.DISCONTINUED.value)
    what += [
        Field("standing", _("Status"), Kind.CHOICE, choices=tuple(s.value for s in ObjectiveStatus)),
        Field("reason", _("Because"), Kind.TEXT, when=FieldCondition("standing", ended)),
    ]
    columns = (
        Field("what", _("What")),
        Field("modality", _("Kind")),
        Field("who", _("Who, with credential"), beside=True),
        Field("often", _("How often"), beside=True),
        Field("long", _("How long"), beside=True),
    )
    does = Field("interventions", _("Interventions"), Kind.ROWS, columns=columns)
    title = _("Objective {code}").format(code=objective.code)
    return Form(title, (Section("", tuple(what)), Section(_("Who does what"), (does,))))


def objective_values(problem: Problem, objective: Objective) -> dict[str, Any]:
    place = next((n for n, g in enumerate(problem.goals) if objective in g.objectives), 0)
    return {
        "words": objective.words,
        "measure": objective.measure,
        "baseline": objective.baseline,
        "target": objective.target,
        "started_on": objective.started_on,
        "target_on": objective.target_on,
        "goal": str(place),
        "serves": list(objective.serves),
        "standing": objective.standing.value,
        "reason": objective.reason,
        "interventions": [
            {"what": i.what, "modality": i.modality, "who": i.who, "often": i.often, "long": i.long}
            for i in objective.interventions
        ],
    }


def answered_objective(objective: Objective, values: Mapping[str, Any]) -> Objective:
    rows = values.get("interventions") or []
    return replace(
        objective,
        words=_line(values.get("words")),
        measure=_line(values.get("measure")),
        baseline=_line(values.get("baseline")),
        target=_line(values.get("target")),
        started_on=_day(values.get("started_on")),
        target_on=_day(values.get("target_on")),
        serves=tuple(values.get("serves") or ()),
        standing=ObjectiveStatus(values.get("standing") or objective.standing),
        reason=_line(values.get("reason")),
        interventions=tuple(
            Intervention(**{k: _line(row.get(k)) for k in Intervention.__dataclass_fields__}) for row in rows
        ),
    )


def with_objective(plan: Plan, number: str, objective: Objective, goal: int = 0) -> Plan:
    """The plan with this objective under a goal of a problem, wherever it was before."""
    problem = plan.problem(number)
    goals = [_without(g, objective.code) for g in problem.goals] or [Goal()]
    place = min(max(goal, 0), len(goals) - 1)
    here = goals[place].objectives
    at = _place_of(problem.goals, place, objective.code)
    goals[place] = replace(goals[place], objectives=(*here[:at], objective, *here[at:]))
    return plan.with_problem(replace(problem, goals=tuple(goals)))


def without_problem(plan: Plan, number: str) -> Plan:
    """The plan without a problem; its number and codes are never used again."""
    gone = (number, *(o.code for o in plan.problem(number).objectives))
    left = tuple(p for p in plan.problems if p.number != number)
    return Plan(left, (*plan.retired, *gone))


def without_objective(plan: Plan, number: str, code: str) -> Plan:
    problem = plan.problem(number)
    goals = tuple(_without(g, code) for g in problem.goals)
    return replace(plan.with_problem(replace(problem, goals=goals)), retired=(*plan.retired, code))


def adopt_suggestion(plan: Plan, suggestion: ProblemSuggestion) -> tuple[Plan, str]:
    """The plan with a suggested problem, and its number. Goals are the client's to say."""
    number = plan.next_number()
    problem = Problem(
        number, suggestion.statement.words, suggestion.area, suggestion.shown_by, goals=(Goal(),)
    )
    return plan.with_problem(problem), number


def link_problems(plan: Plan, pairs: Iterable[tuple[str, str]]) -> Plan:
    """Problems whose diagnoses hang together in the chart do so in the plan."""
    for use, mind in pairs:
        those = [p for p in plan.problems if _shows(p, use)]
        others = [p for p in plan.problems if _shows(p, mind)]
        for problem in those:
            for other in others:
                plan = _tied(_tied(plan, problem.number, other.number), other.number, problem.number)
    return plan


def _tied(plan: Plan, number: str, to: str) -> Plan:
    problem = plan.problem(number)
    if number == to or to in problem.linked:
        return plan
    return plan.with_problem(replace(problem, linked=(*problem.linked, to)))


def _shows(problem: Problem, code: str) -> bool:
    return any(sentence.split(" ", 1)[0] == code for sentence in problem.shown_by)


def _without(goal: Goal, code: str) -> Goal:
    return replace(goal, objectives=tuple(o for o in goal.objectives if o.code != code))


def _place_of(goals: tuple[Goal, ...], place: int, code: str) -> int:
    codes = [o.code for o in goals[place].objectives] if place < len(goals) else []
    return codes.index(code) if code in codes else len(codes)


def _line(value: Any) -> str:
    return str(value).strip() if value else ""


def _lines(value: Any) -> list[str]:
    return [line.strip() for line in str(value or "").splitlines() if line.strip()]


def _day(value: Any) -> date | None:
    return value if isinstance(value, date) else None
