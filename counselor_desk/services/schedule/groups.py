"""Therapy groups: their names and limits, who belongs to them, which session waits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from counselor_desk.catalog import files
from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk import fill_record
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.desk.scope import leads
from counselor_desk.domain.roles import Can
from counselor_desk.records.group import GroupLeader, GroupMember, GroupSession, TherapyGroup
from counselor_desk.records.people import Client, Staff

TEMPLATE = "group"


@dataclass(frozen=True)
class GroupRow:
    """One group of a list."""

    id: int
    name: str
    about: str
    members: int
    last_on: date | None
    unwritten_id: int | None  # the oldest session whose notes are not made yet
    unwritten_on: date | None


@dataclass(frozen=True)
class GroupLeaderRow:
    """A clinician: whether they lead the group, and whether it is theirs first of all."""

    staff_id: int
    name: str
    leads: bool
    is_first: bool


def usual_limits() -> dict[str, int]:
    """What a new group begins with: the numbers of the file, which the clinic confirms."""
    usual = files.service_codes().of(TEMPLATE)
    known = {"fewest": usual.fewest, "most": usual.most} if usual else {}
    return {key: number for key, number in known.items() if number is not None}


def belongs_on(on: date) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """That a GroupMember belongs to the group on this day."""
    return GroupMember.since <= on, or_(GroupMember.until.is_(None), GroupMember.until >= on)


@query(Can.READ_CHART, "groups.every")
def all_groups(ctx: Context) -> list[GroupRow]:
    groups = ctx.find(
        select(TherapyGroup)
        .where(TherapyGroup.ended_on.is_(None), led_by(ctx.actor.id))
        .order_by(TherapyGroup.name)
    )
    return [_row(ctx, group) for group in groups]


def _row(ctx: Context, group: TherapyGroup) -> GroupRow:
    of_group = GroupMember.group_id == group.id
    members = select(func.count(GroupMember.id)).where(of_group, GroupMember.until.is_(None))
    with ctx.as_group_leader(ctx.group_charts(group.id)):
        belonging = int(ctx.value(members) or 0)
    sessions = ctx.find(
        select(GroupSession)
        .where(GroupSession.group_id == group.id)
        .order_by(GroupSession.held_on.desc(), GroupSession.id.desc())
    )
    waiting = [session for session in sessions if session.written_at is None]
    return GroupRow(
        id=group.id,
        name=group.name,
        about=group.about,
        members=belonging,
        last_on=sessions[0].held_on if sessions else None,
        unwritten_id=waiting[-1].id if waiting else None,
        unwritten_on=waiting[-1].held_on if waiting else None,
    )


@command(Can.WRITE_NOTE, "groups.create")
def create(ctx: Context, values: Mapping[str, Any]) -> TherapyGroup:
    group = TherapyGroup(name="", leader_id=ctx.actor.id)
    _fill(group, {**usual_limits(), **values})
    return ctx.add(group)


@query(Can.READ_CHART, "groups.read")
def read(ctx: Context, group_id: int) -> TherapyGroup:
    return ctx.get(TherapyGroup, group_id)


@command(Can.WRITE_NOTE, "groups.change")
def change(ctx: Context, group_id: int, values: Mapping[str, Any]) -> TherapyGroup:
    """Another name, or the limits as the payer has told them."""
    group = own_group(ctx, group_id)
    _fill(group, values)
    return group


def _fill(group: TherapyGroup, values: Mapping[str, Any]) -> None:
    fill_record.fill(group, values)
    if group.most < group.fewest:
        raise Refused(_("The maximum is smaller than the minimum. Check both numbers."), "most")


@command(Can.WRITE_NOTE, "groups.join")
def join(ctx: Context, group_id: int, client_id: int) -> GroupMember:
    """A client whose chart one may open."""
    group, client = own_group(ctx, group_id), ctx.get(Client, client_id)
    return _join(ctx, group, client)


@command(Can.WRITE_NOTE, "groups.join_known")
def join_known(ctx: Context, group_id: int, who: str, born: date) -> GroupMember:
    """A client of a colleague's caseload, by name or record number and the day of birth.

    Whoever leads the group sees from then on the name and what the group needs, and no chart. A
    restricted chart is refused.
    """
    group = own_group(ctx, group_id)
    client_id = ctx.find_client_id(who, born)
    with ctx.as_group_leader([client_id]):
        client = ctx.get(Client, client_id)
        if client.restricted or client.closed_at is not None:
            raise Refused(_("This client cannot join here. Ask their counselor."), "who")
        return _join(ctx, group, client)


def _join(ctx: Context, group: TherapyGroup, client: Client) -> GroupMember:
    of_both = (GroupMember.group_id == group.id, GroupMember.client_id == client.id)
    here = ctx.first(select(GroupMember).where(*of_both, GroupMember.until.is_(None)))
    return here or ctx.add(GroupMember(client_id=client.id, group_id=group.id, since=ctx.today))


@query(Can.READ_CHART, "groups.members")
def members(ctx: Context, group_id: int) -> list[tuple[int, str]]:
    """Names of one's own group, of any caseload."""
    own_group(ctx, group_id)
    with ctx.as_group_leader(ctx.group_charts(group_id)):
        return ctx.tuples(
            select(Client.id, Client.called)
            .join(GroupMember, GroupMember.client_id == Client.id)
            .where(GroupMember.group_id == group_id, GroupMember.until.is_(None))
            .order_by(Client.family_name, Client.given_name)
        )


@command(Can.WRITE_NOTE, "groups.part_from")
def leave_group(ctx: Context, group_id: int, client_id: int) -> None:
    """The client no longer belongs to the group; earlier notes stay."""
    own_group(ctx, group_id)
    of_both = (GroupMember.group_id == group_id, GroupMember.client_id == client_id)
    with ctx.as_group_leader(ctx.group_charts(group_id)):
        for member in ctx.find(select(GroupMember).where(*of_both, GroupMember.until.is_(None))):
            member.until = ctx.today


@query(Can.READ_CHART, "groups.leaders")
def leaders(ctx: Context, group_id: int) -> list[GroupLeaderRow]:
    """Who leads it, the first of them first, and who could besides."""
    group = own_group(ctx, group_id)
    leading = {group.leader_id, *_co_leaders(ctx, group_id)}
    people = ctx.find(select(Staff).where(Staff.active.is_(True)).order_by(Staff.name))
    return [
        GroupLeaderRow(p.id, p.signature, p.id in leading, p.id == group.leader_id)
        for p in sorted(people, key=lambda p: (p.id != group.leader_id, p.id not in leading))
        if p.can_hold_clients or p.id in leading
    ]


@command(Can.WRITE_NOTE, "groups.lead_too")
def lead_too(ctx: Context, group_id: int, staff_id: int) -> None:
    """A colleague leads the group as well, and sees what its leader sees."""
    group, colleague = own_group(ctx, group_id), ctx.get(Staff, staff_id)
    if not colleague.can_hold_clients:
        raise Refused(_("Choose an active counselor."), "staff_id")
    of_both = (GroupLeader.group_id == group.id, GroupLeader.staff_id == staff_id)
    here = ctx.first(select(GroupLeader).where(*of_both))
    if here is not None:
        here.until = None
    elif staff_id != group.leader_id:
        ctx.add(GroupLeader(group_id=group.id, staff_id=staff_id, since=ctx.today))


@command(Can.WRITE_NOTE, "groups.lead_no_more")
def lead_no_more(ctx: Context, group_id: int, staff_id: int) -> None:
    """From now on the colleague sees nothing of the group; the notes they made stay theirs."""
    own_group(ctx, group_id)
    of_both = (GroupLeader.group_id == group_id, GroupLeader.staff_id == staff_id)
    for leader in ctx.find(select(GroupLeader).where(*of_both, GroupLeader.until.is_(None))):
        leader.until = ctx.today


def led_by(staff_id: int) -> ColumnElement[bool]:
    """That a person leads the TherapyGroup; a supervisor leads on until a leader who left has a successor."""
    return leads(staff_id)


def own_group(ctx: Context, group_id: int) -> TherapyGroup:
    group = ctx.get(TherapyGroup, group_id)
    if ctx.first(select(TherapyGroup).where(TherapyGroup.id == group_id, led_by(ctx.actor.id))) is None:
        raise Refused(_("This group is led by a colleague."))
    return group


def _co_leaders(ctx: Context, group_id: int) -> list[int]:
    leading = select(GroupLeader.staff_id).where(
        GroupLeader.group_id == group_id, GroupLeader.until.is_(None)
    )
    return ctx.rows(int, leading)
