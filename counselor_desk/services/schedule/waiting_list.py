"""Who waits for an appointment: put on the list, booked from it, or taken off."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, command
from counselor_desk.desk.fill_record import checked
from counselor_desk.domain.roles import Can
from counselor_desk.records.people import Client
from counselor_desk.records.schedule import Appointment, WaitingPlace
from counselor_desk.services.schedule import appointments


@dataclass(frozen=True)
class WaitingRow:
    """One line of the waiting list."""

    id: int
    client_id: int
    client: str
    kind: str
    minutes: int
    wishes: str
    since: date


def waiting(ctx: Context) -> list[WaitingRow]:
    """Who waits, the longest first."""
    return ctx.rows(
        WaitingRow,
        select(
            WaitingPlace.id,
            WaitingPlace.client_id,
            Client.called,
            WaitingPlace.kind,
            WaitingPlace.minutes,
            WaitingPlace.wishes,
            WaitingPlace.since,
        )
        .join(Client, Client.id == WaitingPlace.client_id)
        .where(WaitingPlace.ended_on.is_(None), Client.closed_at.is_(None))
        .order_by(WaitingPlace.since, WaitingPlace.id),
    )


@command(Can.BOOK, "waiting_list.add")
def add(ctx: Context, client_id: int, values: Mapping[str, Any]) -> WaitingPlace:
    """Put a client on the list. Refused when they already wait for the same kind of visit."""
    client = ctx.get(Client, client_id)
    given = checked(WaitingPlace, values)
    same = select(WaitingPlace).where(
        WaitingPlace.client_id == client.id,
        WaitingPlace.kind == given.get("kind", "individual"),
        WaitingPlace.ended_on.is_(None),
    )
    if ctx.first(same) is not None:
        raise Refused(_("This client is already on the waiting list."))
    return ctx.add(WaitingPlace(client_id=client.id, since=ctx.today, **given))


@command(Can.BOOK, "waiting_list.leave")
def leave_list(ctx: Context, waiting_id: int) -> WaitingPlace:
    """Take a client off the list without an appointment."""
    place = ctx.get(WaitingPlace, waiting_id)
    place.ended_on = ctx.today
    return place


@command(Can.BOOK, "waiting_list.return_to")
def return_to_list(ctx: Context, waiting_id: int) -> WaitingPlace:
    """Back on the list, since when they had waited."""
    place = ctx.get(WaitingPlace, waiting_id)
    place.ended_on = None
    return place


@command(Can.BOOK, "waiting_list.book")
def book_waiting(
    ctx: Context, waiting_id: int, starts_at: datetime, staff_id: int | None = None, room: str = ""
) -> Appointment:
    """Book the appointment that was waited for, and take the client off the list."""
    place = ctx.get(WaitingPlace, waiting_id)
    values = {"kind": place.kind, "minutes": place.minutes, "place": room}
    made = appointments.book(ctx, place.client_id, starts_at, values, staff_id)
    place.ended_on = ctx.today
    return made
