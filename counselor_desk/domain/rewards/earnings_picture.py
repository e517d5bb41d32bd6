"""The picture of a schedule: a bar for each occasion, what was earned and what can be."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from counselor_desk.domain.rewards.awards import run_awards
from counselor_desk.domain.rewards.schedule import Outcome, Schedule


class BarState(StrEnum):
    """What a bar stands for."""

    EARNED = "earned"
    NOTHING = "nothing"
    EXCUSED = "excused"
    AHEAD = "ahead"  # earned if every occasion from here on is met


@dataclass(frozen=True)
class OccasionBar:
    """One occasion in the picture."""

    number: int
    week: int
    amount: int
    bonus: int
    state: BarState

    @property
    def height(self) -> int:
        return self.amount + self.bonus


def bars(schedule: Schedule, outcomes: Iterable[Outcome]) -> list[OccasionBar]:
    """The run so far, and after it the best that can still come."""
    so_far = list(outcomes)
    ahead = [Outcome.MET] * (schedule.occasions - len(so_far))
    return [
        OccasionBar(a.number, a.week, a.amount, a.bonus, _bar_state(a.outcome, a.number <= len(so_far)))
        for a in run_awards(schedule, so_far + ahead)
    ]


def _bar_state(outcome: Outcome, past: bool) -> BarState:
    if not past:
        return BarState.AHEAD
    if outcome is Outcome.MET:
        return BarState.EARNED
    return (
        BarState.EXCUSED
        if outcome in (Outcome.EXCUSED, Outcome.CLINIC, Outcome.WITHDRAWN)
        else BarState.NOTHING
    )
