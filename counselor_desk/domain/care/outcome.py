"""The domains of life that recovery shows in, when they are asked, and which way they moved."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from counselor_desk.domain.form import Choice, Field, Form, Kind

WINDOW = timedelta(days=14)  # an answer this near to the date counts for it


@dataclass(frozen=True)
class LifeArea:
    """One domain: either a number or named steps from worst to best."""

    key: str
    name: str
    ask: str
    low: int | None = None
    high: int | None = None
    better: str = "high"
    steps: tuple[str, ...] = ()
    sideways: tuple[str, ...] = ()  # steps that are neither better nor worse

    def field(self) -> Field:
        if self.steps:
            return Field(
                self.key,
                self.ask,
                Kind.CHOICE,
                choices=tuple(Choice(s, s.capitalize()) for s in self.steps),
            )
        return Field(self.key, self.ask, Kind.NUMBER, low=self.low, high=self.high)

    def change_between(self, before: Any, after: Any) -> str:
        """ "improved", "worse", "same" or, where either is unknown, nothing."""
        if before in (None, "") or after in (None, ""):
            return ""
        if before == after or before in self.sideways or after in self.sideways:
            return "same"
        if self.steps:
            up = self.steps.index(after) > self.steps.index(before)
        else:
            up = (after > before) == (self.better == "high")
        return "improved" if up else "worse"


@dataclass(frozen=True)
class OutcomeDomains:
    """The set of domains and the days on which they are asked."""

    id: str
    title: str
    version: int
    source: str
    points: tuple[int, ...]
    areas: tuple[LifeArea, ...]

    def form(self) -> Form:
        return Form.of(self.title, *(area.field() for area in self.areas))

    def changes(self, before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, str]:
        return {a.key: a.change_between(before.get(a.key), after.get(a.key)) for a in self.areas}


@dataclass(frozen=True)
class DueOutcomePoint:
    """One asking of the domains: which day of care it belongs to and when it is due."""

    point: int
    on: date


def due_dates(points: Iterable[int], admitted: date) -> list[DueOutcomePoint]:
    return [DueOutcomePoint(point, admitted + timedelta(days=point)) for point in points]


def due_points(
    points: Iterable[int], admitted: date, answered: Iterable[int], today: date
) -> list[DueOutcomePoint]:
    """What is due now or overdue: the latest point only, for a missed day cannot be asked again."""
    done = set(answered)
    reached = [d for d in due_dates(points, admitted) if d.on <= today]
    if not reached or reached[-1].point in done:
        return []
    return [reached[-1]]
