"""Due from consents: those about to end, those whose event may have come, those not signed."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context
from counselor_desk.domain.privacy.consent import Standing, standing
from counselor_desk.domain.roles import Can
from counselor_desk.records.care import Episode
from counselor_desk.records.people import Client
from counselor_desk.records.privacy import Consent
from counselor_desk.services.privacy import consents
from counselor_desk.services.today.today import Due, Part


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
    yield from _after_care(ctx, today)
    yield from _unsigned(ctx)


def _after_care(ctx: Context, today: date) -> Iterable[Due]:
    """42 CFR 2.31(a)(7): care has ended, and with it what was to end with an event."""
    gone, still = aliased(Episode), aliased(Episode)
    rows = ctx.rows(
        lambda *row: row,
        select(Consent, Client, func.max(gone.discharged_on))
        .join(Client, Client.id == Consent.client_id)
        .join(gone, gone.client_id == Consent.client_id)
        .where(
            Consent.signed_at.is_not(None),
            Consent.revoked_on.is_(None),
            Consent.event_on.is_(None),
            ~exists().where(still.client_id == Consent.client_id, still.discharged_on.is_(None)),
        )
        .group_by(Consent.id)
        .having(func.max(gone.discharged_on).is_not(None)),
    )
    for consent, client, ended in rows:
        terms = consent.terms()
        begun_after = consent.signed_on is not None and consent.signed_on > ended
        if begun_after or not terms.expires_event or standing(terms, today) != Standing.IN_FORCE:
            continue
        yield Due(
            Part.FINISH,
            client.id,
            client.called,
            _("Care has ended. {title} is until “{event}”: has that come?").format(
                title=consents.form_of(consent.form).title, event=terms.expires_event
            ),
            _("Look at it"),
            where=_where(client.id, consent.id),
            on=ended,
        )


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
