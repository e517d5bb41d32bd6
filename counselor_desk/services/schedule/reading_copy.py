"""What of this room is copied for reading while the line is cut."""

from datetime import date, timedelta
from typing import Any

from counselor_desk.desk.desk import Context, UseCase
from counselor_desk.services.schedule import appointments

NEXT_ONES = 40  # as the overview of a chart asks for them


def of_day(ctx: Context, today: date) -> list[tuple[UseCase[..., Any], tuple[Any, ...]]]:
    """Today and tomorrow, one's own and everybody's that may be seen."""
    days = (today, today + timedelta(days=1))
    return [(appointments.day, (day, whose)) for day in days for whose in (ctx.actor.id, None)]


def of_chart(ctx: Context, client_id: int) -> list[tuple[UseCase[..., Any], tuple[Any, ...]]]:
    return [(appointments.of_client, (client_id,)), (appointments.of_client, (client_id, NEXT_ONES))]
