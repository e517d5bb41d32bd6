"""Names in the hat: who came today has names in it, and some of them are drawn for a prize."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from counselor_desk.domain.bowl import draw, draw_names
from counselor_desk.domain.caps import pay
from counselor_desk.domain.ledger import SIDES, EntryKind
from counselor_desk.domain.roles import Can
from counselor_desk.domain.schedule import Schedule, Unit
from counselor_desk.errors import Refused
from counselor_desk.records.people import Client
from counselor_desk.records.reward import Enrollment, LedgerEntry, Occasion
from counselor_desk.services import posting
from counselor_desk.services.desk import Context, command, query
from counselor_desk.services.occasions import BY_SYSTEM, bowl_name
from counselor_desk.services.reward_schedules import read_terms


@dataclass(frozen=True)
class InHat:
    """One client's names in the hat of a meeting."""

    occasion_id: int
    client_id: int
    client: str
    names: int
    won: str  # the slip, once the names were drawn
    cents: int


@query(Can.RECORD_REWARD)
def in_hat(ctx: Context, on: date) -> list[InHat]:
    """The hat of a day: those whose attendance was recorded, and who has won."""
    latest = (
        select(func.max(Occasion.id))
        .where(Occasion.occurred_on == on)
        .group_by(Occasion.enrollment_id, Occasion.occasion_no)
    )
    statement = (
        select(Occasion, Client, Enrollment)
        .join(Client, Client.id == Occasion.client_id)
        .join(Enrollment, Enrollment.id == Occasion.enrollment_id)
        .where(Occasion.id.in_(latest), Occasion.amount > 0)
        .order_by(Client.family_name)
    )
    wins = {entry.occasion_id: entry for entry in _drawn(ctx, on)}
    return [
        InHat(o.id, client.id, client.called, o.amount, *_win(wins.get(o.id)))
        for o, client, enrollment in ctx.rows(_three, statement)
        if read_terms(enrollment.terms).unit is Unit.NAMES
    ]


def _three(
    occasion: Occasion, client: Client, enrollment: Enrollment
) -> tuple[Occasion, Client, Enrollment]:
    return occasion, client, enrollment


def _win(entry: LedgerEntry | None) -> tuple[str, int]:
    return (entry.slip, entry.cents) if entry else ("", 0)


def _drawn(ctx: Context, on: date) -> list[LedgerEntry]:
    return ctx.find(
        select(LedgerEntry).where(LedgerEntry.on == on, LedgerEntry.kind == EntryKind.DRAW)
    )


@command(Can.RECORD_REWARD)
def draw_from_hat(ctx: Context, on: date) -> list[InHat]:
    """Draw the meeting's names, once, and a slip for each; never drawn again."""
    hat = in_hat(ctx, on)
    if not hat:
        raise Refused("No name is in the hat on that day. Record who came first.")
    if any(one.won for one in hat):
        raise Refused("The names of that day have been drawn already.")
    schedule = _schedule_of(ctx, hat[0].occasion_id)
    for occasion_id in draw_names({one.occasion_id: one.names for one in hat}, _winners(schedule)):
        _enter(ctx, ctx.get(Occasion, occasion_id), schedule)
    return in_hat(ctx, on)


def _schedule_of(ctx: Context, occasion_id: int) -> Schedule:
    enrollment_id = ctx.get(Occasion, occasion_id).enrollment_id
    return read_terms(ctx.get(Enrollment, enrollment_id).terms)


def _winners(schedule: Schedule) -> int:
    return schedule.winners or 0


def _enter(ctx: Context, occasion: Occasion, schedule: Schedule) -> None:
    assert schedule.bowl is not None
    (slip,) = draw(schedule.bowl, 1)
    funding = ctx.get(Enrollment, occasion.enrollment_id).funding
    caps = posting.caps_for(
        ctx, occasion.client_id, funding, occasion.occurred_on, occasion.enrollment_id
    )
    payment = pay(slip.cents, caps)
    debit, credit = SIDES[EntryKind.DRAW]
    entry = LedgerEntry(
        number=0,
        client_id=occasion.client_id,
        at=ctx.now,
        on=occasion.occurred_on,
        kind=EntryKind.DRAW,
        debit=debit,
        credit=credit,
        cents=payment.paid,
        due_cents=payment.due,
        cap_code=payment.cap_code,
        funding=funding,
        enrollment_id=occasion.enrollment_id,
        occasion_id=occasion.id,
        slip=slip.name,
        bowl=bowl_name(schedule),
        drawn_by=BY_SYSTEM,
        actor_id=ctx.actor.id,
    )
    posting.post(ctx, [entry])
