"""Names in the hat: who came today has names in it, and some of them are drawn for a prize."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import func, select

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.domain.rewards.ledger import EntryKind
from counselor_desk.domain.rewards.limits import apply_caps, pay_each
from counselor_desk.domain.rewards.prize_bowl import draw, draw_names
from counselor_desk.domain.rewards.schedule import RewardUnit, Schedule
from counselor_desk.domain.roles import Can
from counselor_desk.records.group import TherapyGroup
from counselor_desk.records.people import Client
from counselor_desk.records.reward import Enrollment, LedgerEntry, Occasion
from counselor_desk.services.rewards import ledger
from counselor_desk.services.rewards.schedules import read_terms
from counselor_desk.services.rewards.settling import BY_SYSTEM, bowl_name

DAYS = 8  # how long a hat waits to be drawn: until the next meeting


class HatKey(NamedTuple):
    """Which hat: a group's, or the one of all who are enrolled without a group."""

    group_id: int
    schedule: str  # with its version: another version is another hat


@dataclass(frozen=True)
class NameInDraw:
    """One client's names in the hat of a meeting."""

    occasion_id: int
    client_id: int
    client: str
    names: int
    won: str  # the slip, once the names were drawn
    cents: int


@dataclass(frozen=True)
class Hat:
    """The hat of one meeting."""

    key: HatKey
    on: date
    title: str
    winners: int
    names: tuple[NameInDraw, ...]
    beyond: int  # clients of other caseloads whose names are in it too

    @property
    def is_drawn(self) -> bool:
        return any(entrant.won for entrant in self.names)


@query(Can.RECORD_REWARD, "hat.hats")
def hats(ctx: Context, on: date) -> list[Hat]:
    """The hats of a day: those whose attendance was recorded, and who has won."""
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
        .order_by(Client.family_name, Client.given_name)
    )
    entrants_by_hat: dict[HatKey, tuple[Schedule, list[NameInDraw]]] = {}
    wins = {entry.occasion_id: entry for entry in _drawn(ctx, on)}
    for occasion, client, enrollment in ctx.tuples(statement):
        schedule = read_terms(enrollment.terms)
        if schedule.unit is RewardUnit.NAMES:
            key = HatKey(enrollment.group_id or 0, schedule.title_in_words)
            entry = wins.get(occasion.id)
            entrant = NameInDraw(
                occasion_id=occasion.id,
                client_id=client.id,
                client=client.called,
                names=occasion.amount,
                won=entry.slip if entry else "",
                cents=entry.cents if entry else 0,
            )
            entrants_by_hat.setdefault(key, (schedule, []))[1].append(entrant)
    return [_hat(ctx, on, key, schedule, names) for key, (schedule, names) in entrants_by_hat.items()]


@query(Can.RECORD_REWARD, "hat.lately")
def recent_hats(ctx: Context, today: date) -> list[Hat]:
    """The hats of the last seven days, the newest first: a meeting may be written up later."""
    days = [today - timedelta(days=back) for back in range(DAYS)]
    return [hat for day in days for hat in hats(ctx, day)]


def _hat(ctx: Context, on: date, key: HatKey, schedule: Schedule, names: Sequence[NameInDraw]) -> Hat:
    group = ctx.get(TherapyGroup, key.group_id) if key.group_id else None
    beyond = _all_in(ctx, on, key.group_id) - {entrant.occasion_id for entrant in names}
    title = group.name if group else schedule.title
    return Hat(
        key=key,
        on=on,
        title=title,
        winners=schedule.winners or 0,
        names=tuple(names),
        beyond=len(beyond) if group else 0,
    )


def _all_in(ctx: Context, on: date, group_id: int) -> set[int]:
    """Every occasion of a group's meeting that put a name into the hat, over every caseload."""
    members = ctx.across_caseloads(int, select(Enrollment.id).where(Enrollment.group_id == group_id))
    o = Occasion
    statement = (
        select(o.enrollment_id, o.occasion_no, o.id, o.amount)
        .where(o.occurred_on == on, o.enrollment_id.in_(members))
        .order_by(o.id)
    )
    rows = ctx.tuples(statement, books=True)
    last = {(enrollment_id, number): (slip, amount) for enrollment_id, number, slip, amount in rows}
    return {slip for slip, amount in last.values() if amount}


def _drawn(ctx: Context, on: date) -> list[LedgerEntry]:
    return ctx.find(select(LedgerEntry).where(LedgerEntry.on == on, LedgerEntry.kind == EntryKind.DRAW))


@command(Can.RECORD_REWARD, "hat.draw_from_hat")
def draw_from_hat(ctx: Context, on: date, key: HatKey) -> list[Hat]:
    """Draw a meeting's names, once, and a slip for each; never drawn again."""
    hat = next((hat for hat in hats(ctx, on) if hat.key == key), None)
    if hat is None:
        raise Refused(_("No names are in the drawing for that day. Record who came first."))
    if hat.is_drawn or _is_drawn(ctx, on, hat):
        raise Refused(_("The names of that day have been drawn already."))
    if hat.beyond:
        raise Refused(beyond_in_words(hat))
    schedule = _schedule_of(ctx, hat.names[0].occasion_id)
    names = {entrant.occasion_id: entrant.names for entrant in hat.names}
    for occasion_id in draw_names(names, hat.winners):
        _enter(ctx, ctx.get(Occasion, occasion_id), schedule)
    return hats(ctx, on)


def beyond_in_words(hat: Hat) -> str:
    """A draw over names that one does not see would not be fair, and would tell who they are."""
    sentence = _(
        "This drawing also holds {n} names that are not on your caseload. A supervisor, who can see "
        "all of them, has to draw."
    )
    return sentence.format(n=hat.beyond)


def _is_drawn(ctx: Context, on: date, hat: Hat) -> bool:
    """Whether a name was drawn, be it one that this person does not see."""
    there: Iterable[int] = {entrant.occasion_id for entrant in hat.names}
    if hat.key.group_id:
        there = _all_in(ctx, on, hat.key.group_id)
    e = LedgerEntry
    drawn = select(e.id).where(e.kind == EntryKind.DRAW, e.occasion_id.in_(list(there)))
    return bool(ctx.across_caseloads(int, drawn))


def _schedule_of(ctx: Context, occasion_id: int) -> Schedule:
    enrollment_id = ctx.get(Occasion, occasion_id).enrollment_id
    return read_terms(ctx.get(Enrollment, enrollment_id).terms)


def _enter(ctx: Context, occasion: Occasion, schedule: Schedule) -> None:
    assert schedule.bowl is not None
    (slip,) = draw(schedule.bowl, 1)
    funding = ctx.get(Enrollment, occasion.enrollment_id).funding
    caps = ledger.caps_for(ctx, occasion.client_id, funding, occasion.occurred_on, occasion.enrollment_id)
    payment = apply_caps(slip.cents, caps)
    entry = ledger.earning_entry(
        ctx,
        EntryKind.DRAW,
        occasion.client_id,
        payment,
        on=occasion.occurred_on,
        funding=funding,
        enrollment_id=occasion.enrollment_id,
        occasion_id=occasion.id,
        slip=slip.name,
        bowl=bowl_name(schedule),
        drawn_by=BY_SYSTEM,
    )
    ledger.post(ctx, [entry])


def draw_first_day(ctx: Context, enrollment: Enrollment, schedule: Schedule) -> None:
    """Part of enrolling: nothing had to be shown for these, and the caps hold for them too."""
    if not schedule.priming or schedule.bowl is None:
        return
    slips, on = draw(schedule.bowl, schedule.priming), ctx.today
    client_id, funding = enrollment.client_id, enrollment.funding
    caps = ledger.caps_for(ctx, client_id, funding, on, enrollment.id)
    payments = pay_each([slip.cents for slip in slips], caps)
    entries = [
        ledger.earning_entry(
            ctx,
            EntryKind.DRAW,
            client_id,
            payment,
            on=on,
            funding=funding,
            enrollment_id=enrollment.id,
            slip=slip.name,
            bowl=bowl_name(schedule),
            drawn_by=BY_SYSTEM,
            reason=_("Drawn on the first day"),
        )
        for slip, payment in zip(slips, payments, strict=True)
    ]
    ledger.post(ctx, entries)
