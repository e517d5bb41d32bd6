"""What of this room is copied for reading while the line is cut."""

from datetime import date
from typing import Any

from counselor_desk.desk.desk import Context, UseCase
from counselor_desk.services.today import today as today_page


def of_day(ctx: Context, today: date) -> list[tuple[UseCase[..., Any], tuple[Any, ...]]]:
    return [(today_page.due_items, ())]
