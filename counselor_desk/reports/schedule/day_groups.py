"""The groups that meet on a day and who is expected, numbered alike on every sheet of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy import or_, select

from counselor_desk.core.i18n import _
from counselor_desk.desk.context import Context
from counselor_desk.records.group import GroupMember, TherapyGroup
from counselor_desk.records.people import Client, Staff
from counselor_desk.records.schedule import Attendance
from counselor_desk.reports.press import words
from counselor_desk.services.schedule import appointments, groups
from counselor_desk.services.schedule.appointments import Slot

CANCELED = frozenset({Attendance.BY_CLIENT, Attendance.BY_CLINIC, Attendance.EXCUSED})


@dataclass(frozen=True)
class Member:
    """Somebody who is expected."""

    first: str  # the name that the person goes by
    family: str
    number: str

    @property
    def called(self) -> str:
        return f"{self.first} {self.family}".strip()

    @property
    def short(self) -> str:
        """Rosa M."""
        return f"{self.first} {self.family[:1]}." if self.family else self.first

    @property
    def initials(self) -> str:
        return " ".join(f"{name[:1]}." for name in (self.first, self.family) if name)


@dataclass(frozen=True)
class Group:
    """One group of the day; a member's line on every sheet is the place in `members`."""

    title: str
    when: str
    where: str
    leader: str
    members: tuple[Member, ...]

    def about(self) -> str:
        return words.listed([self.when, self.where, self.leader])


def of_day(ctx: Context, on: date, staff_id: int | None) -> tuple[Group, ...]:
    """What is booked, then the groups that meet again and again without a booking."""
    booked = _booked(ctx, on, staff_id)
    titles = {group.title for group in booked}
    return (*booked, *(g for g in _standing(ctx, on, staff_id) if g.title not in titles))


def _booked(ctx: Context, on: date, staff_id: int | None) -> list[Group]:
    slots = [
        slot
        for slot in appointments.between(ctx, on, on, staff_id)
        if slot.gathering and slot.attendance not in CANCELED
    ]
    slots.sort(key=lambda s: (s.starts_at, s.gathering))
    known = _members(ctx, {slot.client_id for slot in slots})
    zone = ctx.clinic.time_zone
    return [_group(list(places), known, zone) for _key, places in groupby(slots, lambda s: s.gathering)]


def _members(ctx: Context, client_ids: set[int]) -> dict[int, Member]:
    statement = select(
        Client.id, Client.preferred_name, Client.given_name, Client.family_name, Client.number
    ).where(Client.id.in_(client_ids))
    rows = ctx.tuples(statement)
    return {i: Member(preferred or given, family, n) for i, preferred, given, family, n in rows}


def _group(slots: list[Slot], known: dict[int, Member], zone: str) -> Group:
    first = slots[0]
    starts = words.in_zone(first.starts_at, zone)
    until = words.in_zone(first.ends_at, zone)
    when = f"{words.time(starts)} \N{EN DASH} {words.time(until)}"
    members = _in_order(known[slot.client_id] for slot in slots)
    return Group(first.title or _("Group"), when, first.place, first.staff, members)


def _in_order(members: Iterable[Member]) -> tuple[Member, ...]:
    return tuple(sorted(members, key=lambda m: (m.first, m.family, m.number)))


def _standing(ctx: Context, on: date, staff_id: int | None) -> list[Group]:
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
        Group(name, words.day(on), "", leader, _in_order(_member(*row[3:]) for row in members))
        for (_id, name, leader), members in groupby(rows, key=lambda row: row[:3])
    ]


def _member(preferred: str, given: str, family: str, number: str) -> Member:
    return Member(preferred or given, family, number)
