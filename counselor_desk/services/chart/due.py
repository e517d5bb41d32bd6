"""Due from the chart: flags, sessions, withdrawals without a next step, injections, outcomes."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from counselor_desk.catalog import definitions
from counselor_desk.catalog.definitions import title_of
from counselor_desk.core.i18n import _
from counselor_desk.desk.days import midnight
from counselor_desk.desk.desk import Context
from counselor_desk.domain.care.outcome import still_due
from counselor_desk.domain.medication import withdrawal
from counselor_desk.domain.medication.medication import NALOXONE_REMINDER
from counselor_desk.domain.roles import Can, Role
from counselor_desk.records.assessment import Administration, Flag
from counselor_desk.records.care import CAME, Appointment, Attendance, Authorization, Episode
from counselor_desk.records.intake import LifeCheck
from counselor_desk.records.medication import Medication, NaloxoneKit
from counselor_desk.records.people import Client
from counselor_desk.records.substance import Withdrawal
from counselor_desk.services.today.today import Due, Part

SOON = timedelta(days=7)
RENEW = timedelta(days=30)
FEW_UNITS = 3


def due(ctx: Context, today: date) -> Iterable[Due]:
    yield from _unmarked(ctx, today)
    yield from _authorizations(ctx, today)
    yield from _units(ctx, today)
    if not ctx.actor.may(Can.READ_CHART):
        return
    for part in (_flags, _withdrawals, _injections, _naloxone, _forms, _outcomes):
        yield from part(ctx, today)


def _flags(ctx: Context, today: date) -> Iterable[Due]:
    rows = _of_clients(
        ctx,
        select(Flag.text, Flag.task, Flag.opens, Flag.raised_at, Flag.id).where(Flag.done_at.is_(None)),
        Flag,
    )
    for client_id, name, text, task, opens, raised, flag_id in rows:
        yield Due(
            Part.WATCH,
            client_id,
            name,
            f"{text} {task}.",
            _("Act"),
            where={"client_id": client_id, "section": "scores", "flag_id": flag_id},
            on=raised.astimezone().date(),
            urgent=opens in ("safety", "medical"),
        )


def _withdrawals(ctx: Context, today: date) -> Iterable[Due]:
    statement = select(Withdrawal.ended_on).where(Withdrawal.begun_at >= midnight(today - timedelta(days=45)))
    coming = ctx.rows(
        lambda client_id, at: (client_id, at.astimezone().date()),
        select(Appointment.client_id, Appointment.starts_at).where(
            Appointment.starts_at >= ctx.now, Appointment.attendance == Attendance.BOOKED
        ),
    )
    for client_id, name, ended in _of_clients(ctx, statement, Withdrawal):
        booked = [on for who, on in coming if who == client_id]
        alarm = withdrawal.unlinked(ended, booked, today)
        if alarm:
            where = {"client_id": client_id, "section": "appointments"}
            yield Due(Part.WATCH, client_id, name, alarm, _("Book"), where=where, on=ended, urgent=True)


def _injections(ctx: Context, today: date) -> Iterable[Due]:
    statement = select(Medication.name, Medication.next_due_on).where(
        Medication.stopped_on.is_(None), Medication.next_due_on <= today + SOON
    )
    for client_id, name, medicine, on in _of_clients(ctx, statement, Medication):
        part = Part.WATCH if on < today else Part.SOON
        words = _("{medicine} was due.") if on < today else _("{medicine} is due.")
        where = {"client_id": client_id, "section": "medication"}
        text = words.format(medicine=medicine)
        yield Due(part, client_id, name, text, _("Open"), where=where, on=on)


def _naloxone(ctx: Context, today: date) -> Iterable[Due]:
    later = aliased(NaloxoneKit)
    newer = select(later.id).where(
        later.client_id == NaloxoneKit.client_id, later.given_on > NaloxoneKit.given_on
    )
    statement = select(NaloxoneKit.expires_on).where(
        NaloxoneKit.expires_on <= today + NALOXONE_REMINDER, ~newer.exists()
    )
    for client_id, name, on in _of_clients(ctx, statement, NaloxoneKit):
        where = {"client_id": client_id, "section": "medication"}
        text = _("The naloxone kit expires. Give a new one.")
        yield Due(Part.SOON, client_id, name, text, _("Open"), where=where, on=on)


def _forms(ctx: Context, today: date) -> Iterable[Due]:
    """Forms begun and not finished."""
    statement = select(Administration.instrument, Administration.taken_on, Administration.id).where(
        Administration.finished.is_(False), Administration.taken_by == ctx.actor.id
    )
    for client_id, name, key, on, number in _of_clients(ctx, statement, Administration):
        where = {"client_id": client_id, "section": "scores", "administration_id": number}
        text = _("{title} is not finished.").format(title=title_of(key))
        yield Due(Part.FINISH, client_id, name, text, _("Finish"), where=where, on=on)


def _outcomes(ctx: Context, today: date) -> Iterable[Due]:
    """What is asked at points of care and what is asked again: one line a client for each."""
    answered: dict[int, set[int]] = {}
    points = select(LifeCheck.episode_id, LifeCheck.point)
    for episode_id, point in ctx.rows(lambda *row: row, points):
        answered.setdefault(episode_id, set()).add(point)
    taken = _last_taken(ctx)
    asked = definitions.domains().points
    for episode_id, client_id, admitted, name in _in_care(ctx):
        for one in still_due(asked, admitted, answered.get(episode_id, set()), today):
            label = _("intake") if one.point == 0 else _("day {n}").format(n=one.point)
            text = _("Outcomes at {label} are due.").format(label=label)
            where = {"client_id": client_id, "section": "outcomes", "point": one.point}
            yield Due(Part.FINISH, client_id, name, text, _("Ask"), where=where, on=one.on)
        forms = definitions.rhythm().due(admitted, taken.get(client_id, {}), today)
        if forms:
            titles = ", ".join(title_of(key) for key in forms)
            text = _("To ask again: {titles}.").format(titles=titles)
            where = {"client_id": client_id, "section": "scores", "instrument": forms[0]}
            yield Due(Part.FINISH, client_id, name, text, _("Ask"), where=where, on=today)


def _in_care(ctx: Context) -> list[tuple[int, int, date, str]]:
    """Open episodes of clients in care, with the client's name."""
    statement = (
        select(
            Episode.id,
            Episode.client_id,
            Episode.admitted_on,
            Client.preferred_name,
            Client.given_name,
            Client.family_name,
        )
        .join(Client, Client.id == Episode.client_id)
        .where(Episode.discharged_on.is_(None), Episode.admitted_on.is_not(None))
    )
    if ctx.actor.role is Role.COUNSELOR:
        statement = statement.where(Client.counselor_id == ctx.actor.id)
    return ctx.rows(
        lambda episode, client, on, preferred, given, family: (
            episode,
            client,
            on,
            f"{preferred or given} {family}".strip(),
        ),
        statement,
    )


def _last_taken(ctx: Context) -> dict[int, dict[str, date]]:
    statement = (
        select(Administration.client_id, Administration.instrument, func.max(Administration.taken_on))
        .where(Administration.finished, Administration.void_reason == "")
        .group_by(Administration.client_id, Administration.instrument)
    )
    found: dict[int, dict[str, date]] = {}
    for client_id, key, on in ctx.rows(lambda *row: row, statement):
        found.setdefault(client_id, {})[key] = on
    return found


def _unmarked(ctx: Context, today: date) -> Iterable[Due]:
    """Sessions that are over and say nothing of who came."""
    statement = select(Appointment.starts_at, Appointment.kind, Appointment.id).where(
        Appointment.attendance == Attendance.BOOKED,
        Appointment.starts_at < midnight(today),
        Appointment.starts_at >= midnight(today - timedelta(days=30)),
    )
    if ctx.actor.may(Can.READ_CHART):
        statement = statement.where(Appointment.staff_id == ctx.actor.id)
    for client_id, name, at, kind, number in _of_clients(ctx, statement, Appointment):
        where = {"client_id": client_id, "section": "appointments", "appointment_id": number}
        text = _("Say who came to the {kind} session.").format(kind=kind)
        on = at.astimezone().date()
        yield Due(Part.FINISH, client_id, name, text, _("Mark"), where=where, on=on)


def _authorizations(ctx: Context, today: date) -> Iterable[Due]:
    statement = select(Authorization.payer, Authorization.ends_on).where(
        Authorization.closed_at.is_(None), Authorization.ends_on <= today + RENEW
    )
    for client_id, name, payer, on in _of_clients(ctx, statement, Authorization):
        words = _("The authorization of {payer} ends.").format(payer=payer)
        where = {"client_id": client_id, "section": "care"}
        yield Due(Part.SOON, client_id, name, words, _("Open"), where=where, on=on)


def _units(ctx: Context, today: date) -> Iterable[Due]:
    """Authorizations of which few units are left."""
    used = (
        select(func.count())
        .where(
            Appointment.client_id == Authorization.client_id,
            Appointment.attendance.in_(CAME),
            Appointment.starts_at >= Authorization.starts_on,
        )
        .correlate(Authorization)
        .scalar_subquery()
    )
    left = Authorization.units - Authorization.used_elsewhere - used
    statement = select(Authorization.payer, left).where(
        Authorization.closed_at.is_(None), Authorization.units > 0, left <= FEW_UNITS
    )
    for client_id, name, payer, units in _of_clients(ctx, statement, Authorization):
        words = _("{n} units of {payer} are left.").format(n=max(units, 0), payer=payer)
        where = {"client_id": client_id, "section": "care"}
        yield Due(Part.SOON, client_id, name, words, _("Open"), where=where, on=today)


def _of_clients(
    ctx: Context, statement: Select[*tuple[Any, ...]], record: type[Any]
) -> list[tuple[Any, ...]]:
    """Rows of a statement, each led by its client's id and name."""
    rows = ctx.rows(
        lambda *row: row,
        statement.add_columns(record.client_id, Client.preferred_name, Client.given_name, Client.family_name)
        .join(Client, Client.id == record.client_id)
        .where(Client.closed_at.is_(None)),
    )
    return [
        (client_id, f"{preferred or given} {family}".strip(), *values)
        for *values, client_id, preferred, given, family in rows
    ]
