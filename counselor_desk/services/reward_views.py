"""What the reward screens show: who is due, what today is worth, and a client's account."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from counselor_desk.domain.caps import Cap, Payment, pay
from counselor_desk.domain.contingency import Award, Standing, outlook, standing_after
from counselor_desk.domain.earnings import Bar, bars
from counselor_desk.domain.ledger import Account, EntryKind
from counselor_desk.domain.reason import because, earned_in_words, otherwise
from counselor_desk.domain.roles import Can
from counselor_desk.domain.schedule import Outcome, Schedule, Unit
from counselor_desk.errors import Refused
from counselor_desk.i18n import _
from counselor_desk.records.people import Client, Staff
from counselor_desk.records.prize import Prize
from counselor_desk.records.reward import Enrollment, LedgerEntry, Occasion, Receipt
from counselor_desk.services import posting
from counselor_desk.services.desk import Context, query
from counselor_desk.services.occasions import due_day, occasions_of
from counselor_desk.services.reward_schedules import read_terms


@dataclass(frozen=True)
class Due:
    """An occasion that waits for its outcome."""

    enrollment_id: int
    client_id: int
    client: str
    title: str
    number: int
    of: int
    due_on: date
    earns: str


@dataclass(frozen=True)
class Today:
    """One enrollment at a glance: what is earned now, why, and what happens otherwise."""

    enrollment: Enrollment
    schedule: Schedule
    client: Client
    standing: Standing
    on: date  # the day it is
    due_on: date | None  # None when the schedule has ended
    after_on: date | None  # the occasion after this one
    met: Award | None
    earns: str
    because: str
    sentences: dict[Outcome, str]
    payment: Payment | None  # of the amount due if met, for vouchers
    caps: tuple[Cap, ...]
    balance_cents: int
    occasions: tuple[Occasion, ...]

    @property
    def bars(self) -> list[Bar]:
        return bars(self.schedule, [one.outcome for one in self.occasions])


@dataclass(frozen=True)
class EnrollmentRow:
    """A line of a client's list of enrollments."""

    id: int
    title: str
    target: str
    starts_on: date
    done: int
    of: int
    ended_at: datetime | None


@dataclass(frozen=True)
class EntryRow:
    """A line of a client's account, with the balance after it."""

    id: int
    number: int
    on: date
    kind: EntryKind
    cents: int  # + earned, - given
    due_cents: int
    cap_code: str
    slip: str
    item: str
    reason: str
    who: str
    witness: str
    reverses: int | None
    reversed: bool
    receipt: bool
    balance_cents: int


@dataclass(frozen=True)
class Statement:
    """Everything a client has earned and been given, and what is left."""

    client: Client
    rows: tuple[EntryRow, ...]
    earned_cents: int
    given_cents: int
    withheld_cents: int
    balance_cents: int


@query(Can.RECORD_REWARD)
def due(ctx: Context, ahead_days: int = 0) -> list[Due]:
    """The next occasion of everyone enrolled, if its day has come, oldest first."""
    until = ctx.now.astimezone().date() + timedelta(days=ahead_days)
    running = ctx.rows(
        _pair,
        select(Enrollment, Client)
        .join(Client, Client.id == Enrollment.client_id)
        .where(Enrollment.ended_at.is_(None), Enrollment.starts_on <= until),
    )
    outcomes = _outcomes(ctx, [enrollment.id for enrollment, _client in running])
    found = [_due(one, client, outcomes[one.id], until) for one, client in running]
    return sorted((d for d in found if d), key=lambda d: (d.due_on, d.client))


@query(Can.SEE_REWARDS)
def due_today(ctx: Context) -> int:
    """How many occasions wait for their outcome; nought for who records none."""
    return len(due(ctx)) if ctx.actor.may(Can.RECORD_REWARD) else 0


def _pair(enrollment: Enrollment, client: Client) -> tuple[Enrollment, Client]:
    return enrollment, client


def _outcomes(ctx: Context, enrollment_ids: Sequence[int]) -> dict[int, dict[int, Outcome]]:
    """Of each enrollment the outcomes by occasion; a later revision replaces an earlier."""
    found: dict[int, dict[int, Outcome]] = defaultdict(dict)

    def note(enrollment_id: int, number: int, outcome: Outcome) -> None:
        found[enrollment_id][number] = outcome

    statement = (
        select(Occasion.enrollment_id, Occasion.occasion_no, Occasion.outcome)
        .where(Occasion.enrollment_id.in_(enrollment_ids))
        .order_by(Occasion.occasion_no, Occasion.revision)
    )
    ctx.rows(note, statement)
    return found


def _due(
    enrollment: Enrollment, client: Client, outcomes: dict[int, Outcome], until: date
) -> Due | None:
    schedule = read_terms(enrollment.terms)
    number = len(outcomes) + 1
    if number > schedule.occasions:
        return None
    day = due_day(enrollment, schedule, number)
    if day > until:
        return None
    met = outlook(schedule, standing_after(schedule, outcomes.values()))[Outcome.MET]
    return Due(
        enrollment.id,
        client.id,
        client.called,
        schedule.title,
        number,
        schedule.occasions,
        day,
        earned_in_words(schedule, met),
    )


@query(Can.RECORD_REWARD)
def of_client(ctx: Context, client_id: int) -> list[EnrollmentRow]:
    """A client's enrollments, the running ones first."""
    enrollments = ctx.find(
        select(Enrollment)
        .where(Enrollment.client_id == client_id)
        .order_by(Enrollment.ended_at.is_not(None), Enrollment.starts_on.desc())
    )
    outcomes = _outcomes(ctx, [one.id for one in enrollments])
    rows = []
    for one in enrollments:
        schedule = read_terms(one.terms)
        rows.append(
            EnrollmentRow(
                one.id,
                schedule.title,
                one.target.value,
                one.starts_on,
                len(outcomes[one.id]),
                schedule.occasions,
                one.ended_at,
            )
        )
    return rows


@query(Can.RECORD_REWARD)
def today(ctx: Context, enrollment_id: int) -> Today:
    """The screen's answer: what this client earns now, why, and what happens otherwise."""
    enrollment = ctx.get(Enrollment, enrollment_id)
    client, schedule = ctx.get(Client, enrollment.client_id), read_terms(enrollment.terms)
    occasions = occasions_of(ctx, enrollment.id)
    standing = standing_after(schedule, [one.outcome for one in occasions])
    ahead = outlook(schedule, standing) if enrollment.ended_at is None else {}
    met, on = ahead.get(Outcome.MET), ctx.now.astimezone().date()
    caps = posting.caps_for(ctx, client.id, enrollment.funding, on, enrollment.id)
    return Today(
        enrollment,
        schedule,
        client,
        standing,
        on,
        _day(enrollment, schedule, standing.number + 1),
        _day(enrollment, schedule, standing.number + 2),
        met,
        earned_in_words(schedule, met) if met else "",
        _because(schedule, met, occasions) if met else "",
        {outcome: otherwise(schedule, award) for outcome, award in ahead.items()},
        pay(met.due, caps) if met and schedule.unit is Unit.CENTS else None,
        tuple(caps),
        posting.balance(ctx, client.id),
        tuple(occasions),
    )


def _day(enrollment: Enrollment, schedule: Schedule, number: int) -> date | None:
    return due_day(enrollment, schedule, number) if number <= schedule.occasions else None


def _because(schedule: Schedule, met: Award, occasions: Sequence[Occasion]) -> str:
    said = because(schedule, met)
    last = next((one for one in reversed(occasions) if one.bonus), None)
    if not met.bonus or last is None:
        return said
    day = f"{last.occurred_on:%d %B}".lstrip("0")
    return _("{said}; the last bonus was on {day}").format(said=said, day=day)


@query(Can.SEE_REWARDS)
def account(ctx: Context, client_id: int) -> Statement:
    """A client's entries in their order, and the balance computed from them."""
    client = ctx.get(Client, client_id)
    entries = ctx.find(
        select(LedgerEntry).where(LedgerEntry.client_id == client_id).order_by(LedgerEntry.number)
    )
    names = dict(ctx.rows(_named, select(Staff.id, Staff.name)))
    prizes = dict(ctx.rows(_item, select(Prize)))
    receipts = set(ctx.rows(int, select(Receipt.entry_id).where(Receipt.client_id == client_id)))
    undone = {entry.reverses_id for entry in entries}
    balance, rows = 0, []
    for entry in entries:
        balance += change(entry)
        rows.append(
            EntryRow(
                id=entry.id,
                number=entry.number,
                on=entry.on,
                kind=entry.kind,
                cents=change(entry),
                due_cents=entry.due_cents,
                cap_code=entry.cap_code,
                slip=entry.slip,
                item=prizes.get(entry.prize_id or 0, ""),
                reason=entry.reason,
                who=names[entry.actor_id],
                witness=names.get(entry.witness_id or 0, ""),
                reverses=entry.reverses_id,
                reversed=entry.id in undone,
                receipt=entry.id in receipts,
                balance_cents=balance,
            )
        )
    return Statement(
        client,
        tuple(rows),
        _sum(entries, Account.BUDGET),
        -_sum(entries, Account.STOCK),
        sum(e.withheld_cents for e in entries if e.id not in undone),
        balance,
    )


def change(entry: LedgerEntry) -> int:
    """What an entry does to what the client is owed."""
    return entry.cents * ((entry.credit is Account.OWED) - (entry.debit is Account.OWED))


def _sum(entries: Sequence[LedgerEntry], account: Account) -> int:
    return sum(e.cents * ((e.debit is account) - (e.credit is account)) for e in entries)


def _named(id: int, name: str) -> tuple[int, str]:
    return id, name


def _item(prize: Prize) -> tuple[int, str]:
    return prize.id, prize.label


@query(Can.SEE_REWARDS)
def entry(ctx: Context, entry_id: int) -> EntryRow:
    """One line of the account that it stands in."""
    found = ctx.get(LedgerEntry, entry_id)
    for row in account(ctx, found.client_id).rows:
        if row.id == entry_id:
            return row
    raise Refused("That entry is not there.")
