"""Editing the plan's tree: nothing is lost, nothing is numbered twice."""

from datetime import date

import pytest

from counselor_desk.domain.plans.form import (
    adopt_suggestion,
    answered_objective,
    answered_problem,
    objective_form,
    objective_values,
    problem_form,
    problem_values,
    with_objective,
    without_objective,
    without_problem,
)
from counselor_desk.domain.plans.plan import Goal, Objective, Plan, Problem, ProblemArea
from counselor_desk.domain.plans.statements import LibraryGoal, ProblemStatement, ProblemSuggestion
from tests.domain.plans.test_plan import OPIOID, PTSD

PLAN = Plan((OPIOID, PTSD))


def test_a_problem_goes_through_its_form_unchanged():
    form = problem_form(PLAN, PTSD)
    values = form.loaded(form.to_stored(problem_values(PTSD)))
    assert answered_problem(PTSD, values) == PTSD


@pytest.mark.parametrize("problem", PLAN.problems, ids=["use", "mind"])
def test_an_objective_goes_through_its_form_unchanged(problem):
    for objective in problem.objectives:
        form = objective_form(PLAN, problem, objective)
        values = form.loaded(form.to_stored(objective_values(problem, objective)))
        assert answered_objective(objective, values) == objective


def test_fewer_goals_lose_no_objective():
    two = Problem("1", "x", goals=(Goal("a", (Objective("1.1"),)), Goal("b", (Objective("1.2"),))))
    one = answered_problem(two, {"goals": "a"})
    assert [o.code for o in one.objectives] == ["1.1", "1.2"]
    none = answered_problem(two, {"goals": ""})
    assert [o.code for o in none.objectives] == ["1.1", "1.2"]


def test_an_objective_is_put_added_and_moved():
    changed = Objective("1.1", "other words", target_on=date(2027, 1, 1))
    plan = with_objective(PLAN, "1", changed)
    assert [o.words for o in plan.problem("1").objectives] == ["other words"]
    plan = with_objective(plan, "1", Objective("1.2", "second"))
    assert [o.code for o in plan.problem("1").objectives] == ["1.1", "1.2"]
    plan = with_objective(plan, "1", Objective("1.1", "again"))
    assert [o.words for o in plan.problem("1").objectives] == ["again", "second"]


def test_what_is_taken_out_keeps_its_number():
    plan = without_objective(PLAN, "1", "1.1")
    assert plan.next_code("1") == "1.2"
    plan = without_problem(plan, "2")
    assert plan.next_number() == "3"
    assert set(plan.retired) == {"1.1", "2", "2.1"}


def test_a_suggestion_becomes_a_problem_without_words_put_in_the_clients_mouth():
    statement = ProblemStatement("depression", "Low mood", goals=(LibraryGoal("I want to get up."),))
    plan, number = adopt_suggestion(PLAN, ProblemSuggestion(ProblemArea.MIND, statement, ("PHQ-9 12",)))
    problem = plan.problem(number)
    assert (number, problem.shown_by, problem.goals) == ("3", ("PHQ-9 12",), (Goal(),))
