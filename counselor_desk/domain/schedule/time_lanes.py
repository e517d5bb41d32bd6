"""Where appointments of one column lie when they overlap: side by side, each as wide as it can be."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDENED = 12


@dataclass(frozen=True)
class TimeLane:
    """A block's place across its column: from `first`, over `span` of `of` equal lanes."""

    first: int
    span: int
    of: int


def lanes(times: Sequence[tuple[int, int]]) -> list[TimeLane]:
    """A lane for each (start, end) in minutes, in the order given; no two that overlap share one."""
    order = sorted(range(len(times)), key=lambda at: (times[at][0], -times[at][1]))
    found: list[TimeLane] = [TimeLane(0, 1, 1)] * len(times)
    together: list[int] = []
    until = -1
    for at in order:
        if together and times[at][0] >= until:
            _settle(times, together, found)
            together, until = [], -1
        together.append(at)
        until = max(until, times[at][1])
    _settle(times, together, found)
    return found


def _settle(times: Sequence[tuple[int, int]], together: Sequence[int], found: list[TimeLane]) -> None:
    """One bundle of times that hang together, in order of their start."""
    ends: list[int] = []
    own: dict[int, int] = {}
    members: list[list[int]] = []
    for at in together:
        start, end = times[at]
        lane = next((n for n, free_from in enumerate(ends) if free_from <= start), len(ends))
        if lane == len(ends):
            ends.append(0)
            members.append([])
        ends[lane] = end
        own[at] = lane
        members[lane].append(at)
    if len(ends) > WIDENED:  # so crowded that no free lane would show
        for at in together:
            found[at] = TimeLane(own[at], 1, len(ends))
        return
    for at in together:
        found[at] = TimeLane(own[at], _room(times, at, members[own[at] + 1 :]), len(ends))


def _room(times: Sequence[tuple[int, int]], at: int, beside: Sequence[Sequence[int]]) -> int:
    """How many lanes a block takes: its own, and those to its right that are free all its time."""
    start, end = times[at]
    span = 1
    for lane in beside:
        if any(times[other][0] < end and times[other][1] > start for other in lane):
            break
        span += 1
    return span
