"""What became of each occasion: its award, its draws and its ledger entries in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.desk.proofs import PassphraseProof
from counselor_desk.domain.date_words import day_words
from counselor_desk.domain.money import dollars
from counselor_desk.domain.rewards.adjustment import DatedOutcome, Settlement
from counselor_desk.domain.rewards.awards import Award, RewardState, next_due, step
from counselor_desk.domain.rewards.ledger import EntryKind
from counselor_desk.domain.rewards.limits import Cap, Payment, pay_each
from counselor_desk.domain.rewards.prize_bowl import Slip, draw
from counselor_desk.domain.rewards.reason import amount_in_words, rule_in_words
from counselor_desk.domain.rewards.schedule import Outcome, RewardUnit, Schedule
from counselor_desk.domain.roles import Can
from counselor_desk.records.reward import Enrollment, LedgerEntry, Occasion
from counselor_desk.services.rewards import ledger
from counselor_desk.services.rewards.occasions_due import (
    EARLY_DAYS,
    counted,
    due_day,
    last_day,
    last_revision,
    occasions_of,
    standing_of,
)
from counselor_desk.services.rewards.schedules import read_terms
from counselor_desk.services.rewards.settling import (
    AS_BEFORE,
    BY_HAND,
    BY_SYSTEM,
    AdjustmentPosting,
    bowl_name,
    post_adjustments,
    settlement,
    slips_before,
    standing_entries,
)


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
    adjusted_cents: int = 0  # what a correction paid, over all occasions

    @property
    def withheld_cents(self) -> int:
        return self.due_cents - self.paid_cents


@dataclass(frozen=True)
class Turn:
    """One outcome about to be entered."""

    enrollment: Enrollment
    schedule: Schedule
    award: Award
    seen: Observation
    revision: int = 1
    confirmed_by: int | None = None
    kept: tuple[str, ...] = ()  # slips drawn for it before it was withdrawn: never drawn again
    standing: tuple[LedgerEntry, ...] = ()  # handed over before it was withdrawn, so not reversed


@dataclass(frozen=True)
class _Earned:
    """One part of an award: an amount, a bonus, or a slip."""

    kind: EntryKind
    cents: int
    slip: Slip | None = None
    drawn_by: str = ""


@command(Can.RECORD_REWARD, "occasions.record")
def record(ctx: Context, enrollment_id: int, seen: Observation) -> OccasionResult:
    """The next occasion's outcome, its award, its draws and its ledger entries, in one go."""
    enrollment = ctx.get(Enrollment, enrollment_id)
    schedule = read_terms(enrollment.terms)
    standing = standing_of(ctx, enrollment, schedule)
    _check_seen(ctx, enrollment, schedule, standing, seen)
    award = step(schedule, standing, seen.outcome)
    turn = Turn(enrollment=enrollment, schedule=schedule, award=award, seen=seen)
    if before := last_revision(ctx, enrollment.id, award.number):  # it was withdrawn
        turn = replace(
            turn,
            revision=before + 1,
            kept=tuple(slips_before(ctx, enrollment.id, award.number)),
            standing=tuple(standing_entries(ctx, enrollment.id).get(award.number, ())),
        )
    return _enter(ctx, turn)


@query(Can.RECORD_REWARD, "occasions.read")
def read(ctx: Context, occasion_id: int) -> Occasion:
    return ctx.get(Occasion, occasion_id)


def _check_seen(
    ctx: Context, enrollment: Enrollment, schedule: Schedule, standing: RewardState, seen: Observation
) -> None:
    # A sample that was given before the end is a promise: its result may come after it.
    ended = enrollment.ended_at
    if ended is not None and (seen.specimen_id is None or seen.on > ended.astimezone().date()):
        raise Refused(_("This enrollment has ended. Enroll the client again to continue."))
    _check_shown(ctx, seen)
    if (last := last_day(ctx, enrollment.id)) is not None and seen.on <= last:
        raise Refused(_("{day} already has its visit. Choose a later day.").format(day=day_words(last)), "on")
    if standing.number < schedule.occasions:
        due = due_day(enrollment, schedule, standing.number + 1)
        if seen.on < due - timedelta(days=EARLY_DAYS):
            raise Refused(_("The next visit is on {day}. Record it then.").format(day=day_words(due)), "on")


def _check_shown(ctx: Context, seen: Observation) -> None:
    """What an outcome needs to be believed, be it recorded or corrected."""
    if not seen.outcome.can_be_recorded:
        raise Refused(_("Choose an outcome."), "outcome")
    if seen.on > ctx.today:
        raise Refused(_("That day has not come yet. Choose today or an earlier day."), "on")
    if seen.outcome in (Outcome.EXCUSED, Outcome.CLINIC) and not seen.reason.strip():
        raise Refused(_("Say why the absence is excused."), "reason")
    if seen.outcome is Outcome.MET and not seen.evidence.strip() and seen.specimen_id is None:
        raise Refused(_("Say what shows that the target was met."), "evidence")


def _enter(ctx: Context, turn: Turn) -> OccasionResult:
    enrollment, on = turn.enrollment, turn.seen.on
    earned = _earned(turn)
    caps = ledger.caps_for(ctx, enrollment.client_id, enrollment.funding, on, enrollment.id)
    payments = pay_each([part.cents for part in earned], caps)
    occasion = ctx.add(occasion_of(ctx, turn, payments))
    ledger.post(
        ctx,
        [_entry(ctx, turn, occasion, part, payment) for part, payment in zip(earned, payments, strict=True)],
    )
    return _result_of(ctx, occasion, payments, caps, [part.slip for part in earned if part.slip])


def occasion_of(ctx: Context, turn: Turn, payments: Sequence[Payment]) -> Occasion:
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


def _earned(turn: Turn) -> list[_Earned]:
    award, schedule, by_hand = turn.award, turn.schedule, turn.seen.slips
    if schedule.unit is RewardUnit.CENTS:
        there = sum(entry.due_cents for entry in turn.standing)
        parts = ((EntryKind.AWARD, award.amount - there), (EntryKind.BONUS, award.bonus))
        return [_Earned(kind, cents) for kind, cents in parts if cents > 0]
    if schedule.unit is RewardUnit.NAMES or schedule.bowl is None:
        return []  # names go into the hat; who wins is drawn at the meeting
    due = max(award.due - len(turn.standing), 0)
    if by_hand is None:
        slips = [(schedule.bowl.slip_named(name), AS_BEFORE) for name in turn.kept[:due]]
        slips += [(slip, BY_SYSTEM) for slip in draw(schedule.bowl, due - len(slips))]
    elif len(by_hand) == due:
        slips = [(schedule.bowl.slip_named(name), BY_HAND) for name in by_hand]
    else:
        raise Refused(_("Enter the {number} slips that were drawn.").format(number=due), "slips")
    return [_Earned(EntryKind.DRAW, slip.cents, slip, by) for slip, by in slips]


def _entry(ctx: Context, turn: Turn, occasion: Occasion, part: _Earned, payment: Payment) -> LedgerEntry:
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
        drawn_by=part.drawn_by,
    )


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


@dataclass(frozen=True)
class CorrectionForeseen:
    """What a correction will do, before the second person signs."""

    why: str  # the rule for the corrected occasion, in one sentence
    pays: str
    cents: int
    draws: int
    balance_cents: int  # after it; without what draws will bring
    next_due: str


@query(Can.RECORD_REWARD, "occasions.foresee_correction")
def foresee_correction(ctx: Context, occasion_id: int, seen: Observation) -> CorrectionForeseen:
    """The simulation of a correction: what it pays, what stays, and what comes next."""
    change = _correction(ctx, occasion_id, seen)
    settled = change.settled
    coming = next_due(change.schedule, settled.awards[-1].after)
    return CorrectionForeseen(
        why=rule_in_words(change.schedule, change.award),
        pays=settled.sentence,
        cents=settled.cents,
        draws=settled.draws,
        balance_cents=ledger.balance(ctx, change.old.client_id) + settled.cents,
        next_due="" if coming is None else amount_in_words(change.schedule.unit, coming),
    )


@command(Can.RECORD_REWARD, "occasions.correct")
def correct(ctx: Context, occasion_id: int, seen: Observation, witness: PassphraseProof) -> OccasionResult:
    """Another outcome for an occasion, by two people.

    In the client's favor it pays, as adjustments, what the schedule would have paid by now, for
    this occasion and for those after it. Against the client nothing is taken back that was paid;
    the run from here on counts the corrected outcome.
    """
    change = _correction(ctx, occasion_id, seen)
    other = ctx.witness(witness)
    old, award, settled = change.old, change.award, change.settled
    ctx.reason = f"outcome of occasion {old.occasion_no} corrected"  # no words on the trail
    turn = Turn(
        enrollment=change.enrollment,
        schedule=change.schedule,
        award=award,
        seen=change.seen,
        revision=old.revision + 1,
        confirmed_by=other.id,
    )
    occasion = ctx.add(occasion_of(ctx, turn, [change.payment]))
    ids = {one.occasion_no: one.id for one in change.occasions} | {old.occasion_no: occasion.id}
    # The books say that, never why: whoever hands rewards over reads no word of a test.
    reason = _("The outcome of visit {n} was corrected.").format(n=old.occasion_no)
    slips = post_adjustments(
        ctx, change.enrollment, settled, AdjustmentPosting(ids, reason, other.id, seen.slips)
    )
    result = _result_of(ctx, occasion, [change.payment], (), slips)
    return replace(result, adjusted_cents=settled.cents, prompts=(settled.sentence,))


@dataclass(frozen=True)
class _Correction:
    """A correction that may be made, worked out and not yet entered."""

    old: Occasion
    enrollment: Enrollment
    schedule: Schedule
    occasions: list[Occasion]
    seen: Observation
    award: Award
    settled: Settlement

    @property
    def payment(self) -> Payment:
        """What this occasion is due now, and what of it was not withheld."""
        held = sum(
            one.payment.withheld for one in self.settled.adjustments if one.number == self.old.occasion_no
        )
        cents = self.schedule.unit is RewardUnit.CENTS
        return Payment(self.award.due, self.award.due - held) if cents else Payment(0, 0)


def _correction(ctx: Context, occasion_id: int, seen: Observation) -> _Correction:
    old = ctx.get(Occasion, occasion_id)
    if not seen.reason.strip():
        raise Refused(_("Say why the outcome is corrected."), "reason")
    enrollment = ctx.get(Enrollment, old.enrollment_id)
    schedule = read_terms(enrollment.terms)
    occasions = occasions_of(ctx, enrollment.id)
    if old.id not in {occasion.id for occasion in occasions}:
        raise Refused(_("This outcome has already been corrected. Open the newer one."))
    if seen.outcome is old.outcome:
        raise Refused(_("That is the outcome it has. Choose another."), "outcome")
    _check_shown(ctx, seen)
    _check_day_between(occasions, old, seen.on)
    if seen.on < due_day(enrollment, schedule, old.occasion_no) - timedelta(days=EARLY_DAYS):
        raise Refused(_("That is before the day of the visit. Choose its day or a later one."), "on")
    if seen.specimen_id is None and old.outcome is not Outcome.WITHDRAWN:
        seen = replace(seen, specimen_id=old.specimen_id)
    changed = [
        DatedOutcome(old.occasion_no, seen.outcome, seen.on) if one is old else dated(one)
        for one in occasions
    ]
    standing = counted(one.outcome for one in changed)
    settled = settlement(ctx, enrollment, schedule, changed[: len(standing)])
    return _Correction(
        old=old,
        enrollment=enrollment,
        schedule=schedule,
        occasions=occasions,
        seen=seen,
        award=settled.awards[old.occasion_no - 1],
        settled=settled,
    )


def dated(one: Occasion) -> DatedOutcome:
    return DatedOutcome(one.occasion_no, one.outcome, one.occurred_on)


def _check_day_between(occasions: Sequence[Occasion], old: Occasion, on: date) -> None:
    """The occasions stay in the order of their days, each on a day of its own."""
    before = max((o.occurred_on for o in occasions if o.occasion_no < old.occasion_no), default=date.min)
    after = min((o.occurred_on for o in occasions if o.occasion_no > old.occasion_no), default=date.max)
    if not before < on < after:
        raise Refused(_("That day belongs to another visit. Choose a day between the two."), "on")
