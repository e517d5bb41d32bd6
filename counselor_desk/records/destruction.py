"""Retention and destruction: the clinic's own periods, and what was destroyed by whom."""

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from counselor_desk.core.i18n import lazy
from counselor_desk.domain.form import Kind
from counselor_desk.records.base import Body, Record, asks


class RetentionRule(Record):
    """A class's period as the clinic set it, from a day on; the newest in force counts."""

    __tablename__ = "retention_rule"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    period: Mapped[str] = mapped_column(index=True)  # id in resources/privacy/retention.toml
    years: Mapped[int] = mapped_column(dataclass_metadata=asks(lazy("Years"), required=True, low=1, high=100))
    after_majority: Mapped[int] = mapped_column(
        default=0, dataclass_metadata=asks(lazy("Years after the age of majority"), low=0, high=50)
    )
    source: Mapped[str] = mapped_column(
        dataclass_metadata=asks(lazy("Law, payer or contract that requires it"), required=True)
    )
    note: Mapped[str] = mapped_column(default="", dataclass_metadata=asks(lazy("Note"), kind=Kind.TEXT))
    in_force_on: Mapped[date] = mapped_column(dataclass_metadata=asks(lazy("In force from"), required=True))
    set_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    set_at: Mapped[datetime]


class Destruction(Record):
    """One record destroyed, by two people. While it is under way the seals let its rows go.

    42 CFR 2.11: a number that the program gave is no patient identifying information.
    """

    __tablename__ = "destruction"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    chart: Mapped[int] = mapped_column(unique=True)  # the client's id, which is never given again
    number: Mapped[str]
    kept_until: Mapped[date]
    reason: Mapped[str]
    early: Mapped[str] = mapped_column(default="")  # why before the period was over
    first_year: Mapped[int]
    last_year: Mapped[int]
    counts: Mapped[Body] = mapped_column(default_factory=dict)
    entries: Mapped[list[int]] = mapped_column(default_factory=list)  # of the ledger, that stay
    entries_sha256: Mapped[str] = mapped_column(default="")
    names_elsewhere: Mapped[int] = mapped_column(default=0)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    witness_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    registered_at: Mapped[datetime | None] = mapped_column(default=None)
    begun_at: Mapped[datetime]
    finished_at: Mapped[datetime | None] = mapped_column(default=None)
