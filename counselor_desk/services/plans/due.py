"""Due from the plans: the first plan after admission, and reviews."""

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import select

from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context
from counselor_desk.domain.roles import Can
from counselor_desk.records.care import Episode
from counselor_desk.records.document import Document
from counselor_desk.records.people import Client
from counselor_desk.services.plans import plans
from counselor_desk.services.today.today import DueItem, TodayPart

SOON = timedelta(days=7)


def due(ctx: Context, today: date) -> Iterable[DueItem]:
    if not ctx.actor.may(Can.WRITE_NOTE):
        return
    in_care = ctx.tuples(
        select(Client.id, Client.called)
        .join(Episode, Episode.client_id == Client.id)
        .where(
            Episode.discharged_on.is_(None),
            Episode.admitted_on.is_not(None),
            Client.counselor_id == ctx.actor.id,
        )
        .distinct(),
    )
    ids = [client_id for client_id, _name in in_care]
    reviews = plans.reviews_due(ctx, Document.client_id.in_(ids))
    waiting = plans.waiting_for_client(ctx, ids)
    for client_id, name in in_care:
        if since := waiting.get(client_id):
            yield DueItem(
                TodayPart.FINISH,
                client_id,
                name,
                _("The plan waits for the client's signature, or for the reason why there is none"),
                _("Open"),
                where={"client_id": client_id, "section": "plan"},
                on=since,
            )
        planned = client_id in reviews
        on = reviews[client_id] if planned else plans.first_due(ctx, client_id)
        if on is None or on > today + SOON:
            continue
        what = _("The plan is due for review") if planned else _("The first plan is due")
        yield DueItem(
            TodayPart.FINISH,
            client_id,
            name,
            what,
            _("Open"),
            where={"client_id": client_id, "section": "plan"},
            on=on,
        )
