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
from counselor_desk.domain.roles import Can
from counselor_desk.records.group import GroupMember, GroupSession, TherapyGroup
from counselor_desk.records.people import Client

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
        .where(TherapyGroup.ended_on.is_(None), TherapyGroup.leader_id == ctx.actor.id)
        .order_by(TherapyGroup.name)
    )
    return [_row(ctx, group) for group in groups]


def _row(ctx: Context, group: TherapyGroup) -> GroupRow:
    of_group = GroupMember.group_id == group.id
    members = select(func.count(GroupMember.id)).where(of_group, GroupMember.until.is_(None))
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
        members=int(ctx.value(members) or 0),
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
    group, client = own_group(ctx, group_id), ctx.get(Client, client_id)
    of_both = (GroupMember.group_id == group.id, GroupMember.client_id == client.id)
    here = ctx.first(select(GroupMember).where(*of_both, GroupMember.until.is_(None)))
    return here or ctx.add(GroupMember(client_id=client.id, group_id=group.id, since=ctx.today))


@query(Can.READ_CHART, "groups.members")
def members(ctx: Context, group_id: int) -> list[tuple[int, str]]:
    clients = ctx.find(
        select(Client)
        .join(GroupMember, GroupMember.client_id == Client.id)
        .where(GroupMember.group_id == group_id, GroupMember.until.is_(None))
        .order_by(Client.family_name, Client.given_name)
    )
    return [(client.id, client.called) for client in clients]


@command(Can.WRITE_NOTE, "groups.part_from")
def leave_group(ctx: Context, group_id: int, client_id: int) -> None:
    """The client no longer belongs to the group; earlier notes stay."""
    own_group(ctx, group_id)
    of_both = (GroupMember.group_id == group_id, GroupMember.client_id == client_id)
    for member in ctx.find(select(GroupMember).where(*of_both, GroupMember.until.is_(None))):
        member.until = ctx.today


def own_group(ctx: Context, group_id: int) -> TherapyGroup:
    group = ctx.get(TherapyGroup, group_id)
    if group.leader_id != ctx.actor.id:
        raise Refused(_("This group is led by a colleague."))
    return group
