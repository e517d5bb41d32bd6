"""What a page of the calendar shows, read in one question."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.roles import GRANTS, Can, Role
from counselor_desk.records.people import Staff
from counselor_desk.records.schedule import Appointment
from counselor_desk.services.schedule import waiting_list
from counselor_desk.services.schedule.appointments import AppointmentSlot, slots_between
from counselor_desk.services.schedule.waiting_list import WaitingRow

ROOMS_OF = timedelta(days=180)
MOST_ROOMS = 24
CLINICAL = [role for role in Role if Can.WRITE_NOTE in GRANTS[role]]


@dataclass(frozen=True)
class CalendarPage:
    """The appointments of some days, who holds them, the rooms in use, and who waits."""

    slots: tuple[AppointmentSlot, ...]
    people: tuple[tuple[int, str], ...]
    rooms: tuple[str, ...]
    waiting: tuple[WaitingRow, ...]


@query(Can.BOOK, "schedule.page")
def page(ctx: Context, first: date, last: date, staff_id: int | None = None) -> CalendarPage:
    """From the first day to the last; one person's appointments, or everybody's that may be seen."""
    people = ctx.tuples(
        select(Staff.id, Staff.name)
        .where(Staff.active.is_(True), Staff.role.in_(CLINICAL))
        .order_by(Staff.name)
    )
    return CalendarPage(
        tuple(slots_between(ctx, first, last, staff_id)),
        tuple((int(number), str(name)) for number, name in people),
        tuple(_rooms(ctx)),
        tuple(waiting_list.waiting(ctx)),
    )


def _rooms(ctx: Context) -> list[str]:
    """Rooms that were used in the last half year or are booked, by name."""
    used = ctx.tuples(
        select(Appointment.place, func.count())
        .where(Appointment.place != "", Appointment.starts_at >= ctx.now - ROOMS_OF)
        .group_by(Appointment.place)
        .order_by(func.count().desc(), Appointment.place)
        .limit(MOST_ROOMS)
    )
    return sorted(str(place) for place, _count in used)
