"""The groups that meet on a day and who is expected, numbered alike on every sheet of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import or_, select

from counselor_desk.desk.context import Context
from counselor_desk.records.group import GroupMember, TherapyGroup
from counselor_desk.records.people import Client, Staff
from counselor_desk.records.schedule import Attendance
from counselor_desk.services.schedule import appointments, groups
from counselor_desk.services.schedule.appointments import AppointmentSlot

CANCELED = frozenset({Attendance.BY_CLIENT, Attendance.BY_CLINIC, Attendance.EXCUSED})


@dataclass(frozen=True)
class ExpectedMember:
    """Somebody who is expected."""

    first: str  # the name that the person goes by
    family: str
    number: str

    @property
    def display_name(self) -> str:
        return f"{self.first} {self.family}".strip()

    @property
    def short(self) -> str:
        """Rosa M."""
        return f"{self.first} {self.family[:1]}." if self.family else self.first

    @property
    def initials(self) -> str:
        return " ".join(f"{name[:1]}." for name in (self.first, self.family) if name)


@dataclass(frozen=True)
class DayGroup:
    """One group of the day; a member's line on every sheet is the place in `members`."""

    title: str
    starts_at: datetime | None  # None: it meets again and again without a booking
    ends_at: datetime | None
    place: str
    leader: str
    members: tuple[ExpectedMember, ...]


def of_day(ctx: Context, on: date, staff_id: int | None) -> list[DayGroup]:
    """What is booked, then the groups that meet again and again without a booking."""
    booked = _booked(ctx, on, staff_id)
    titles = {group.title for group in booked}
    return [*booked, *(group for group in _standing(ctx, on, staff_id) if group.title not in titles)]


def _booked(ctx: Context, on: date, staff_id: int | None) -> list[DayGroup]:
    slots = [
        slot
        for slot in appointments.slots_between(ctx, on, on, staff_id)
        if slot.gathering and slot.attendance not in CANCELED
    ]
    slots.sort(key=lambda slot: (slot.starts_at, slot.gathering))
    known = _members(ctx, {slot.client_id for slot in slots})
    return [_group(list(places), known) for _key, places in groupby(slots, lambda slot: slot.gathering)]


def _members(ctx: Context, client_ids: set[int]) -> dict[int, ExpectedMember]:
    statement = select(
        Client.id, Client.preferred_name, Client.given_name, Client.family_name, Client.number
    ).where(Client.id.in_(client_ids))
    return {client_id: _member(*names) for client_id, *names in ctx.tuples(statement)}


def _group(slots: list[AppointmentSlot], known: dict[int, ExpectedMember]) -> DayGroup:
    first = slots[0]
    members = _in_order(known[slot.client_id] for slot in slots)
    return DayGroup(
        title=first.title,
        starts_at=first.starts_at,
        ends_at=first.ends_at,
        place=first.place,
        leader=first.staff,
        members=members,
    )


def _in_order(members: Iterable[ExpectedMember]) -> tuple[ExpectedMember, ...]:
    return tuple(sorted(members, key=lambda member: (member.first, member.family, member.number)))


def _standing(ctx: Context, on: date, staff_id: int | None) -> list[DayGroup]:
    statement = (
        select(
            TherapyGroup.id,
            TherapyGroup.name,
            Staff.name,
            Client.preferred_name,
            Client.given_name,
            Client.family_name,
            Client.number,
        )
        .join(GroupMember, GroupMember.group_id == TherapyGroup.id)
        .join(Client, Client.id == GroupMember.client_id)
        .join(Staff, Staff.id == TherapyGroup.leader_id)
        .where(
            or_(TherapyGroup.ended_on.is_(None), TherapyGroup.ended_on > on),
            *groups.belongs_on(on),
        )
        .order_by(TherapyGroup.id, Client.id)
    )
    if staff_id is not None:
        statement = statement.where(TherapyGroup.leader_id == staff_id)
    rows = ctx.tuples(statement)
    return [
        DayGroup(
            title=name,
            starts_at=None,
            ends_at=None,
            place="",
            leader=leader,
            members=_in_order(_member(*row[3:]) for row in members),
        )
        for (_id, name, leader), members in groupby(rows, key=lambda row: row[:3])
    ]


def _member(preferred: str, given: str, family: str, number: str) -> ExpectedMember:
    return ExpectedMember(preferred or given, family, number)
