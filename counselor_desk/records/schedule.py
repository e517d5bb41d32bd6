"""Appointments and what became of them, and who waits for one."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import WordedEnum, _, lazy
from counselor_desk.domain.form import Choice
from counselor_desk.records.base import OfClient, Record, asks


class Attendance(WordedEnum):
    """What became of an appointment."""

    BOOKED = "booked"
    ATTENDED = "attended"
    LATE = "came late"
    NO_SHOW = "did not come"
    EXCUSED = "excused"
    BY_CLIENT = "canceled by client"
    BY_CLINIC = "canceled by clinic"


CAME = frozenset({Attendance.ATTENDED, Attendance.LATE})


MISSED = frozenset({Attendance.NO_SHOW, Attendance.BY_CLIENT})


VISIT_KINDS = (
    Choice("individual", lazy("Individual")),
    Choice("group", lazy("Group")),
    Choice("family", lazy("Family")),
    Choice("intake", lazy("Intake")),
    Choice("test", lazy("Drug test")),
    Choice("injection", lazy("Injection")),
    Choice("medical", lazy("Medical")),
    Choice("peer", lazy("Peer coach")),
    Choice("case", lazy("Case management")),
)


class Appointment(OfClient, Record):
    """One client's place in one session, before it and after it."""

    __tablename__ = "appointment"
    __table_args__ = (
        Index("ix_appointment_starts", "starts_at"),
        Index("ix_appointment_staff", "staff_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    starts_at: Mapped[datetime]
    minutes: Mapped[int] = mapped_column(
        default=50, dataclass_metadata=asks(lazy("Minutes"), low=5, high=480, beside=True)
    )
    kind: Mapped[str] = mapped_column(
        default="individual",
        dataclass_metadata=asks(
            lazy("Kind"),
            required=True,
            choices=VISIT_KINDS,
        ),
    )
    title: Mapped[str] = mapped_column(
        default="", dataclass_metadata=asks(lazy("Name of the group, or what for"))
    )
    place: Mapped[str] = mapped_column(
        default="", dataclass_metadata=asks(lazy("Place, or how"), beside=True)
    )
    series: Mapped[str] = mapped_column(default="", index=True)  # one word for a recurring row
    gathering: Mapped[str] = mapped_column(default="", index=True)  # one word for one group session
    attendance: Mapped[Attendance] = mapped_column(default=Attendance.BOOKED)
    why: Mapped[str] = mapped_column(default="")  # of a missed session: transport, illness, work
    marked_at: Mapped[datetime | None] = mapped_column(default=None)
    marked_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), default=None)
    booked_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), default=None)

    @property
    def came(self) -> bool:
        return self.attendance in CAME

    def mark(self, attendance: Attendance, by: int, at: datetime, why: str = "") -> None:
        if attendance in CAME and self.starts_at > at:
            raise Refused(_("This session has not begun. Mark attendance when it has."), "attendance")
        self.attendance, self.why = attendance, why.strip()
        self.marked_at, self.marked_by = at, by


class WaitingPlace(OfClient, Record):
    """A client who waits for an appointment that was not yet free."""

    __tablename__ = "waiting_place"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    kind: Mapped[str] = mapped_column(
        default="individual",
        dataclass_metadata=asks(lazy("Kind"), required=True, choices=VISIT_KINDS),
    )
    minutes: Mapped[int] = mapped_column(
        default=50, dataclass_metadata=asks(lazy("Minutes"), low=5, high=480, beside=True)
    )
    wishes: Mapped[str] = mapped_column(
        default="",
        dataclass_metadata=asks(
            lazy("When they can come"), help=lazy("Days and times, how to reach them on short notice.")
        ),
    )
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), default=None)
    since: Mapped[date]
    ended_on: Mapped[date | None] = mapped_column(default=None)
