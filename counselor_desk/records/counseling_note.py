"""SUD counseling notes: sealed under a key of their author's, apart from the rest of the chart."""

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from counselor_desk.records.base import Clinical, Record


class CounselingNote(Clinical, Record):
    """One note. What it says is readable with its author's key alone."""

    __tablename__ = "counseling_note"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    author_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    session_on: Mapped[date]
    sealed: Mapped[bytes]
    written_at: Mapped[datetime]
    changed_at: Mapped[datetime]
