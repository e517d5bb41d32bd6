"""Groups: who belongs, what a session was about, and each member's own part, kept apart."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from counselor_desk.core.i18n import lazy
from counselor_desk.domain.form import Kind
from counselor_desk.records.base import Body, Clinical, OfClient, Record, asks


class TherapyGroup(Record):
    """A group that meets again and again."""

    __tablename__ = "therapy_group"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    name: Mapped[str] = mapped_column(dataclass_metadata=asks(lazy("Name of the group"), required=True))
    about: Mapped[str] = mapped_column(
        default="", dataclass_metadata=asks(lazy("What it is for"), kind=Kind.TEXT)
    )
    fewest: Mapped[int] = mapped_column(
        default=2, dataclass_metadata=asks(lazy("Fewest members"), required=True, low=1, high=60)
    )
    most: Mapped[int] = mapped_column(
        default=12,
        dataclass_metadata=asks(lazy("Most members"), required=True, low=1, high=60, beside=True),
    )
    limits_from: Mapped[str] = mapped_column(
        default="",
        dataclass_metadata=asks(
            lazy("Who has confirmed these limits"),
            help=lazy(
                "Payers differ. Leave it empty until yours confirms; until then the numbers are "
                "marked as not confirmed."
            ),
        ),
    )
    leader_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    ended_on: Mapped[date | None] = mapped_column(default=None)


class GroupLeader(Record):
    """A colleague who leads a group, too: sees and writes what its leader does."""

    __tablename__ = "group_leader"
    __table_args__ = (UniqueConstraint("group_id", "staff_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    group_id: Mapped[int] = mapped_column(ForeignKey("therapy_group.id"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    since: Mapped[date]
    until: Mapped[date | None] = mapped_column(default=None)


class GroupMember(OfClient, Record):
    """A client's place in a group."""

    __tablename__ = "group_member"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    group_id: Mapped[int] = mapped_column(ForeignKey("therapy_group.id"), index=True)
    since: Mapped[date]
    until: Mapped[date | None] = mapped_column(default=None)
    ended_by_leaving: Mapped[bool] = mapped_column(default=False)  # with a discharge or a closed chart


class GroupSession(Record):
    """One meeting: what is true of all who were there. It names nobody."""

    __tablename__ = "group_session"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    group_id: Mapped[int] = mapped_column(ForeignKey("therapy_group.id"), index=True)
    held_on: Mapped[date]
    led_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    shared: Mapped[Body] = mapped_column(default_factory=dict)
    started_at: Mapped[datetime]
    written_at: Mapped[datetime | None] = mapped_column(default=None)  # when the notes were made
    not_names: Mapped[list[str]] = mapped_column(default_factory=list)  # words that name no member here


class GroupSeat(Clinical, Record):
    """One member's own part of a meeting, and the note that was made of it."""

    __tablename__ = "group_seat"
    __table_args__ = (UniqueConstraint("session_id", "client_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    session_id: Mapped[int] = mapped_column(ForeignKey("group_session.id"), index=True)
    was_there: Mapped[bool] = mapped_column(default=True)
    part: Mapped[Body] = mapped_column(default_factory=dict)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"), default=None)
