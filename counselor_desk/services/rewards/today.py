"""What the reward screens show: who is due, what today is worth, and a client's account."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.date_words import month_day
from counselor_desk.domain.rewards.awards import Award, RewardState, possible_awards, standing_after
from counselor_desk.domain.rewards.earnings_picture import OccasionBar, bars
from counselor_desk.domain.rewards.limits import Cap, Payment, apply_caps
from counselor_desk.domain.rewards.reason import because, earned_in_words, otherwise_in_words
from counselor_desk.domain.rewards.schedule import Outcome, RewardUnit, Schedule
from counselor_desk.domain.roles import Can
from counselor_desk.records.people import Client
from counselor_desk.records.prize_cabinet import Prize, StockMovement
from counselor_desk.records.reward import Enrollment, Occasion
from counselor_desk.services.rewards import ledger
from counselor_desk.services.rewards.occasions_due import counted, due_day, occasions_of
from counselor_desk.services.rewards.schedules import read_terms


@dataclass(frozen=True)
class DueOccasion:
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
class EnrollmentToday:
    """One enrollment at a glance: what is earned now, why, and what happens otherwise."""

    enrollment: Enrollment
    schedule: Schedule
    client: Client
    standing: RewardState
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
    lacking: tuple[str, ...]  # classes of slips that no prize in the cabinet answers to

    @property
    def bars(self) -> list[OccasionBar]:
        return bars(self.schedule, [occasion.outcome for occasion in self.occasions])


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


@query(Can.RECORD_REWARD, "reward_views.due")
def due_occasions(ctx: Context, ahead_days: int = 0) -> list[DueOccasion]:
    """The next occasion of everyone enrolled, if its day has come, oldest first."""
    until = ctx.today + timedelta(days=ahead_days)
    running = ctx.tuples(
        select(Enrollment, Client)
        .join(Client, Client.id == Enrollment.client_id)
        .where(
            Enrollment.ended_at.is_(None),
            Enrollment.starts_on <= until,
            Client.closed_at.is_(None),
        ),
    )
    outcomes = _outcomes(ctx, [enrollment.id for enrollment, _client in running])
    due_or_none = [_due(enrollment, client, outcomes[enrollment.id], until) for enrollment, client in running]
    return sorted((d for d in due_or_none if d), key=lambda d: (d.due_on, d.client))


@query(Can.SEE_REWARDS, "reward_views.due_today")
def due_today(ctx: Context) -> int:
    """How many occasions wait for their outcome; zero for who records none."""
    return len(due_occasions(ctx)) if ctx.actor.may(Can.RECORD_REWARD) else 0


def _outcomes(ctx: Context, enrollment_ids: Sequence[int]) -> dict[int, dict[int, Outcome]]:
    """Of each enrollment the outcomes by occasion; a later revision replaces an earlier."""
    outcomes_by_number: dict[int, dict[int, Outcome]] = defaultdict(dict)
    statement = (
        select(Occasion.enrollment_id, Occasion.occasion_no, Occasion.outcome)
        .where(Occasion.enrollment_id.in_(enrollment_ids))
        .order_by(Occasion.occasion_no, Occasion.revision)
    )
    for enrollment_id, number, outcome in ctx.tuples(statement):
        outcomes_by_number[enrollment_id][number] = outcome
    for outcomes in outcomes_by_number.values():
        for number in list(outcomes)[len(counted(outcomes.values())) :]:
            del outcomes[number]
    return outcomes_by_number


def _due(
    enrollment: Enrollment, client: Client, outcomes: dict[int, Outcome], until: date
) -> DueOccasion | None:
    schedule = read_terms(enrollment.terms)
    number = len(outcomes) + 1
    if number > schedule.occasions:
        return None
    day = due_day(enrollment, schedule, number)
    if day > until:
        return None
    met = possible_awards(schedule, standing_after(schedule, outcomes.values()))[Outcome.MET]
    return DueOccasion(
        enrollment_id=enrollment.id,
        client_id=client.id,
        client=client.called,
        title=schedule.title,
        number=number,
        of=schedule.occasions,
        due_on=day,
        earns=earned_in_words(schedule, met),
    )


@query(Can.RECORD_REWARD, "reward_views.of_client")
def of_client(ctx: Context, client_id: int) -> list[EnrollmentRow]:
    """A client's enrollments, the running ones first."""
    enrollments = ctx.find(
        select(Enrollment)
        .where(Enrollment.client_id == client_id)
        .order_by(Enrollment.ended_at.is_not(None), Enrollment.starts_on.desc())
    )
    outcomes = _outcomes(ctx, [one.id for one in enrollments])
    rows = []
    for enrollment in enrollments:
        schedule = read_terms(enrollment.terms)
        rows.append(
            EnrollmentRow(
                id=enrollment.id,
                title=schedule.title,
                target=enrollment.target.value,
                starts_on=enrollment.starts_on,
                done=len(outcomes[enrollment.id]),
                of=schedule.occasions,
                ended_at=enrollment.ended_at,
            )
        )
    return rows


@query(Can.RECORD_REWARD, "reward_views.today")
def today(ctx: Context, enrollment_id: int) -> EnrollmentToday:
    """The screen's answer: what this client earns now, why, and what happens otherwise."""
    enrollment = ctx.get(Enrollment, enrollment_id)
    client, schedule = ctx.get(Client, enrollment.client_id), read_terms(enrollment.terms)
    everything = occasions_of(ctx, enrollment.id)
    occasions = everything[: len(counted(one.outcome for one in everything))]
    standing = standing_after(schedule, [occasion.outcome for occasion in occasions])
    ahead = possible_awards(schedule, standing) if enrollment.ended_at is None else {}
    met, on = ahead.get(Outcome.MET), ctx.today
    caps = ledger.caps_for(ctx, client.id, enrollment.funding, on, enrollment.id)
    return EnrollmentToday(
        enrollment=enrollment,
        schedule=schedule,
        client=client,
        standing=standing,
        on=on,
        due_on=_day(enrollment, schedule, standing.number + 1),
        after_on=_day(enrollment, schedule, standing.number + 2),
        met=met,
        earns=earned_in_words(schedule, met) if met else "",
        because=_because(schedule, met, occasions) if met else "",
        sentences={outcome: otherwise_in_words(schedule, award) for outcome, award in ahead.items()},
        payment=apply_caps(met.due, caps) if met and schedule.unit is RewardUnit.CENTS else None,
        caps=tuple(caps),
        balance_cents=ledger.balance(ctx, client.id),
        occasions=tuple(occasions),
        lacking=tuple(empty_prize_classes(ctx, schedule)),
    )


def empty_prize_classes(ctx: Context, schedule: Schedule) -> list[str]:
    """The classes of a bowl for which nothing is in the cabinet."""
    if schedule.bowl is None:
        return []
    pieces = func.sum(StockMovement.quantity)
    there = set(
        ctx.rows(
            str,
            select(Prize.prize_class)
            .join(StockMovement, StockMovement.prize_id == Prize.id)
            .group_by(Prize.id)
            .having(pieces > 0),
        )
    )
    return [slip.name for slip in schedule.bowl.slips if slip.cents and slip.name not in there]


def _day(enrollment: Enrollment, schedule: Schedule, number: int) -> date | None:
    return due_day(enrollment, schedule, number) if number <= schedule.occasions else None


def _because(schedule: Schedule, met: Award, occasions: Sequence[Occasion]) -> str:
    sentence = because(schedule, met)
    last = next((occasion for occasion in reversed(occasions) if occasion.bonus), None)
    if not met.bonus or last is None:
        return sentence
    day = month_day(last.occurred_on)
    return _("{said}; the last bonus was on {day}").format(said=sentence, day=day)
