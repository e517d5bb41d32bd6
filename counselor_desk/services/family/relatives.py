"""A client's relatives: who they are, what they may hear, when their safety was asked about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.desk.fill_record import checked, fill
from counselor_desk.domain.roles import Can
from counselor_desk.records.family import FamilyPlace, FamilySession, HandoutGiven, Relative
from counselor_desk.records.people import Client
from counselor_desk.services.privacy import consents


@dataclass(frozen=True)
class ClientFamily:
    """A client's relatives, and what each was given."""

    relatives: tuple[Relative, ...]
    handouts: tuple[HandoutGiven, ...]
    sessions: dict[int, int]  # relative -> sessions attended
    may_hear: dict[int, list[str]]  # relative -> what a consent in force lets us tell


@query(Can.SEE_CLIENTS, "relatives.of_client")
def of_client(ctx: Context, client_id: int) -> ClientFamily:
    relatives = ctx.find(
        select(Relative).where(Relative.client_id.in_(ctx.person_charts(client_id))).order_by(Relative.name)
    )
    given = ctx.find(
        select(HandoutGiven)
        .where(HandoutGiven.client_id.in_(ctx.person_charts(client_id)))
        .order_by(HandoutGiven.given_at.desc())
    )
    counts = ctx.tuples(
        select(FamilyPlace.relative_id, func.count(FamilyPlace.id))
        .where(FamilyPlace.client_id.in_(ctx.person_charts(client_id)), FamilyPlace.came.is_(True))
        .group_by(FamilyPlace.relative_id),
    )
    may_hear = {r.id: consents.may_speak_with(ctx, client_id, r.name) for r in relatives}
    return ClientFamily(tuple(relatives), tuple(given), dict(counts), may_hear)


@dataclass(frozen=True)
class FamilyAttendance:
    """To how many sessions a relative came, and when the last of them was."""

    sessions: int
    last_at: datetime


def attendance(ctx: Context, relative_id: int) -> FamilyAttendance | None:
    """None for who has not come yet."""
    sessions, last = ctx.tuples(
        select(func.count(FamilyPlace.id), func.max(FamilySession.starts_at))
        .join(FamilySession, FamilySession.id == FamilyPlace.session_id)
        .where(FamilyPlace.relative_id == relative_id, FamilyPlace.came.is_(True)),
    )[0]
    return FamilyAttendance(sessions, last) if sessions else None


@command(Can.BOOK, "relatives.add")
def add(ctx: Context, client_id: int, values: Mapping[str, Any]) -> Relative:
    client = ctx.get(Client, client_id)
    return ctx.add(Relative(client_id=client.id, **checked(Relative, values)))


@command(Can.BOOK, "relatives.change")
def change(ctx: Context, relative_id: int, values: Mapping[str, Any]) -> Relative:
    relative = ctx.get(Relative, relative_id)
    fill(relative, values)
    return relative


@command(Can.BOOK, "relatives.end")
def end(ctx: Context, relative_id: int) -> Relative:
    """No longer invited; what was is kept."""
    relative = ctx.get(Relative, relative_id)
    relative.ended_at = ctx.now
    return relative


@command(Can.WRITE_NOTE, "relatives.screen")
def screen(ctx: Context, relative_id: int, on: date, at_risk: bool) -> Relative:
    """That home safety was asked about, alone; what was said belongs in a note."""
    relative = ctx.get(Relative, relative_id)
    if on > ctx.today:
        raise Refused(_("This date is not possible. Check the year."), "screened_on")
    relative.screened_on, relative.safety_first = on, at_risk
    return relative
