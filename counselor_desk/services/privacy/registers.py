"""The registers of privacy law: agreements, breaches, requests with their clocks, holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from counselor_desk.catalog import files
from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.desk.fill_record import fill
from counselor_desk.domain.privacy.deadlines import RequestDeadline
from counselor_desk.domain.roles import Can
from counselor_desk.records.base import Record, form_of
from counselor_desk.records.people import Client, Staff
from counselor_desk.records.privacy_registers import Agreement, Breach, Hold, PrivacyRequest

RENEW = timedelta(days=60)


@dataclass(frozen=True)
class RequestRow:
    """One request with whose chart it concerns."""

    request: PrivacyRequest
    client: str

    @property
    def is_open(self) -> bool:
        return self.request.closed_on is None


@dataclass(frozen=True)
class RegisterLists:
    """All of them, as the screen shows them."""

    requests: list[RequestRow]
    breaches: list[Breach]
    agreements: list[Agreement]
    holds: list[tuple[Hold, str]]
    people: dict[int, str]  # who placed a hold, and who lifted it


def clock(kind: str) -> RequestDeadline:
    request_deadline = next((one for one in files.clocks() if one.id == kind), None)
    if request_deadline is None:
        raise Refused(_("Choose what is requested."), "kind")
    return request_deadline


@query(Can.KEEP_REGISTERS, "registers.everything")
def read_registers(ctx: Context) -> RegisterLists:
    requests = ctx.rows(
        lambda request, given, family: RequestRow(request, f"{given} {family}".strip()),
        select(PrivacyRequest, Client.given_name, Client.family_name)
        .join(Client, Client.id == PrivacyRequest.client_id)
        .order_by(PrivacyRequest.closed_on.is_not(None), PrivacyRequest.due_on),
    )
    holds = ctx.rows(
        lambda hold, given, family: (hold, f"{given} {family}".strip()),
        select(Hold, Client.given_name, Client.family_name)
        .join(Client, Client.id == Hold.client_id)
        .order_by(Hold.lifted_on.is_not(None), Hold.id.desc()),
    )
    return RegisterLists(
        requests,
        ctx.find(select(Breach).order_by(Breach.discovered_on.desc())),
        ctx.find(select(Agreement).order_by(Agreement.organization)),
        holds,
        dict(ctx.tuples(select(Staff.id, Staff.name))),
    )


@command(Can.KEEP_REGISTERS, "registers.take_request")
def take_request(ctx: Context, client_id: int, kind: str, values: Mapping[str, Any]) -> PrivacyRequest:
    """A request comes in; the clock of its kind runs from the day it was received."""
    rule = clock(kind)
    request = PrivacyRequest(
        client_id=ctx.get(Client, client_id).id,
        kind=rule.id,
        recorded_by=ctx.actor.id,
        recorded_at=ctx.now,
        **_given(PrivacyRequest, values),
    )
    _not_ahead(ctx, request.asked_on, "asked_on")
    request.due_on = rule.due(request.asked_on)
    return ctx.add(request)


@command(Can.KEEP_REGISTERS, "registers.change_request")
def change_request(ctx: Context, request_id: int, values: Mapping[str, Any]) -> PrivacyRequest:
    """More papers came, or other words: what is closed stays as it is."""
    request = ctx.get(PrivacyRequest, request_id)
    if request.closed_on is not None:
        raise Refused(_("This request is answered. Add a new one."))
    _change(request, values)
    _not_ahead(ctx, request.asked_on, "asked_on")
    request.due_on = clock(request.kind).due(request.asked_on, bool(request.extended_why))
    return request


@command(Can.KEEP_REGISTERS, "registers.extend")
def extend(ctx: Context, request_id: int, why: str) -> PrivacyRequest:
    """Once, where the law lets it, with the reason that is told to who asked."""
    request = ctx.get(PrivacyRequest, request_id)
    rule = clock(request.kind)
    if not rule.extension_days or request.extended_why:
        raise Refused(_("The law allows no further extension. Answer it on time."))
    if not why.strip():
        raise Refused(_("Say why more time is needed. The person who asked will be told."), "extended_why")
    request.extended_why = why.strip()
    request.due_on = rule.due(request.asked_on, extended=True)
    return request


@command(Can.KEEP_REGISTERS, "registers.close_request")
def close_request(ctx: Context, request_id: int, outcome: str) -> PrivacyRequest:
    request = ctx.get(PrivacyRequest, request_id)
    request.close(ctx.today, outcome)
    return request


@command(Can.KEEP_REGISTERS, "registers.keep_breach")
def keep_breach(ctx: Context, values: Mapping[str, Any], breach_id: int | None = None) -> Breach:
    if breach_id is None:
        given = _given(Breach, values)
        breach = Breach(recorded_by=ctx.actor.id, recorded_at=ctx.now, **given)
    else:
        breach = ctx.get(Breach, breach_id)
        _change(breach, values)
    for field in ("discovered_on", "people_told_on", "hhs_told_on", "media_told_on"):
        if (day := getattr(breach, field)) is not None:
            _not_ahead(ctx, day, field)
    breach.check()
    return ctx.add(breach)


@command(Can.KEEP_REGISTERS, "registers.keep_agreement")
def keep_agreement(ctx: Context, values: Mapping[str, Any], agreement_id: int | None = None) -> Agreement:
    if agreement_id is None:
        agreement = Agreement(**_given(Agreement, values))
    else:
        agreement = ctx.get(Agreement, agreement_id)
        _change(agreement, values)
    agreement.check()
    return ctx.add(agreement)


@command(Can.KEEP_REGISTERS, "registers.hold")
def place_hold(ctx: Context, client_id: int, reason: str) -> Hold:
    """Nothing of this chart is destroyed until the hold is lifted."""
    if not reason.strip():
        raise Refused(_("Say why: the case, the letter, the date."), "reason")
    return ctx.add(
        Hold(
            client_id=ctx.get(Client, client_id).id,
            reason=reason.strip(),
            placed_on=ctx.today,
            placed_by=ctx.actor.id,
        )
    )


@command(Can.KEEP_REGISTERS, "registers.lift")
def lift_hold(ctx: Context, hold_id: int) -> Hold:
    hold = ctx.get(Hold, hold_id)
    if hold.lifted_on is not None:
        raise Refused(_("This hold is already lifted."))
    hold.lifted_on, hold.lifted_by = ctx.today, ctx.actor.id
    return hold


def _given(kind: type[Record], values: Mapping[str, Any]) -> dict[str, Any]:
    """The answers for the record's own questions; what is required and missing is refused."""
    form = form_of(kind, "")
    if missing := form.missing(values):
        raise Refused(_("Fill in: {label}.").format(label=missing[0].label), missing[0].key)
    known = {field.key for field in form.fields}
    return {key: value for key, value in values.items() if key in known and value is not None}


def _change(record: Record, values: Mapping[str, Any]) -> None:
    """The answers as they stand now: what was taken out of a field is taken out of the record."""
    kind = type(record)
    _given(kind, values)
    asked = {field.key for field in form_of(kind, "").fields}
    fill(record, {key: value for key, value in values.items() if key in asked})


def _not_ahead(ctx: Context, day: date, field: str) -> None:
    if day > ctx.today:
        raise Refused(_("This day is in the future."), field)
