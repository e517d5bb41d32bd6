"""Kinds of recovery activity, and what a run of weeks holds of each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from counselor_desk.core.i18n import Glossary, Wording, lazy, worded


@worded
class ActivityKind:
    """One kind of thing done for recovery, and the column it is counted in."""

    words: Wording
    counted: str


MUTUAL = "Mutual help"
_KINDS = (
    ("twelve_step", lazy("12-step meeting (NA, AA and others)"), MUTUAL),
    ("smart", lazy("SMART Recovery"), MUTUAL),
    ("dharma", lazy("Recovery Dharma or Refuge Recovery"), MUTUAL),
    ("faith", lazy("Faith-based recovery group"), MUTUAL),
    ("other_group", lazy("Another mutual-help group"), MUTUAL),
    ("peer", lazy("Time with a peer or coach"), "Peers"),
    ("mindfulness", lazy("Mindfulness"), "Mindfulness"),
    ("exercise", lazy("Movement or exercise"), "Movement"),
    ("nutrition", lazy("Cooking or eating well"), "Food"),
    ("creative", lazy("Music, art, writing or crafts"), "Creative"),
    ("practice", lazy("A coping skill practiced"), "Practice"),
    ("giving", lazy("Helping others"), "Other"),
    ("other", lazy("Something else"), "Other"),
)
WORDS = {key: words for key, words, _counted in _KINDS}  # looked up when they are shown
KINDS = {key: ActivityKind(words, counted) for key, words, counted in _KINDS}
MEETINGS = tuple(key for key, kind in KINDS.items() if kind.counted == MUTUAL)
NAMES = Glossary(
    {
        MUTUAL: lazy("Mutual help"),
        "Peers": lazy("Peers"),
        "Mindfulness": lazy("Mindfulness"),
        "Movement": lazy("Movement"),
        "Food": lazy("Food"),
        "Creative": lazy("Creative"),
        "Practice": lazy("Practice"),
        "Other": lazy("Other"),
    }
)
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
    latest_weeks = [Week(this - timedelta(weeks=n), {}) for n in range(how_many)]
    by_monday = {week.monday: week for week in latest_weeks}
    for day, kind in done:
        week = by_monday.get(monday_of(day))
        if week is not None and kind in KINDS:
            name = KINDS[kind].counted
            week.counts[name] = week.counts.get(name, 0) + 1
    return latest_weeks
