"""Hours of supervision, as a supervisor logs them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk import fill_record
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.domain.roles import Can
from counselor_desk.records.people import Staff
from counselor_desk.records.review import SupervisionHour


@command(Can.COSIGN, "review.log_hour")
def log_hour(ctx: Context, supervisee_id: int, values: Mapping[str, Any]) -> SupervisionHour:
    """A meeting of supervision with one of one's own people."""
    person = ctx.get(Staff, supervisee_id)
    if person.supervisor_id != ctx.actor.id:
        raise Refused(_("This person is not under your supervision."), "supervisee_id")
    held = SupervisionHour(
        supervisor_id=ctx.actor.id,
        supervisee_id=person.id,
        held_on=ctx.today,
        minutes=60,
        recorded_at=ctx.now,
    )
    fill_record.fill(held, values)
    fill_record.refuse_future(held.held_on, ctx.today, "held_on")
    return ctx.add(held)


@query(Can.WRITE_NOTE, "review.hours")
def hours(ctx: Context, first: date, last: date) -> list[tuple[SupervisionHour, str]]:
    """One's own hours: as a supervisor those given, as a counselor those had."""
    mine = (SupervisionHour.supervisor_id == ctx.actor.id) | (SupervisionHour.supervisee_id == ctx.actor.id)
    return ctx.tuples(
        select(SupervisionHour, Staff.name)
        .join(Staff, Staff.id == SupervisionHour.supervisee_id)
        .where(mine, SupervisionHour.held_on.between(first, last))
        .order_by(SupervisionHour.held_on.desc(), SupervisionHour.id.desc()),
    )


@query(Can.COSIGN, "review.supervisees")
def supervisees(ctx: Context) -> list[Staff]:
    mine = select(Staff).where(Staff.supervisor_id == ctx.actor.id, Staff.active)
    return ctx.find(mine.order_by(Staff.name))
