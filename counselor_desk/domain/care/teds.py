"""The national admission and discharge set, filled from the chart, and what it still lacks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from counselor_desk.domain.form import is_blank

AT_ADMISSION = ("system", "minimum", "supplemental")
AT_DISCHARGE = ("discharge", "outcome")
NO_SUBSTANCE, NOT_APPLICABLE = "1", "96"  # of a second or third substance that there is none of


@dataclass(frozen=True)
class TedsBand:
    """A code for counts up to a number."""

    up_to: int
    code: str


@dataclass(frozen=True)
class TedsField:
    """One element of the set, and our words for its codes."""

    key: str
    name: str
    set: str
    codes: dict[str, str] = field(default_factory=dict)
    bands: tuple[TedsBand, ...] = ()

    @property
    def all_codes(self) -> tuple[str, ...]:
        """Every code that it may have, in their order; none of a date, a count or a substance."""
        return tuple(dict.fromkeys([*self.codes.values(), *(band.code for band in self.bands)]))

    def code(self, value: Any) -> str:
        """The code of an answer; unchanged where the element is a date or a count."""
        if self.bands:
            return next((band.code for band in self.bands if int(value) <= band.up_to), "")
        return self.codes.get(str(value), "") if self.codes else str(value)


@dataclass(frozen=True)
class Teds:
    """The whole set."""

    id: str
    title: str
    version: int
    source: str
    note: str
    fields: tuple[TedsField, ...]

    def of(self, *sets: str) -> list[TedsField]:
        return [f for f in self.fields if f.set in sets]

    def choices(self, key: str) -> tuple[str, ...]:
        return tuple(next(f for f in self.fields if f.key == key).codes)

    def missing(self, values: Mapping[str, Any], *sets: str) -> list[TedsField]:
        """Elements without an answer, or with one that has no code. Nought is an answer."""
        return [
            f
            for f in self.of(*sets or AT_ADMISSION)
            if is_blank(values.get(f.key)) or f.code(values[f.key]) == ""
        ]

    def coded(self, values: Mapping[str, Any], *sets: str) -> dict[str, str]:
        return {
            f.key: f.code(values[f.key])
            for f in self.of(*sets or AT_ADMISSION)
            if not is_blank(values.get(f.key))
        }
