"""The picture of a schedule: a bar for each occasion, what was earned and what can be."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from counselor_desk.domain.rewards.awards import awards
from counselor_desk.domain.rewards.schedule import Outcome, Schedule


class Kept(StrEnum):
    """What a bar stands for."""

    EARNED = "earned"
    NOTHING = "nothing"
    EXCUSED = "excused"
    AHEAD = "ahead"  # earned if every occasion from here on is met


@dataclass(frozen=True)
class Bar:
    """One occasion in the picture."""

    number: int
    week: int
    amount: int
    bonus: int
    kept: Kept

    @property
    def height(self) -> int:
        return self.amount + self.bonus


def bars(schedule: Schedule, outcomes: Iterable[Outcome]) -> list[Bar]:
    """The run so far, and after it the best that can still come."""
    so_far = list(outcomes)
    ahead = [Outcome.MET] * (schedule.occasions - len(so_far))
    return [
        Bar(a.number, a.week, a.amount, a.bonus, _kept(a.outcome, a.number <= len(so_far)))
        for a in awards(schedule, so_far + ahead)
    ]


def _kept(outcome: Outcome, past: bool) -> Kept:
    if not past:
        return Kept.AHEAD
    if outcome is Outcome.MET:
        return Kept.EARNED
    return Kept.EXCUSED if outcome is Outcome.EXCUSED else Kept.NOTHING
