"""What of this room is copied for reading while the line is cut."""

from datetime import date
from typing import Any

from counselor_desk.desk.desk import Context, UseCase
from counselor_desk.services.rewards import today as rewards_of_today


def of_day(ctx: Context, today: date) -> list[tuple[UseCase[..., Any], tuple[Any, ...]]]:
    """The number beside its name in the navigation."""
    return [(rewards_of_today.due_today, ())]
