"""What makes writing quick: texts under a short word."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from counselor_desk.records.base import Record


class Snippet(Record):
    """A text typed by a short word; placeholders such as {client} are filled in."""

    __tablename__ = "snippet"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    short: Mapped[str]
    text: Mapped[str]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), default=None)
