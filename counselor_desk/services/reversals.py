"""The ledger's only correction: an entry that undoes another, with a reason and a witness."""

from sqlalchemy import select

from counselor_desk.domain import ledger
from counselor_desk.domain.ledger import EntryKind
from counselor_desk.domain.roles import Can
from counselor_desk.errors import Refused
from counselor_desk.records.prize import StockMovement
from counselor_desk.records.reward import LedgerEntry
from counselor_desk.services import posting
from counselor_desk.services.desk import Context, command


@command(Can.GIVE_REWARD)
def reverse(
    ctx: Context, entry_id: int, reason: str, witness_id: int, witness_passphrase: str
) -> LedgerEntry:
    """Undo one entry; what was handed over goes back into the cabinet."""
    entry = ctx.get(LedgerEntry, entry_id)
    if not reason.strip():
        raise Refused("Say why this entry is reversed.", "reason")
    other = ctx.second(witness_id, witness_passphrase)
    ledger.reversal(0, entry.line(), posting.lines_of(ctx, entry.client_id))
    ctx.reason = f"entry {entry.number} reversed"  # the words stay with the entry
    undoing = opposite(ctx, entry, reason, other.id)
    posting.post(ctx, [undoing])
    if entry.kind.gives:
        posting.move(ctx, [_back(ctx, entry, undoing)])
    return undoing


def _back(ctx: Context, entry: LedgerEntry, undoing: LedgerEntry) -> StockMovement:
    assert entry.prize_id is not None
    return StockMovement(
        number=0,
        at=ctx.now,
        prize_id=entry.prize_id,
        kind=EntryKind.REVERSAL,
        quantity=1,
        cents=entry.cents,
        entry_id=undoing.id,
        reason=undoing.reason,
        actor_id=ctx.actor.id,
        witness_id=undoing.witness_id,
    )


def reverse_earned(ctx: Context, occasion_id: int, reason: str, witness_id: int) -> None:
    """Undo what an occasion earned; refused when it has been handed over already."""
    undone = select(LedgerEntry.reverses_id).where(LedgerEntry.reverses_id.is_not(None))
    entries = ctx.find(
        select(LedgerEntry)
        .where(
            LedgerEntry.occasion_id == occasion_id,
            LedgerEntry.reverses_id.is_(None),
            LedgerEntry.id.not_in(undone),
        )
        .order_by(LedgerEntry.number)
    )
    owed = posting.balance(ctx, entries[0].client_id) if entries else 0
    if sum(entry.cents for entry in entries) > owed:
        raise Refused(
            "What this occasion earned has been handed over; the balance would fall below zero. "
            "Reverse the hand-over first if it did not happen."
        )
    posting.post(ctx, [opposite(ctx, entry, reason, witness_id) for entry in entries])


def opposite(ctx: Context, entry: LedgerEntry, reason: str, witness_id: int) -> LedgerEntry:
    """The entry that undoes another; it counts in the same period and source of money."""
    return LedgerEntry(
        number=0,
        client_id=entry.client_id,
        at=ctx.now,
        on=entry.on,
        kind=EntryKind.REVERSAL,
        debit=entry.credit,
        credit=entry.debit,
        cents=entry.cents,
        funding=entry.funding,
        enrollment_id=entry.enrollment_id,
        occasion_id=entry.occasion_id,
        prize_id=entry.prize_id,
        reason=reason.strip(),
        reverses_id=entry.id,
        actor_id=ctx.actor.id,
        witness_id=witness_id,
    )
