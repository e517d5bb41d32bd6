"""The family program: its sessions, who was invited and came, and what each took home."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Integer, cast, func, select

from counselor_desk.catalog import files
from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.days import within_days
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.desk.fill_record import fill
from counselor_desk.domain.family.program import FamilyProgram, Lesson, packet
from counselor_desk.domain.roles import Can
from counselor_desk.records.family import FamilyPlace, FamilySession, HandoutGiven, Relative
from counselor_desk.records.people import Client, Staff
from counselor_desk.services.family import handouts
from counselor_desk.services.family import handouts as leaflets
from counselor_desk.services.privacy import consents

FARTHEST = timedelta(days=730)


@dataclass(frozen=True)
class EveningRow:
    """One line of the program's calendar."""

    id: int
    title: str
    starts_at: datetime
    place: str
    leader: str
    invited: int
    attended: int
    guests: int


@dataclass(frozen=True)
class RelativeSeat:
    """One relative in a session."""

    place_id: int
    relative: Relative
    client: str
    attended: bool | None
    given: bool
    may_hear: tuple[str, ...] = ()  # what a consent in force lets us tell this person


@dataclass(frozen=True)
class EveningDetail:
    """A session opened: its lesson, the people, the room."""

    session: FamilySession
    program: FamilyProgram
    lesson: Lesson
    leader: Staff
    seats: tuple[RelativeSeat, ...]
    titles: dict[str, str]  # of the handouts that can be taken home


@dataclass(frozen=True)
class HandoutPacket:
    """What one relative takes home, by handout id and in order."""

    relative: Relative
    handouts: tuple[str, ...]


@command(Can.BOOK, "family.begin_series")
def begin_series(
    ctx: Context, program: str, starts_at: datetime, place: str = "", staff_id: int | None = None
) -> list[FamilySession]:
    """Every lesson of a program, a week apart at the same hour."""
    plan = program_of(program)
    if abs(starts_at - ctx.now) > FARTHEST:
        raise Refused(_("This date is more than two years away. Check the year."), "starts_at")
    leader = ctx.get(Staff, staff_id).id if staff_id else ctx.actor.id
    series, local = secrets.token_hex(6), starts_at.astimezone().replace(tzinfo=None)
    made = [
        FamilySession(
            program=plan.id,
            number=number,
            series=series,
            title=lesson.title,
            starts_at=(local + timedelta(weeks=number - 1)).astimezone(),
            minutes=plan.minutes,
            place=place.strip(),
            staff_id=leader,
            handouts=list(lesson.handouts),
        )
        for number, lesson in enumerate(plan.lessons, 1)
    ]
    ctx.add_all(made)
    return made


def program_of(key: str) -> FamilyProgram:
    family_program = files.family_programs().get(key)
    if family_program is None:
        raise Refused(_("This program does not know that series. Choose another."), "program")
    return family_program


@query(Can.SEE_CLIENTS, "family.sessions")
def sessions(ctx: Context, first: date, last: date) -> list[EveningRow]:
    """The program's calendar, in order."""
    came = func.coalesce(func.sum(cast(FamilyPlace.came, Integer)), 0)
    counted = (
        select(FamilyPlace.session_id, func.count(FamilyPlace.id).label("n"), came.label("came"))
        .group_by(FamilyPlace.session_id)
        .subquery()
    )
    statement = (
        select(
            FamilySession.id,
            FamilySession.title,
            FamilySession.starts_at,
            FamilySession.place,
            Staff.name,
            func.coalesce(counted.c.n, 0),
            func.coalesce(counted.c.came, 0),
            FamilySession.guests,
        )
        .join(Staff, Staff.id == FamilySession.staff_id)
        .outerjoin(counted, counted.c.session_id == FamilySession.id)
        .where(*within_days(FamilySession.starts_at, first, last))
        .order_by(FamilySession.starts_at)
    )
    return ctx.rows(EveningRow, statement)


@query(Can.SEE_CLIENTS, "family.opened")
def read_evening(ctx: Context, session_id: int) -> EveningDetail:
    session = ctx.get(FamilySession, session_id)
    plan = program_of(session.program)
    lesson = plan.lessons[min(session.number, len(plan.lessons)) - 1]
    given = set(
        ctx.rows(
            int,
            select(HandoutGiven.relative_id).where(
                HandoutGiven.session_id == session_id, HandoutGiven.relative_id.is_not(None)
            ),
        )
    )
    seats = ctx.rows(
        lambda place, relative, first, family: RelativeSeat(
            place.id, relative, f"{first} {family}".strip(), place.came, relative.id in given
        ),
        select(FamilyPlace, Relative, Client.given_name, Client.family_name)
        .join(Relative, Relative.id == FamilyPlace.relative_id)
        .join(Client, Client.id == FamilyPlace.client_id)
        .where(FamilyPlace.session_id == session_id)
        .order_by(Relative.name, Relative.id),
    )
    seated = tuple(replace(seat, may_hear=_may_hear(ctx, seat.relative)) for seat in seats)
    titles = {key: made.title for key, made in handouts.for_readers(ctx, "en").items()}
    return EveningDetail(
        session=session,
        program=plan,
        lesson=lesson,
        leader=ctx.get(Staff, session.staff_id),
        seats=seated,
        titles=titles,
    )


def _may_hear(ctx: Context, relative: Relative) -> tuple[str, ...]:
    return tuple(consents.may_speak_with(ctx, relative.client_id, relative.name))


@query(Can.SEE_CLIENTS, "family.to_invite")
def to_invite(ctx: Context, session_id: int) -> list[tuple[Relative, str]]:
    """Relatives who are not in this session yet, with the client's name."""
    inside = select(FamilyPlace.relative_id).where(FamilyPlace.session_id == session_id)
    return ctx.rows(
        lambda relative, first, family: (relative, f"{first} {family}".strip()),
        select(Relative, Client.given_name, Client.family_name)
        .join(Client, Client.id == Relative.client_id)
        .where(Relative.ended_at.is_(None), Relative.id.not_in(inside))
        .order_by(Relative.name, Relative.id),
    )


@command(Can.BOOK, "family.invite")
def invite(ctx: Context, session_id: int, relative_ids: Sequence[int]) -> int:
    """Places for relatives in a session; who has one keeps it."""
    session = ctx.get(FamilySession, session_id)
    inside = set(ctx.rows(int, select(FamilyPlace.relative_id).where(FamilyPlace.session_id == session_id)))
    coming = [ctx.get(Relative, r) for r in dict.fromkeys(relative_ids) if r not in inside]
    ctx.add_all([FamilyPlace(client_id=r.client_id, session_id=session.id, relative_id=r.id) for r in coming])
    return len(coming)


@command(Can.BOOK, "family.mark")
def mark(ctx: Context, place_id: int, came: bool) -> FamilyPlace:
    place = ctx.get(FamilyPlace, place_id)
    place.mark(came, ctx.get(FamilySession, place.session_id).starts_at, ctx.now)
    return place


@command(Can.BOOK, "family.change_session")
def change_session(ctx: Context, session_id: int, values: Mapping[str, Any]) -> FamilySession:
    """Title, room, length, guests."""
    session = ctx.get(FamilySession, session_id)
    fill(session, values)
    return session


@query(Can.PRINT, "family.packets")
def packets(ctx: Context, session_id: int) -> list[HandoutPacket]:
    """What each takes home: those who came, or everybody invited before the session."""
    evening = read_evening(ctx, session_id)
    seats = [s for s in evening.seats if s.attended] or [s for s in evening.seats if s.attended is None]
    made = []
    for seat in seats:
        r = seat.relative
        known = handouts.for_readers(ctx, r.language)
        screened = r.screened_on is not None
        keys = packet(evening.session.handouts, known, screened, r.safety_first)
        made.append(HandoutPacket(r, keys))
    return made


@command(Can.PRINT, "family.give")
def give(ctx: Context, session_id: int) -> int:
    """Note what was given to whom: title, version, language and day, once per person."""
    evening = read_evening(ctx, session_id)
    had = {seat.relative.id for seat in evening.seats if seat.given}
    events: list[HandoutGiven] = []
    for handout_packet in packets(ctx, session_id):
        if handout_packet.relative.id not in had:
            known = handouts.for_readers(ctx, handout_packet.relative.language)
            events += _events(
                ctx, handout_packet, session_id, (known[key] for key in handout_packet.handouts)
            )
    ctx.add_all(events)
    return len(events)


def _events(
    ctx: Context, handout_packet: HandoutPacket, session_id: int, given: Iterable[Any]
) -> Iterable[HandoutGiven]:
    for made in given:
        yield HandoutGiven(
            client_id=handout_packet.relative.client_id,
            relative_id=handout_packet.relative.id,
            session_id=session_id,
            handout=made.id,
            title=made.title,
            version=made.front.version,
            language=made.front.language,
            given_at=ctx.now,
            given_by=ctx.actor.id,
        )


MOST = 8  # handouts: more is not read


@command(Can.BOOK, "family_evenings.plan")
def plan(
    ctx: Context, session_id: int, starts_at: datetime, staff_id: int, handouts: Sequence[str]
) -> FamilySession:
    """Who came is marked against the hour: one that has begun is not moved any more."""
    session = ctx.get(FamilySession, session_id)
    if starts_at != session.starts_at:
        if session.starts_at <= ctx.now:
            raise Refused(_("This evening has started. Its date can't change."), "on")
        if not ctx.now <= starts_at <= ctx.now + FARTHEST:
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


@command(Can.BOOK, "family_evenings.put_off")
def put_off(ctx: Context, session_id: int, weeks: int) -> list[FamilySession]:
    """This evening and those of its series after it, so many weeks later, at the same hour."""
    session = ctx.get(FamilySession, session_id)
    if not 1 <= weeks <= 8:
        raise Refused(_("Choose from 1 to 8 weeks."), "weeks")
    moved = _from_here(ctx, session.series, session.number)
    if any(moved_session.starts_at <= ctx.now for moved_session in moved):
        raise Refused(_("This evening has started. Reschedule one that has not."))
    for family_session in moved:
        local = family_session.starts_at.astimezone().replace(tzinfo=None)
        family_session.starts_at = (local + timedelta(weeks=weeks)).astimezone()
    return moved


def _from_here(ctx: Context, series: str, number: int) -> list[FamilySession]:
    """The evenings of a series from this one on, in order."""
    return ctx.find(
        select(FamilySession)
        .where(FamilySession.series == series, FamilySession.number >= number)
        .order_by(FamilySession.number)
    )


@query(Can.BOOK, "family_evenings.leaders")
def leaders(ctx: Context) -> list[tuple[int, str]]:
    """Who may lead an evening: everybody at work here."""
    statement = select(Staff.id, Staff.name).where(Staff.active.is_(True)).order_by(Staff.name)
    return ctx.tuples(statement)
