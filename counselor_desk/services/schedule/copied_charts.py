"""What is copied for reading where the line may be cut: one's charts of today and tomorrow, as they open."""

from collections.abc import Generator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from counselor_desk import services
from counselor_desk.core.discover import modules
from counselor_desk.core.errors import Forbidden, Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.context import in_pieces
from counselor_desk.desk.desk import Context, UseCase, query
from counselor_desk.domain.roles import Can
from counselor_desk.records.people import Client
from counselor_desk.records.schedule import Appointment

DAYS = 2  # today and tomorrow
MOST = 60  # charts: more than anybody sees in two days
Question = tuple[UseCase[..., Any], tuple[Any, ...]]


@dataclass(frozen=True)
class CopiedAnswer:
    """What a page asks, and what it was answered."""

    use_case: str
    values: tuple[Any, ...]
    answer: Any


@dataclass(frozen=True)
class CopiedCharts:
    """What a person may read at their computer while the clinic's does not answer."""

    client_ids: tuple[int, ...]
    answers: tuple[CopiedAnswer, ...]


@query(Can.SEE_CLIENTS, "reading_copies.is_offered")
def is_offered(ctx: Context) -> bool:
    """Off until the clinic says so: a copy lies on a computer that may be lost."""
    return ctx.clinic.reading_copies


@in_pieces(Can.SEE_CLIENTS, "reading_copies.take")
def take(ctx: Context) -> Generator[None, None, CopiedCharts]:
    """The charts of one's own appointments of today and tomorrow; each is on the trail, as opened."""
    if not ctx.clinic.reading_copies:
        raise Refused(_("This clinic does not let charts be copied for reading."))
    ctx.reason = "for reading while the line is cut"
    answers = _answers(ctx, [question for hook in _hooks("of_day") for question in hook(ctx, ctx.today)])
    client_ids = _expected(ctx)
    for client_id in client_ids:
        yield
        ctx.get(Client, client_id)
        answers += _answers(
            ctx, [question for hook in _hooks("of_chart") for question in hook(ctx, client_id)]
        )
    return CopiedCharts(tuple(client_ids), tuple(answers))


def _expected(ctx: Context) -> list[int]:
    """Who is booked with this person on these days."""
    first = ctx.now.astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
    return _distinct(ctx, first, first + timedelta(days=DAYS))


def _distinct(ctx: Context, since: datetime, until: datetime) -> list[int]:
    slots = (
        select(Appointment.client_id)
        .where(
            Appointment.staff_id == ctx.actor.id,
            Appointment.starts_at >= since,
            Appointment.starts_at < until,
        )
        .order_by(Appointment.starts_at)
    )
    return list(dict.fromkeys(client_id for (client_id,) in ctx.tuples(slots)))[:MOST]


def _answers(ctx: Context, questions: list[Question]) -> list[CopiedAnswer]:
    """What this person may ask; the others are no part of the copy."""
    found = []
    for use_case, values in questions:
        try:
            found.append(CopiedAnswer(use_case.name, values, use_case(ctx, *values)))
        except (Forbidden, Refused):
            continue
    return found


def _hooks(name: str) -> list[Any]:
    return [getattr(area, name) for area in modules(services, "reading_copy") if hasattr(area, name)]
