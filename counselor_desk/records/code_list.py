"""A year's list of diagnosis codes that the clinic has loaded."""

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from counselor_desk.records.base import Record


class LoadedCodeList(Record):
    """The lines of one list, packed, from the day on which it is in force."""

    __tablename__ = "loaded_code_list"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    title: Mapped[str]
    starts_on: Mapped[date] = mapped_column(index=True)
    ends_on: Mapped[date]
    codes: Mapped[int]
    sha256: Mapped[str]  # of the file as it was chosen
    packed: Mapped[bytes]
    loaded_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    loaded_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)
