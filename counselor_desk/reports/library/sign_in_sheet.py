"""The sheets for a day's groups: who is expected, a line to sign, room for those who walk in."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from reportlab.platypus import Flowable
from sqlalchemy import or_, select

from counselor_desk.domain.form import Form
from counselor_desk.domain.roles import Can
from counselor_desk.i18n import _
from counselor_desk.records.group import GroupMember, TherapyGroup
from counselor_desk.records.people import Client, Staff
from counselor_desk.reports import asked, letterhead, marks, words
from counselor_desk.reports.marks import Column
from counselor_desk.reports.press import Report, Sheet
from counselor_desk.services import schedule
from counselor_desk.services.desk import Context, query

WALK_INS = 4


@dataclass(frozen=True)
class Group:
    """One group session with the members expected."""

    title: str
    when: str
    where: str
    leader: str
    members: tuple[str, ...]


@dataclass(frozen=True)
class SignIn:
    """Every group of one day."""

    sheet: Sheet
    groups: tuple[Group, ...]


@query(Can.PRINT)
def gather(ctx: Context, on: date, staff_id: int | None = None) -> SignIn:
    zone = letterhead.practice(ctx).time_zone
    slots = [s for s in schedule.between(ctx, on, on, staff_id) if s.gathering]
    slots.sort(key=lambda s: (s.starts_at, s.gathering, s.client))
    groups = [
        _group(list(members), zone) for _key, members in groupby(slots, key=lambda s: s.gathering)
    ]
    groups += _standing(ctx, on, staff_id)
    title = _("Sign-in, {day}").format(day=words.day(on))
    return SignIn(letterhead.list_sheet(ctx, title), tuple(groups))


def _group(slots: list[schedule.Slot], zone: str) -> Group:
    first = slots[0]
    starts = words.in_zone(first.starts_at, zone)
    until = starts + timedelta(minutes=first.minutes)
    return Group(
        first.title or _("Group"),
        f"{words.time(starts)} \N{EN DASH} {words.time(until)}",
        first.place,
        first.staff,
        tuple(_short(slot.client) for slot in slots),
    )


def _standing(ctx: Context, on: date, staff_id: int | None) -> list[Group]:
    """Groups that meet again and again have members and no booking: each gets its sheet."""
    statement = (
        select(TherapyGroup.id, TherapyGroup.name, Staff.name, Client.given_name,
               Client.preferred_name, Client.family_name)
        .join(GroupMember, GroupMember.group_id == TherapyGroup.id)
        .join(Client, Client.id == GroupMember.client_id)
        .join(Staff, Staff.id == TherapyGroup.leader_id)
        .where(
            or_(TherapyGroup.ended_on.is_(None), TherapyGroup.ended_on > on),
            GroupMember.since <= on,
            or_(GroupMember.until.is_(None), GroupMember.until >= on),
        )
        .order_by(TherapyGroup.id, Client.given_name, Client.id)
    )  # fmt: skip
    if staff_id is not None:
        statement = statement.where(TherapyGroup.leader_id == staff_id)
    rows = ctx.rows(lambda *row: row, statement)
    found = []
    for (_id, name, leader), members in groupby(rows, key=lambda row: row[:3]):
        names = tuple(_short(f"{p or g} {f}") for *_group, g, p, f in members)
        found.append(Group(name, words.day(on), "", leader, names))
    return found


def _short(name: str) -> str:
    """First name and an initial: everybody in the room reads this sheet."""
    given, _blank, family = name.rpartition(" ")
    return f"{given} {family[:1]}." if given else name


COLUMNS = (Column("", 0.4, number=True), Column(_("Name"), 2.5), Column(_("Time in"), 1.2),
           Column(_("Signature"), 3.5))  # fmt: skip


def story(sign_in: SignIn) -> list[Flowable]:
    parts: list[Flowable] = []
    for group in sign_in.groups:
        if parts:
            parts.append(marks.new_page())
        about = words.listed([group.when, group.where, group.leader])
        names = [*group.members, *[""] * WALK_INS]
        rows = [(str(n), f"{name}\n", "", "") for n, name in enumerate(names, 1)]
        parts += [marks.heading(group.title, 0), marks.small(about), marks.table(COLUMNS, rows)]
    return parts or [
        marks.heading(sign_in.sheet.title, 0),
        marks.paragraph(_("No group is booked.")),
    ]


ASKS = Form.of(_("Sign-in sheets"), asked.ON, asked.STAFF)
REPORT = Report("sign_in_sheet", _("Sign-in sheets"), ASKS, gather, story)
