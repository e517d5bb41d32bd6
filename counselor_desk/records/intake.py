"""The guided intake: answers that are kept as they are given and used everywhere."""

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from counselor_desk.records.base import Body, Clinical, Record


class Intake(Clinical, Record):
    """One client's intake: whatever has been answered so far."""

    __tablename__ = "intake"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    episode_id: Mapped[int | None] = mapped_column(ForeignKey("episode.id"), default=None)
    path: Mapped[str] = mapped_column(default="intake")
    path_version: Mapped[int] = mapped_column(default=1)
    answers: Mapped[Body] = mapped_column(default_factory=dict)
    step: Mapped[str] = mapped_column(default="")  # where to go on
    begun_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    changed_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    finished_at: Mapped[datetime | None] = mapped_column(default=None)


class LifeCheck(Clinical, Record):
    """The domains of life as answered at one point of care."""

    __tablename__ = "life_check"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), index=True)
    point: Mapped[int]  # day of care it belongs to; -1 at discharge
    answered_on: Mapped[date]
    answered_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    set_version: Mapped[int] = mapped_column(default=1)
    answers: Mapped[Body] = mapped_column(default_factory=dict)
