"""Who has a draft open to write: in the desk's memory while they do, and never what they write."""

from sqlalchemy import select

from counselor_desk.desk.desk import Context, query
from counselor_desk.desk.seat import WriterHere
from counselor_desk.domain.roles import Can
from counselor_desk.records.document import Document


@query(Can.READ_CHART, "presence.writers")
def writers(ctx: Context, document_id: int) -> tuple[WriterHere, ...]:
    """Who writes in a document at another computer now; nobody in one beyond the caseload."""
    is_visible = ctx.value(select(Document.id).where(Document.id == document_id)) is not None
    return ctx.writers(document_id) if is_visible else ()


@query(Can.WRITE_NOTE, "presence.leave")
def leave(ctx: Context, document_id: int) -> None:
    """The draft is no longer open here."""
    client_id = ctx.value(select(Document.client_id).where(Document.id == document_id))
    if client_id is not None:
        ctx.end_writing(document_id, client_id)
