"""Due from medication: withdrawals without a next step, injections, naloxone that expires."""

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import aliased

from counselor_desk.core.i18n import _
from counselor_desk.desk.days import midnight
from counselor_desk.desk.desk import Context
from counselor_desk.domain.medication import withdrawal
from counselor_desk.domain.medication.medication import NALOXONE_REMINDER
from counselor_desk.domain.roles import Can
from counselor_desk.records.medication import Medication, NaloxoneKit
from counselor_desk.records.people import Client
from counselor_desk.records.schedule import Appointment, Attendance
from counselor_desk.records.substance import Withdrawal
from counselor_desk.services.care import naloxone_need
from counselor_desk.services.medication.reconsidered import reconsidered, where_of
from counselor_desk.services.today.lines import led_by_client
from counselor_desk.services.today.today import DueItem, TodayPart

SOON = timedelta(days=7)


def due(ctx: Context, today: date) -> Iterable[DueItem]:
    if not ctx.actor.may(Can.READ_CHART):
        return
    yield from _withdrawals(ctx, today)
    yield from _injections(ctx, today)
    yield from _naloxone(ctx, today)
    yield from _no_naloxone(ctx, today)
    if ctx.actor.may(Can.RECORD_REWARD):
        yield from _to_correct(ctx)


def _withdrawals(ctx: Context, today: date) -> Iterable[DueItem]:
    statement = select(Withdrawal.ended_on).where(Withdrawal.begun_at >= midnight(today - timedelta(days=45)))
    coming = ctx.rows(
        lambda client_id, at: (client_id, at.astimezone().date()),
        select(Appointment.client_id, Appointment.starts_at).where(
            Appointment.starts_at >= ctx.now, Appointment.attendance == Attendance.BOOKED
        ),
    )
    for client_id, name, ended in led_by_client(ctx, statement, Withdrawal):
        booked = [on for who, on in coming if who == client_id]
        alarm = withdrawal.missing_next_step(ended, booked, today)
        if alarm:
            where = {"client_id": client_id, "section": "appointments"}
            yield DueItem(
                TodayPart.WATCH, client_id, name, alarm, _("Book"), where=where, on=ended, urgent=True
            )


def _injections(ctx: Context, today: date) -> Iterable[DueItem]:
    statement = select(Medication.name, Medication.next_due_on).where(
        Medication.stopped_on.is_(None), Medication.next_due_on <= today + SOON
    )
    for client_id, name, medicine, on in led_by_client(ctx, statement, Medication):
        part = TodayPart.WATCH if on < today else TodayPart.SOON
        words = _("{medicine} was due.") if on < today else _("{medicine} is due.")
        where = {"client_id": client_id, "section": "medication"}
        text = words.format(medicine=medicine)
        yield DueItem(part, client_id, name, text, _("Open"), where=where, on=on)


def _to_correct(ctx: Context) -> Iterable[DueItem]:
    """Money that is owed: the chart now says that a visit was met."""
    for correction in reconsidered(ctx):
        client = ctx.get(Client, correction.client_id)
        if client.closed_at is None:
            yield DueItem(
                TodayPart.FINISH,
                client.id,
                client.called,
                correction.sentence,
                _("Correct"),
                screen="reward_occasion",
                where=where_of(correction),
                on=correction.on,
            )


def _no_naloxone(ctx: Context, today: date) -> Iterable[DueItem]:
    """Everyone in care with an opioid problem and no kit; who gave a reason is asked again later."""
    need_by_client = naloxone_need.needs(ctx)
    waiting = set(need_by_client) - naloxone_need.asked_lately(ctx, today - naloxone_need.ASKED_AGAIN)
    merged = ctx.went_on()
    given = ctx.rows(int, select(NaloxoneKit.client_id))
    expired = {merged.get(whose, whose) for whose in given}  # the line above says it already
    if not (open_ones := waiting - expired):
        return
    clients = select(Client.id, Client.called).where(Client.id.in_(open_ones), Client.closed_at.is_(None))
    for client_id, name in ctx.tuples(clients):
        where = {"client_id": client_id, "section": "medication"}
        text = need_by_client[client_id].sentence
        yield DueItem(TodayPart.WATCH, client_id, name, text, _("Give"), where=where)


def _naloxone(ctx: Context, today: date) -> Iterable[DueItem]:
    later = aliased(NaloxoneKit)
    newer = select(later.id).where(
        later.client_id == NaloxoneKit.client_id, later.given_on > NaloxoneKit.given_on
    )
    statement = select(NaloxoneKit.expires_on).where(
        NaloxoneKit.expires_on <= today + NALOXONE_REMINDER, ~newer.exists()
    )
    for client_id, name, on in led_by_client(ctx, statement, NaloxoneKit):
        where = {"client_id": client_id, "section": "medication"}
        text = _("The naloxone kit expires soon. Give a new one.")
        yield DueItem(TodayPart.SOON, client_id, name, text, _("Open"), where=where, on=on)
