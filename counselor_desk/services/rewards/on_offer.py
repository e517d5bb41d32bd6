"""What a client can be handed now, and when a colleague has to be present for it."""

from dataclasses import dataclass

from sqlalchemy import select

from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.roles import Can
from counselor_desk.records.people import Client, Staff
from counselor_desk.records.reward import LedgerEntry
from counselor_desk.services.clinic import staff
from counselor_desk.services.rewards import cabinet, ledger
from counselor_desk.services.rewards.cabinet import PrizeStock
from counselor_desk.services.rewards.handing_over import left_without_witness


@dataclass(frozen=True)
class OfferedPrize:
    """A prize that the balance can bear."""

    shelf: PrizeStock
    slip_drawn: bool  # the client has drawn a slip of its class
    needs_witness: bool


@dataclass(frozen=True)
class HandOverChoices:
    """Everything that is asked before a reward is handed over."""

    client: Client
    balance_cents: int
    prizes: tuple[OfferedPrize, ...]  # those whose slip was drawn first
    witnesses: tuple[Staff, ...]


@query(Can.GIVE_REWARD, "giving.choices")
def choices(ctx: Context, client_id: int) -> HandOverChoices:
    """What is in the cabinet and fits the balance; handing_over.give checks by the same rules."""
    client = ctx.get(Client, client_id)
    balance, alone = ledger.balance(ctx, client.id), left_without_witness(ctx, client.id)
    drawn = _slips_drawn(ctx, client.id)
    prizes = [
        OfferedPrize(shelf, shelf.prize_class in drawn, shelf.cents > alone)
        for shelf in cabinet.cabinet(ctx)
        if shelf.pieces > 0 and shelf.cents <= balance
    ]
    prizes.sort(key=lambda prize: not prize.slip_drawn)
    return HandOverChoices(client, balance, tuple(prizes), tuple(staff.witnesses(ctx)))


def _slips_drawn(ctx: Context, client_id: int) -> set[str]:
    undone = select(LedgerEntry.reverses_id).where(LedgerEntry.reverses_id.is_not(None))
    return set(
        ctx.rows(
            str,
            select(LedgerEntry.slip)
            .where(
                LedgerEntry.client_id == client_id,
                LedgerEntry.slip != "",
                LedgerEntry.id.not_in(undone),
            )
            .distinct(),
        )
    )
