"""Settles an enrollment after a correction: what the schedule would have paid by now, and no less."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import select

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context
from counselor_desk.domain.rewards.adjustment import (
    DatedOutcome,
    OccasionAdjustment,
    RewardEvent,
    Settlement,
    StandingAmount,
    settle,
    still_taken_back,
)
from counselor_desk.domain.rewards.ledger import EntryKind
from counselor_desk.domain.rewards.limits import Cap, Payment, pay_each
from counselor_desk.domain.rewards.prize_bowl import Slip, draw
from counselor_desk.domain.rewards.schedule import Outcome, RewardUnit, Schedule
from counselor_desk.records.reward import Enrollment, LedgerEntry, Occasion
from counselor_desk.services.rewards import ledger

BY_SYSTEM, BY_HAND, AS_BEFORE = "operating system", "physical bowl", "as drawn before"
EARNS = tuple(kind for kind in EntryKind if kind.earns)


def settlement(
    ctx: Context,
    enrollment: Enrollment,
    schedule: Schedule,
    outcomes: Sequence[DatedOutcome],
    leaving: Collection[int] = (),
) -> Settlement:
    """What these outcomes would have paid, less what stands on the account for them.

    `leaving` are entries that are about to be reversed.
    """
    standing = [
        StandingAmount(number, entry.on, entry.due_cents, entry.cents, bool(entry.slip))
        for number, entries in standing_entries(ctx, enrollment.id).items()
        for entry in entries
        if entry.id not in leaving
    ]
    gone = ctx.find(select(LedgerEntry).where(LedgerEntry.id.in_(list(leaving))))

    @cache
    def caps_on(day: date) -> list[Cap]:
        caps = ledger.caps_for(ctx, enrollment.client_id, enrollment.funding, day, enrollment.id)
        return [replace(cap, paid_cents=cap.paid_cents - _within(cap, gone)) for cap in caps]

    back = still_taken_back(schedule, _events(ctx, enrollment.id, schedule))
    return settle(schedule, outcomes, standing, caps_on, back)


REVISED, EARNED, REVERSED, WITHDRAWN = range(4)  # the order within one act


def _events(ctx: Context, enrollment_id: int, schedule: Schedule) -> list[RewardEvent]:
    """Every outcome, every amount and every reversal of an enrollment, as they were entered."""
    events = []
    for one in ctx.find(
        select(Occasion).where(Occasion.enrollment_id == enrollment_id).order_by(Occasion.id)
    ):
        order = WITHDRAWN if one.outcome is Outcome.WITHDRAWN else REVISED
        outcome = DatedOutcome(one.occasion_no, one.outcome, one.occurred_on)
        events.append(RewardEvent(one.recorded_at, order, outcome))
    statement = (
        select(Occasion.occasion_no, LedgerEntry)
        .join(Occasion, Occasion.id == LedgerEntry.occasion_id)
        .where(Occasion.enrollment_id == enrollment_id)
        .order_by(LedgerEntry.number)
    )
    dues: dict[int, int] = {}
    for number, entry in ctx.tuples(statement):
        if entry.kind.earns:
            dues[entry.id] = 1 if schedule.unit is RewardUnit.DRAWS else entry.due_cents
            events.append(RewardEvent(entry.at, EARNED, number=number, due=dues[entry.id]))
        elif entry.reverses_id in dues:
            due = dues[entry.reverses_id]
            events.append(RewardEvent(entry.at, REVERSED, number=number, due=due, comes_back=True))
    return events


def _within(cap: Cap, entries: Sequence[LedgerEntry]) -> int:
    return sum(entry.cents for entry in entries if cap.first <= entry.on <= cap.last)


Standing = dict[int, list[LedgerEntry]]


def standing_entries(ctx: Context, enrollment_id: int) -> Standing:
    """By occasion, what it earned and was not reversed, oldest first."""
    undone = select(LedgerEntry.reverses_id).where(LedgerEntry.reverses_id.is_not(None))
    statement = (
        select(Occasion.occasion_no, LedgerEntry)
        .join(LedgerEntry, LedgerEntry.occasion_id == Occasion.id)
        .where(
            Occasion.enrollment_id == enrollment_id,
            LedgerEntry.kind.in_(EARNS),
            LedgerEntry.id.not_in(undone),
        )
        .order_by(LedgerEntry.number)
    )
    entries_by_number: Standing = {}
    for number, entry in ctx.tuples(statement):
        entries_by_number.setdefault(number, []).append(entry)
    return entries_by_number


def bowl_name(schedule: Schedule) -> str:
    return f"{schedule.title_in_words} bowl {schedule.bowl.version}" if schedule.bowl else ""


@dataclass(frozen=True)
class AdjustmentPosting:
    """Where the adjustments of a settlement go, why, and who the second person was."""

    occasion_ids: dict[int, int]  # by the occasion's number
    reason: str
    witness_id: int
    by_hand: tuple[str, ...] | None = None  # slips drawn from a physical bowl


def post_adjustments(
    ctx: Context, enrollment: Enrollment, settled: Settlement, to: AdjustmentPosting
) -> list[Slip]:
    """Enter what a settlement pays; the slips that were drawn for it."""
    entries: list[LedgerEntry] = []
    slips: list[Slip] = []
    by_hand = list(to.by_hand or ())
    if to.by_hand is not None and len(by_hand) != settled.draws:
        raise Refused(_("Enter the {number} slips that were drawn.").format(number=settled.draws), "slips")
    for adjustment in settled.adjustments:
        facts = {
            "on": adjustment.on,
            "funding": enrollment.funding,
            "enrollment_id": enrollment.id,
            "occasion_id": to.occasion_ids[adjustment.number],
            "reason": to.reason,
            "witness_id": to.witness_id,
        }
        if not adjustment.draws:
            entries.append(_adjustment(ctx, enrollment, adjustment.payment, facts))
            continue
        assert settled.schedule.bowl is not None
        named = [by_hand.pop(0) for _slip in range(adjustment.draws)] if to.by_hand is not None else None
        drawn = _slips_for(ctx, enrollment, settled.schedule, adjustment, named)
        caps = ledger.caps_for(ctx, enrollment.client_id, enrollment.funding, adjustment.on, enrollment.id)
        payments = pay_each([slip.cents for slip, _by in drawn], caps)
        for (slip, by), payment in zip(drawn, payments, strict=True):
            of_slip = {"slip": slip.name, "bowl": bowl_name(settled.schedule), "drawn_by": by}
            entries.append(_adjustment(ctx, enrollment, payment, facts | of_slip))
        ledger.post(ctx, entries)  # the caps of the next occasion count them
        slips += [slip for slip, _by in drawn]
        entries = []
    ledger.post(ctx, entries)
    return slips


def _adjustment(ctx: Context, enrollment: Enrollment, payment: Payment, facts: dict[str, Any]) -> LedgerEntry:
    return ledger.earning_entry(ctx, EntryKind.ADJUSTMENT, enrollment.client_id, payment, **facts)


def _slips_for(
    ctx: Context,
    enrollment: Enrollment,
    schedule: Schedule,
    adjustment: OccasionAdjustment,
    named: list[str] | None,
) -> list[tuple[Slip, str]]:
    assert schedule.bowl is not None
    if named is not None:
        return [(schedule.bowl.slip_named(name), BY_HAND) for name in named]
    before = slips_before(ctx, enrollment.id, adjustment.number)[: adjustment.draws]
    kept = [(schedule.bowl.slip_named(name), AS_BEFORE) for name in before]
    return kept + [(slip, BY_SYSTEM) for slip in draw(schedule.bowl, adjustment.draws - len(kept))]


def slips_before(ctx: Context, enrollment_id: int, number: int) -> list[str]:
    """The slips once drawn for an occasion that do not stand now: they are never drawn again."""
    statement = (
        select(LedgerEntry.slip, LedgerEntry.drawn_by)
        .join(Occasion, Occasion.id == LedgerEntry.occasion_id)
        .where(
            Occasion.enrollment_id == enrollment_id,
            Occasion.occasion_no == number,
            LedgerEntry.kind.in_(EARNS),
            LedgerEntry.slip != "",
        )
        .order_by(LedgerEntry.number)
    )
    first = [slip for slip, drawn_by in ctx.tuples(statement) if drawn_by != AS_BEFORE]
    standing = Counter(entry.slip for entry in standing_entries(ctx, enrollment_id).get(number, ()))
    left = []
    for slip in first:
        if standing[slip]:
            standing[slip] -= 1
        else:
            left.append(slip)
    return left
