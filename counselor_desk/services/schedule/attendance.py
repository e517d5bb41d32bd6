"""What became of a client's appointments: how many were kept and missed, and on which days."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from counselor_desk.desk.days import within_days
from counselor_desk.desk.desk import Context
from counselor_desk.records.schedule import CAME, MISSED, Appointment


@dataclass(frozen=True)
class AttendanceOfKind:
    """How a client kept one kind of appointment."""

    kind: str
    came: int
    missed: int


def by_kind(ctx: Context, client_id: int) -> list[AttendanceOfKind]:
    """Until now, by the names of the kinds; a kind that was only called off is left out."""
    came: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for kind, attendance in ctx.tuples(
        select(Appointment.kind, Appointment.attendance).where(
            Appointment.client_id.in_(ctx.person_charts(client_id)), Appointment.starts_at <= ctx.now
        ),
    ):
        came[kind] += attendance in CAME
        missed[kind] += attendance in MISSED
    return [
        AttendanceOfKind(kind, came[kind], missed[kind])
        for kind in sorted(came)
        if came[kind] or missed[kind]
    ]


@dataclass(frozen=True)
class Visits:
    """The sessions a client kept, and how many were offered."""

    kept: tuple[datetime, ...]
    offered: int


def visits(ctx: Context, client_id: int, first: date, last: date) -> Visits:
    """Of the days from the first to the last, in order."""
    rows = ctx.tuples(
        select(Appointment.starts_at, Appointment.attendance)
        .where(
            Appointment.client_id.in_(ctx.person_charts(client_id)),
            *within_days(Appointment.starts_at, first, last),
        )
        .order_by(Appointment.starts_at),
    )
    kept = tuple(at for at, attendance in rows if attendance in CAME)
    return Visits(kept, len(kept) + sum(attendance in MISSED for _at, attendance in rows))
