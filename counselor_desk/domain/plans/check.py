"""What a good plan has: hints while it is written, and what keeps it from being signed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from counselor_desk.core.i18n import _
from counselor_desk.domain.plans.plan import (
    OPEN,
    Intervention,
    Objective,
    ObjectiveStatus,
    Plan,
    Problem,
    ProblemArea,
)


@dataclass(frozen=True)
class PlanFinding:
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


def smart(o: Objective) -> list[PlanFinding]:
    """What would make an objective easier to see met: offered, never forced."""
    findings = []
    if not o.words.strip():
        return [PlanFinding(o.code, _("Say what will be done or be different."), True, "words")]
    if o.started_on and o.target_on and o.target_on <= o.started_on:
        findings.append(
            PlanFinding(
                o.code, _("The target day is not after the start. Choose a later one."), True, "target_on"
            )
        )
    if not (o.measure.strip() or _COUNT.search(o.words)):
        findings.append(
            PlanFinding(
                o.code, _("How would you see that it is met? A number or a score helps."), id="measure"
            )
        )
    if o.target_on is None:
        findings.append(PlanFinding(o.code, _("By which day?"), id="target_on"))
    vague = _VAGUE.search(o.words)
    if vague and not o.measure.strip():
        sentence = _("“{vague}” is hard to see. What will the client do?").format(vague=vague[0])
        findings.append(PlanFinding(o.code, sentence, id="vague"))
    return findings


def check(plan: Plan, codes: Iterable[str] = (), reason: str = "") -> list[PlanFinding]:
    """What the whole plan lacks, given the active diagnosis codes and a reason it may state."""
    if not plan.problems:
        return [PlanFinding("", _("A plan begins with a problem and a goal."), True, "empty")]
    findings = [f for problem in plan.problems for f in _about(problem)]
    return [*findings, *_integrated(plan, list(codes), reason)]


def _about(problem: Problem) -> list[PlanFinding]:
    number, findings = problem.number, []
    if not problem.words.strip():
        findings.append(PlanFinding(number, _("Name the problem."), True, "words"))
    if not problem.shown_by:
        findings.append(PlanFinding(number, _("Which diagnosis, score or finding shows it?"), id="shown_by"))
    if not any(goal.words.strip() for goal in problem.goals):
        findings.append(PlanFinding(number, _("Write the goal in the client's own words."), True, "goal"))
    if not problem.objectives:
        findings.append(PlanFinding(number, _("Add an objective, so that progress can be seen."), id="none"))
    for o in problem.objectives:
        findings += smart(o)
        if o.standing in OPEN and not any(i.who and i.often for i in o.interventions):
            findings.append(PlanFinding(o.code, _("Who does what, how often?"), id="intervention"))
        if o.standing in {ObjectiveStatus.REVISED, ObjectiveStatus.DISCONTINUED} and not o.reason.strip():
            findings.append(
                PlanFinding(
                    o.code, _("Say why it was {standing}.").format(standing=o.standing.words), True, "reason"
                )
            )
    return findings


def is_use(code: str) -> bool:
    """F10 to F19: disorders of use."""
    return code.upper().startswith("F1")


def is_mind(code: str) -> bool:
    """F20 to F99, and what is not of use among the mental disorders."""
    return code.upper().startswith("F") and not is_use(code)


def _integrated(plan: Plan, codes: list[str], reason: str) -> list[PlanFinding]:
    """One plan for both: with both kinds of diagnosis it has objectives of both kinds."""
    areas = {area for p in plan.problems for area in _areas_served(plan, p) if p.objectives}
    both = any(map(is_use, codes)) and any(map(is_mind, codes))
    findings = []
    if both and not reason.strip():
        if ProblemArea.MIND not in areas:
            findings.append(
                PlanFinding(
                    "",
                    _("There is no objective for mental health. Add one, or say why not yet."),
                    id="no mental health",
                )
            )
        if ProblemArea.USE not in areas:
            findings.append(
                PlanFinding(
                    "",
                    _("There is no objective for substance use. Add one, or say why not yet."),
                    id="no substance use",
                )
            )
    if any(code.upper().startswith("F11") for code in codes) and not _medication(plan):
        findings.append(
            PlanFinding(
                "",
                _("Nothing is said about medication for opioid use disorder. It is offered to everyone."),
                id="medication",
            )
        )
    return findings


def _areas_served(plan: Plan, problem: Problem) -> set[ProblemArea]:
    served = {number for o in problem.objectives for number in o.serves}
    return {problem.area} | {p.area for p in plan.problems if p.number in served}


_MEDICINE = re.compile(r"medication|buprenorphine|methadone|naltrexone", re.I)


def _medication(plan: Plan) -> bool:
    return any(
        _MEDICINE.search(f"{o.words} {i.what} {i.modality}")
        for o in plan.objectives
        for i in o.interventions or (Intervention(),)
    )
