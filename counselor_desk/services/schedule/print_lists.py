"""Whom a print for many is for: who is booked, a group's members, whose plan is due, a caseload."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.days import within_days
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.roles import Can
from counselor_desk.records.document import Document
from counselor_desk.records.group import GroupMember, TherapyGroup
from counselor_desk.records.people import Client, Staff
from counselor_desk.records.schedule import Appointment, Attendance
from counselor_desk.services.clients import clients
from counselor_desk.services.plans import plans
from counselor_desk.services.schedule.groups import belongs_on


@dataclass(frozen=True)
class PrintScope:
    """Who is meant: of one counselor or, with None, of everybody that may be seen."""

    who: str  # a key of WAYS
    on: date
    staff_id: int | None = None
    group_id: int | None = None


@dataclass(frozen=True)
class PrintTarget:
    """A client who is meant, and the group or the counselor whose pile the paper lies in."""

    client: Client
    pile: str


def print_targets(ctx: Context, wish: PrintScope) -> list[PrintTarget]:
    """Everybody meant, each once, pile by pile. Refused, with the reason, when it is nobody."""
    piles = WAYS[wish.who](ctx, wish)
    known = clients.of_ids(ctx, [client_id for client_id, _pile in piles])
    first: dict[int, PrintTarget] = {}
    for client_id, pile in piles:
        first.setdefault(client_id, PrintTarget(known[client_id], pile))
    return sorted(first.values(), key=_by_pile_and_name)


def _by_pile_and_name(target: PrintTarget) -> tuple[str, ...]:
    client = target.client
    return (target.pile, client.family_name, client.given_name, client.number)


@query(Can.PRINT, "roll_call.groups")
def groups(ctx: Context) -> list[tuple[int, str, str]]:
    """The standing groups with a member that one may see: number, name, who leads it."""
    statement = (
        select(TherapyGroup.id, TherapyGroup.name, Staff.name)
        .join(GroupMember, GroupMember.group_id == TherapyGroup.id)
        .join(Staff, Staff.id == TherapyGroup.leader_id)
        .where(TherapyGroup.ended_on.is_(None), GroupMember.until.is_(None))
        .distinct()
        .order_by(TherapyGroup.name)
    )
    return ctx.tuples(statement)


Piles = Sequence[tuple[int, str]]


def _booked(ctx: Context, wish: PrintScope, *conditions: ColumnElement[bool]) -> Piles:
    statement = (
        select(Appointment.client_id, Appointment.kind, Appointment.title, Staff.name)
        .join(Staff, Staff.id == Appointment.staff_id)
        .where(
            *within_days(Appointment.starts_at, wish.on, wish.on),
            Appointment.attendance == Attendance.BOOKED,
            *conditions,
        )
        .order_by(Appointment.starts_at, Appointment.id)
    )
    if wish.staff_id is not None:
        statement = statement.where(Appointment.staff_id == wish.staff_id)
    rows = ctx.rows(_pile_of_booked, statement)
    return rows or _nobody(_("Nobody is booked on that day. Choose another day."), "on")


def _pile_of_booked(client_id: int, kind: str, title: str, staff: str) -> tuple[int, str]:
    """With who leads it: two groups of a day may be called alike."""
    return client_id, f"{title} ({staff})" if kind == "group" and title else staff


def _in_groups(ctx: Context, wish: PrintScope) -> Piles:
    return _booked(ctx, wish, Appointment.kind == "group")


def _members(ctx: Context, wish: PrintScope) -> Piles:
    """Who belongs to a standing group on the day."""
    if wish.group_id is None:
        raise Refused(_("There is no group yet. Start one under Groups, or choose a day."), "who")
    statement = (
        select(GroupMember.client_id, TherapyGroup.name)
        .join(TherapyGroup, TherapyGroup.id == GroupMember.group_id)
        .where(GroupMember.group_id == wish.group_id, *belongs_on(wish.on))
    )
    rows = ctx.tuples(statement)
    return rows or _nobody(_("Nobody belongs to this group. Choose another one."), "group_id")


def _caseload(ctx: Context, wish: PrintScope) -> Piles:
    statement = (
        select(Client.id, Staff.name)
        .join(Staff, Staff.id == Client.counselor_id)
        .where(Client.closed_at.is_(None), Client.merged_into_id.is_(None))
    )
    if wish.staff_id is not None:
        statement = statement.where(Client.counselor_id == wish.staff_id)
    rows = ctx.tuples(statement)
    return rows or _nobody(_("No one is on this caseload. Choose another counselor."), "staff_id")


def _with_plans_due(ctx: Context, wish: PrintScope) -> Piles:
    """Those with a plan in force whose review falls on the day or before it."""
    if not ctx.actor.may(Can.READ_CHART):
        raise Refused(
            _("Plans are in the chart, which your role can't open. Choose who is booked."),
            "who",
        )
    theirs = _caseload(ctx, wish)
    reviews = plans.reviews_due(ctx, Document.client_id.in_([client_id for client_id, _staff in theirs]))
    due = [
        (client_id, staff)
        for client_id, staff in theirs
        if (day := reviews.get(client_id)) is not None and day <= wish.on
    ]
    return due or _nobody(_("No plan is due by that day. Choose a later one."), "on")


def _nobody(words: str, field: str) -> Piles:
    raise Refused(words, field)


WAYS: dict[str, Callable[[Context, PrintScope], Piles]] = {
    "booked": _booked,
    "group": _in_groups,
    "members": _members,
    "plans": _with_plans_due,
    "caseload": _caseload,
}
