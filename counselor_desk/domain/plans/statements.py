"""A library of plan statements in plain words, and which of them a client's findings suggest."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from counselor_desk.domain.plans.plan import ProblemArea
from counselor_desk.domain.readability import count, flesch_kincaid


@dataclass(frozen=True)
class TotalThreshold:
    """A total at which a statement is suggested. It suggests; the counselor decides."""

    instrument: str
    at_least: int


@dataclass(frozen=True)
class LibraryIntervention:
    """What is done for one objective; `es` and `often_es` are the same in Spanish."""

    what: str
    es: str = ""
    modality: str = ""
    often: str = ""
    often_es: str = ""
    long: str = ""


@dataclass(frozen=True)
class LibraryObjective:
    """An objective to choose, with its measure, and what is done for it."""

    words: str
    es: str = ""
    measure: str = ""
    baseline: str = ""  # what is asked of today, before anything changes
    target: str = ""
    weeks: int = 0  # until it is to be met; 0 where nothing is said
    does: tuple[LibraryIntervention, ...] = ()

    @property
    def grade(self) -> float:
        return grade(self.words)


@dataclass(frozen=True)
class LibraryGoal:
    """What a client might say, as an example; goals are the client's own."""

    words: str
    es: str = ""


@dataclass(frozen=True)
class ProblemStatement:
    """A problem in plain words with goals and objectives to choose from."""

    id: str
    words: str
    es: str = ""
    codes: tuple[str, ...] = ()
    scores: tuple[TotalThreshold, ...] = ()
    goals: tuple[LibraryGoal, ...] = ()
    objectives: tuple[LibraryObjective, ...] = ()


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
    goals = (goal.words for goal in statement.goals)
    does = (done.what for aim in statement.objectives for done in aim.does)
    whole = " ".join((shelf.title, statement.words, *goals, *objectives, *does))
    return whole.casefold().split()


def _holds(text: list[str], wanted: list[str]) -> bool:
    return all(any(word.startswith(start) for word in text) for start in wanted)


def spanish_pairs(shelves: Iterable[StatementFile]) -> dict[str, str]:
    """The library's English sentences, each with its Spanish one: of plans that use them word for word."""
    pairs: dict[str, str] = {}
    for statement in (s for shelf in shelves for s in shelf.problems):
        pairs[statement.words] = statement.es
        pairs |= {goal.words: goal.es for goal in statement.goals}
        for aim in statement.objectives:
            pairs[aim.words] = aim.es
            for done in aim.does:
                pairs[done.what], pairs[done.often] = done.es, done.often_es
    return {english: spanish for english, spanish in pairs.items() if spanish}
