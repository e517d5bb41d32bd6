"""What of this room is copied for reading while the line is cut."""

from datetime import date
from typing import Any

from counselor_desk.desk.desk import Context, UseCase
from counselor_desk.services.documents import reading_copy as documents_read
from counselor_desk.services.supervision import remarks, review_queue


def of_day(ctx: Context, today: date) -> list[tuple[UseCase[..., Any], tuple[Any, ...]]]:
    return [(remarks.praise_of, ()), (review_queue.awaiting_review, ())]


def of_chart(ctx: Context, client_id: int) -> list[tuple[UseCase[..., Any], tuple[Any, ...]]]:
    return [(remarks.remarks, (number,)) for number in documents_read.newest(ctx, client_id)]
