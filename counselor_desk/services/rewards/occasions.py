"""What became of each occasion: its award, its draws and its ledger entries in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.domain.money import dollars
from counselor_desk.domain.rewards.awards import Award, RewardState, standing_after, step
from counselor_desk.domain.rewards.ledger import EntryKind
from counselor_desk.domain.rewards.limits import Cap, Payment, pay_each
from counselor_desk.domain.rewards.prize_bowl import Slip, draw
from counselor_desk.domain.rewards.reason import rule_in_words
from counselor_desk.domain.rewards.schedule import Outcome, RewardUnit, Schedule
from counselor_desk.domain.roles import Can
from counselor_desk.records.reward import Enrollment, LedgerEntry, Occasion
from counselor_desk.services.rewards import ledger
from counselor_desk.services.rewards.handing_over import reverse_earned
from counselor_desk.services.rewards.occasions_due import (
    EARLY_DAYS,
    due_day,
    last_day,
    occasions_of,
    standing_of,
)
from counselor_desk.services.rewards.schedules import read_terms

BY_SYSTEM, BY_HAND = "operating system", "physical bowl"


@dataclass(frozen=True)
class Observation:
    """What was observed at an occasion."""

    outcome: Outcome
    on: date
    evidence: str = ""
    reason: str = ""
    specimen_id: int | None = None
    slips: tuple[str, ...] | None = None  # drawn by hand from a physical bowl


@dataclass(frozen=True)
class OccasionResult:
    """What the program answers: what was earned, and by which rule."""

    occasion_id: int
    number: int
    outcome: Outcome
    why: str
    due_cents: int
    paid_cents: int
    cap: str
    slips: tuple[str, ...]
    balance_cents: int
    prompts: tuple[str, ...] = ()

    @property
    def withheld_cents(self) -> int:
        return self.due_cents - self.paid_cents


@dataclass(frozen=True)
class _Turn:
    """One outcome about to be entered."""

    enrollment: Enrollment
    schedule: Schedule
    award: Award
    seen: Observation
    revision: int = 1
    confirmed_by: int | None = None
    kept: tuple[str, ...] = ()  # slips drawn for it before a correction: never drawn again


@dataclass(frozen=True)
class _Earned:
    """One part of an award: an amount, a bonus, or a slip."""

    kind: EntryKind
    cents: int
    slip: Slip | None = None


@command(Can.RECORD_REWARD, "occasions.record")
def record(ctx: Context, enrollment_id: int, seen: Observation) -> OccasionResult:
    """The next occasion's outcome, its award, its draws and its ledger entries, in one go."""
    enrollment = ctx.get(Enrollment, enrollment_id)
    schedule = read_terms(enrollment.terms)
    standing = standing_of(ctx, enrollment, schedule)
    _check_seen(ctx, enrollment, schedule, standing, seen)
    award = step(schedule, standing, seen.outcome)
    return _enter(ctx, _Turn(enrollment, schedule, award, seen))


@query(Can.RECORD_REWARD, "occasions.read")
def read(ctx: Context, occasion_id: int) -> Occasion:
    return ctx.get(Occasion, occasion_id)


def _check_seen(
    ctx: Context, enrollment: Enrollment, schedule: Schedule, standing: RewardState, seen: Observation
) -> None:
    if enrollment.ended_at is not None:
        raise Refused(_("This enrollment has ended. Enroll the client again to continue."))
    if seen.on > ctx.today:
        raise Refused(_("That day has not come yet. Choose today or an earlier day."), "on")
    if seen.outcome is Outcome.EXCUSED and not seen.reason.strip():
        raise Refused(_("Say why the absence is excused."), "reason")
    if seen.outcome is Outcome.MET and not seen.evidence.strip() and seen.specimen_id is None:
        raise Refused(_("Say what shows that the target was met."), "evidence")
    if (last := last_day(ctx, enrollment.id)) is not None and seen.on <= last:
        raise Refused(
            _("{day:%d %b %Y} already has its occasion. Choose a later day.").format(day=last), "on"
        )
    if standing.number < schedule.occasions:
        due = due_day(enrollment, schedule, standing.number + 1)
        if seen.on < due - timedelta(days=EARLY_DAYS):
            raise Refused(_("The next occasion is on {day:%d %b %Y}. Record it then.").format(day=due), "on")


def _enter(ctx: Context, turn: _Turn) -> OccasionResult:
    enrollment, on = turn.enrollment, turn.seen.on
    earned = _earned(turn)
    caps = ledger.caps_for(ctx, enrollment.client_id, enrollment.funding, on, enrollment.id)
    payments = pay_each([part.cents for part in earned], caps)
    occasion = ctx.add(_occasion(ctx, turn, payments))
    ledger.post(
        ctx,
        [_entry(ctx, turn, occasion, part, payment) for part, payment in zip(earned, payments, strict=True)],
    )
    return _result_of(ctx, occasion, payments, caps, [part.slip for part in earned if part.slip])


def _occasion(ctx: Context, turn: _Turn, payments: Sequence[Payment]) -> Occasion:
    enrollment, schedule, award, seen = turn.enrollment, turn.schedule, turn.award, turn.seen
    return Occasion(
        client_id=enrollment.client_id,
        enrollment_id=enrollment.id,
        occasion_no=award.number,
        revision=turn.revision,
        due_on=due_day(enrollment, schedule, award.number),
        occurred_on=seen.on,
        outcome=seen.outcome,
        rule=award.rule.value,
        why=rule_in_words(schedule, award),
        amount=award.amount,
        bonus=award.bonus,
        due_cents=sum(payment.due for payment in payments),
        paid_cents=sum(payment.paid for payment in payments),
        specimen_id=seen.specimen_id,
        evidence=seen.evidence.strip(),
        reason=seen.reason.strip(),
        recorded_by=ctx.actor.id,
        recorded_at=ctx.now,
        confirmed_by=turn.confirmed_by,
    )


def _earned(turn: _Turn) -> list[_Earned]:
    award, schedule, by_hand = turn.award, turn.schedule, turn.seen.slips
    if schedule.unit is RewardUnit.CENTS:
        parts = ((EntryKind.AWARD, award.amount), (EntryKind.BONUS, award.bonus))
        return [_Earned(kind, cents) for kind, cents in parts if cents]
    if schedule.unit is RewardUnit.NAMES or schedule.bowl is None:
        return []  # names go into the hat; who wins is drawn at the meeting
    if by_hand is None:
        slips = [schedule.bowl.slip_named(name) for name in turn.kept[: award.due]]
        slips += draw(schedule.bowl, award.due - len(slips))
    elif len(by_hand) == award.due:
        slips = [schedule.bowl.slip_named(name) for name in by_hand]
    else:
        raise Refused(_("Enter the {number} slips that were drawn.").format(number=award.due), "slips")
    return [_Earned(EntryKind.DRAW, slip.cents, slip) for slip in slips]


def _entry(ctx: Context, turn: _Turn, occasion: Occasion, part: _Earned, payment: Payment) -> LedgerEntry:
    drawn_by = BY_HAND if turn.seen.slips is not None else BY_SYSTEM
    return ledger.earning_entry(
        ctx,
        part.kind,
        occasion.client_id,
        payment,
        on=occasion.occurred_on,
        funding=turn.enrollment.funding,
        enrollment_id=turn.enrollment.id,
        occasion_id=occasion.id,
        slip=part.slip.name if part.slip else "",
        bowl=bowl_name(turn.schedule) if part.slip else "",
        drawn_by=drawn_by if part.slip else "",
    )


def bowl_name(schedule: Schedule) -> str:
    return f"{schedule.title_in_words} bowl {schedule.bowl.version}" if schedule.bowl else ""


def _result_of(
    ctx: Context,
    occasion: Occasion,
    payments: Sequence[Payment],
    caps: Sequence[Cap],
    slips: Sequence[Slip],
) -> OccasionResult:
    held = next((payment.cap_code for payment in payments if payment.cap_code), "")
    prompts = [
        _("{cap}: {held} of what is due is withheld.").format(
            cap=cap.title, held=dollars(occasion.due_cents - occasion.paid_cents)
        )
        for cap in caps
        if cap.code == held
    ]
    return OccasionResult(
        occasion_id=occasion.id,
        number=occasion.occasion_no,
        outcome=occasion.outcome,
        why=occasion.why,
        due_cents=occasion.due_cents,
        paid_cents=occasion.paid_cents,
        cap=held,
        slips=tuple(slip.name for slip in slips),
        balance_cents=ledger.balance(ctx, occasion.client_id),
        prompts=tuple(prompts),
    )


@command(Can.RECORD_REWARD, "occasions.correct")
def correct(
    ctx: Context, occasion_id: int, seen: Observation, witness_id: int, witness_passphrase: str
) -> OccasionResult:
    """Another outcome for an occasion: its entries are reversed and it is awarded again.

    Occasions after it keep what they paid; the run from here on counts the corrected outcome.
    """
    old = ctx.get(Occasion, occasion_id)
    if not seen.reason.strip():
        raise Refused(_("Say why the outcome is corrected."), "reason")
    other = ctx.witness(witness_id, witness_passphrase)
    enrollment = ctx.get(Enrollment, old.enrollment_id)
    schedule = read_terms(enrollment.terms)
    occasions = occasions_of(ctx, enrollment.id)
    if old.id not in {occasion.id for occasion in occasions}:
        raise Refused(_("This outcome has already been corrected. Open the newer one."))
    if seen.outcome is old.outcome:
        raise Refused(_("That is the outcome it has. Choose another."), "outcome")
    ctx.reason = f"outcome of occasion {old.occasion_no} corrected"  # no words on the trail
    # The books say that, never why: whoever hands rewards over reads no word of a test.
    undone = _("The outcome of occasion {n} was corrected.").format(n=old.occasion_no)
    reverse_earned(ctx, old.id, undone, other.id)
    before = [o.outcome for o in occasions if o.occasion_no < old.occasion_no]
    award = step(schedule, standing_after(schedule, before), seen.outcome)
    kept = _drawn_before(ctx, old)
    return _enter(
        ctx,
        _Turn(
            enrollment=enrollment,
            schedule=schedule,
            award=award,
            seen=seen,
            revision=old.revision + 1,
            confirmed_by=other.id,
            kept=kept,
        ),
    )


def _drawn_before(ctx: Context, old: Occasion) -> tuple[str, ...]:
    """The slips of this occasion's first draw, in their order."""
    statement = (
        select(LedgerEntry.slip)
        .join(Occasion, Occasion.id == LedgerEntry.occasion_id)
        .where(
            Occasion.enrollment_id == old.enrollment_id,
            Occasion.occasion_no == old.occasion_no,
            LedgerEntry.kind == EntryKind.DRAW,
        )
        .order_by(LedgerEntry.number)
    )
    return tuple(ctx.rows(str, statement))
