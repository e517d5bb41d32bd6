"""What a reward schedule is: its weeks, its amounts, and a named choice for every open question."""

from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, NamedTuple

from msgspec import Meta, Struct

from counselor_desk.core.i18n import WordedEnum
from counselor_desk.domain.rewards.prize_bowl import Bowl

Counted = Annotated[int, Meta(ge=1)]
Amount = Annotated[int, Meta(ge=0)]
Words = Annotated[str, Meta(min_length=1)]
Identifier = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]*$")]
Weekday = Annotated[int, Meta(ge=0, le=6)]


class Outcome(StrEnum):
    """What became of an occasion."""

    MET = "met"
    NOT_MET = "not met"
    EXCUSED = "excused"
    MISSED = "missed"
    REFUSED = "refused"
    INVALID = "invalid"
    CLINIC = "clinic's side"  # not tested, closed, no staff: never counts as the client's absence
    WITHDRAWN = "withdrawn"  # its test was entered in error: the clinic's side, so nothing is lost

    @property
    def can_be_recorded(self) -> bool:
        """Whether a person may choose it; a withdrawal comes with its test alone."""
        return self is not Outcome.WITHDRAWN


class RewardUnit(StrEnum):
    """What the amounts of a schedule count."""

    CENTS = "cents"
    DRAWS = "draws"
    NAMES = "names"


class Target(WordedEnum):
    """The behavior a schedule rewards."""

    STIMULANT_NEGATIVE = "stimulant-negative test"
    OPIOID_NEGATIVE = "opioid-negative test"
    MEDICATION_TAKEN = "medication taken"
    ATTENDANCE = "attendance"
    GOAL = "goal completed"
    OTHER_NEGATIVE = "negative for a named substance"

    @property
    def is_a_test(self) -> bool:
        return self in {
            Target.STIMULANT_NEGATIVE,
            Target.OPIOID_NEGATIVE,
            Target.OTHER_NEGATIVE,
        }


class Growth(StrEnum):
    """What makes the amount rise."""

    OCCASION = "occasion"  # each one met in a row
    WEEK = "week"  # each full week met
    NONE = "none"  # it does not


class Restoration(StrEnum):
    """How a level lost to a reset comes back: not, or after so many met in a row."""

    NOT = "R0"  # never: the climb starts again
    NEXT = "R1"  # the level due at the reset, from the occasion after the last one needed
    AT_ONCE = "R2"  # the same, on the last one needed
    WEEK_NOT = "C0"  # full weeks are lost
    WEEK_NEXT = "C1"  # full weeks are kept; the first amount until the ones needed are in
    WEEK_AT_ONCE = "C2"  # the same, and the last one needed already pays the level

    @property
    def is_weekly(self) -> bool:
        return self.value.startswith("C")

    @property
    def restores(self) -> bool:
        return self not in {Restoration.NOT, Restoration.WEEK_NOT}

    @property
    def at_once(self) -> bool:
        return self in {Restoration.AT_ONCE, Restoration.WEEK_AT_ONCE}


class RunEffect(StrEnum):
    """What an occasion without a reward does to the run."""

    RESET = "reset"
    HOLD = "hold"


class SavedLevel(StrEnum):
    """Which level is kept when a second reset comes before the first one is made good."""

    HIGHEST = "highest"
    LATEST = "latest"


class ExcusedWeek(StrEnum):
    """Whether a week with an excused absence, and all else met, raises the level."""

    HOLDS = "holds"
    COUNTS = "counts"


class UnreadableCup(StrEnum):
    """What a cup does that nobody can read: too dilute, too little, of the wrong temperature."""

    SECOND = "second cup"  # it asks for another one; only a refused one is a miss
    COUNTS = "counts"  # it is the occasion's outcome: not valid


class Policies(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The clinic's answer to each question the published text leaves open."""

    restoration: Restoration
    restore_after: Counted = 5
    saved: SavedLevel = SavedLevel.HIGHEST
    not_met: RunEffect = RunEffect.RESET
    missed: RunEffect = RunEffect.RESET
    refused: RunEffect = RunEffect.RESET
    invalid: RunEffect = RunEffect.RESET
    # Usual practice, from memory and not from a published schedule: each clinic's protocol says it.
    unreadable_cup: UnreadableCup = UnreadableCup.SECOND
    excused: RunEffect = RunEffect.HOLD
    excused_limit: Amount = 0  # more in a row than this count as missed; 0 is no limit
    excused_week: ExcusedWeek = ExcusedWeek.HOLDS
    bonus_after_reset: RunEffect = RunEffect.RESET  # "hold": the count towards it goes on


class Phase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A run of weeks that pay alike."""

    weeks: Counted
    per_week: Annotated[int, Meta(ge=1, le=7)]
    grows: Growth
    first: Amount
    step: Amount = 0
    top: Amount | None = None

    def __post_init__(self) -> None:
        if self.top is not None and self.top < self.first:
            raise ValueError(f"the top {self.top} is below the first amount {self.first}")
        if self.grows is Growth.NONE and self.step:
            raise ValueError("a step has no meaning where the amount does not grow")

    def value(self, level: int) -> int:
        if self.grows is Growth.NONE:
            return self.first
        amount = self.first + self.step * level
        return amount if self.top is None else min(amount, self.top)


class Bonus(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A fixed extra for a run of occasions met."""

    every: Counted
    amount: Amount


class OccasionPlace(NamedTuple):
    """Where an occasion stands in the schedule."""

    number: int
    week: int
    slot: int  # within its week, from 0
    phase: Phase

    @property
    def ends_week(self) -> bool:
        return self.slot == self.phase.per_week - 1


class Schedule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A published or a clinic's own schedule of rewards, one version of it."""

    id: Identifier
    title: Words
    version: Counted
    source: Words
    target: Target
    unit: RewardUnit
    phases: tuple[Phase, ...]
    policies: Policies
    bonus: Bonus | None = None
    bowl: Bowl | None = None
    priming: Amount = 0  # draws on the first day, before the first occasion
    winners: Counted | None = None  # names drawn from the hat at each meeting
    note: str = ""

    def __post_init__(self) -> None:
        if not self.phases:
            raise ValueError("a schedule needs at least one phase")
        if (self.unit is RewardUnit.CENTS) != (self.bowl is None):
            raise ValueError("draws and names need a bowl, and cents have none")
        if (self.unit is RewardUnit.NAMES) != (self.winners is not None):
            raise ValueError("winners belong to names in the hat, and to nothing else")
        if self.priming and self.unit is not RewardUnit.DRAWS:
            raise ValueError("priming draws belong to a bowl, and to nothing else")
        weekly = any(phase.grows is Growth.WEEK for phase in self.phases)
        if weekly != self.policies.restoration.is_weekly:
            raise ValueError(f"restoration {self.policies.restoration} does not fit what the amounts grow by")

    @property
    def places(self) -> tuple[OccasionPlace, ...]:
        return _places(self.phases)

    @property
    def occasions(self) -> int:
        return len(self.places)

    @property
    def weeks(self) -> int:
        return sum(phase.weeks for phase in self.phases)

    @property
    def per_week(self) -> int:
        return max(phase.per_week for phase in self.phases)

    def effect_of(self, outcome: Outcome) -> RunEffect:
        rules = self.policies
        return {
            Outcome.MET: RunEffect.HOLD,
            Outcome.NOT_MET: rules.not_met,
            Outcome.EXCUSED: rules.excused,
            Outcome.MISSED: rules.missed,
            Outcome.REFUSED: rules.refused,
            Outcome.INVALID: rules.invalid,
            Outcome.CLINIC: RunEffect.HOLD,  # domain fact 1.9: a clinic-side cancellation is always excused
            Outcome.WITHDRAWN: RunEffect.HOLD,
        }[outcome]

    def due_on(self, number: int, start: date, weekdays: tuple[int, ...]) -> date:
        """The day of an occasion: weeks run from the start, on these days in turn (Monday is 0)."""
        place = self.places[number - 1]
        begins = start + timedelta(weeks=place.week - 1)
        days = sorted((day - begins.weekday()) % 7 for day in weekdays[: place.phase.per_week])
        return begins + timedelta(days=days[place.slot])

    @property
    def title_in_words(self) -> str:
        return f"{self.id} v{self.version}"


@lru_cache(maxsize=256)
def _places(phases: tuple[Phase, ...]) -> tuple[OccasionPlace, ...]:
    weeks = [phase for phase in phases for _week in range(phase.weeks)]
    slots = [(n, slot, p) for n, p in enumerate(weeks, 1) for slot in range(p.per_week)]
    return tuple(OccasionPlace(n, week, slot, p) for n, (week, slot, p) in enumerate(slots, 1))
