"""Appointments moved, lengthened, given to somebody else or canceled: one, some or a whole series."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, command
from counselor_desk.domain.roles import Can
from counselor_desk.domain.schedule.series import SeriesPart, moved_alike
from counselor_desk.records.people import Staff
from counselor_desk.records.schedule import Appointment, Attendance
from counselor_desk.services.schedule.appointments import (
    LONGEST,
    AppointmentSlot,
    refuse_far_days,
    slots_of,
)

SHORTEST, LONGEST_MINUTES = 5, 480


@dataclass(frozen=True)
class SlotTime:
    """Where an appointment stands: when, how long, with whom, in which room."""

    id: int
    starts_at: datetime
    minutes: int
    staff_id: int
    place: str


@dataclass(frozen=True)
class Rescheduled:
    """How things stood before, to put them back, and what now lies at the same time."""

    before: tuple[SlotTime, ...]
    clashes: tuple[AppointmentSlot, ...]


@command(Can.BOOK, "schedule.reschedule")
def reschedule(ctx: Context, to: SlotTime, part: SeriesPart = SeriesPart.THIS) -> Rescheduled:
    """Another time, length, person or room; of a series each keeps its own week.

    A group moves as a whole. Refused for an appointment that is over.
    """
    chosen = ctx.get(Appointment, to.id)
    _check_open(chosen)
    refuse_far_days(ctx, to.starts_at)
    if not SHORTEST <= to.minutes <= LONGEST_MINUTES:
        raise Refused(_("An appointment lasts from 5 minutes to 8 hours."), "minutes")
    staff = ctx.get(Staff, to.staff_id)
    moving = _meant(ctx, chosen, part)
    before = tuple(_time_of(each) for each in moving)
    was = chosen.starts_at
    for each in moving:
        each.starts_at = moved_alike(each.starts_at, was, to.starts_at)
        each.minutes, each.staff_id, each.place = to.minutes, staff.id, to.place.strip()
    return Rescheduled(before, tuple(clashes(ctx, moving)))


@command(Can.BOOK, "schedule.put_back")
def put_back(ctx: Context, times: Sequence[SlotTime]) -> int:
    """Undo a change of time: each appointment as it stood, if it has not been held since."""
    for time in times:
        appointment = ctx.get(Appointment, time.id)
        _check_open(appointment)
        refuse_far_days(ctx, time.starts_at)
        appointment.starts_at, appointment.minutes = time.starts_at, time.minutes
        appointment.staff_id, appointment.place = ctx.get(Staff, time.staff_id).id, time.place
    return len(times)


@command(Can.BOOK, "schedule.cancel")
def cancel(ctx: Context, appointment_id: int, part: SeriesPart, by: Attendance, why: str = "") -> list[int]:
    """Cancel one, or what is still to come of its series; the ids, to put them back."""
    if by not in (Attendance.BY_CLIENT, Attendance.BY_CLINIC):
        raise Refused(_("Choose who canceled."), "by")
    chosen = ctx.get(Appointment, appointment_id)
    _check_open(chosen)
    canceled = _meant(ctx, chosen, part)
    for each in canceled:
        each.mark(by, ctx.actor.id, ctx.now, why)
    return [each.id for each in canceled]


@command(Can.BOOK, "schedule.book_again")
def book_again(ctx: Context, appointment_ids: Sequence[int]) -> int:
    """Undo a cancellation: the appointments are booked as they were."""
    for appointment_id in appointment_ids:
        appointment = ctx.get(Appointment, appointment_id)
        if appointment.attendance not in (Attendance.BY_CLIENT, Attendance.BY_CLINIC):
            raise Refused(_("This appointment is not canceled."))
        appointment.attendance, appointment.why = Attendance.BOOKED, ""
        appointment.marked_at = appointment.marked_by = None
    return len(appointment_ids)


@command(Can.BOOK, "schedule.unbook")
def unbook(ctx: Context, appointment_ids: Sequence[int]) -> int:
    """Undo a booking of one's own of this day: it leaves no canceled appointment behind."""
    for appointment_id in appointment_ids:
        appointment = ctx.get(Appointment, appointment_id)
        _check_open(appointment)
        if appointment.booked_by != ctx.actor.id:
            raise Refused(_("A colleague booked this. Cancel it instead."))
        ctx.remove(appointment)
    return len(appointment_ids)


def clashes(ctx: Context, moved: Sequence[Appointment]) -> list[AppointmentSlot]:
    """Other booked appointments of the same people, or in the same room, at these times."""
    own, found = {each.id for each in moved}, dict[int, AppointmentSlot]()
    for each in moved:
        ends_at = each.starts_at + timedelta(minutes=each.minutes)
        same = [Appointment.client_id == each.client_id, Appointment.staff_id == each.staff_id]
        if each.place:
            same.append(Appointment.place == each.place)
        slots = ctx.rows(
            AppointmentSlot,
            slots_of().where(
                or_(*same),
                Appointment.starts_at > each.starts_at - LONGEST,
                Appointment.starts_at < ends_at,
                Appointment.attendance == Attendance.BOOKED,
            ),
        )
        for slot in slots:
            together = each.gathering and slot.gathering == each.gathering
            if slot.id not in own and slot.ends_at > each.starts_at and not together:
                found[slot.id] = slot
    return sorted(found.values(), key=lambda slot: (slot.starts_at, slot.id))


def _meant(ctx: Context, chosen: Appointment, part: SeriesPart) -> list[Appointment]:
    """The chosen one, its group's other members, and what is booked of its series; by time."""
    same = [Appointment.id == chosen.id]
    if chosen.gathering:
        same.append(Appointment.gathering == chosen.gathering)
    if chosen.series and part is not SeriesPart.THIS:
        since = chosen.starts_at if part is SeriesPart.FOLLOWING else min(ctx.now, chosen.starts_at)
        same.append((Appointment.series == chosen.series) & (Appointment.starts_at >= since))
    booked = Appointment.attendance == Attendance.BOOKED
    return ctx.find(
        select(Appointment).where(or_(*same), booked).order_by(Appointment.starts_at, Appointment.id)
    )


def _check_open(appointment: Appointment) -> None:
    if appointment.attendance is not Attendance.BOOKED:
        raise Refused(_("This session is over. Book a new one."), "starts_at")


def _time_of(appointment: Appointment) -> SlotTime:
    return SlotTime(
        appointment.id,
        appointment.starts_at,
        appointment.minutes,
        appointment.staff_id,
        appointment.place,
    )
