"""Withdraws what a test did that was entered in error: its outcome, its awards and its run."""

from dataclasses import dataclass

from sqlalchemy import select

from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.desk.proofs import PassphraseProof
from counselor_desk.domain.money import dollars
from counselor_desk.domain.rewards.adjustment import DatedOutcome, Settlement
from counselor_desk.domain.rewards.awards import standing_after, step
from counselor_desk.domain.rewards.schedule import Outcome
from counselor_desk.domain.roles import Can
from counselor_desk.records.reward import Enrollment, LedgerEntry, Occasion
from counselor_desk.services.rewards import ledger
from counselor_desk.services.rewards.handing_over import reversal_entry
from counselor_desk.services.rewards.occasions import Observation, Turn, dated, occasion_of
from counselor_desk.services.rewards.occasions_due import counted, occasions_of
from counselor_desk.services.rewards.schedules import read_terms
from counselor_desk.services.rewards.settling import (
    AdjustmentPosting,
    post_adjustments,
    settlement,
    standing_entries,
)


@dataclass(frozen=True)
class WithdrawalForeseen:
    """What undoing a test will do to the rewards that hang on it."""

    sentences: tuple[str, ...]


def hanging_on(ctx: Context, specimen_id: int) -> list[Occasion]:
    """The occasions whose outcome this test made, as they now stand."""
    hung = select(Occasion.enrollment_id).where(Occasion.specimen_id == specimen_id).distinct()
    return [
        one
        for enrollment_id in ctx.rows(int, hung)
        for one in occasions_of(ctx, enrollment_id)
        if one.specimen_id == specimen_id and one.outcome is not Outcome.WITHDRAWN
    ]


@query(Can.RECORD_REWARD, "occasions.foresee_withdrawal")
def foresee_withdrawal(ctx: Context, specimen_id: int) -> WithdrawalForeseen:
    """What is undone with a test that was entered in error, before the second person signs."""
    said = []
    for one in hanging_on(ctx, specimen_id):
        enrollment = ctx.get(Enrollment, one.enrollment_id)
        reversible, stays = _reversible(ctx, one)
        cents = sum(entry.cents for entry in reversible)
        said.append(
            _("Occasion {n} is withdrawn, {cents} is reversed; the visit waits for its own sample.").format(
                n=one.occasion_no, cents=dollars(cents)
            )
        )
        if stays:
            sentence = _("{cents} was handed over already and stays with the client.")
            said.append(sentence.format(cents=dollars(sum(entry.cents for entry in stays))))
        settled = _settled_without(ctx, enrollment, one, {entry.id for entry in reversible})
        if settled.adjustments:
            said.append(settled.sentence)
    return WithdrawalForeseen(tuple(said))


@command(Can.RECORD_REWARD, "occasions.withdraw")
def withdraw(ctx: Context, specimen_id: int, witness: PassphraseProof) -> None:
    """Undo what a test did that was entered in error: its outcome, its awards and its run.

    The visit waits for the right sample of its day. What was handed over cannot come back; it stays.
    """
    other = ctx.witness(witness)
    for one in hanging_on(ctx, specimen_id):
        enrollment = ctx.get(Enrollment, one.enrollment_id)
        reason = _("Occasion {n} was withdrawn.").format(n=one.occasion_no)
        reversible, _stays = _reversible(ctx, one)
        ledger.post(ctx, [reversal_entry(ctx, entry, reason, other.id) for entry in reversible])
        settled = _settled_without(ctx, enrollment, one, set())
        schedule = settled.schedule
        before = [o for o in occasions_of(ctx, enrollment.id) if o.occasion_no < one.occasion_no]
        standing = standing_after(schedule, [o.outcome for o in before])
        turn = Turn(
            enrollment=enrollment,
            schedule=schedule,
            award=step(schedule, standing, Outcome.WITHDRAWN),
            seen=Observation(Outcome.WITHDRAWN, one.occurred_on, specimen_id=specimen_id),
            revision=one.revision + 1,
            confirmed_by=other.id,
        )
        occasion = ctx.add(occasion_of(ctx, turn, []))
        ids = {o.occasion_no: o.id for o in occasions_of(ctx, enrollment.id)} | {
            occasion.occasion_no: occasion.id
        }
        post_adjustments(ctx, enrollment, settled, AdjustmentPosting(ids, reason, other.id))


def _reversible(ctx: Context, one: Occasion) -> tuple[list[LedgerEntry], list[LedgerEntry]]:
    """Of what an occasion earned: what the balance still bears to take back, and what it does not."""
    left = ledger.balance(ctx, one.client_id)
    back: list[LedgerEntry] = []
    stays: list[LedgerEntry] = []
    for entry in reversed(standing_entries(ctx, one.enrollment_id).get(one.occasion_no, [])):
        if entry.cents <= left:
            left -= entry.cents
            back.append(entry)
        else:
            stays.append(entry)
    return back, stays


def _settled_without(ctx: Context, enrollment: Enrollment, one: Occasion, leaving: set[int]) -> Settlement:
    """What the others have to get once this occasion is withdrawn and these entries are reversed."""
    schedule = read_terms(enrollment.terms)
    changed = [
        DatedOutcome(o.occasion_no, Outcome.WITHDRAWN, o.occurred_on) if o.id == one.id else dated(o)
        for o in occasions_of(ctx, enrollment.id)
    ]
    standing = counted(o.outcome for o in changed)
    return settlement(ctx, enrollment, schedule, changed[: len(standing)], leaving)
