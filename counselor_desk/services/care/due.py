"""Due from care: authorizations that end, few units left, outcomes and forms to ask again."""

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import NotNullable, func, select

from counselor_desk.catalog import definitions
from counselor_desk.catalog.definitions import title_of
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context
from counselor_desk.domain.care.outcome import due_points
from counselor_desk.domain.roles import Can, Role
from counselor_desk.records.assessment import Administration
from counselor_desk.records.care import Authorization, Episode
from counselor_desk.records.intake import LifeCheck
from counselor_desk.records.people import Client
from counselor_desk.services.care import authorizations, safety_plans
from counselor_desk.services.today.lines import led_by_person
from counselor_desk.services.today.today import DueItem, TodayPart

RENEW = timedelta(days=30)


def due(ctx: Context, today: date) -> Iterable[DueItem]:
    yield from _authorizations(ctx, today)
    yield from _units(ctx, today)
    if ctx.actor.may(Can.READ_CHART):
        yield from _outcomes(ctx, today)
        yield from _safety_plans(ctx, today)


def _authorizations(ctx: Context, today: date) -> Iterable[DueItem]:
    statement = select(Authorization.payer, Authorization.ends_on).where(
        Authorization.closed_at.is_(None), Authorization.ends_on <= today + RENEW
    )
    for client_id, name, payer, on in led_by_person(ctx, statement, Authorization):
        words = _("The authorization of {payer} ends.").format(payer=payer)
        where = {"client_id": client_id, "section": "care"}
        yield DueItem(TodayPart.SOON, client_id, name, words, _("Open"), where=where, on=on)


def _units(ctx: Context, today: date) -> Iterable[DueItem]:
    """Authorizations of which few units are left, or fewer than are booked."""
    statement = select(Authorization.id).where(Authorization.closed_at.is_(None), Authorization.units > 0)
    led = {
        number: (client_id, name) for client_id, name, number in led_by_person(ctx, statement, Authorization)
    }
    for row in authorizations.open_rows(ctx, list(led)):
        client_id, name = led[row.authorization.id]
        payer, left = row.authorization.payer, max(row.left, 0)
        ended = row.authorization.ends_on is not None and row.authorization.ends_on < today
        if ended or (left > authorizations.FEW_UNITS and row.pending <= left):
            continue
        if row.pending > left > 0:
            words = _("{n} units of {payer} are left, and {booked} are booked.").format(
                n=left, payer=payer, booked=row.pending
            )
        else:
            words = _("{n} units of {payer} are left.").format(n=left, payer=payer)
        where = {"client_id": client_id, "section": "care"}
        yield DueItem(TodayPart.SOON, client_id, name, words, _("Open"), where=where, on=today)


def _outcomes(ctx: Context, today: date) -> Iterable[DueItem]:
    """What is asked at points of care and what is asked again: one line a client for each."""
    answered: dict[int, set[int]] = {}
    points = select(LifeCheck.episode_id, LifeCheck.point)
    for episode_id, point in ctx.tuples(points):
        answered.setdefault(episode_id, set()).add(point)
    taken = _last_taken(ctx)
    asked = definitions.domains().points
    for episode_id, client_id, admitted, name in _in_care(ctx):
        for outcome_point in due_points(asked, admitted, answered.get(episode_id, set()), today):
            label = _("intake") if outcome_point.point == 0 else _("day {n}").format(n=outcome_point.point)
            text = _("Outcomes at {label} are due.").format(label=label)
            where = {"client_id": client_id, "section": "outcomes", "point": outcome_point.point}
            yield DueItem(TodayPart.FINISH, client_id, name, text, _("Ask"), where=where, on=outcome_point.on)
        forms = definitions.rhythm().due(admitted, taken.get(client_id, {}), today)
        if forms:
            titles = ", ".join(title_of(key) for key in forms)
            text = _("To ask again: {titles}.").format(titles=titles)
            where = {"client_id": client_id, "section": "scores", "instrument": forms[0]}
            yield DueItem(TodayPart.FINISH, client_id, name, text, _("Ask"), where=where, on=today)


def _safety_plans(ctx: Context, today: date) -> Iterable[DueItem]:
    """The safety plan is signed by both, and looked at again on its day and after each flag of danger."""
    plans = safety_plans.standings(ctx)
    clients = select(Client.id, Client.called).where(Client.id.in_(list(plans)), Client.closed_at.is_(None))
    if ctx.actor.role is Role.COUNSELOR:
        clients = clients.where(Client.counselor_id == ctx.actor.id)
    for client_id, name in ctx.tuples(clients):
        plan = plans[client_id]
        again = {"client_id": client_id, "section": "notes", "template": safety_plans.TEMPLATE}
        if not plan.client_has_said:
            where = {"client_id": client_id, "section": "notes", "document_id": plan.document_id}
            text = _("The safety plan waits for the client's signature, or for the reason why there is none")
            on = plan.signed_at.astimezone().date()
            yield DueItem(TodayPart.FINISH, client_id, name, text, _("Open"), where=where, on=on)
        if plan.flagged_at is not None:
            text = _("Danger was told of after the safety plan was made. Look at the plan again.")
            on = plan.flagged_at.astimezone().date()
            yield DueItem(TodayPart.WATCH, client_id, name, text, _("Review"), where=again, on=on)
        elif plan.review_on is not None and plan.review_on <= today:
            text = _("The safety plan is due for review.")
            yield DueItem(
                TodayPart.FINISH, client_id, name, text, _("Review"), where=again, on=plan.review_on
            )


def _in_care(ctx: Context) -> list[tuple[int, int, date, str]]:
    """Open episodes of clients in care, with the client's name."""
    statement = (
        select(
            Episode.id,
            Episode.client_id,
            NotNullable(Episode.admitted_on),
            Client.called,
        )
        .join(Client, Client.id == Episode.client_id)
        .where(Episode.discharged_on.is_(None), Episode.admitted_on.is_not(None))
    )
    if ctx.actor.role is Role.COUNSELOR:
        statement = statement.where(Client.counselor_id == ctx.actor.id)
    return ctx.tuples(statement)


def _last_taken(ctx: Context) -> dict[int, dict[str, date]]:
    statement = (
        select(Administration.client_id, Administration.instrument, func.max(Administration.taken_on))
        .where(Administration.finished, Administration.void_reason == "")
        .group_by(Administration.client_id, Administration.instrument)
    )
    last_by_client: dict[int, dict[str, date]] = {}
    for client_id, key, on in ctx.tuples(statement):
        last_by_client.setdefault(client_id, {})[key] = on
    return last_by_client
