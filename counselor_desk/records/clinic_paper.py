"""What the clinic's paper looks like, and what is being written for it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
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


class LetterCopy(Record):
    """The clinic's own text of a letter; every version is kept, the latest is printed."""

    __tablename__ = "letter_copy"
    __table_args__ = (Index("ix_letter_copy_key", "key", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    key: Mapped[str]
    title: Mapped[str]
    language: Mapped[str]
    greeting: Mapped[str]
    body: Mapped[str]
    discloses: Mapped[list[str]] = mapped_column(default_factory=list)
    made_at: Mapped[datetime]
    made_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)


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
