"""What was shown of which charts in a sitting: each look leaves one line a chart, not one a keystroke."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ChartSight:
    """Charts of which something was shown beside others: on a page, or by a search."""

    place: str  # "search", "today 2026-12-01": once a sitting for each
    typed: str
    client_ids: frozenset[int]


class ShownCharts:
    """Of one sitting at one seat. What was typed for a search stays in memory and goes nowhere."""

    def __init__(self) -> None:
        self._told: dict[str, ChartSight] = {}

    def new(self, shown: ChartSight) -> frozenset[int]:
        """The charts that the trail does not tell of yet; typing on goes on with the same search."""
        last = self._told.get(shown.place)
        return shown.client_ids if last is None else shown.client_ids - _same(last, shown)

    def remember(self, shown: ChartSight) -> None:
        """The trail tells of them now."""
        last = self._told.get(shown.place)
        before = frozenset[int]() if last is None else _same(last, shown)
        self._told = {
            **self._told,
            shown.place: ChartSight(shown.place, shown.typed, before | shown.client_ids),
        }


def _same(last: ChartSight, shown: ChartSight) -> frozenset[int]:
    """What was told of before in the same search: one has more letters than the other, or as many."""
    pair = last.typed.casefold().strip(), shown.typed.casefold().strip()
    goes_on = pair[0].startswith(pair[1]) or pair[1].startswith(pair[0])
    return last.client_ids if goes_on else frozenset()
