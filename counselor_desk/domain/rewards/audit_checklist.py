"""A random choice that can be made again: from a seed that is kept."""

import random
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class CheckItem:
    """One question of a checklist."""

    key: str
    label: str


@dataclass(frozen=True)
class Checklist:
    """Questions that are asked of every chart alike."""

    id: str
    version: int
    title: str
    source: str
    items: tuple[CheckItem, ...]


def draw_sample(pool: Sequence[int], wanted: int, seed: str) -> list[int]:
    """So many of the pool: the same for the same pool and seed on any machine."""
    ordered = sorted(set(pool))
    # Not random.sample with an integer seed: its way has changed between versions of Python.
    drawn = sorted(ordered, key=lambda one: random.Random(f"{seed}:{one}").random())
    return sorted(drawn[:wanted])
