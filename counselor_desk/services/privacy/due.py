"""Due from privacy: consents that end or wait for a signature, requests, breaches, agreements."""

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import NotNullable, exists, func, select
from sqlalchemy.orm import aliased

from counselor_desk.catalog import files
from counselor_desk.core.i18n import _, ngettext
from counselor_desk.desk.desk import Context
from counselor_desk.domain.privacy.consent import ConsentStatus, standing
from counselor_desk.domain.roles import Can
from counselor_desk.records.care import Episode
from counselor_desk.records.people import Client
from counselor_desk.records.privacy import Consent
from counselor_desk.records.privacy_registers import Agreement, Breach, PrivacyRequest
from counselor_desk.services.privacy import consents, phone_calls
from counselor_desk.services.privacy.registers import RENEW, clock
from counselor_desk.services.today.today import DueItem, TodayPart


def due(ctx: Context, today: date) -> Iterable[DueItem]:
    yield from _calls(ctx)
    if ctx.actor.may(Can.KEEP_CONSENT):
        yield from _deficient(ctx)
        yield from _ending(ctx, today)
        yield from _after_care(ctx, today)
        yield from _unsigned(ctx)
    if ctx.actor.may(Can.KEEP_REGISTERS):
        yield from _breaches(ctx, today)
        yield from _agreements(ctx, today)
        yield from _requests(ctx, today)


def _ending(ctx: Context, today: date) -> Iterable[DueItem]:
    for ending in consents.ending_consents(ctx):
        days = (ending.expires_on - today).days
        yield DueItem(
            TodayPart.SOON,
            ending.client_id,
            ending.client,
            _("{title} ends in {n} days.").format(title=ending.title, n=days),
            _("Renew"),
            where=_where(ending.client_id, ending.consent_id),
            on=ending.expires_on,
        )


def _calls(ctx: Context) -> Iterable[DueItem]:
    for call in phone_calls.waiting(ctx):
        yield DueItem(
            TodayPart.FINISH,
            None,
            call.caller,
            _("A call was logged for you."),
            _("Open"),
            screen="phone_calls",
            on=call.taken_at.astimezone().date(),
            urgent=call.urgent,
        )


def _deficient(ctx: Context) -> Iterable[DueItem]:
    """42 CFR 2.31(c): signed without what the rule asks; nothing goes out on it until renewed."""
    for consent, name in consents.deficient_consents(ctx):
        lacks = ", ".join(lack.words for lack in consent.terms().lacks)
        yield DueItem(
            TodayPart.FINISH,
            consent.client_id,
            name,
            _("{title} was signed without {lacks}: nothing goes out on it.").format(
                title=consents.form_of(consent.form).title, lacks=lacks
            ),
            _("Renew"),
            where=_where(consent.client_id, consent.id),
            on=consent.signed_on,
        )


def _after_care(ctx: Context, today: date) -> Iterable[DueItem]:
    """42 CFR 2.31(a)(7): care has ended, and with it what was to end with an event."""
    gone, still = aliased(Episode), aliased(Episode)
    rows = ctx.tuples(
        select(Consent, Client, func.max(NotNullable(gone.discharged_on)))
        .join(Client, Client.id == Consent.client_id)
        .join(gone, gone.client_id == Consent.client_id)
        .where(
            Consent.signed_at.is_not(None),
            Consent.revoked_on.is_(None),
            Consent.event_on.is_(None),
            ~exists().where(still.client_id == Consent.client_id, still.discharged_on.is_(None)),
        )
        .group_by(Consent.id, Client.id)
        .having(func.max(gone.discharged_on).is_not(None)),
    )
    for consent, client, ended in rows:
        terms = consent.terms()  # of an event that no chart knows: there is nothing to look up
        begun_after = consent.signed_on is not None and consent.signed_on > ended
        if begun_after or not terms.asked_event:
            continue
        if standing(terms, today) is not ConsentStatus.IN_FORCE:
            continue
        yield DueItem(
            TodayPart.FINISH,
            client.id,
            client.called,
            _("Care has ended. {title} is until “{event}”: has that come?").format(
                title=consents.form_of(consent.form).title, event=terms.expires_event
            ),
            _("Review it"),
            where=_where(client.id, consent.id),
            on=ended,
        )


def _unsigned(ctx: Context) -> Iterable[DueItem]:
    rows = ctx.tuples(
        select(
            Consent.id,
            Consent.client_id,
            Consent.form,
            Client.called,
        )
        .join(Client, Client.id == Consent.client_id)
        .where(
            Consent.signed_at.is_(None),
            Consent.made_by == ctx.actor.id,
            Client.closed_at.is_(None),
        ),
    )
    for consent_id, client_id, form, name in rows:
        yield DueItem(
            TodayPart.FINISH,
            client_id,
            name,
            _("{title} is not signed.").format(title=consents.form_of(form).title),
            _("Open"),
            where=_where(client_id, consent_id),
        )


def _where(client_id: int, consent_id: int) -> dict[str, object]:
    return {"client_id": client_id, "section": "consents", "consent_id": consent_id}


AHEAD = timedelta(days=14)


def _requests(ctx: Context, today: date) -> Iterable[DueItem]:
    rows = ctx.tuples(
        select(
            PrivacyRequest.client_id,
            PrivacyRequest.kind,
            NotNullable(PrivacyRequest.due_on),
            Client.given_name,
            Client.family_name,
        )
        .join(Client, Client.id == PrivacyRequest.client_id)
        .where(PrivacyRequest.closed_on.is_(None), PrivacyRequest.due_on <= today + AHEAD),
    )
    for client_id, kind, due_on, given, family in rows:
        late = due_on < today
        sentence = _("{title}: was due.") if late else _("{title}: answer it.")
        yield DueItem(
            TodayPart.FINISH if late else TodayPart.SOON,
            client_id,
            f"{given} {family}".strip(),
            sentence.format(title=clock(kind).title),
            _("Open"),
            screen="registers",
            on=due_on,
        )


def _breaches(ctx: Context, today: date) -> Iterable[DueItem]:
    """From the day it is discovered until everybody who has to hear of it has."""
    rule = files.breach_clock()
    for breach in ctx.find(select(Breach).order_by(Breach.id)):
        until = breach.open_until(rule)
        if until is None:
            continue
        late, yearly = until < today, until > today + timedelta(days=rule.people_days)
        if yearly:
            continue  # the yearly list to HHS is the register's, until its day comes near
        yield DueItem(
            TodayPart.FINISH if late else TodayPart.SOON,
            None,
            ngettext("Breach, {n} person", "Breach, {n} people", breach.people).format(n=breach.people),
            _("A notification is overdue: see who.") if late else _("Someone has to be notified."),
            _("Open"),
            screen="registers",
            on=until,
        )


def _agreements(ctx: Context, today: date) -> Iterable[DueItem]:
    ending = select(Agreement).where(Agreement.ends_on >= today, Agreement.ends_on <= today + RENEW)
    for agreement in ctx.find(ending.order_by(Agreement.ends_on)):
        yield DueItem(
            TodayPart.SOON,
            None,
            agreement.organization,
            _("The agreement under 42 CFR 2.11 ends."),
            _("Renew"),
            screen="registers",
            on=agreement.ends_on,
        )
