"""Due from rewards: occasions whose day has come, with what the client earns if it is met."""

from collections.abc import Iterable
from datetime import date

from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context
from counselor_desk.domain.roles import Can
from counselor_desk.services.rewards import today as reward_views
from counselor_desk.services.today.today import Due, Part


def due(ctx: Context, today: date) -> Iterable[Due]:
    if not ctx.actor.may(Can.RECORD_REWARD):
        return
    for one in reward_views.due(ctx):
        said = _("Reward, {n} of {of}: earns {earns} if met.")
        yield Due(
            Part.FINISH,
            one.client_id,
            one.client,
            said.format(n=one.number, of=one.of, earns=one.earns),
            _("Record"),
            where={"client_id": one.client_id, "section": "rewards"},
            on=one.due_on,
        )
