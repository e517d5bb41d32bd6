"""The integrated plan: problems of use and of mind in one tree, its words, its reviews."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import msgspec

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import WordedEnum, _
from counselor_desk.domain.date_words import day_words


class ProblemArea(WordedEnum):
    """What kind of problem it is; both kinds stand in the same tree."""

    USE = "substance use"
    MIND = "mental health"
    BODY = "physical health"
    LIFE = "daily life"


class ObjectiveStatus(WordedEnum):
    """Where an objective stands."""

    NOT_STARTED = "not started"
    IN_PROGRESS = "in progress"
    MET = "met"
    REVISED = "revised"
    DISCONTINUED = "discontinued"


OPEN = frozenset({ObjectiveStatus.NOT_STARTED, ObjectiveStatus.IN_PROGRESS})


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
    standing: ObjectiveStatus = ObjectiveStatus.NOT_STARTED
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
    area: ProblemArea = ProblemArea.USE
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
    def from_body(cls, body: Mapping[str, Any]) -> "Plan":
        """The tree in a plan document's body."""
        kept = {key: body[key] for key in ("problems", "retired") if key in body}
        return msgspec.convert(kept, cls)

    def to_body(self) -> dict[str, Any]:
        """The tree as a document's body keeps it, with its reading in words."""
        kept: dict[str, Any] = msgspec.to_builtins(self)
        return {**kept, "outline": outline(self)}

    @property
    def objectives(self) -> list[Objective]:
        return [o for problem in self.problems for o in problem.objectives]

    def problem(self, number: str) -> Problem:
        problem = next((p for p in self.problems if p.number == number), None)
        if problem is None:
            raise Refused(_("This problem is not in the plan any more."))
        return problem

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
    by = f", by {day_words(o.target_on)}" if o.target_on else ""
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
