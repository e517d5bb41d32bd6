"""The integrated plan: its codes, its checks, its words, its days."""

from datetime import date, timedelta

import pytest

from counselor_desk.catalog import files
from counselor_desk.domain.plans.check import check, smart
from counselor_desk.domain.plans.plan import (
    Goal,
    Intervention,
    Objective,
    Plan,
    Problem,
    ProblemArea,
    due_on,
    outline,
)

DAY = date(2026, 12, 1)
WEEKLY = (Intervention("CBT", "CBT", "Cal Reyes, LADC", "weekly", "12 weeks"),)
NO_USE = Objective(
    code="1.1",
    words="0 days of heroin or fentanyl use in 30 days",
    measure="BAM 7E",
    baseline="12",
    target="0",
    started_on=DAY,
    target_on=date(2027, 2, 28),
    interventions=(*WEEKLY, Intervention("Buprenorphine daily", "medication", "Dr. Ode", "daily")),
)
OPIOID = Problem(
    "1", "Opioid use", ProblemArea.USE, ("F11.20",), goals=(Goal("I want my kids back", (NO_USE,)),)
)
PTSD = Problem(
    "2",
    "Nightmares since the assault",
    ProblemArea.MIND,
    ("F43.10", "PCL-5 48"),
    linked=("1",),
    goals=(
        Goal(
            "Sleep without fear",
            (
                Objective(
                    code="2.1", words="PCL-5 falls to 38 or less", started_on=DAY,
                    target_on=date(2027, 2, 28), interventions=WEEKLY,
                ),
            ),
        ),
    ),
)  # fmt: skip
BOTH = ("F11.20", "F43.10")


def ids(findings):
    return {f.id for f in findings}


def test_a_whole_integrated_plan_has_nothing_to_add():
    assert check(Plan((OPIOID, PTSD)), BOTH) == []


def test_target_before_start_is_refused_tp_5():
    found = smart(Objective("1.1", "0 days of use", started_on=DAY, target_on=DAY))
    assert [(f.id, f.stops) for f in found] == [("target_on", True)]


def test_two_diagnoses_and_one_kind_of_objective_tp_6():
    found = check(Plan((OPIOID,)), BOTH)
    assert ids(found) == {"no mental health"}
    assert not found[0].stops, "it warns and does not stop"
    assert check(Plan((OPIOID,)), BOTH, reason="PTSD work starts after detox") == []
    assert check(Plan((OPIOID,)), ("F11.20",)) == []


def test_a_shared_objective_serves_both_kinds():
    shared = Objective(
        code="1.1", words=NO_USE.words, measure="BAM 7E", target_on=NO_USE.target_on,
        serves=("2",), interventions=NO_USE.interventions,
    )  # fmt: skip
    one = Problem("1", "Opioid use", ProblemArea.USE, ("F11.20",), goals=(Goal("Mine", (shared,)),))
    bare = Problem("2", "Nightmares", ProblemArea.MIND, ("F43.10",), goals=(Goal("Sleep", ()),))
    assert "no mental health" not in ids(check(Plan((one, bare)), BOTH))


def test_opioid_use_disorder_without_a_word_on_medication():
    bare = Objective("1.1", "0 days of use", target_on=DAY, interventions=WEEKLY)
    plan = Plan((Problem("1", "Use", shown_by=("F11.20",), goals=(Goal("Mine", (bare,)),)),))
    assert ids(check(plan, ("F11.20",))) == {"medication"}


@pytest.mark.parametrize(
    ("words", "hints"),
    [
        ("Improve mood", {"measure", "target_on", "vague"}),
        ("Understand triggers", {"measure", "target_on", "vague"}),
        ("Attends 2 meetings a week", {"target_on"}),
        ("Takes the medication daily", {"target_on"}),
    ],
)
def test_gentle_hints(words, hints):
    found = smart(Objective("1.1", words))
    assert ids(found) == hints
    assert not any(f.stops for f in found)


def test_what_keeps_a_plan_from_being_signed():
    plan = Plan((Problem("1", "", goals=(Goal("", (Objective("1.1"),)),)),))
    stops = {(f.where, f.id) for f in check(plan) if f.stops}
    assert stops == {("1", "words"), ("1", "goal"), ("1.1", "words")}
    assert check(Plan())[0].stops


def test_codes_are_never_used_twice():
    plan = Plan((OPIOID, PTSD), retired=("1.2", "3"))
    assert plan.next_code("1") == "1.3"
    assert plan.next_code("2") == "2.2"
    assert plan.next_number() == "4"


def test_the_tree_survives_the_body_and_is_read_in_words():
    plan = Plan((OPIOID, PTSD))
    body = plan.to_body()
    assert Plan.from_body(body) == plan
    assert Plan.from_body({"strengths": "x", **body}) == plan
    said = outline(plan)
    assert body["outline"] == said
    assert "1.1 0 days of heroin or fentanyl use in 30 days, by Feb 28, 2027" in said
    assert "Measured by: BAM 7E: 12 to 0" in said
    assert 'Goal: "I want my kids back"' in said


def test_review_is_due_after_ninety_days_tp_8():
    preset = files.review_presets().at("1.5")
    assert due_on(DAY, preset.every_days) == date(2027, 3, 1)
    assert due_on(DAY, preset.every_days) + timedelta(1) > date(2027, 3, 1)


def test_levels_have_their_own_days():
    presets = files.review_presets()
    assert presets.at("2.1").every_days == 30
    assert presets.at("something else").id == "outpatient"
