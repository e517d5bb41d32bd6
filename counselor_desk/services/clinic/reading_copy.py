"""What of this room is copied for reading while the line is cut."""

from datetime import date
from typing import Any

from counselor_desk.desk.desk import Context, UseCase
from counselor_desk.services.clinic import staff


def of_day(ctx: Context, today: date) -> list[tuple[UseCase[..., Any], tuple[Any, ...]]]:
    """The clinic's rules for a window: how long before it locks, for one."""
    return [(staff.practice, ())]
