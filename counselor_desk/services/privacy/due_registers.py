"""Due from the registers: requests and breaches whose clocks run, agreements about to end."""

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import select

from counselor_desk.catalog import files
from counselor_desk.core.i18n import _, ngettext
from counselor_desk.desk.desk import Context
from counselor_desk.domain.roles import Can
from counselor_desk.records.people import Client
from counselor_desk.records.privacy_registers import Agreement, Breach, PrivacyRequest
from counselor_desk.services.privacy.registers import RENEW, clock
from counselor_desk.services.today.today import Due, Part

AHEAD = timedelta(days=14)


def due(ctx: Context, today: date) -> Iterable[Due]:
    if not ctx.actor.may(Can.KEEP_REGISTERS):
        return
    yield from _breaches(ctx, today)
    yield from _agreements(ctx, today)
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


def _breaches(ctx: Context, today: date) -> Iterable[Due]:
    """From the day it is discovered until everybody who has to hear of it has."""
    rule = files.breach_clock()
    for breach in ctx.find(select(Breach).order_by(Breach.id)):
        until = breach.open_until(rule)
        if until is None:
            continue
        late, yearly = until < today, until > today + timedelta(days=rule.people_days)
        if yearly:
            continue  # the yearly list to HHS is the register's, until its day comes near
        yield Due(
            Part.FINISH if late else Part.SOON,
            None,
            ngettext("Breach, {n} person", "Breach, {n} people", breach.people).format(n=breach.people),
            _("Somebody was to be told: see who.") if late else _("Somebody has to be told."),
            _("Open"),
            screen="registers",
            on=until,
        )


def _agreements(ctx: Context, today: date) -> Iterable[Due]:
    ending = select(Agreement).where(Agreement.ends_on >= today, Agreement.ends_on <= today + RENEW)
    for agreement in ctx.find(ending.order_by(Agreement.ends_on)):
        yield Due(
            Part.SOON,
            None,
            agreement.organization,
            _("The agreement under 42 CFR 2.11 ends."),
            _("Renew"),
            screen="registers",
            on=agreement.ends_on,
        )
