"""Due from the schedule: sessions that are over and say nothing of who came."""

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import select

from counselor_desk.core.i18n import _
from counselor_desk.desk.days import midnight
from counselor_desk.desk.desk import Context
from counselor_desk.domain.roles import Can
from counselor_desk.records.group import GroupSession, TherapyGroup
from counselor_desk.records.schedule import Appointment, Attendance
from counselor_desk.services.schedule import groups
from counselor_desk.services.today.lines import led_by_client
from counselor_desk.services.today.today import DueItem, TodayPart


def due(ctx: Context, today: date) -> Iterable[DueItem]:
    yield from _unmarked(ctx, today)
    if ctx.actor.may(Can.WRITE_NOTE):
        yield from _unwritten(ctx)


def _unmarked(ctx: Context, today: date) -> Iterable[DueItem]:
    """Sessions that are over and say nothing of who came."""
    statement = select(Appointment.starts_at, Appointment.kind, Appointment.id).where(
        Appointment.attendance == Attendance.BOOKED,
        Appointment.starts_at < midnight(today),
        Appointment.starts_at >= midnight(today - timedelta(days=30)),
    )
    if ctx.actor.may(Can.READ_CHART):
        statement = statement.where(Appointment.staff_id == ctx.actor.id)
    for client_id, name, at, kind, number in led_by_client(ctx, statement, Appointment):
        where = {"client_id": client_id, "section": "appointments", "appointment_id": number}
        text = _("Say who came to the {kind} session.").format(kind=kind)
        on = at.astimezone().date()
        yield DueItem(TodayPart.FINISH, client_id, name, text, _("Mark"), where=where, on=on)


def _unwritten(ctx: Context) -> Iterable[DueItem]:
    """Sessions of one's own groups that were opened and not made into notes."""
    waiting = (
        select(TherapyGroup.id, TherapyGroup.name, GroupSession.held_on, GroupSession.id)
        .join(GroupSession, GroupSession.group_id == TherapyGroup.id)
        .where(groups.led_by(ctx.actor.id), GroupSession.written_at.is_(None))
        .order_by(GroupSession.held_on)
    )
    for group_id, name, day, session_id in ctx.tuples(waiting):
        text = _("The notes of a group session are not made.")
        where = {"group_id": group_id, "session_id": session_id}
        yield DueItem(TodayPart.FINISH, None, name, text, _("Open"), screen="groups", where=where, on=day)
