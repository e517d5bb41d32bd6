"""Due from scores: flags that ask for an act, and forms that were begun and not finished."""

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import or_, select

from counselor_desk.catalog.definitions import title_of
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context
from counselor_desk.domain.roles import Can
from counselor_desk.records.assessment import Administration, Flag
from counselor_desk.services.today.lines import led_by_client
from counselor_desk.services.today.today import DueItem, TodayPart

SOON = timedelta(days=7)


def due(ctx: Context, today: date) -> Iterable[DueItem]:
    if not ctx.actor.may(Can.READ_CHART):
        return
    yield from _flags(ctx, today)
    yield from _forms(ctx, today)


def _flags(ctx: Context, today: date) -> Iterable[DueItem]:
    rows = led_by_client(
        ctx,
        select(Flag.text, Flag.task, Flag.opens, Flag.raised_at, Flag.due_on, Flag.id).where(
            Flag.done_at.is_(None), or_(Flag.due_on.is_(None), Flag.due_on <= today + SOON)
        ),
        Flag,
    )
    for client_id, name, text, task, opens, raised, due_on, flag_id in rows:
        yield DueItem(
            TodayPart.WATCH if due_on is None or due_on <= today else TodayPart.SOON,
            client_id,
            name,
            f"{text} {task}.",
            _("Act"),
            where={"client_id": client_id, "section": "scores", "flag_id": flag_id},
            on=due_on or raised.astimezone().date(),
            urgent=opens in ("safety", "medical"),
        )


def _forms(ctx: Context, today: date) -> Iterable[DueItem]:
    """Forms begun and not finished."""
    statement = select(Administration.instrument, Administration.taken_on, Administration.id).where(
        Administration.finished.is_(False), Administration.taken_by == ctx.actor.id
    )
    for client_id, name, key, on, number in led_by_client(ctx, statement, Administration):
        where = {"client_id": client_id, "section": "scores", "administration_id": number}
        text = _("{title} is not finished.").format(title=title_of(key))
        yield DueItem(TodayPart.FINISH, client_id, name, text, _("Finish"), where=where, on=on)
