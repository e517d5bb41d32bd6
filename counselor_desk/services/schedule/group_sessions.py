"""Group sessions: the shared part once, a part for each member, and a note for each of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import func, select

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.domain.documents.service_codes import GroupSize
from counselor_desk.domain.documents.template import Template, fields_of
from counselor_desk.domain.form import Form
from counselor_desk.domain.roles import Can
from counselor_desk.domain.schedule.names_in_group_notes import names_in
from counselor_desk.records.base import Body
from counselor_desk.records.document import Document
from counselor_desk.records.group import GroupMember, GroupSeat, GroupSession, TherapyGroup
from counselor_desk.records.people import Client
from counselor_desk.services.documents import documents, on_signing
from counselor_desk.services.plans import plans
from counselor_desk.services.rewards import from_chart
from counselor_desk.services.schedule import groups

PRESENT = "present"  # counted from the grid
ROW = ("attendance", "participation", "risk", "risk_done", "remark", "plan", "objectives")
BESIDE = frozenset({"participation", "risk", "plan"})


@dataclass(frozen=True)
class MemberSeat:
    """One member in the grid of a session."""

    client_id: int
    client: str
    was_there: bool
    part: Body
    objectives: Sequence[str]
    document_id: int | None


@dataclass(frozen=True)
class SessionDetail:
    """A session with its grid."""

    id: int
    group_id: int
    group: str
    held_on: date
    shared: Body
    seats: Sequence[MemberSeat]
    is_written: bool
    size: GroupSize
    is_of_today: bool


@dataclass(frozen=True)
class SessionRow:
    """One session in the list of a group's days."""

    id: int
    held_on: date
    there: int  # members
    is_written: bool


def template() -> Template:
    return documents.template_of(groups.TEMPLATE)


def shared_form() -> Form:
    """What is asked once for everybody."""
    wanted = template().shared
    fields = [f for f in fields_of(template().sections) if f.key in wanted and f.key != PRESENT]
    return Form.of("", *fields)


def member_form(objectives: Sequence[str]) -> Form:
    """What is asked about one member: the choices in one line, the words in the next."""
    fields = {f.key: f for f in fields_of(template().sections)}
    asked = [replace(fields[key], beside=key in BESIDE) for key in ROW if key != "objectives" or objectives]
    return Form.of("", *asked).with_choices("objectives", tuple(objectives))


@command(Can.WRITE_NOTE, "group_sessions.begin")
def begin(ctx: Context, group_id: int, held_on: date | None = None) -> GroupSession:
    """The session of a day, with a seat for every member of that day.

    Without a day the oldest that waits for its notes, whatever its day; where none waits, today's.
    Who has joined since it was opened gets a seat.
    """
    group = groups.own_group(ctx, group_id)
    if held_on is not None and held_on > ctx.today:
        raise Refused(_("A note is for today or a day before. Check the date."), "held_on")
    waiting = [GroupSession.group_id == group.id, GroupSession.written_at.is_(None)]
    if held_on is not None:
        waiting.append(GroupSession.held_on == held_on)
    session = ctx.first(select(GroupSession).where(*waiting).order_by(GroupSession.held_on, GroupSession.id))
    day = session.held_on if session is not None else held_on or ctx.today
    members = ctx.find(select(GroupMember).where(GroupMember.group_id == group.id, *groups.belongs_on(day)))
    if session is None:
        if not members:
            raise Refused(_("Nobody belonged to this group that day. Add its members first."))
        session = ctx.add(
            GroupSession(
                group_id=group.id,
                held_on=day,
                led_by=ctx.actor.id,
                started_at=ctx.now,
                shared={"facilitators": ctx.actor.signature},
            )
        )
    seated = {seat.client_id for seat, _client in _seats(ctx, session.id)}
    missing = dict.fromkeys(m.client_id for m in members if m.client_id not in seated)
    ctx.add_all([GroupSeat(client_id=client_id, session_id=session.id) for client_id in missing])
    return session


@query(Can.READ_CHART, "group_sessions.of_group")
def sessions_of_group(ctx: Context, group_id: int) -> list[SessionRow]:
    """The days of one's own group, the newest first."""
    groups.own_group(ctx, group_id)
    there = (
        select(func.count(GroupSeat.id))
        .where(GroupSeat.session_id == GroupSession.id, GroupSeat.was_there.is_(True))
        .scalar_subquery()
    )
    return ctx.rows(
        lambda number, day, count, written: SessionRow(number, day, count, written is not None),
        select(GroupSession.id, GroupSession.held_on, there, GroupSession.written_at)
        .where(GroupSession.group_id == group_id)
        .order_by(GroupSession.held_on.desc(), GroupSession.id.desc()),
    )


@query(Can.READ_CHART, "group_sessions.opened")
def read_session(ctx: Context, session_id: int) -> SessionDetail:
    session = ctx.get(GroupSession, session_id)
    group = ctx.get(TherapyGroup, session.group_id)
    seats = [
        MemberSeat(
            client_id=seat.client_id,
            client=client.called,
            was_there=seat.was_there,
            part=seat.part,
            objectives=plans.objective_choices(ctx, seat.client_id),
            document_id=seat.document_id,
        )
        for seat, client in _seats(ctx, session_id)
    ]
    written = session.written_at is not None
    size = GroupSize(group.fewest, group.most, group.limits_from)
    return SessionDetail(
        id=session.id,
        group_id=group.id,
        group=group.name,
        held_on=session.held_on,
        shared=session.shared,
        seats=seats,
        is_written=written,
        size=size,
        is_of_today=session.held_on == ctx.today,
    )


@command(Can.WRITE_NOTE, "group_sessions.save_shared")
def save_shared(ctx: Context, session_id: int, shared: Body) -> None:
    _open_session(ctx, session_id).shared = shared


@command(Can.WRITE_NOTE, "group_sessions.save_seat")
def save_seat(ctx: Context, session_id: int, client_id: int, was_there: bool, part: Body) -> None:
    _open_session(ctx, session_id)
    of_seat = (GroupSeat.session_id == session_id, GroupSeat.client_id == client_id)
    for seat in ctx.find(select(GroupSeat).where(*of_seat)):
        seat.was_there, seat.part = was_there, part


@command(Can.WRITE_NOTE, "group_sessions.make_notes")
def make_notes(ctx: Context, session_id: int) -> list[Document]:
    """An unsigned note for each member who was there, once no text names another member.

    An enrollment in rewards that counts this group's meetings gets its outcome with it.
    """
    session = _open_session(ctx, session_id)
    seats = _seats(ctx, session_id)
    there = [(seat, client) for seat, client in seats if seat.was_there]
    if not there:
        raise Refused(_("Nobody was there, so there is no note to make."))
    shared = {**session.shared, PRESENT: len(there)}
    _check_names(shared, seats)
    on_signing.check_times(ctx, groups.TEMPLATE, shared, session.held_on)
    made = []
    for seat, _client in there:
        body = {**shared, **seat.part}
        note = documents.start(ctx, seat.client_id, groups.TEMPLATE, session.held_on, body)
        seat.document_id = note.id
        made.append(note)
        from_chart.outcome_from_meeting(ctx, seat.client_id, session.group_id, session.held_on)
    session.shared, session.written_at = shared, ctx.now
    return made


def _check_names(shared: Body, seats: Sequence[tuple[GroupSeat, Client]]) -> None:
    """The refusal says where, not whom: messages may be seen by others."""
    everyone = [client for _seat, client in seats]
    for key, value in shared.items():
        if key != "facilitators" and _names(value, everyone):
            raise Refused(
                _("The shared part names a member. It appears in everyone's note: write it without names."),
                key,
            )
    for number, (seat, own) in enumerate(seats, 1):
        others = [client for client in everyone if client.id != own.id]
        mine = set(names_in(own.name + " " + own.preferred_name, [own.name, own.preferred_name]))
        for value in seat.part.values():
            if seat.was_there and _names(value, others) - mine:
                raise Refused(
                    _("The part of member {number} names another member. Write it without names.").format(
                        number=number
                    ),
                    f"seat{seat.client_id}",
                )


def _names(value: Any, people: Sequence[Client]) -> set[str]:
    text = "; ".join(map(str, value)) if isinstance(value, list) else str(value)
    return names_in(text, [f"{c.name} {c.preferred_name}" for c in people])


def _seats(ctx: Context, session_id: int) -> list[tuple[GroupSeat, Client]]:
    return ctx.tuples(
        select(GroupSeat, Client)
        .join(Client, Client.id == GroupSeat.client_id)
        .where(GroupSeat.session_id == session_id)
        .order_by(Client.family_name, Client.given_name),
    )


def _open_session(ctx: Context, session_id: int) -> GroupSession:
    session = ctx.get(GroupSession, session_id)
    if session.led_by != ctx.actor.id:
        raise Refused(_("This session was led by a colleague."))
    if session.written_at is not None:
        raise Refused(_("The notes of this session are made. Change each note itself."))
    return session
