"""What a good plan has: hints while it is written, and what keeps it from being signed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from counselor_desk.domain.plans.plan import (
    OPEN,
    Area,
    Intervention,
    Objective,
    Plan,
    Problem,
    Standing,
)


@dataclass(frozen=True)
class Finding:
    """Something a plan could have and has not: a hint, or what keeps it from being signed."""

    where: str  # a code, a problem's number, or "" for the whole plan
    words: str
    stops: bool = False
    id: str = ""


_VAGUE = re.compile(
    r"\b(improve|better|understand|work on|try|may|might|feel good|increase awareness)\b", re.I
)
_COUNT = re.compile(
    r"\d|\b(one|two|three|four|five|six|seven|eight|nine|ten|no|none|zero|every|daily|weekly|"
    r"once|twice|all)\b",
    re.I,
)


def smart(o: Objective) -> list[Finding]:
    """What would make an objective easier to see met: offered, never forced."""
    found = []
    if not o.words.strip():
        return [Finding(o.code, "Say what will be done or be different.", True, "words")]
    if o.started_on and o.target_on and o.target_on <= o.started_on:
        found.append(
            Finding(o.code, "The target day is not after the start. Choose a later one.", True, "target_on")
        )
    if not (o.measure.strip() or _COUNT.search(o.words)):
        found.append(
            Finding(o.code, "How would you see that it is met? A number or a score helps.", id="measure")
        )
    if o.target_on is None:
        found.append(Finding(o.code, "By which day?", id="target_on"))
    vague = _VAGUE.search(o.words)
    if vague and not o.measure.strip():
        said = f"\u201c{vague[0]}\u201d is hard to see. What will the client do?"
        found.append(Finding(o.code, said, id="vague"))
    return found


def check(plan: Plan, codes: Iterable[str] = (), reason: str = "") -> list[Finding]:
    """What the whole plan lacks, given the active diagnosis codes and a reason it may state."""
    if not plan.problems:
        return [Finding("", "A plan begins with a problem and a goal.", True, "empty")]
    found = [f for problem in plan.problems for f in _about(problem)]
    return [*found, *_integrated(plan, list(codes), reason)]


def _about(problem: Problem) -> list[Finding]:
    number, found = problem.number, []
    if not problem.words.strip():
        found.append(Finding(number, "Name the problem.", True, "words"))
    if not problem.shown_by:
        found.append(Finding(number, "Which diagnosis, score or finding shows it?", id="shown_by"))
    if not any(goal.words.strip() for goal in problem.goals):
        found.append(Finding(number, "Write the goal in the client's own words.", True, "goal"))
    if not problem.objectives:
        found.append(Finding(number, "Add an objective, so that progress can be seen.", id="none"))
    for o in problem.objectives:
        found += smart(o)
        if o.standing in OPEN and not any(i.who and i.often for i in o.interventions):
            found.append(Finding(o.code, "Who does what, how often?", id="intervention"))
        if o.standing in {Standing.REVISED, Standing.DISCONTINUED} and not o.reason.strip():
            found.append(Finding(o.code, f"Say why it was {o.standing.value}.", True, "reason"))
    return found


def is_use(code: str) -> bool:
    """F10 to F19: disorders of use."""
    return code.upper().startswith("F1")


def is_mind(code: str) -> bool:
    """F20 to F99, and what is not of use among the mental disorders."""
    return code.upper().startswith("F") and not is_use(code)


def _integrated(plan: Plan, codes: list[str], reason: str) -> list[Finding]:
    """One plan for both: with both kinds of diagnosis it has objectives of both kinds."""
    areas = {area for p in plan.problems for area in _areas_served(plan, p) if p.objectives}
    both = any(map(is_use, codes)) and any(map(is_mind, codes))
    found = []
    if both and not reason.strip():
        if Area.MIND not in areas:
            found.append(
                Finding(
                    "",
                    "There is no objective for mental health. Add one, or say why not yet.",
                    id="no mental health",
                )
            )
        if Area.USE not in areas:
            found.append(
                Finding(
                    "",
                    "There is no objective for substance use. Add one, or say why not yet.",
                    id="no substance use",
                )
            )
    if any(code.upper().startswith("F11") for code in codes) and not _medication(plan):
        found.append(
            Finding(
                "",
                "Nothing is said about medication for opioid use disorder. It is offered to everyone.",
                id="medication",
            )
        )
    return found


def _areas_served(plan: Plan, problem: Problem) -> set[Area]:
    served = {number for o in problem.objectives for number in o.serves}
    return {problem.area} | {p.area for p in plan.problems if p.number in served}


_MEDICINE = re.compile(r"medication|buprenorphine|methadone|naltrexone", re.I)


def _medication(plan: Plan) -> bool:
    return any(
        _MEDICINE.search(f"{o.words} {i.what} {i.modality}")
        for o in plan.objectives
        for i in o.interventions or (Intervention(),)
    )
