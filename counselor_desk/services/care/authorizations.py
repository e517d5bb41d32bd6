"""What payers have allowed: units used and left, and a warning before they run out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.days import midnight
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.desk.fill_record import fill
from counselor_desk.domain.documents.service_codes import Service, ServiceCodes
from counselor_desk.domain.roles import Can
from counselor_desk.records.care import Authorization
from counselor_desk.records.people import Client
from counselor_desk.records.schedule import CAME, Appointment, Attendance
from counselor_desk.services.care import signed_time
from counselor_desk.services.care.signed_time import NO_VISIT, Visit
from counselor_desk.services.documents.clinic_services import services_here

FEW_UNITS, FEW_DAYS = 3, 30


@dataclass(frozen=True)
class AuthorizationRow:
    """One authorization with what is used of it today."""

    authorization: Authorization
    used: int
    warning: str
    pending: int = 0  # units of what is booked from now on
    service: str = ""  # the service that is counted; "" counts a visit as one

    @property
    def left(self) -> int:
        return self.authorization.units - self.used


@query(Can.SEE_CLIENTS, "authorizations.of_client")
def of_client(ctx: Context, client_id: int) -> list[AuthorizationRow]:
    authorizations = ctx.find(
        select(Authorization)
        .where(Authorization.client_id.in_(ctx.person_charts(client_id)))
        .order_by(Authorization.starts_on.desc())
    )
    today = ctx.today
    return [_allowed(ctx, authorization, today) for authorization in authorizations]


@command(Can.REGISTER_CLIENT, "authorizations.add")
def add(ctx: Context, client_id: int, values: Mapping[str, Any]) -> Authorization:
    client = ctx.get(Client, client_id)
    authorization = Authorization(client_id=client.id, payer="", starts_on=ctx.today)
    _set(ctx, authorization, {"payer": "", **values})
    return ctx.add(authorization)


@command(Can.REGISTER_CLIENT, "authorizations.change")
def change(ctx: Context, authorization_id: int, values: Mapping[str, Any]) -> Authorization:
    authorization = ctx.get(Authorization, authorization_id)
    _set(ctx, authorization, values)
    return authorization


@command(Can.REGISTER_CLIENT, "authorizations.close")
def close(ctx: Context, authorization_id: int) -> Authorization:
    authorization = ctx.get(Authorization, authorization_id)
    authorization.closed_at = ctx.now
    return authorization


def _set(ctx: Context, authorization: Authorization, values: Mapping[str, Any]) -> None:
    given = dict(values)
    kind = str(given.pop("service_kind", authorization.service_kind) or "")
    if kind and services_here(ctx).of(kind) is None:
        raise Refused(_("Choose a service of the table."), "service_kind")
    fill(authorization, given)
    authorization.service_kind = kind
    if authorization.ends_on is not None and authorization.ends_on < authorization.starts_on:
        raise Refused(_("It ends before it begins. Check the dates."), "ends_on")


def open_rows(ctx: Context, authorization_ids: Sequence[int]) -> list[AuthorizationRow]:
    """Those that still count, with what is used of each."""
    standing = select(Authorization).where(
        Authorization.id.in_(authorization_ids), Authorization.closed_at.is_(None)
    )
    return [_allowed(ctx, one, ctx.today) for one in ctx.find(standing.order_by(Authorization.id))]


def _allowed(ctx: Context, authorization: Authorization, today: date) -> AuthorizationRow:
    """Units by service: what is no such service uses none, and the last day counts.

    A payer allows a person, in whichever of two merged charts a visit stands.
    """
    charts = ctx.whole_person(authorization.client_id)
    codes = services_here(ctx)
    named = codes.of(authorization.service_kind) or codes.named(authorization.service)
    visits = (
        select(Appointment.starts_at, Appointment.kind, Appointment.minutes, Appointment.attendance)
        .where(
            Appointment.client_id.in_(charts),
            Appointment.attendance.in_((*CAME, Attendance.BOOKED)),
            Appointment.starts_at >= midnight(authorization.starts_on),
        )
        .order_by(Appointment.starts_at)
    )
    if authorization.ends_on is not None:
        visits = visits.where(Appointment.starts_at < midnight(authorization.ends_on + timedelta(days=1)))
    rows: list[tuple[datetime, str, int, Attendance]] = ctx.tuples(visits)
    came = [(at, kind, minutes) for at, kind, minutes, how in rows if how in CAME]
    booked = [(kind, minutes) for _at, kind, minutes, how in rows if how not in CAME]
    used = authorization.used_elsewhere + _used(ctx, authorization, charts[0], named, came)
    pending = sum(_units(codes, named, kind, minutes) for kind, minutes in booked)
    row = AuthorizationRow(authorization, used, "", pending, named.title if named else "")
    return replace(row, warning=_warning(row, today))


def _used(
    ctx: Context,
    authorization: Authorization,
    person: int,
    named: Service | None,
    came: Sequence[Visit],
) -> int:
    """Units of what took place: by the signed note's start and stop, booked minutes only before it.

    A note without a visit counts too; so does a visit whose note is not signed yet, as it was booked.
    """
    codes = services_here(ctx)
    if named is None:
        return sum(_units(codes, None, kind, minutes) for _at, kind, minutes in came)
    last = authorization.ends_on or date.max
    signed = signed_time.services_in(ctx, person, authorization.starts_on, last)
    noted = [one.service for one in signed if one.service.service.id == named.id]
    units = sum(one.line.units(one.minutes) for one in noted if one.line)
    noted_visits = signed_time.notes_of(codes, came, signed)
    return units + sum(
        _units(codes, named, kind, minutes)
        for (_at, kind, minutes), note in zip(came, noted_visits, strict=True)
        if note is None
    )


def _units(codes: ServiceCodes, named: Service | None, kind: str, minutes: int) -> int:
    """A payer who names no service counts visits; a sample that is only taken is none."""
    service = codes.of_kind(kind)
    if named is None:
        return 0 if kind in NO_VISIT else 1
    return named.units(minutes) if service is not None and service.id == named.id else 0


def _warning(row: AuthorizationRow, today: date) -> str:
    authorization, left = row.authorization, row.left
    if authorization.closed_at is not None:
        return ""
    if authorization.ends_on is not None and authorization.ends_on < today:
        return _("It has ended. Ask the payer for a new one.")
    if authorization.units and left <= 0:
        return _("All units are used. Ask the payer for more.")
    if authorization.units and row.pending > left:
        return _("{n} units are left and {booked} are booked. Ask the payer in time.").format(
            n=left, booked=row.pending
        )
    if authorization.units and left <= FEW_UNITS:
        return _("{n} units are left. Ask the payer in time.").format(n=left)
    if authorization.ends_on is not None and (authorization.ends_on - today).days <= FEW_DAYS:
        days = (authorization.ends_on - today).days
        return _("It ends in {days} days. Ask the payer in time.").format(days=days)
    return ""
