"""Due from the plans: the first plan after admission, and reviews."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from sqlalchemy import NotNullable, func, select

from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context
from counselor_desk.domain.roles import Can
from counselor_desk.records.care import Episode
from counselor_desk.records.document import WRITABLE, Document, Status
from counselor_desk.records.people import Client
from counselor_desk.services.plans import plans
from counselor_desk.services.today.today import DueItem, TodayPart

SOON = timedelta(days=7)
FRESH = timedelta(days=14)  # an assessment of the two weeks before serves the review


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
    assessed = _last_assessed(ctx, ids)
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
        last = assessed.get(client_id)
        if planned and last is not None and last < on - FRESH:
            yield DueItem(
                TodayPart.FINISH,
                client_id,
                name,
                _("The assessment is to be updated for the review of the plan"),
                _("Write"),
                where={"client_id": client_id, "section": "notes", "template": "psychosocial_update"},
                on=on,
            )


def _last_assessed(ctx: Context, client_ids: Sequence[int]) -> dict[int, date]:
    """Of each client the day of the newest assessment of the whole person that is signed and stands."""
    return dict(
        ctx.tuples(
            select(Document.client_id, NotNullable(func.max(Document.occurred_on)))
            .where(
                Document.client_id.in_(client_ids),
                Document.template.in_(("biopsychosocial", "psychosocial_update")),
                Document.signed_at.is_not(None),
                Document.status.not_in((*WRITABLE, Status.VOID)),
                Document.occurred_on.is_not(None),
            )
            .group_by(Document.client_id)
        )
    )
