"""Everything that is due for a person, from every area, in one list."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from counselor_desk.core.discover import modules
from counselor_desk.core.i18n import WordedEnum
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.roles import Can


class TodayPart(WordedEnum):
    """Where a line stands on the page."""

    WATCH = "Watch"
    SESSIONS = "Sessions"
    FINISH = "To finish"
    SOON = "Coming up"


@dataclass(frozen=True)
class DueItem:
    """One thing due: for whom, what, by when, and where it is done with one keystroke."""

    part: TodayPart
    client_id: int | None  # None for what is the clinic's own
    client: str
    text: str
    action: str  # the word on its button: "Open", "Book", "Start"
    screen: str = "chart"
    where: dict[str, Any] = field(default_factory=dict)
    on: date | None = None
    urgent: bool = False  # danger to a person, nothing else


@query(Can.SEE_CLIENTS, "today.due")
def due_items(ctx: Context) -> list[DueItem]:
    """What is due for who asks: danger first, then by day. Each room has its `due.py`."""
    from counselor_desk import services

    today = ctx.today
    items: list[DueItem] = []
    for area in modules(services, "due"):
        lines: Iterable[DueItem] = area.due(ctx, today)
        items += lines
    ctx.show([item.client_id for item in items if item.client_id is not None], "today")
    order = list(TodayPart)
    return sorted(items, key=lambda d: (order.index(d.part), not d.urgent, d.on or today, d.client))
