"""What payers have allowed: units used and left, and a warning before they run out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.days import midnight
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.desk.fill_record import fill
from counselor_desk.domain.roles import Can
from counselor_desk.records.care import Authorization
from counselor_desk.records.people import Client
from counselor_desk.records.schedule import CAME, Appointment

FEW_UNITS, FEW_DAYS = 3, 30


@dataclass(frozen=True)
class AuthorizationRow:
    """One authorization with what is used of it today."""

    authorization: Authorization
    used: int
    warning: str

    @property
    def left(self) -> int:
        return self.authorization.units - self.used


@query(Can.SEE_CLIENTS, "authorizations.of_client")
def of_client(ctx: Context, client_id: int) -> list[AuthorizationRow]:
    authorizations = ctx.find(
        select(Authorization)
        .where(Authorization.client_id == client_id)
        .order_by(Authorization.starts_on.desc())
    )
    today = ctx.today
    return [_allowed(ctx, authorization, today) for authorization in authorizations]


@command(Can.REGISTER_CLIENT, "authorizations.add")
def add(ctx: Context, client_id: int, values: Mapping[str, Any]) -> Authorization:
    client = ctx.get(Client, client_id)
    authorization = Authorization(client_id=client.id, payer="", starts_on=ctx.today)
    _set(authorization, {"payer": "", **values})
    return ctx.add(authorization)


@command(Can.REGISTER_CLIENT, "authorizations.change")
def change(ctx: Context, authorization_id: int, values: Mapping[str, Any]) -> Authorization:
    authorization = ctx.get(Authorization, authorization_id)
    _set(authorization, values)
    return authorization


@command(Can.REGISTER_CLIENT, "authorizations.close")
def close(ctx: Context, authorization_id: int) -> Authorization:
    authorization = ctx.get(Authorization, authorization_id)
    authorization.closed_at = ctx.now
    return authorization


def _set(authorization: Authorization, values: Mapping[str, Any]) -> None:
    fill(authorization, values)
    if authorization.ends_on is not None and authorization.ends_on < authorization.starts_on:
        raise Refused(_("It ends before it begins. Check the dates."), "ends_on")


def _allowed(ctx: Context, authorization: Authorization, today: date) -> AuthorizationRow:
    counted = select(func.count()).where(
        Appointment.client_id == authorization.client_id,
        Appointment.attendance.in_(CAME),
        Appointment.starts_at >= midnight(authorization.starts_on),
    )
    if authorization.ends_on is not None:
        counted = counted.where(Appointment.starts_at < midnight(authorization.ends_on + timedelta(days=1)))
    if authorization.service_kind:
        counted = counted.where(Appointment.kind == authorization.service_kind)
    used = authorization.used_elsewhere + int(ctx.value(counted.select_from(Appointment)) or 0)
    return AuthorizationRow(authorization, used, _warning(authorization, used, today))


def _warning(authorization: Authorization, used: int, today: date) -> str:
    left = authorization.units - used
    if authorization.closed_at is not None:
        return ""
    if authorization.ends_on is not None and authorization.ends_on < today:
        return _("It has ended. Ask the payer for a new one.")
    if authorization.units and left <= 0:
        return _("All units are used. Ask the payer for more.")
    if authorization.units and left <= FEW_UNITS:
        return _("{n} units are left. Ask the payer in time.").format(n=left)
    if authorization.ends_on is not None and (authorization.ends_on - today).days <= FEW_DAYS:
        days = (authorization.ends_on - today).days
        return _("It ends in {days} days. Ask the payer in time.").format(days=days)
    return ""
