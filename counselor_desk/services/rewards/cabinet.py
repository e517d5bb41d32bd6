"""The prize cabinet: what comes in, what goes out, and the monthly count of slips."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import func, select

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.days import midnight
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.desk.fill_record import chosen
from counselor_desk.desk.proofs import PassphraseProof
from counselor_desk.domain.money import dollars
from counselor_desk.domain.rewards.ledger import EntryKind
from counselor_desk.domain.rewards.target import is_forbidden_good
from counselor_desk.domain.roles import Can
from counselor_desk.records.people import Staff
from counselor_desk.records.prize_cabinet import Prize, PrizeForm, SlipCount, StockMovement
from counselor_desk.records.reward import LedgerEntry
from counselor_desk.services.rewards import ledger
from counselor_desk.services.rewards.handing_over import in_cabinet
from counselor_desk.services.rewards.schedules import offered_schedules
from counselor_desk.services.rewards.settling import bowl_name

_CARD_NUMBER = re.compile(r"(?:\d[ -]?){12,}")


@dataclass(frozen=True)
class PrizeStock:
    """One prize and how many of it there are."""

    id: int
    label: str
    form: PrizeForm
    category: str
    prize_class: str
    merchant: str
    cents: int
    pieces: int


@dataclass(frozen=True)
class StockMovementRow:
    """One line of the cabinet's book."""

    number: int
    at: datetime
    label: str
    kind: EntryKind
    quantity: int
    cents: int
    reason: str
    staff_name: str


@query(Can.SEE_REWARDS, "prizes.cabinet")
def cabinet(ctx: Context) -> list[PrizeStock]:
    """What can be given now and what has run out; a card that was given is gone for good."""
    moved = set(ctx.rows(int, select(StockMovement.prize_id).distinct()))
    return [
        shelf
        for shelf in shelves(ctx)
        if shelf.pieces or shelf.form is not PrizeForm.GIFT_CARD or shelf.id not in moved
    ]


def shelves(ctx: Context) -> list[PrizeStock]:
    """Everything that ever was in the cabinet, by value and name."""
    pieces = func.coalesce(func.sum(StockMovement.quantity), 0)
    statement = (
        select(Prize, pieces)
        .outerjoin(StockMovement, StockMovement.prize_id == Prize.id)
        .where(Prize.retired_at.is_(None))
        .group_by(Prize.id)
        .order_by(Prize.cents, Prize.name)
    )
    return ctx.rows(_shelf, statement)


def _shelf(prize: Prize, pieces: int) -> PrizeStock:
    return PrizeStock(
        id=prize.id,
        label=prize.label,
        form=prize.form,
        category=prize.category,
        prize_class=prize.prize_class,
        merchant=prize.merchant,
        cents=prize.cents,
        pieces=pieces,
    )


@command(Can.KEEP_STOCK, "prizes.add")
def add(ctx: Context, values: Mapping[str, Any]) -> Prize:
    """A new kind of prize, or one gift card; keys as Prize's form has them."""
    _check(values)
    prize_class = str(values.get("prize_class") or "").strip()
    if prize_class and prize_class not in classes(ctx):
        named = ", ".join(sorted(classes(ctx)))
        raise Refused(
            _("No bowl has such a slip. Choose from {classes}.").format(classes=named), "prize_class"
        )
    form = chosen(PrizeForm, values.get("form") or PrizeForm.PRIZE, "form")
    return ctx.add(
        Prize(
            name=str(values["name"]).strip(),
            form=form,
            category=str(values["category"]).strip(),
            prize_class=prize_class,
            cents=int(values["cents"]),
            merchant=str(values.get("merchant") or "").strip(),
            serial=str(values.get("serial") or "").strip(),
            added_by=ctx.actor.id,
            added_at=ctx.now,
        )
    )


def classes(ctx: Context) -> set[str]:
    """The slips that bring a prize, over every bowl on offer."""
    bowls = [offer.schedule.bowl for offer in offered_schedules(ctx).values() if offer.schedule.bowl]
    return {slip.name for bowl in bowls for slip in bowl.slips if slip.cents}


def _check(values: Mapping[str, Any]) -> None:
    if not str(values.get("name") or "").strip():
        raise Refused(_("Name the prize."), "name")
    if not str(values.get("category") or "").strip():
        raise Refused(_("Say what kind of goods it is."), "category")
    if not isinstance(values.get("cents"), int) or values["cents"] <= 0:
        raise Refused(_("Enter its value."), "cents")
    named = f"{values.get('category')} {values.get('merchant') or ''}"
    if any(is_forbidden_good(part) for part in (str(values["category"]), *named.split())):
        raise Refused(_("Rewards can't be that kind of goods. Choose another."), "category")
    if _CARD_NUMBER.search(str(values.get("serial") or "")):
        raise Refused(
            _("Never store a full card number. Enter the last four digits or the serial number."), "serial"
        )
    is_card = values.get("form") == PrizeForm.GIFT_CARD
    if is_card and not str(values.get("serial") or "").strip():
        raise Refused(_("Enter the card's last four digits or its serial number."), "serial")


@command(Can.KEEP_STOCK, "prizes.receive")
def receive(ctx: Context, prize_id: int, pieces: int, receipt: str) -> StockMovement:
    """Bought and put into the cabinet."""
    prize = ctx.get(Prize, prize_id)
    if pieces < 1:
        raise Refused(_("Enter how many were added."), "pieces")
    if prize.form is PrizeForm.GIFT_CARD and pieces + in_cabinet(ctx, prize.id) > 1:
        raise Refused(_("A gift card is one piece. Add each card by its own number."), "pieces")
    if not receipt.strip():
        raise Refused(_("Enter the number of the purchase receipt."), "receipt")
    movement = _movement(ctx, prize, EntryKind.STOCK_IN, pieces)
    movement.receipt = receipt.strip()
    ledger.move(ctx, [movement])
    return movement


@command(Can.KEEP_STOCK, "prizes.take_out")
def remove_prizes(
    ctx: Context, prize_id: int, pieces: int, reason: str, witness: PassphraseProof | None = None
) -> StockMovement:
    """Returned, expired or broken: out of the cabinet, and not to a client.

    Above the clinic's amount a day nobody takes out alone what only the book misses.
    """
    prize = ctx.get(Prize, prize_id)
    if not 1 <= pieces <= in_cabinet(ctx, prize.id):
        raise Refused(_("There are not that many in the cabinet."), "pieces")
    if not reason.strip():
        raise Refused(_("Say why it is removed from the cabinet."), "reason")
    limit = ledger.witness_above(ctx)
    if pieces * prize.cents + _taken_today(ctx) > limit and witness is None:
        sentence = _("Above {amount} a day, a second staff member must be present and sign.")
        raise Refused(sentence.format(amount=dollars(limit)), "witness_id")
    movement = _movement(ctx, prize, EntryKind.STOCK_OUT, -pieces)
    if witness is not None:
        movement.witness_id = ctx.witness(witness).id
    movement.reason = reason.strip()
    ledger.move(ctx, [movement])
    return movement


def _taken_today(ctx: Context) -> int:
    """What this person has taken out on this day, at its face value."""
    taken = select(func.coalesce(func.sum(StockMovement.cents), 0)).where(
        StockMovement.kind == EntryKind.STOCK_OUT,
        StockMovement.actor_id == ctx.actor.id,
        StockMovement.at >= midnight(ctx.today),
    )
    return int(ctx.value(taken))


def settle_count(ctx: Context, prize_id: int, difference: int, reason: str) -> StockMovement:
    """Bring the book to what was counted, with the explanation."""
    kind = EntryKind.STOCK_OVER if difference > 0 else EntryKind.STOCK_SHORT
    movement = _movement(ctx, ctx.get(Prize, prize_id), kind, difference)
    movement.reason = reason
    ledger.move(ctx, [movement])
    return movement


def _movement(ctx: Context, prize: Prize, kind: EntryKind, quantity: int) -> StockMovement:
    return ledger.movement(ctx, kind, prize.id, quantity, abs(quantity) * prize.cents)


@query(Can.SEE_REWARDS, "prizes.movements")
def movements(ctx: Context) -> list[StockMovementRow]:
    """The cabinet's book, newest first."""
    statement = (
        select(StockMovement, Prize, Staff.name)
        .join(Prize, Prize.id == StockMovement.prize_id)
        .join(Staff, Staff.id == StockMovement.actor_id)
        .order_by(StockMovement.number.desc())
    )
    words = select(LedgerEntry.id, LedgerEntry.reason).where(LedgerEntry.reverses_id.is_not(None))
    typed = dict(ctx.tuples(words))  # of one's own charts: what was typed of a client
    return ctx.rows(partial(_line, typed), statement)


def _line(typed: Mapping[int, str], movement: StockMovement, prize: Prize, who: str) -> StockMovementRow:
    return StockMovementRow(
        number=movement.number,
        at=movement.at,
        label=prize.label,
        kind=movement.kind,
        quantity=movement.quantity,
        cents=movement.cents,
        reason=movement.receipt or (typed.get(of, "") if (of := movement.entry_id) else movement.reason),
        staff_name=who,
    )


@command(Can.GIVE_REWARD, "prizes.count_slips")
def count_slips(
    ctx: Context, schedule_key: str, counted: Mapping[str, int], explanation: str = ""
) -> SlipCount:
    """The slips of a physical bowl, counted; a difference is explained before it is kept."""
    offer = offered_schedules(ctx).get(schedule_key)
    bowl = offer.schedule.bowl if offer else None
    if offer is None or bowl is None:
        raise Refused(_("That schedule has no bowl."))
    expected = {slip.name: slip.count for slip in bowl.slips}
    if set(counted) != set(expected):
        raise Refused(_("Count every kind of slip."), "counted")
    if dict(counted) != expected and not explanation.strip():
        raise Refused(_("The count differs from the bowl's version. Explain it."), "explanation")
    return ctx.add(
        SlipCount(
            schedule_key=schedule_key,
            bowl=bowl_name(offer.schedule),
            expected=expected,
            counted=dict(counted),
            explanation=explanation.strip(),
            counted_by=ctx.actor.id,
            counted_at=ctx.now,
        )
    )


@query(Can.SEE_REWARDS, "prizes.slip_counts")
def slip_counts(ctx: Context) -> list[SlipCount]:
    return ctx.find(select(SlipCount).order_by(SlipCount.counted_at.desc(), SlipCount.id.desc()))
