"""Levels of care of both editions, what needs point to, hours a week, and when things are due."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from counselor_desk.core.i18n import _

RETENTION_DAYS = 90  # at least 90 days of care go with lasting change (NIDA principle)
RATINGS = ("none", "mild", "moderate", "serious", "severe")


@dataclass(frozen=True)
class NeedArea:
    """One of the six areas in which need is rated."""

    number: int
    name: str
    points_to: tuple[str, ...]
    medical: bool = False


@dataclass(frozen=True)
class Level:
    """A level of care by its code, in our own words."""

    code: str
    name: str
    rank: int
    near: str = ""  # its nearest neighbor in the other edition
    medical: bool = False
    hours_from: int = 0
    hours_below: int | None = None
    hours_from_young: int | None = None  # under 18, where the edition tells them apart
    hours_below_young: int | None = None

    def for_age(self, young: bool) -> "Level":
        """The level with the hours that count for an adolescent."""
        if not young:
            return self
        least = self.hours_from if self.hours_from_young is None else self.hours_from_young
        below = self.hours_below if self.hours_below_young is None else self.hours_below_young
        return replace(self, hours_from=least, hours_below=below)

    @property
    def label(self) -> str:
        return f"{self.code}  {self.name}"

    @property
    def hours(self) -> str:
        """The weekly range in words; empty where hours do not define the level."""
        if self.hours_below is not None and self.hours_from:
            return _("{low} to {high} h a week").format(low=self.hours_from, high=self.hours_below - 1)
        if self.hours_below is not None:
            return _("less than {high} h a week").format(high=self.hours_below)
        return _("{low} h a week or more").format(low=self.hours_from) if self.hours_from else ""

    def reading(self, minutes: int) -> str:
        """A week's hours against the range: one quiet sentence."""
        if not self.hours:
            return ""
        sentence = _("{hours:g} h (the level: {range})").format(
            hours=round(minutes / 60, 1), range=self.hours
        )
        if minutes < self.hours_from * 60:
            return _("{said}, below the range").format(said=sentence)
        if self.hours_below is not None and minutes >= self.hours_below * 60:
            return _("{said}, above the range").format(said=sentence)
        return sentence


@dataclass(frozen=True)
class LevelSuggestion:
    """The level that the most pressing area points to, and which area that is."""

    level: Level | None
    area: NeedArea | None


@dataclass(frozen=True)
class LevelEdition:
    """One edition of the levels; every record says which one it was written under."""

    id: str
    title: str
    version: int
    source: str
    note: str
    areas: tuple[NeedArea, ...]
    levels: tuple[Level, ...]

    def level(self, code: str) -> Level | None:
        return next((level for level in self.levels if level.code == code), None)

    def label(self, code: str) -> str:
        level = self.level(code)
        return level.label if level else code

    def suggest(self, ratings: Mapping[int, int]) -> LevelSuggestion:
        """The highest need drives; never an average. Medical areas win where two are equal."""
        best = LevelSuggestion(None, None)
        order: tuple[int, bool] = (-1, False)
        for area in self.areas:
            rating = ratings.get(area.number)
            level = self.level(area.points_to[rating]) if rating is not None else None
            if level is not None and (level.rank, area.medical) > order:
                best, order = LevelSuggestion(level, area), (level.rank, area.medical)
        return best


def translate_level(code: str, source: LevelEdition, target: LevelEdition) -> str:
    """A level read under the other edition; the original always stays beside it."""
    level = source.level(code)
    near = target.level(level.near) if level and level.near else None
    if near is None:
        return _("{code} ({edition}): no direct equivalent").format(code=code, edition=source.title)
    return _("{near}, recorded as {code} ({edition})").format(near=near.code, code=code, edition=source.title)


def due_after(start: date, days: int) -> date:
    return start + timedelta(days=days)


def is_overdue(due: date, today: date) -> bool:
    """Due days are still in time; overdue starts the day after."""
    return today > due


def day_in_care(admitted: date, today: date) -> int:
    """The day of admission is day 1."""
    return (today - admitted).days + 1
