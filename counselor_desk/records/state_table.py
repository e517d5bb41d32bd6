"""How the clinic's state wants the national admission and discharge set: a table that the clinic loads."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from counselor_desk.records.base import Record


class StateTable(Record):
    """The table as its file has it; the last one that was loaded counts until it is taken out."""

    __tablename__ = "state_table"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    title: Mapped[str]
    content: Mapped[bytes]
    sha256: Mapped[str]
    loaded_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    loaded_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)
