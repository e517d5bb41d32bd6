"""Due from access: charts that were opened in an emergency, for a supervisor to look at."""

from collections.abc import Iterable
from datetime import date

from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context
from counselor_desk.domain.roles import Can
from counselor_desk.records.people import Grant
from counselor_desk.services.clients import access
from counselor_desk.services.today.today import DueItem, TodayPart


def due(ctx: Context, today: date) -> Iterable[DueItem]:
    if not ctx.actor.may(Can.KEEP_REGISTERS):
        return
    for row in access.grants(ctx):
        if row.kind is Grant.BREAK_GLASS and row.reviewed_at is None:
            yield DueItem(
                TodayPart.FINISH,
                row.client_id,
                row.client,
                _("{name} opened this chart in an emergency: {why}").format(name=row.staff, why=row.reason),
                _("Review it"),
                screen="access",
                on=row.starts_at.astimezone().date(),
            )
