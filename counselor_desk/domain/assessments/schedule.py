"""When a form is asked again, from when it was last answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class ReassessmentRule:
    """One form's rhythm; `instead` is a form that answers for it."""

    instrument: str
    every_days: int
    at_intake: bool = False
    instead: str = ""

    def due_on(self, admitted: date, taken: Mapping[str, date]) -> date | None:
        """The day on which it is due again; None when it is not asked any more."""
        days = [taken[key] for key in (self.instrument, self.instead) if key in taken]
        if not days:
            return admitted if self.at_intake else None
        return max(days) + timedelta(days=self.every_days) if self.every_days else None


@dataclass(frozen=True)
class AssessmentSchedule:
    """Which forms are asked when."""

    id: str
    title: str
    version: int
    source: str
    forms: tuple[ReassessmentRule, ...]

    def due(self, admitted: date, taken: Mapping[str, date], today: date) -> list[str]:
        """The forms due today or overdue."""
        days = {f.instrument: f.due_on(admitted, taken) for f in self.forms}
        return [key for key, on in days.items() if on is not None and on <= today]
