"""Handing rewards over: from the cabinet, against the balance, with a receipt."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, command
from counselor_desk.desk.proofs import PassphraseProof
from counselor_desk.domain.money import dollars
from counselor_desk.domain.rewards import ledger
from counselor_desk.domain.rewards.ledger import EntryKind
from counselor_desk.domain.roles import Can
from counselor_desk.records.people import Client
from counselor_desk.records.prize_cabinet import Prize, StockMovement
from counselor_desk.records.reward import LedgerEntry, Receipt
from counselor_desk.services.rewards import ledger as posting


@dataclass(frozen=True)
class HandOver:
    """What was handed over, and what is left."""

    entry_id: int
    label: str
    cents: int
    balance_cents: int
    prompts: tuple[str, ...]


@command(Can.GIVE_REWARD, "giving.give")
def give(ctx: Context, client_id: int, prize_id: int, witness: PassphraseProof | None = None) -> HandOver:
    """One prize or card to the client, never beyond what was earned.

    Above the clinic's amount two different people are needed: all of one day counts together,
    so that no large sum goes out in small ones.
    """
    client, prize = ctx.get(Client, client_id), ctx.get(Prize, prize_id)
    if in_cabinet(ctx, prize.id) <= 0:
        raise Refused(_("There is none left in the cabinet. Choose another."), "prize_id")
    if prize.cents > left_without_witness(ctx, client.id) and witness is None:
        sentence = _("Above {amount} a day, a second staff member must be present and sign.")
        raise Refused(sentence.format(amount=dollars(posting.witness_above(ctx))), "witness_id")
    other = ctx.witness(witness) if witness else None
    _check_item(ctx, client.id, prize)
    kind = EntryKind.ISSUE if _earned_today(ctx, client.id) else EntryKind.REDEEM
    ledger.give(0, kind, prize.cents, posting.lines_of(ctx, client.id))
    witness_id = other.id if other else None
    entry = posting.entry(ctx, kind, client.id, prize.cents, prize_id=prize.id, witness_id=witness_id)
    posting.post(ctx, [entry])
    out = posting.movement(ctx, kind, prize.id, -1, prize.cents, entry_id=entry.id, witness_id=witness_id)
    posting.move(ctx, [out])
    return HandOver(
        entry.id,
        prize.label,
        prize.cents,
        posting.balance(ctx, client.id),
        tuple(limit.title for limit in posting.reports_due(ctx, client.id, "", entry.on)),
    )


def _check_item(ctx: Context, client_id: int, prize: Prize) -> None:
    """Some money allows only so much a single thing."""
    for limit in posting.item_limits(ctx, client_id, ctx.today):
        if prize.cents > limit.cents:
            most = dollars(limit.cents)
            sentence = _("{limit}: one item is worth {most} at most. Choose something smaller.")
            raise Refused(sentence.format(limit=limit.title, most=most), "prize_id")


@command(Can.GIVE_REWARD, "giving.bank")
def bank_balance(ctx: Context, client_id: int) -> int:
    """The client leaves the balance for later; says how much that is."""
    client = ctx.get(Client, client_id)
    left = posting.balance(ctx, client.id)
    if left <= 0:
        raise Refused(_("There is nothing to leave for later."))
    reason = f"{dollars(left)} left on the account"
    posting.post(ctx, [posting.entry(ctx, EntryKind.BANK, client.id, 0, reason=reason)])
    return left


@command(Can.GIVE_REWARD, "giving.sign_receipt")
def sign_receipt(ctx: Context, entry_id: int, strokes: list[dict[str, Any]]) -> Receipt:
    """The client's signature on screen; without strokes, the printed slip was signed."""
    entry = ctx.get(LedgerEntry, entry_id)
    if not entry.kind.gives:
        raise Refused(_("A receipt is for a reward that was given."))
    if receipt_of(ctx, entry.id) is not None:
        raise Refused(_("This reward already has its receipt."))
    return ctx.add(
        Receipt(
            client_id=entry.client_id,
            entry_id=entry.id,
            strokes=strokes,
            on_paper=not strokes,
            signed_at=ctx.now,
            taken_by=ctx.actor.id,
        )
    )


def receipt_of(ctx: Context, entry_id: int) -> Receipt | None:
    return ctx.first(select(Receipt).where(Receipt.entry_id == entry_id))


def in_cabinet(ctx: Context, prize_id: int) -> int:
    """How many there are, counted from every movement."""
    pieces = func.coalesce(func.sum(StockMovement.quantity), 0)
    return int(ctx.value(select(pieces).where(StockMovement.prize_id == prize_id)))


def left_without_witness(ctx: Context, client_id: int) -> int:
    """How much more one person alone may hand to the client on this day; below zero: nothing."""
    return posting.witness_above(ctx) - given_today(ctx, client_id)


def given_today(ctx: Context, client_id: int) -> int:
    """What the client has been handed on this day, less what came back."""
    today = ctx.today
    mine = (LedgerEntry.client_id == client_id, LedgerEntry.on == today)
    return int(ctx.value(select(posting.net_moved(*posting.GIVEN)).where(*mine)))


def _earned_today(ctx: Context, client_id: int) -> bool:
    today = ctx.today
    earned = select(LedgerEntry.id).where(
        LedgerEntry.client_id == client_id,
        LedgerEntry.on == today,
        LedgerEntry.cents > 0,
        LedgerEntry.kind.in_([kind for kind in EntryKind if kind.earns]),
    )
    return ctx.value(earned.limit(1)) is not None


@command(Can.GIVE_REWARD, "reversals.reverse")
def reverse(ctx: Context, entry_id: int, reason: str, witness: PassphraseProof) -> LedgerEntry:
    """Undo one entry; what was handed over goes back into the cabinet."""
    entry = ctx.get(LedgerEntry, entry_id)
    if not reason.strip():
        raise Refused(_("Say why this entry is reversed."), "reason")
    other = ctx.witness(witness)
    ledger.reversal(0, entry.line(), posting.lines_of(ctx, entry.client_id))
    ctx.reason = f"entry {entry.number} reversed"  # the words stay with the entry
    undoing = reversal_entry(ctx, entry, reason, other.id)
    posting.post(ctx, [undoing])
    if entry.kind.gives:
        posting.move(ctx, [_back(ctx, entry, undoing)])
    return undoing


def _back(ctx: Context, entry: LedgerEntry, undoing: LedgerEntry) -> StockMovement:
    assert entry.prize_id is not None
    return posting.movement(
        ctx,
        EntryKind.REVERSAL,
        entry.prize_id,
        1,
        entry.cents,
        entry_id=undoing.id,  # the words stay with the entry, in the chart
        witness_id=undoing.witness_id,
    )


def reversal_entry(ctx: Context, entry: LedgerEntry, reason: str, witness_id: int) -> LedgerEntry:
    """The entry that undoes another; it counts in the same period and source of money."""
    return posting.entry(
        ctx,
        EntryKind.REVERSAL,
        entry.client_id,
        entry.cents,
        on=entry.on,
        debit=entry.credit,
        credit=entry.debit,
        funding=entry.funding,
        enrollment_id=entry.enrollment_id,
        occasion_id=entry.occasion_id,
        prize_id=entry.prize_id,
        reason=reason.strip(),
        reverses_id=entry.id,
        witness_id=witness_id,
    )
