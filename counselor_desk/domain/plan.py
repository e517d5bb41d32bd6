"""The integrated plan: problems of use and of mind in one tree, and what a good plan has."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

import msgspec

from counselor_desk.errors import Refused


class Area(StrEnum):
    """What kind of problem it is; both kinds stand in the same tree."""

    USE = "substance use"
    MIND = "mental health"
    BODY = "physical health"
    LIFE = "daily life"


class Standing(StrEnum):
    """Where an objective stands."""

    NOT_STARTED = "not started"
    IN_PROGRESS = "in progress"
    MET = "met"
    REVISED = "revised"
    DISCONTINUED = "discontinued"


OPEN = frozenset({Standing.NOT_STARTED, Standing.IN_PROGRESS})


@dataclass(frozen=True)
class Intervention:
    """What is done, by whom, how often, for how long."""

    what: str = ""
    modality: str = ""
    who: str = ""
    often: str = ""
    long: str = ""

    @property
    def words(self) -> str:
        return ", ".join(p for p in (self.what, self.who, self.often, self.long) if p)


@dataclass(frozen=True)
class Objective:
    """A step that can be measured, by a day. Its code never changes and is never used again."""

    code: str
    words: str = ""
    measure: str = ""
    baseline: str = ""
    target: str = ""
    started_on: date | None = None
    target_on: date | None = None
    standing: Standing = Standing.NOT_STARTED
    reason: str = ""  # why it was revised or discontinued
    serves: tuple[str, ...] = ()  # other problems, by number: an objective may be shared
    interventions: tuple[Intervention, ...] = ()

    @property
    def label(self) -> str:
        """What a note names it by."""
        return f"{self.code} {self.words}".strip()


@dataclass(frozen=True)
class Goal:
    """What the client wants, in the client's own words."""

    words: str = ""
    objectives: tuple[Objective, ...] = ()


@dataclass(frozen=True)
class Problem:
    """What stands in the way, what shows it, and the goals that answer it."""

    number: str
    words: str = ""
    area: Area = Area.USE
    shown_by: tuple[str, ...] = ()  # diagnoses, scores, findings
    linked: tuple[str, ...] = ()  # numbers of problems that feed it or that it feeds
    substance: str = ""
    stage: str = ""  # of change, for this problem
    goals: tuple[Goal, ...] = ()

    @property
    def objectives(self) -> list[Objective]:
        return [o for goal in self.goals for o in goal.objectives]


@dataclass(frozen=True)
class Plan:
    """Everything that the client and the team have agreed on."""

    problems: tuple[Problem, ...] = ()
    retired: tuple[str, ...] = ()  # numbers and codes of what was taken out, never used again

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> "Plan":
        """The tree in a plan document's body."""
        kept = {key: body[key] for key in ("problems", "retired") if key in body}
        return msgspec.convert(kept, cls)

    def stored(self) -> dict[str, Any]:
        """The tree as a document's body keeps it, with its reading in words."""
        kept: dict[str, Any] = msgspec.to_builtins(self)
        return {**kept, "outline": outline(self)}

    @property
    def objectives(self) -> list[Objective]:
        return [o for problem in self.problems for o in problem.objectives]

    def problem(self, number: str) -> Problem:
        found = next((p for p in self.problems if p.number == number), None)
        if found is None:
            raise Refused("This problem is not in the plan any more.")
        return found

    def with_problem(self, problem: Problem) -> "Plan":
        """The plan with this problem in place of the one of its number, or added."""
        if all(p.number != problem.number for p in self.problems):
            return replace(self, problems=(*self.problems, problem))
        changed = (problem if p.number == problem.number else p for p in self.problems)
        return replace(self, problems=tuple(changed))

    def next_number(self) -> str:
        used = [p.number for p in self.problems] + [n for n in self.retired if "." not in n]
        return str(1 + max((int(n) for n in used), default=0))

    def next_code(self, number: str) -> str:
        used = [o.code for o in self.objectives] + list(self.retired)
        mine = [int(code.split(".")[1]) for code in used if code.startswith(f"{number}.")]
        return f"{number}.{1 + max(mine, default=0)}"


def outline(plan: Plan) -> str:
    """The plan in plain words: what is signed, compared between versions, searched."""
    return "\n".join(line for problem in plan.problems for line in _problem_lines(problem))


def _problem_lines(problem: Problem) -> list[str]:
    lines = [f"Problem {problem.number}: {problem.words} ({problem.area.value})"]
    if problem.shown_by:
        lines.append(f"  Shown by: {'; '.join(problem.shown_by)}")
    if problem.stage:
        lines.append(f"  Stage of change: {problem.stage}")
    if problem.linked:
        lines.append(f"  Linked with: {', '.join(problem.linked)}")
    for goal in problem.goals:
        lines.append(f'  Goal: "{goal.words}"')
        lines += [line for o in goal.objectives for line in _objective_lines(o)]
    return lines


def _objective_lines(o: Objective) -> list[str]:
    by = f", by {o.target_on.day} {o.target_on:%b %Y}" if o.target_on else ""
    lines = [f"    {o.label}{by} - {o.standing.value}"]
    if o.measure or o.target:
        change = " to ".join(p for p in (o.baseline, o.target) if p)
        lines.append(f"      Measured by: {': '.join(p for p in (o.measure, change) if p)}")
    if o.serves:
        lines.append(f"      Also serves problem {', '.join(o.serves)}")
    if o.reason:
        lines.append(f"      Because: {o.reason}")
    return lines + [f"      {i.words}" for i in o.interventions if i.words]


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
            Finding(o.code, "The target day is not after the start. Choose a later one.", True,
                    "target_on")
        )  # fmt: skip
    if not (o.measure.strip() or _COUNT.search(o.words)):
        found.append(Finding(o.code, "How would you see that it is met? A number or a score helps.",
                             id="measure"))  # fmt: skip
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
            found.append(Finding("", "There is no objective for mental health. Add one, or say "
                                 "why not yet.", id="no mental health"))  # fmt: skip
        if Area.USE not in areas:
            found.append(Finding("", "There is no objective for substance use. Add one, or say "
                                 "why not yet.", id="no substance use"))  # fmt: skip
    if any(code.upper().startswith("F11") for code in codes) and not _medication(plan):
        found.append(Finding("", "Nothing is said about medication for opioid use disorder. It is "
                             "offered to everybody.", id="medication"))  # fmt: skip
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


@dataclass(frozen=True)
class ReviewPreset:
    """When plans are due at certain levels of care."""

    id: str
    title: str
    first_days: int
    every_days: int
    levels: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReviewPresets:
    """The clinic's presets, as the file says; the first is for every other level."""

    id: str
    version: int
    source: str
    presets: tuple[ReviewPreset, ...]

    def at(self, level: str) -> ReviewPreset:
        return next((p for p in self.presets if level in p.levels), self.presets[0])


def due_on(since: date, days: int) -> date:
    """Ninety days from 1 December 2026 is 1 March 2027; the next day it is overdue."""
    return since + timedelta(days=days)
