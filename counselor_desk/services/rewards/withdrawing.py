"""Withdraws an outcome that was entered in error, with its awards and its run."""

from dataclasses import dataclass

from sqlalchemy import select

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.desk.proofs import PassphraseProof
from counselor_desk.domain.money import dollars
from counselor_desk.domain.rewards.adjustment import DatedOutcome, Settlement
from counselor_desk.domain.rewards.awards import standing_after, step
from counselor_desk.domain.rewards.schedule import Outcome
from counselor_desk.domain.roles import Can
from counselor_desk.records.reward import Enrollment, LedgerEntry, Occasion
from counselor_desk.records.specimen import Specimen
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
    """What undoing a test or an occasion will do to the rewards that hang on it."""

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
    return WithdrawalForeseen(
        tuple(sentence for one in hanging_on(ctx, specimen_id) for sentence in _foreseen(ctx, one))
    )


@query(Can.RECORD_REWARD, "occasions.foresee_undoing")
def foresee_undoing(ctx: Context, occasion_id: int) -> WithdrawalForeseen:
    """The same of one occasion that was recorded in error."""
    return WithdrawalForeseen(tuple(_foreseen(ctx, _of_error(ctx, occasion_id))))


@command(Can.RECORD_REWARD, "occasions.withdraw")
def withdraw(ctx: Context, specimen_id: int, witness: PassphraseProof) -> None:
    """Undo what a test did that was entered in error: its outcome, its awards and its run.

    The visit waits for the right sample of its day. What was handed over cannot come back; it stays.
    """
    other = ctx.witness(witness)
    for one in hanging_on(ctx, specimen_id):
        _withdraw(ctx, one, other.id)


@command(Can.RECORD_REWARD, "occasions.undo")
def undo(ctx: Context, occasion_id: int, reason: str, witness: PassphraseProof) -> Occasion:
    """The same for an occasion that was recorded in error: of another client, or of no visit at all."""
    one = _of_error(ctx, occasion_id)
    if not reason.strip():
        raise Refused(_("Say why the outcome is corrected."), "reason")
    return _withdraw(ctx, one, ctx.witness(witness).id, reason)


def _of_error(ctx: Context, occasion_id: int) -> Occasion:
    one = ctx.get(Occasion, occasion_id)
    if one.id not in {occasion.id for occasion in occasions_of(ctx, one.enrollment_id)}:
        raise Refused(_("This outcome has already been corrected. Open the newer one."))
    if one.outcome is Outcome.WITHDRAWN:
        raise Refused(_("That is the outcome it has. Choose another."), "outcome")
    if one.specimen_id is not None and not ctx.get(Specimen, one.specimen_id).void_reason:
        sentence = _("A test made this outcome. Mark that test as entered in error: this goes with it.")
        raise Refused(sentence, "outcome")
    return one


def _foreseen(ctx: Context, one: Occasion) -> list[str]:
    reversible, stays = _reversible(ctx, one)
    sentence = _("Visit {n} is withdrawn and {cents} reversed; the visit awaits its own outcome.")
    said = [sentence.format(n=one.occasion_no, cents=dollars(sum(entry.cents for entry in reversible)))]
    if stays:
        sentence = _("{cents} was already given and stays with the client.")
        said.append(sentence.format(cents=dollars(sum(entry.cents for entry in stays))))
    enrollment = ctx.get(Enrollment, one.enrollment_id)
    settled = _settled_without(ctx, enrollment, one, {entry.id for entry in reversible})
    return [*said, settled.sentence] if settled.adjustments else said


def _withdraw(ctx: Context, one: Occasion, witness_id: int, why: str = "") -> Occasion:
    enrollment = ctx.get(Enrollment, one.enrollment_id)
    ctx.reason = f"occasion {one.occasion_no} withdrawn"  # no words on the trail
    reason = _("Visit {n} was withdrawn.").format(n=one.occasion_no)
    reversible, _stays = _reversible(ctx, one)
    ledger.post(ctx, [reversal_entry(ctx, entry, reason, witness_id) for entry in reversible])
    settled = _settled_without(ctx, enrollment, one, set())
    everything = occasions_of(ctx, enrollment.id)
    before = [o.outcome for o in everything if o.occasion_no < one.occasion_no]
    standing = standing_after(settled.schedule, before)
    turn = Turn(
        enrollment=enrollment,
        schedule=settled.schedule,
        award=step(settled.schedule, standing, Outcome.WITHDRAWN),
        seen=Observation(Outcome.WITHDRAWN, one.occurred_on, reason=why, specimen_id=one.specimen_id),
        revision=one.revision + 1,
        confirmed_by=witness_id,
    )
    occasion = ctx.add(occasion_of(ctx, turn, []))
    ids = {o.occasion_no: o.id for o in everything} | {occasion.occasion_no: occasion.id}
    post_adjustments(ctx, enrollment, settled, AdjustmentPosting(ids, reason, witness_id))
    return occasion


def _reversible(ctx: Context, occasion: Occasion) -> tuple[list[LedgerEntry], list[LedgerEntry]]:
    """Of what an occasion earned: what the balance still bears to take back, and what it does not."""
    left = ledger.balance(ctx, occasion.client_id)
    back: list[LedgerEntry] = []
    stays: list[LedgerEntry] = []
    for entry in reversed(standing_entries(ctx, occasion.enrollment_id).get(occasion.occasion_no, [])):
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
