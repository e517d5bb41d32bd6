"""Due from the registers: requests and breaches whose clocks run, agreements about to end."""

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import select

from counselor_desk.domain.roles import Can
from counselor_desk.i18n import _
from counselor_desk.records.people import Client
from counselor_desk.records.registers import PrivacyRequest
from counselor_desk.services.desk import Context
from counselor_desk.services.registers import clock
from counselor_desk.services.today import Due, Part

AHEAD = timedelta(days=14)


def due(ctx: Context, today: date) -> Iterable[Due]:
    """Breaches belong to no one client: the registers screen shows them itself."""
    if not ctx.actor.may(Can.KEEP_REGISTERS):
        return
    rows = ctx.rows(
        lambda *row: row,
        select(
            PrivacyRequest.client_id,
            PrivacyRequest.kind,
            PrivacyRequest.due_on,
            Client.given_name,
            Client.family_name,
        )
        .join(Client, Client.id == PrivacyRequest.client_id)
        .where(PrivacyRequest.closed_on.is_(None), PrivacyRequest.due_on <= today + AHEAD),
    )
    for client_id, kind, due_on, given, family in rows:
        late = due_on < today
        said = _("{title}: was due.") if late else _("{title}: answer it.")
        yield Due(
            Part.FINISH if late else Part.SOON,
            client_id,
            f"{given} {family}",
            said.format(title=clock(kind).title),
            _("Open"),
            screen="registers",
            on=due_on,
        )
