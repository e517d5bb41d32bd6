"""Who leaves care leaves the groups, and what is booked is canceled."""

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import Select, select

from counselor_desk.core.i18n import lazy
from counselor_desk.desk.days import midnight
from counselor_desk.desk.desk import Context
from counselor_desk.domain.roles import Can
from counselor_desk.records.group import GroupMember, GroupSeat, GroupSession, TherapyGroup
from counselor_desk.records.schedule import Appointment, Attendance
from counselor_desk.services.clients.leaving import EndedThing

WHY = lazy("left care")  # kept in English: what the cancellation says, and what finds it again


def end(ctx: Context, client_id: int, on: date) -> None:
    """Places in groups from that day on, bookings after it, and seats of sessions not yet written."""
    open_places = select(GroupMember).where(GroupMember.client_id == client_id, GroupMember.until.is_(None))
    for member in ctx.find(open_places):
        member.until, member.ended_by_leaving = max(on, member.since), True
    for appointment in ctx.find(_booked_after(client_id, on)):
        appointment.mark(Attendance.BY_CLINIC, ctx.actor.id, ctx.now, WHY.message)
    if ctx.actor.may(Can.READ_CHART):
        for seat in ctx.find(_empty_seats_after(client_id, on)):
            seat.was_there = False


def ended(ctx: Context, client_id: int) -> Iterable[EndedThing]:
    places = (
        select(GroupMember.id, TherapyGroup.name, GroupMember.until)
        .join(TherapyGroup, TherapyGroup.id == GroupMember.group_id)
        .where(GroupMember.client_id == client_id, GroupMember.ended_by_leaving.is_(True))
        .order_by(TherapyGroup.name)
    )
    for number, name, until in ctx.tuples(places):
        yield EndedThing("group", number, name, until or ctx.today)
    canceled = (
        select(Appointment)
        .where(
            Appointment.client_id == client_id,
            Appointment.attendance == Attendance.BY_CLINIC,
            Appointment.why == WHY.message,
            Appointment.starts_at > ctx.now,
        )
        .order_by(Appointment.starts_at)
    )
    for slot in ctx.find(canceled):
        begins = slot.starts_at
        yield EndedThing("booking", slot.id, slot.title or slot.kind, begins.astimezone().date(), begins)


def take_back(ctx: Context, client_id: int, kind: str, id: int) -> bool:
    """Whether there was such a one of this client."""
    if kind == "group":
        member = ctx.first(
            select(GroupMember).where(
                GroupMember.id == id, GroupMember.client_id == client_id, GroupMember.ended_by_leaving
            )
        )
        if member is not None:
            member.until, member.ended_by_leaving = None, False
        return member is not None
    canceled = select(Appointment).where(
        Appointment.id == id, Appointment.client_id == client_id, Appointment.why == WHY.message
    )
    slot = ctx.first(canceled)
    if slot is not None:
        slot.mark(Attendance.BOOKED, ctx.actor.id, ctx.now)
    return slot is not None


def _booked_after(client_id: int, on: date) -> Select[Appointment]:
    return select(Appointment).where(
        Appointment.client_id == client_id,
        Appointment.attendance == Attendance.BOOKED,
        Appointment.starts_at >= midnight(on + timedelta(days=1)),
    )


def _empty_seats_after(client_id: int, on: date) -> Select[GroupSeat]:
    return (
        select(GroupSeat)
        .join(GroupSession, GroupSession.id == GroupSeat.session_id)
        .where(
            GroupSeat.client_id == client_id,
            GroupSeat.document_id.is_(None),
            GroupSession.written_at.is_(None),
            GroupSession.held_on > on,
        )
    )
