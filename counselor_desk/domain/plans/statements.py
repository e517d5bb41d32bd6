"""A library of plan statements in plain words, and which of them a client's findings suggest."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from counselor_desk.domain.plans.plan import Intervention, ProblemArea
from counselor_desk.domain.readability import count, flesch_kincaid


@dataclass(frozen=True)
class TotalThreshold:
    """A total at which a statement is suggested. It suggests; the counselor decides."""

    instrument: str
    at_least: int


@dataclass(frozen=True)
class LibraryObjective:
    """An objective to choose, with the measure that belongs to it."""

    words: str
    measure: str = ""
    target: str = ""

    @property
    def grade(self) -> float:
        return grade(self.words)


@dataclass(frozen=True)
class ProblemStatement:
    """A problem in plain words with goals, objectives and interventions to choose from."""

    id: str
    words: str
    codes: tuple[str, ...] = ()
    scores: tuple[TotalThreshold, ...] = ()
    goals: tuple[str, ...] = ()
    objectives: tuple[LibraryObjective, ...] = ()
    interventions: tuple[Intervention, ...] = ()


@dataclass(frozen=True)
class StatementFile:
    """One file of statements."""

    id: str
    version: int
    title: str
    area: ProblemArea
    source: str
    problems: tuple[ProblemStatement, ...]


@dataclass(frozen=True)
class ProblemSuggestion:
    """A problem that findings speak for, and which ones."""

    area: ProblemArea
    statement: ProblemStatement
    shown_by: tuple[str, ...]


def grade(words: str) -> float:
    """The US school grade at which a sentence can be read."""
    return max(0.0, round(flesch_kincaid(count([words])), 1))


def suggest_problems(
    shelves: Iterable[StatementFile], diagnoses: Mapping[str, str], totals: Mapping[str, tuple[int, str]]
) -> list[ProblemSuggestion]:
    """Problems that a diagnosis code or a total speaks for; use first, as in the files."""
    suggestions = []
    for shelf in shelves:
        for statement in shelf.problems:
            shown = _shown_by(statement, diagnoses, totals)
            if shown:
                suggestions.append(ProblemSuggestion(shelf.area, statement, tuple(shown)))
    return sorted(suggestions, key=lambda s: list(ProblemArea).index(s.area))


def _shown_by(
    statement: ProblemStatement, diagnoses: Mapping[str, str], totals: Mapping[str, tuple[int, str]]
) -> list[str]:
    shown = [
        f"{code} {label}".strip()
        for code, label in diagnoses.items()
        if any(code.upper().startswith(start) for start in statement.codes)
    ]
    for rule in statement.scores:
        value, title = totals.get(rule.instrument, (-1, ""))
        if value >= rule.at_least:
            shown.append(f"{title} {value}")
    return shown


def matching(shelves: Iterable[StatementFile], words: str) -> list[tuple[ProblemArea, ProblemStatement]]:
    """Statements in which every word typed begins some word."""
    wanted = words.casefold().split()
    return [
        (shelf.area, statement)
        for shelf in shelves
        for statement in shelf.problems
        if _holds(_text(shelf, statement), wanted)
    ]


def _text(shelf: StatementFile, statement: ProblemStatement) -> list[str]:
    objectives = (aim.words for aim in statement.objectives)
    does = (done.what for done in statement.interventions)
    whole = " ".join((shelf.title, statement.words, *statement.goals, *objectives, *does))
    return whole.casefold().split()


def _holds(text: list[str], wanted: list[str]) -> bool:
    return all(any(word.startswith(start) for word in text) for start in wanted)
