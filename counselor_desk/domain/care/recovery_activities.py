"""Kinds of recovery activity, and what a run of weeks holds of each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class ActivityKind:
    """One kind of thing done for recovery, and the column it is counted in."""

    words: str
    counted: str


MUTUAL = "Mutual help"
KINDS = {
    "twelve_step": ActivityKind("12-step meeting (NA, AA and others)", MUTUAL),
    "smart": ActivityKind("SMART Recovery", MUTUAL),
    "dharma": ActivityKind("Recovery Dharma or Refuge Recovery", MUTUAL),
    "faith": ActivityKind("Faith-based recovery group", MUTUAL),
    "other_group": ActivityKind("Another mutual-help group", MUTUAL),
    "peer": ActivityKind("Time with a peer or coach", "Peers"),
    "mindfulness": ActivityKind("Mindfulness", "Mindfulness"),
    "exercise": ActivityKind("Movement or exercise", "Movement"),
    "nutrition": ActivityKind("Cooking or eating well", "Food"),
    "creative": ActivityKind("Music, art, writing or crafts", "Creative"),
    "practice": ActivityKind("A coping skill practiced", "Practice"),
    "giving": ActivityKind("Helping others", "Other"),
    "other": ActivityKind("Something else", "Other"),
}
MEETINGS = tuple(key for key, kind in KINDS.items() if kind.counted == MUTUAL)
COLUMNS = tuple(dict.fromkeys(kind.counted for kind in KINDS.values()))


@dataclass(frozen=True)
class Week:
    """How often each kind was done in the seven days from a Monday."""

    monday: date
    counts: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def weeks(done: Iterable[tuple[date, str]], today: date, how_many: int) -> list[Week]:
    """The latest weeks, this one first; a week without anything stands as well."""
    this = monday_of(today)
    found = [Week(this - timedelta(weeks=n), {}) for n in range(how_many)]
    by_monday = {week.monday: week for week in found}
    for day, kind in done:
        week = by_monday.get(monday_of(day))
        if week is not None and kind in KINDS:
            name = KINDS[kind].counted
            week.counts[name] = week.counts.get(name, 0) + 1
    return found
