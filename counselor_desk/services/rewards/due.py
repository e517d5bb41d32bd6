"""Due from rewards: occasions whose day has come, with what the client earns if it is met."""

from collections.abc import Iterable
from datetime import date

from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context
from counselor_desk.domain.roles import Can
from counselor_desk.services.rewards import today as reward_views
from counselor_desk.services.today.today import DueItem, TodayPart


def due(ctx: Context, today: date) -> Iterable[DueItem]:
    if not ctx.actor.may(Can.RECORD_REWARD):
        return
    for due_occasion in reward_views.due_occasions(ctx):
        sentence = _("Reward, {n} of {of}: earns {earns} if met.")
        yield DueItem(
            TodayPart.FINISH,
            due_occasion.client_id,
            due_occasion.client,
            sentence.format(n=due_occasion.number, of=due_occasion.of, earns=due_occasion.earns),
            _("Record"),
            where={"client_id": due_occasion.client_id, "section": "rewards"},
            on=due_occasion.due_on,
        )
