"""An evening of the family program is put right: its day, its leader, what is taken home."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from counselor_desk.domain.roles import Can
from counselor_desk.errors import Refused
from counselor_desk.i18n import _
from counselor_desk.records.family import FamilySession
from counselor_desk.records.people import Staff
from counselor_desk.services import family, leaflets
from counselor_desk.services.desk import Context, command, query

MOST = 8  # handouts: more is not read


@command(Can.BOOK)
def plan(
    ctx: Context, session_id: int, starts_at: datetime, staff_id: int, handouts: Sequence[str]
) -> FamilySession:
    """Who came is marked against the hour: one that has begun is not moved any more."""
    session = ctx.get(FamilySession, session_id)
    if starts_at != session.starts_at:
        if session.starts_at <= ctx.now:
            raise Refused(_("This evening has begun. Its day stays as it was."), "on")
        if not ctx.now <= starts_at <= ctx.now + family.FARTHEST:
            raise Refused(_("Choose a day from today on, at most two years away."), "on")
    leader = ctx.get(Staff, staff_id)
    if not leader.active and leader.id != session.staff_id:
        raise Refused(_("This colleague is no longer here. Choose another."), "staff_id")
    known = leaflets.for_readers(ctx, "en")
    wanted = [key for key in dict.fromkeys(handouts) if key in known]
    if len(wanted) > MOST:
        raise Refused(_("Choose at most eight handouts for one evening."), "handouts")
    session.starts_at, session.staff_id, session.handouts = starts_at, leader.id, wanted
    return session


@command(Can.BOOK)
def put_off(ctx: Context, session_id: int, weeks: int) -> list[FamilySession]:
    """This evening and those of its series after it, so many weeks later, at the same hour."""
    session = ctx.get(FamilySession, session_id)
    if not 1 <= weeks <= 8:
        raise Refused(_("Choose from 1 to 8 weeks."), "weeks")
    moved = _from_here(ctx, session.series, session.number)
    if any(one.starts_at <= ctx.now for one in moved):
        raise Refused(_("This evening has begun. Put off one that is still to come."))
    for one in moved:
        local = one.starts_at.astimezone().replace(tzinfo=None)
        one.starts_at = (local + timedelta(weeks=weeks)).astimezone()
    return moved


def _from_here(ctx: Context, series: str, number: int) -> list[FamilySession]:
    """The evenings of a series from this one on, in order."""
    return ctx.find(
        select(FamilySession)
        .where(FamilySession.series == series, FamilySession.number >= number)
        .order_by(FamilySession.number)
    )


@query(Can.BOOK)
def leaders(ctx: Context) -> list[tuple[int, str]]:
    """Who may lead an evening: everybody at work here."""
    statement = select(Staff.id, Staff.name).where(Staff.active.is_(True)).order_by(Staff.name)
    return ctx.rows(lambda staff_id, name: (staff_id, name), statement)
