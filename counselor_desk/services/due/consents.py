"""Due from consents: those about to end, and those that wait for a signature."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select

from counselor_desk.domain.roles import Can
from counselor_desk.i18n import _
from counselor_desk.records.people import Client
from counselor_desk.records.privacy import Consent
from counselor_desk.services import consents
from counselor_desk.services.desk import Context
from counselor_desk.services.today import Due, Part


def due(ctx: Context, today: date) -> Iterable[Due]:
    if not ctx.actor.may(Can.KEEP_CONSENT):
        return
    for ending in consents.ending(ctx):
        days = (ending.expires_on - today).days
        yield Due(
            Part.SOON,
            ending.client_id,
            ending.client,
            _("{title} ends in {n} days.").format(title=ending.title, n=days),
            _("Renew"),
            where=_where(ending.client_id, ending.consent_id),
            on=ending.expires_on,
        )
    yield from _unsigned(ctx)


def _unsigned(ctx: Context) -> Iterable[Due]:
    rows = ctx.rows(
        lambda *row: row,
        select(
            Consent.id,
            Consent.client_id,
            Consent.form,
            Client.given_name,
            Client.preferred_name,
            Client.family_name,
        )
        .join(Client, Client.id == Consent.client_id)
        .where(
            Consent.signed_at.is_(None),
            Consent.made_by == ctx.actor.id,
            Client.closed_at.is_(None),
        ),
    )
    for consent_id, client_id, form, given, preferred, family in rows:
        yield Due(
            Part.FINISH,
            client_id,
            f"{preferred or given} {family}",
            _("{title} is not signed.").format(title=consents.form_of(form).title),
            _("Open"),
            where=_where(client_id, consent_id),
        )


def _where(client_id: int, consent_id: int) -> dict[str, object]:
    return {"client_id": client_id, "section": "consents", "consent_id": consent_id}
