"""What the clinic's paper looks like."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from counselor_desk.records.base import Record


class Logo(Record):
    """The clinic's mark at the head of its paper; the newest row counts, an empty one is none."""

    __tablename__ = "logo"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    png: Mapped[bytes]
    set_at: Mapped[datetime]
    set_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
