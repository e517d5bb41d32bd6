"""An auditor asks why a client was paid, line by line of the ledger."""

from typing import Any

from counselor_desk.tour.guide import Tour

ORDER = 61


def steps(tour: Tour) -> None:
    tour.sit("marion")
    screen: Any = tour.go("reward_lines")
    tour.until(lambda: screen.list.lines.rowCount() > 0, "the ledger is shown")
    screen.list.choose(next(i for i, one in screen._found.items() if one.why))
    tour.settle()
    tour.picture("rewards-lines", "The ledger: why each client was paid, in one sentence")
