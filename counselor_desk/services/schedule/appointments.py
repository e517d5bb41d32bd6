"""Appointments: booking, recurring ones, groups, attendance and what was missed."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, or_, select

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.days import within_days
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.desk.fill_record import checked
from counselor_desk.domain.roles import Can
from counselor_desk.domain.schedule import calendar_file, series
from counselor_desk.domain.schedule.calendar_file import CalendarEntry
from counselor_desk.domain.schedule.series import VisitTimes
from counselor_desk.records.people import Client, Staff
from counselor_desk.records.schedule import MISSED, Appointment, Attendance
from counselor_desk.services.rewards import from_chart

FARTHEST = timedelta(days=730)
MOST_WEEKS = 52


@dataclass(frozen=True)
class AppointmentSlot:
    """One line of a day: an appointment with the people in it."""

    id: int
    client_id: int
    client: str
    staff_id: int
    staff: str
    starts_at: datetime
    minutes: int
    kind: str
    title: str
    place: str
    attendance: Attendance
    why: str
    gathering: str
    series: str

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)


@query(Can.SEE_CLIENTS, "schedule.day")
def day(ctx: Context, on: date, staff_id: int | None = None) -> list[AppointmentSlot]:
    """What is booked on a day, in order; one person's, or everybody's that may be seen."""
    return slots_between(ctx, on, on, staff_id)


@query(Can.SEE_CLIENTS, "schedule.between")
def slots_between(
    ctx: Context, first: date, last: date, staff_id: int | None = None
) -> list[AppointmentSlot]:
    statement = slots_of().where(*within_days(Appointment.starts_at, first, last))
    if staff_id is not None:
        statement = statement.where(Appointment.staff_id == staff_id)
    return ctx.rows(AppointmentSlot, statement.order_by(Appointment.starts_at, Appointment.id))


@query(Can.SEE_CLIENTS, "schedule.of_client")
def of_client(ctx: Context, client_id: int, limit: int = 200) -> list[AppointmentSlot]:
    """A client's appointments, the latest first."""
    return ctx.rows(
        AppointmentSlot,
        slots_of()
        .where(Appointment.client_id.in_(ctx.person_charts(client_id)))
        .order_by(Appointment.starts_at.desc())
        .limit(limit),
    )


def coming(ctx: Context, client_ids: Iterable[int], after: datetime) -> dict[int, list[AppointmentSlot]]:
    """Each client's booked appointments from a moment on, the next one first."""
    slots: dict[int, list[AppointmentSlot]] = {}
    for slot in ctx.rows(
        AppointmentSlot,
        slots_of()
        .where(
            Appointment.client_id.in_(list(client_ids)),
            Appointment.starts_at >= after,
            Appointment.attendance == Attendance.BOOKED,
        )
        .order_by(Appointment.starts_at, Appointment.id),
    ):
        slots.setdefault(slot.client_id, []).append(slot)
    return slots


@command(Can.BOOK, "schedule.book")
def book(
    ctx: Context,
    client_id: int,
    starts_at: datetime,
    values: Mapping[str, Any],
    staff_id: int | None = None,
) -> Appointment:
    """One session; with the actor, or for clinic staff with the client's counselor."""
    client = ctx.get(Client, client_id)
    staff = ctx.get(Staff, staff_id).id if staff_id else holder(ctx, client)
    if not staff:
        raise Refused(_("Choose who the session is with."), "staff_id")
    refuse_far_days(ctx, starts_at)
    given = checked(Appointment, values)
    made = Appointment(
        client_id=client.id, staff_id=staff, starts_at=starts_at, booked_by=ctx.actor.id, **given
    )
    return ctx.add(made)


@command(Can.BOOK, "schedule.book_weekly")
def book_weekly(
    ctx: Context,
    client_id: int,
    starts_at: datetime,
    values: Mapping[str, Any],
    weeks: int,
) -> list[Appointment]:
    """One session, and the same hour of the weeks after: a clock change keeps the hour on the wall."""
    if not 1 <= weeks <= MOST_WEEKS:
        raise Refused(_("Repeat from 1 to 52 weeks."), "weeks")
    first = book(ctx, client_id, starts_at, values)
    first.series = secrets.token_hex(6)
    made = [
        Appointment(
            client_id=first.client_id,
            staff_id=first.staff_id,
            starts_at=at,
            minutes=first.minutes,
            kind=first.kind,
            title=first.title,
            place=first.place,
            series=first.series,
            booked_by=ctx.actor.id,
        )
        for at in series.weekly(first.starts_at, weeks)
    ]
    ctx.add_all(made)
    return [first, *made]


@command(Can.BOOK, "schedule.gather")
def gather(
    ctx: Context,
    client_ids: Sequence[int],
    starts_at: datetime,
    values: Mapping[str, Any],
    staff_id: int | None = None,
) -> list[Appointment]:
    """One group session: a place for each member, held together by one word."""
    if not client_ids:
        raise Refused(_("Choose who is in the group."), "client_ids")
    gathering = secrets.token_hex(6)
    made = []
    for client_id in dict.fromkeys(client_ids):
        place = book(ctx, client_id, starts_at, {"kind": "group", **values}, staff_id)
        place.gathering = gathering
        made.append(place)
    return made


@command(Can.BOOK, "schedule.book_visits")
def book_visits(
    ctx: Context,
    client_ids: Sequence[int],
    times: VisitTimes,
    values: Mapping[str, Any],
    staff_id: int | None = None,
) -> list[Appointment]:
    """One client or a group, once or at the same hour of the weeks after: all of it or none."""
    if not 0 <= times.weeks <= MOST_WEEKS:
        raise Refused(_("Repeat from 1 to 52 weeks."), "weeks")
    made: list[Appointment] = []
    for at in [times.starts_at, *series.weekly(times.starts_at, times.weeks)]:
        if len(client_ids) > 1 or values.get("kind") == "group":
            made += gather(ctx, client_ids, at, values, staff_id)
        else:
            made += [book(ctx, client_id, at, values, staff_id) for client_id in client_ids]
    if times.weeks:
        row = secrets.token_hex(6)
        for each in made:
            each.series = row
    return made


@command(Can.BOOK, "schedule.mark")
def mark(ctx: Context, appointment_id: int, attendance: Attendance, why: str = "") -> Appointment:
    """Who came, who did not, and why. What is rewarded by attendance follows from it.

    The front desk sees no rewards: there the occasion stays due for a clinician.
    """
    appointment = ctx.get(Appointment, appointment_id)
    appointment.mark(attendance, ctx.actor.id, ctx.now, why)
    if appointment.came and ctx.actor.may(Can.RECORD_REWARD):
        from_chart.outcome_from_session(ctx, appointment.id)
    return appointment


@command(Can.BOOK, "schedule.mark_all")
def mark_all(ctx: Context, appointment_ids: Sequence[int], attendance: Attendance) -> int:
    """The same of every place of a session: all came."""
    for appointment_id in appointment_ids:
        mark(ctx, appointment_id, attendance)
    return len(appointment_ids)


@command(Can.BOOK, "schedule.move")
def move(ctx: Context, appointment_id: int, starts_at: datetime) -> Appointment:
    """Another time for a session that has not been held."""
    appointment = ctx.get(Appointment, appointment_id)
    if appointment.attendance is not Attendance.BOOKED:
        raise Refused(_("This session is over. Book a new one."), "starts_at")
    refuse_far_days(ctx, starts_at)
    appointment.starts_at = starts_at
    return appointment


@command(Can.BOOK, "schedule.cancel_series")
def cancel_series(ctx: Context, series: str, why: str) -> int:
    """Cancel what is still to come of a recurring session; what was held stays."""
    coming = ctx.find(
        select(Appointment).where(
            Appointment.series == series,
            Appointment.series != "",
            Appointment.starts_at > ctx.now,
            Appointment.attendance == Attendance.BOOKED,
        )
    )
    for appointment in coming:
        appointment.mark(Attendance.BY_CLINIC, ctx.actor.id, ctx.now, why)
    return len(coming)


def missed_in_a_row(slots: Sequence[AppointmentSlot], now: datetime) -> int:
    """How many of the latest sessions were missed, up to the last that was kept."""
    count = 0
    held = [s for s in slots if s.starts_at <= now and s.attendance is not Attendance.BOOKED]
    for slot in sorted(held, key=lambda s: s.starts_at, reverse=True):
        if slot.attendance not in MISSED:
            break
        count += 1
    return count


def slots_of() -> Select[*tuple[Any, ...]]:
    return select(
        Appointment.id,
        Appointment.client_id,
        Client.called,
        Appointment.staff_id,
        select(Staff.name).where(Staff.id == Appointment.staff_id).scalar_subquery(),
        Appointment.starts_at,
        Appointment.minutes,
        Appointment.kind,
        Appointment.title,
        Appointment.place,
        Appointment.attendance,
        Appointment.why,
        Appointment.gathering,
        Appointment.series,
    ).join(Client, Client.id == Appointment.client_id)


def holder(ctx: Context, client: Client) -> int:
    """Who holds a session that names nobody: who books, or for clinic staff the counselor."""
    return ctx.actor.id if ctx.actor.can_hold_clients else client.counselor_id or 0


def group_by_session(slots: Sequence[AppointmentSlot]) -> list[list[AppointmentSlot]]:
    """One list for each session: the places of one group together, in order of time."""
    found: dict[str, list[AppointmentSlot]] = {}
    for slot in slots:
        found.setdefault(slot.gathering or str(slot.id), []).append(slot)
    return list(found.values())


def refuse_far_days(ctx: Context, starts_at: datetime) -> None:
    """A year that was mistyped. Refused beyond two years."""
    if abs(starts_at - ctx.now) > FARTHEST:
        raise Refused(_("This date is more than two years away. Check the year."), "starts_at")


LONGEST = timedelta(hours=8)
MOST_DAYS = 400


@query(Can.BOOK, "booking.taken")
def overlapping_slots(
    ctx: Context, client_ids: Sequence[int], starts_at: datetime, minutes: int, leave: int = 0
) -> list[AppointmentSlot]:
    """Sessions at the same time of these clients, or of who would hold this one; `leave` one."""
    clients = [ctx.get(Client, client_id) for client_id in client_ids]
    holders = {holder(ctx, client) for client in clients}
    ends_at = starts_at + timedelta(minutes=minutes)
    slots = ctx.rows(
        AppointmentSlot,
        slots_of()
        .where(
            or_(Appointment.client_id.in_(client_ids), Appointment.staff_id.in_(holders)),
            Appointment.starts_at > starts_at - LONGEST,
            Appointment.starts_at < ends_at,
            Appointment.attendance == Attendance.BOOKED,
            Appointment.id != leave,
        )
        .order_by(Appointment.starts_at, Appointment.id),
    )
    return [slot for slot in slots if slot.ends_at > starts_at]


@query(Can.BOOK, "booking.calendar")
def calendar(ctx: Context, first: date, last: date, with_initials: bool) -> bytes:
    """One's own sessions as a calendar file: times, and initials at the most."""
    if last < first:
        raise Refused(_("The last day is before the first."), "last")
    if (last - first).days > MOST_DAYS:
        raise Refused(_("Choose a year at most."), "last")
    slots = slots_between(ctx, first, last, ctx.actor.id)
    coming = [s for s in slots if s.attendance is Attendance.BOOKED]
    entries = []
    for group in group_by_session(coming):
        slot = group[0]
        words = ""
        if len(group) > 1 or slot.gathering:
            words = _("Group session")
        elif with_initials:
            words = calendar_file.initials(slot.client)
        # The key is the appointment's own: the same entry again replaces the first.
        entries.append(CalendarEntry(f"{slot.gathering or slot.id}", slot.starts_at, slot.minutes, words))
    return calendar_file.write(entries, ctx.now)
