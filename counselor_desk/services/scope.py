"""The caseload rule: whose charts a person may see. One place, applied to every select."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import with_loader_criteria
from sqlalchemy.sql.base import ExecutableOption

from counselor_desk.domain.roles import Can, Role
from counselor_desk.records.base import Clinical, OfClient
from counselor_desk.records.people import AccessGrant, Client, Staff

_client, _staff, _grant = Client.__table__.c, Staff.__table__.c, AccessGrant.__table__.c


def within_scope(actor: Staff, now: datetime) -> list[ExecutableOption]:
    """The conditions that every select of this person carries."""
    mine = visible_clients(actor, now)
    options: list[ExecutableOption] = [
        with_loader_criteria(Client, Client.id.in_(mine), include_aliases=True),
        with_loader_criteria(OfClient, lambda kind: kind.client_id.in_(mine), include_aliases=True),
    ]
    if not actor.may(Can.READ_CHART):
        options.append(
            with_loader_criteria(
                Clinical, lambda kind: kind.client_id.is_(None), include_aliases=True
            )
        )
    return options


def visible_clients(actor: Staff, now: datetime) -> Select[Any]:
    """The ids of the clients whom this person may see."""
    granted = select(_grant.client_id).where(
        _grant.staff_id == actor.id,
        _grant.starts_at <= now,
        _grant.ends_at > now,
        _grant.ended_at.is_(None),
    )
    return select(_client.id).where(or_(_own(actor), _client.id.in_(granted)))


def _own(actor: Staff) -> ColumnElement[bool]:
    if actor.role is Role.COUNSELOR:
        return _client.counselor_id == actor.id
    if actor.role is Role.SUPERVISOR:
        team = select(_staff.id).where(_staff.supervisor_id == actor.id)
        return or_(_client.counselor_id == actor.id, _client.counselor_id.in_(team))
    # Clinic staff and administrators register and book for all, but not for restricted charts.
    return _client.restricted.is_(False)
