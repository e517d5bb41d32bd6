"""What booking needs beside the booking: who is taken at that time, and a file for calendars."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import or_

from counselor_desk.domain import calendar_file
from counselor_desk.domain.calendar_file import Entry
from counselor_desk.domain.roles import Can
from counselor_desk.errors import Refused
from counselor_desk.i18n import _
from counselor_desk.records.care import Appointment, Attendance
from counselor_desk.records.people import Client
from counselor_desk.services import schedule
from counselor_desk.services.desk import Context, query
from counselor_desk.services.schedule import Slot

LONGEST = timedelta(hours=8)
MOST_DAYS = 400


@query(Can.BOOK)
def taken(
    ctx: Context, client_ids: Sequence[int], starts_at: datetime, minutes: int, leave: int = 0
) -> list[Slot]:
    """Sessions at the same time of these clients, or of who would hold this one; `leave` one."""
    clients = [ctx.get(Client, client_id) for client_id in client_ids]
    holders = {schedule.holder(ctx, client) for client in clients}
    ends_at = starts_at + timedelta(minutes=minutes)
    found = ctx.rows(
        schedule.slot_of,
        schedule.slots_of()
        .where(
            or_(Appointment.client_id.in_(client_ids), Appointment.staff_id.in_(holders)),
            Appointment.starts_at > starts_at - LONGEST,
            Appointment.starts_at < ends_at,
            Appointment.attendance == Attendance.BOOKED,
            Appointment.id != leave,
        )
        .order_by(Appointment.starts_at, Appointment.id),
    )
    return [slot for slot in found if slot.ends_at > starts_at]


@query(Can.BOOK)
def calendar(ctx: Context, first: date, last: date, with_initials: bool) -> bytes:
    """One's own sessions as a calendar file: times, and initials at the most."""
    if last < first:
        raise Refused(_("The last day is before the first."), "last")
    if (last - first).days > MOST_DAYS:
        raise Refused(_("Take a year at the most."), "last")
    slots = schedule.between(ctx, first, last, ctx.actor.id)
    coming = [s for s in slots if s.attendance is Attendance.BOOKED]
    entries = []
    for group in schedule.gathered(coming):
        one = group[0]
        words = ""
        if len(group) > 1 or one.gathering:
            words = _("Group session")
        elif with_initials:
            words = calendar_file.initials(one.client)
        # The key is the appointment's own: the same entry again replaces the first.
        entries.append(Entry(f"{one.gathering or one.id}", one.starts_at, one.minutes, words))
    return calendar_file.write(entries, ctx.now)
