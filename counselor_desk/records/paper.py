"""What the clinic's paper looks like, and what is being written for it."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from counselor_desk.records.base import Body, Record


class Logo(Record):
    """The clinic's mark at the head of its paper; the newest row counts, an empty one is none."""

    __tablename__ = "logo"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    png: Mapped[bytes]
    set_at: Mapped[datetime]
    set_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))


class PaperColor(Record):
    """The clinic's color on paper; the newest row counts, an empty one is black."""

    __tablename__ = "paper_color"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    color: Mapped[str]  # "#rrggbb"
    set_at: Mapped[datetime]
    set_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))


class PaperDraft(Record):
    """A text of the clinic's own that somebody has begun; keeping it takes this away."""

    __tablename__ = "paper_draft"
    __table_args__ = (UniqueConstraint("staff_id", "kind", "key", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    kind: Mapped[str]  # "handout" or "letter"
    key: Mapped[str]  # "" of one that is new
    language: Mapped[str]
    written: Mapped[Body] = mapped_column(default_factory=dict)
    saved_at: Mapped[datetime]
