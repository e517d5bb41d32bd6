"""Due from the schedule: sessions that are over and say nothing of who came."""

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import select

from counselor_desk.core.i18n import _
from counselor_desk.desk.days import midnight
from counselor_desk.desk.desk import Context
from counselor_desk.domain.roles import Can
from counselor_desk.records.schedule import Appointment, Attendance
from counselor_desk.services.today.lines import led_by_client
from counselor_desk.services.today.today import DueItem, TodayPart


def due(ctx: Context, today: date) -> Iterable[DueItem]:
    yield from _unmarked(ctx, today)


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
