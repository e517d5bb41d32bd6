"""Two charts of one person: which goes on, what went along, and how it is undone."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from counselor_desk.records.base import OfClient, Record


class ClientMerge(OfClient, Record):
    """The chart of `other_id` is closed and goes on in this one; both stay as they were written."""

    __tablename__ = "client_merge"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    other_id: Mapped[int] = mapped_column(ForeignKey("client.id"), index=True)
    reason: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    witness_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), default=None)
    was_closed_at: Mapped[datetime | None] = mapped_column(default=None)  # the other chart, before
    moved: Mapped[list[dict[str, Any]]] = mapped_column(default_factory=list)  # kind and id of each
    undone_at: Mapped[datetime | None] = mapped_column(default=None)
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), default=None)
    undone_why: Mapped[str] = mapped_column(default="")
