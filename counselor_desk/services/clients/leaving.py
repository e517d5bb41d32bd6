"""What ends when somebody leaves care: each room says what, and can take it back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from types import ModuleType

from counselor_desk.core.discover import modules
from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.domain.roles import Can
from counselor_desk.records.people import Client


@dataclass(frozen=True)
class EndedThing:
    """A place in a group or a booking that ended because the client left."""

    kind: str  # "group" or "booking"
    id: int
    title: str
    on: date
    at: datetime | None = None


def end_everything(ctx: Context, client_id: int, on: date) -> None:
    """Nobody who has left is seated in a group, expected, or called about a session they missed."""
    for room in _rooms():
        room.end(ctx, client_id, on)


@query(Can.SEE_CLIENTS, "leaving.ended")
def ended(ctx: Context, client_id: int) -> list[EndedThing]:
    """What ended with the last discharge or closing of the chart, and was not taken back."""
    client = ctx.get(Client, client_id)
    things: list[EndedThing] = []
    for room in _rooms():
        found: Iterable[EndedThing] = room.ended(ctx, client.id)
        things += found
    return things


@command(Can.BOOK, "leaving.take_back")
def take_back(ctx: Context, client_id: int, kind: str, id: int) -> None:
    """This one goes on: after-care in the same group, a last visit that stands."""
    client = ctx.get(Client, client_id)
    if not any(room.take_back(ctx, client.id, kind, id) for room in _rooms()):
        raise Refused(_("This has changed meanwhile. Look at the schedule."))


def _rooms() -> list[ModuleType]:
    from counselor_desk import services

    return modules(services, "on_leaving")
