"""What stood in the wrong chart: what it was, where it is now, and to whom it had gone out."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from counselor_desk.core.i18n import WordedEnum
from counselor_desk.records.base import Clinical, Record


class MisfiledKind(WordedEnum):
    """What can stand in the wrong chart."""

    DOCUMENT = "document"
    SCORE = "score"
    TEST = "test"
    BOOKING = "booking"


class Misfiling(Clinical, Record):
    """Kept in the chart in which it stood; the one in the right chart is a record of its own."""

    __tablename__ = "misfiling"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    to_client_id: Mapped[int] = mapped_column(ForeignKey("client.id"), index=True)
    kind: Mapped[MisfiledKind]
    wrong_id: Mapped[int]
    right_id: Mapped[int]
    reason: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    # Numbers of the accounting's lines with which it went out, or may have.
    went_out: Mapped[list[dict[str, Any]]] = mapped_column(default_factory=list)
