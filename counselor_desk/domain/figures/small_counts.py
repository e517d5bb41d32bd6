"""Counts of people so small that they may point to one, and what would give them away.

The rule and its source stand in resources/privacy/small_counts.toml. Whoever reads a report knows
this rule as well: so what is hidden may not follow from what is shown, nor from its being hidden.
A count of nobody is treated as a small one, and so is what is left of a group: "nobody" and
"everybody" speak of every single person (NCES 2011-603, "Statistical Methods for Protecting
Personally Identifiable Information in Aggregate Reporting": code the ends of a distribution).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from counselor_desk.core.i18n import _

STEP = 5  # percent: a bound is rounded down to these
HALF = 50  # percent: a bound below says too little to be printed


@dataclass(frozen=True)
class SmallCounts:
    """From which number on counts of people are shown, as the program ships it."""

    version: int
    source: str
    usual: int
    floor: int
    note: str


@dataclass(frozen=True)
class MaskedParts:
    """A whole in parts: those shown, what the others are together, and the whole, if shown."""

    shown_counts: dict[str, int]
    other_total: int | None
    total: int | None


def count_in_words(count: int, least: int) -> str:
    """A count, unless it is so small that it may point to a person."""
    return str(count) if count >= least else _("fewer than {n}").format(n=least)


def stands_apart(part: int, whole: int, least: int) -> bool:
    """Neither the part nor what is left of the whole is small."""
    return part >= least and whole - part >= least


def shown_thirds(counts: tuple[int, int, int], least: int) -> tuple[bool, bool, bool]:
    """Which of three parts of a known whole are shown: all, the first, the last, or none.

    One small part hides a second, so that it does not follow from the whole. Which one is hidden
    with it is settled before the numbers are known: else the choice would tell of them.
    """
    if min(counts) >= least:
        return True, True, True
    whole = sum(counts)
    if stands_apart(counts[0], whole, least):
        return True, False, False
    return False, False, stands_apart(counts[2], whole, least)


def at_least(part: int, whole: int, least: int) -> int | None:
    """In percent what a part is at least, if it is nearly the whole; else None.

    Nothing more than "what is left is small": all, or all but as many as may not be shown.
    """
    if whole - part >= least:
        return None
    percent = 100 * (whole - least + 1) // whole // STEP * STEP if whole else 0
    return percent if percent > HALF else None


def parts(counts: Mapping[str, int], least: int) -> MaskedParts:
    """The small parts together, if each of them might then still be any small number."""
    small = [count for count in counts.values() if count < least]
    large = {name: count for name, count in counts.items() if count >= least}
    whole, others = sum(counts.values()), sum(small)
    if small and not least <= others <= (len(small) - 1) * (least - 1):
        return MaskedParts(large, None, None)
    return MaskedParts(large, others if small else None, whole)
