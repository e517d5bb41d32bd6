"""What somebody has typed into a form and not yet saved, in a chart or in a part of the clinic."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, MappedAsDataclass, mapped_column

from counselor_desk.records.base import Body, OfClient, Record


class TypedForm(MappedAsDataclass, kw_only=True, eq=False, repr=False):
    """One person's answers in one form, and the way to it."""

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    spot: Mapped[str]  # the same for the same form of the same thing, on any day and at any seat
    title: Mapped[str]  # as the form calls itself
    way: Mapped[Body] = mapped_column(default_factory=dict)  # screen, where, sheet, of
    answers: Mapped[Body] = mapped_column(default_factory=dict)
    saved_at: Mapped[datetime]


class ChartFormDraft(TypedForm, OfClient, Record):
    """In a client's chart: seen with the chart, and gone with it."""

    __tablename__ = "chart_form_draft"
    __table_args__ = (UniqueConstraint("staff_id", "client_id", "spot"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=None)


class ClinicFormDraft(TypedForm, Record):
    """Of no chart: a person who is being registered, a call, a group."""

    __tablename__ = "clinic_form_draft"
    __table_args__ = (UniqueConstraint("staff_id", "spot"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
