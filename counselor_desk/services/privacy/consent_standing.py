"""How a consent stands with what its chart knows: the end of care, a birthday, a death."""

from dataclasses import replace

from sqlalchemy import select

from counselor_desk.desk.desk import Context
from counselor_desk.domain.privacy.consent import ConsentTerms
from counselor_desk.domain.privacy.consent_end import ChartEvents, came_on, days_care_ended
from counselor_desk.records.care import Episode, Reason
from counselor_desk.records.people import Client
from counselor_desk.records.privacy import Consent


def terms_in_chart(ctx: Context, consent: Consent) -> ConsentTerms:
    """The terms of a consent; an ending event that the chart knows has come is in them (2.31(a)(7))."""
    terms = consent.terms()
    if consent.signed_on is None or terms.event_on is not None or not terms.expires_event.strip():
        return terms
    came = came_on(terms.expires_event, _events(ctx, consent.client_id), consent.signed_on)
    return replace(terms, event_on=came)


def _events(ctx: Context, client_id: int) -> ChartEvents:
    client = ctx.get(Client, client_id)
    episodes = ctx.find(select(Episode).where(Episode.client_id == client_id))
    died = [e.discharged_on for e in episodes if e.reason is Reason.DIED and e.discharged_on]
    stays = [(e.admitted_on or e.screened_on or e.referred_on, e.discharged_on) for e in episodes]
    return ChartEvents(days_care_ended(stays), client.born, min(died, default=None))
