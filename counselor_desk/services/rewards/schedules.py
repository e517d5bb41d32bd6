"""The schedules a clinic may use, its own versions of them, and its money limits."""

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import func, select

from counselor_desk.catalog import files
from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.domain.rewards import cost
from counselor_desk.domain.rewards.awards import Award, pay_table
from counselor_desk.domain.rewards.limits import LimitCrossing, LimitPurpose, Limits, crossings
from counselor_desk.domain.rewards.schedule import Schedule
from counselor_desk.domain.roles import Can
from counselor_desk.records.reward import RewardPolicy, RewardSchedule
from counselor_desk.services.rewards import ledger


@dataclass(frozen=True)
class OfferedSchedule:
    """A schedule that clients can be enrolled in."""

    schedule: Schedule
    is_own: bool  # the clinic's, not the program's


@dataclass(frozen=True)
class CostPreview:
    """What a schedule comes to: its table, its most, its cost and the limits it breaks."""

    schedule: Schedule
    table: tuple[Award, ...]
    best: cost.Cost
    expected: cost.Cost
    share: Fraction
    crossings: tuple[LimitCrossing, ...]
    unpaid: "UnpaidVisits | None" = None  # when the first day is known


@dataclass(frozen=True)
class UnpaidVisits:
    """The occasions of an enrollment that fall outside the days its money may be given."""

    title: str  # the authority that ends
    numbers: tuple[int, ...]
    first_on: date


@dataclass(frozen=True)
class Policy:
    """The clinic's rules of giving."""

    limits: Limits
    witness_above_cents: int
    edited: bool


@lru_cache(maxsize=1)
def published_schedules() -> dict[str, Schedule]:
    return files.read(Schedule, "schedules")


def read_terms(terms: dict[str, Any]) -> Schedule:
    """A schedule from what a form or a record holds; refused with the place of the mistake."""
    try:
        return msgspec.convert(terms, Schedule)
    except msgspec.ValidationError as error:
        raise Refused(
            _("This schedule does not work: {problem}. Correct that.").format(problem=error)
        ) from error


def terms_of(schedule: Schedule) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(schedule)
    return plain


def offered_schedules(ctx: Context) -> dict[str, OfferedSchedule]:
    """The newest version of each schedule; the clinic's own stand before a published one."""
    newest = (
        select(func.max(RewardSchedule.id))
        .where(RewardSchedule.retired_at.is_(None))
        .group_by(RewardSchedule.key)
    )
    own = ctx.find(select(RewardSchedule).where(RewardSchedule.id.in_(newest)).order_by(RewardSchedule.title))
    offers = {key: OfferedSchedule(schedule, False) for key, schedule in published_schedules().items()}
    return offers | {row.key: OfferedSchedule(read_terms(row.body), True) for row in own}


@query(Can.SEE_REWARDS, "reward_schedules.schedules")
def schedules(ctx: Context) -> list[OfferedSchedule]:
    return sorted(offered_schedules(ctx).values(), key=lambda offer: (not offer.is_own, offer.schedule.title))


@query(Can.SEE_REWARDS, "reward_schedules.worked")
def preview_cost(
    ctx: Context, key: str, funding: str, percent: int, begins: "FirstWeek | None" = None
) -> CostPreview:
    """What a schedule pays and costs, and the limits it would break under this money.

    With its first week it also says which visits the money no longer reaches.
    """
    schedule = _offered(ctx, key).schedule
    worked = work_out(ctx, schedule, funding, percent)
    return replace(worked, unpaid=_unpaid(ctx, schedule, funding, begins))


def _offered(ctx: Context, key: str) -> OfferedSchedule:
    offer = offered_schedules(ctx).get(key)
    if offer is None:
        raise Refused(_("That schedule is no longer offered. Choose another."))
    return offer


@dataclass(frozen=True)
class FirstWeek:
    """When an enrollment begins, and on which days of the week its visits are."""

    starts_on: date
    weekdays: tuple[int, ...]


def _unpaid(ctx: Context, schedule: Schedule, funding: str, begins: FirstWeek | None) -> UnpaidVisits | None:
    if begins is None or len(set(begins.weekdays)) != schedule.per_week:
        return None
    limits = ledger.limits_of(ctx)
    outside: dict[int, date] = {}
    title = ""
    for number in range(1, schedule.occasions + 1):
        on = schedule.due_on(number, begins.starts_on, begins.weekdays)
        if (ended := limits.ended_before(on, funding)) is not None:
            outside[number], title = on, ended.title
    return UnpaidVisits(title, tuple(outside), min(outside.values())) if outside else None


@query(Can.EDIT_SCHEDULE, "reward_schedules.tried")
def preview_draft_cost(ctx: Context, terms: dict[str, Any], funding: str, percent: int) -> CostPreview:
    """The same for a schedule that is still being written; no money named is all of it."""
    return work_out(ctx, read_terms(terms), funding, percent)


def work_out(ctx: Context, schedule: Schedule, funding: str, percent: int) -> CostPreview:
    today, known = ctx.today, ledger.limits_of(ctx)
    limits = known.in_force_on(today, funding, LimitPurpose.CAP) if funding else known.caps_on(today)
    share = Fraction(percent, 100)
    return CostPreview(
        schedule=schedule,
        table=tuple(pay_table(schedule)),
        best=cost.best_run(schedule),
        expected=cost.expected_cost(schedule, share),
        share=share,
        crossings=tuple(crossings(*cost.running_totals(schedule), limits)),
    )


@query(Can.SEE_REWARDS, "reward_schedules.simulated")
def simulate_cost(ctx: Context, key: str, percent: int, clients: int) -> cost.CostRange:
    """What nine of ten programs of so many clients would cost; by chance, but repeatable."""
    if not 1 <= clients <= 1000:
        raise Refused(_("Choose from 1 to 1,000 clients."), "clients")
    if not 0 <= percent <= 100:
        raise Refused(_("Choose a share from 0 to 100 percent."), "percent")
    schedule = _offered(ctx, key).schedule
    return cost.simulate(schedule, Fraction(percent, 100), clients, None, seed=len(schedule.id))


@command(Can.EDIT_SCHEDULE, "reward_schedules.save")
def save(ctx: Context, terms: dict[str, Any]) -> Schedule:
    """A new version of the clinic's own schedule; those already enrolled keep theirs."""
    given = read_terms({**terms, "version": 1})
    latest = ctx.value(select(func.max(RewardSchedule.version)).where(RewardSchedule.key == given.id))
    shipped = published_schedules().get(given.id)
    version = max(latest or 0, shipped.version if shipped else 0) + 1
    schedule = msgspec.structs.replace(given, version=version)
    ctx.add(
        RewardSchedule(
            key=schedule.id,
            version=version,
            title=schedule.title,
            body=terms_of(schedule),
            made_by=ctx.actor.id,
            made_at=ctx.now,
        )
    )
    return schedule


@command(Can.EDIT_SCHEDULE, "reward_schedules.retire")
def retire(ctx: Context, key: str) -> None:
    """The clinic's own versions are no longer offered; enrollments in them go on."""
    own = ctx.find(select(RewardSchedule).where(RewardSchedule.key == key))
    if not own:
        raise Refused(_("This schedule came with the program. Copy it to make one of your own."))
    for row in own:
        row.retired_at = row.retired_at or ctx.now


@query(Can.SEE_REWARDS, "reward_schedules.policy")
def policy(ctx: Context) -> Policy:
    row = ledger.policy_row(ctx)
    edited = row is not None and bool(row.limits)
    return Policy(ledger.limits_of(ctx), ledger.witness_above(ctx), edited)


@command(Can.EDIT_SCHEDULE, "reward_schedules.set_policy")
def set_policy(ctx: Context, limits: dict[str, Any], witness_above_cents: int) -> None:
    """Change the dated limits and from what amount two people are needed."""
    if witness_above_cents < 0:
        raise Refused(_("Choose an amount of $0.00 or more."), "witness_above_cents")
    try:
        checked = msgspec.convert(limits, Limits)
    except msgspec.ValidationError as error:
        raise Refused(
            _("These limits do not work: {problem}. Correct that.").format(problem=error)
        ) from error
    row = ledger.policy_row(ctx)
    if row is None:
        row = RewardPolicy(id=1, changed_by=ctx.actor.id, changed_at=ctx.now)
        ctx.add(row)
    row.limits, row.witness_above_cents = msgspec.to_builtins(checked), witness_above_cents
    row.changed_by, row.changed_at = ctx.actor.id, ctx.now
