"""What of this room is copied for reading while the line is cut."""

from typing import Any

from sqlalchemy import select

from counselor_desk.desk.desk import Context, UseCase
from counselor_desk.records.document import WRITABLE, Document
from counselor_desk.services.documents import counseling_notes, lists
from counselor_desk.services.documents.open_to_write import open_to_write

NEWEST = 8  # signed documents of a chart


def newest(ctx: Context, client_id: int) -> list[int]:
    """The signed documents that are read before a session."""
    signed = select(Document.id).where(
        Document.client_id.in_(ctx.person_charts(client_id)), Document.status.not_in(WRITABLE)
    )
    newest_first = signed.order_by(Document.occurred_on.desc(), Document.id.desc()).limit(NEWEST)
    return [number for (number,) in ctx.tuples(newest_first)]


def of_chart(ctx: Context, client_id: int) -> list[tuple[UseCase[..., Any], tuple[Any, ...]]]:
    """The list, the newest signed documents; of separate counseling notes that there are some."""
    found: list[tuple[UseCase[..., Any], tuple[Any, ...]]] = [
        (lists.of_client, (client_id,)),
        (counseling_notes.page, (client_id,)),
    ]
    return [*found, *((open_to_write, (number,)) for number in newest(ctx, client_id))]
