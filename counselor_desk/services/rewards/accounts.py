"""A client's reward account: every entry in its order, and the balance computed from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from sqlalchemy import select

from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.date_words import day_words
from counselor_desk.domain.rewards.ledger import Account, EntryKind
from counselor_desk.domain.roles import Can
from counselor_desk.records.people import Client, Staff
from counselor_desk.records.prize_cabinet import Prize
from counselor_desk.records.reward import Enrollment, LedgerEntry, Occasion, Receipt
from counselor_desk.services.rewards import ledger
from counselor_desk.services.rewards.schedules import read_terms


@dataclass(frozen=True)
class EntryRow:
    """A line of a client's account, with the balance after it."""

    id: int
    client_id: int
    client: str
    number: int
    on: date
    kind: EntryKind
    cents: int  # + earned, - given
    due_cents: int
    cap_code: str
    cap: str  # the same limit by its title
    slip: str
    item: str
    reason: str
    staff_name: str
    witness: str
    reverses: int | None
    reversed: bool
    receipt: bool
    balance_cents: int
    occasion_id: int | None
    why: str  # the rule that decided it, in one sentence


@dataclass(frozen=True)
class AccountStatement:
    """Everything a client has earned and been given, and what is left."""

    client: Client
    rows: tuple[EntryRow, ...]
    earned_cents: int
    given_cents: int
    withheld_cents: int
    balance_cents: int


@dataclass(frozen=True)
class _Known:
    """What the lines of one client's account say in words: names, prizes, limits, reasons."""

    client: Client
    names: dict[int, str]
    prizes: dict[int, str]
    receipts: set[int]
    reasons: dict[int, str]
    limits: dict[str, str]

    @classmethod
    def of(cls, ctx: Context, client: Client, only: LedgerEntry | None = None) -> Self:
        """Of all the client's lines, or what one of them needs."""
        mine = select(Receipt.entry_id).where(Receipt.client_id == client.id)
        prizes = select(Prize)
        if only is not None:
            mine = mine.where(Receipt.entry_id == only.id)
            prizes = prizes.where(Prize.id == only.prize_id)
        return cls(
            client=client,
            names=dict(ctx.tuples(select(Staff.id, Staff.name))),
            prizes=dict(ctx.rows(_item, prizes)),
            receipts=set(ctx.rows(int, mine)),
            reasons=_reasons(ctx, client.id, only),
            limits={limit.code: limit.title for limit in ledger.limits_of(ctx).limits},
        )

    def _why(self, entry: LedgerEntry) -> str:
        """By which rule; an adjustment has its reason instead: the rule was another one then."""
        if not entry.kind.earns or entry.kind is EntryKind.ADJUSTMENT:
            return ""
        return self.reasons.get(entry.occasion_id or 0, "")

    def row(self, entry: LedgerEntry, balance: int, is_undone: bool) -> EntryRow:
        return EntryRow(
            id=entry.id,
            client_id=self.client.id,
            client=self.client.called,
            number=entry.number,
            on=entry.on,
            kind=entry.kind,
            cents=change(entry),
            due_cents=entry.due_cents,
            cap_code=entry.cap_code,
            cap=self.limits.get(entry.cap_code, entry.cap_code),
            slip=entry.slip,
            item=self.prizes.get(entry.prize_id or 0, ""),
            reason=entry.reason,
            staff_name=self.names[entry.actor_id],
            witness=self.names.get(entry.witness_id or 0, ""),
            reverses=entry.reverses_id,
            reversed=is_undone,
            receipt=entry.id in self.receipts,
            balance_cents=balance,
            occasion_id=entry.occasion_id,
            why=self._why(entry),
        )


@query(Can.SEE_REWARDS, "reward_accounts.account")
def account(ctx: Context, client_id: int) -> AccountStatement:
    """A client's entries in their order, and the balance computed from them."""
    client = ctx.get(Client, client_id)
    entries = ctx.find(
        select(LedgerEntry).where(LedgerEntry.client_id == client_id).order_by(LedgerEntry.number)
    )
    undone = {entry.reverses_id for entry in entries}
    known = _Known.of(ctx, client)
    balance, rows = 0, []
    for entry in entries:
        balance += change(entry)
        rows.append(known.row(entry, balance, entry.id in undone))
    return AccountStatement(
        client=client,
        rows=tuple(rows),
        earned_cents=_sum(entries, Account.BUDGET),
        given_cents=-_sum(entries, Account.STOCK),
        withheld_cents=sum(e.withheld_cents for e in entries if e.id not in undone),
        balance_cents=balance,
    )


def _reasons(ctx: Context, client_id: int, only: LedgerEntry | None) -> dict[int, str]:
    """For each occasion "Occasion 9 of 36, 12 March 2026: 9th in a row: $12.50; next $13.75."."""
    if not ctx.actor.may(Can.RECORD_REWARD):
        return {}  # what a test showed is the chart's
    statement = (
        select(Occasion, Enrollment)
        .join(Enrollment, Enrollment.id == Occasion.enrollment_id)
        .where(Occasion.client_id == client_id)
    )
    if only is not None:
        statement = statement.where(Occasion.id == only.occasion_id)
    sentence = _("Visit {n} of {of}, {day}: {why}")
    return {
        occasion.id: sentence.format(
            n=occasion.occasion_no,
            of=read_terms(enrollment.terms).occasions,
            day=day_words(occasion.occurred_on),
            why=occasion.why,
        )
        for occasion, enrollment in ctx.tuples(statement)
    }


def change(entry: LedgerEntry) -> int:
    """What an entry does to what the client is owed."""
    return entry.cents * ((entry.credit is Account.OWED) - (entry.debit is Account.OWED))


def _sum(entries: Sequence[LedgerEntry], account: Account) -> int:
    return sum(e.cents * ((e.debit is account) - (e.credit is account)) for e in entries)


def _item(prize: Prize) -> tuple[int, str]:
    return prize.id, prize.label


@dataclass(frozen=True)
class BalanceHolder:
    """A client with something on the account."""

    client_id: int
    client: str
    balance_cents: int


@query(Can.GIVE_REWARD, "reward_accounts.holders")
def balance_holders(ctx: Context) -> list[BalanceHolder]:
    """Who has something left to be handed over, the most first."""
    owed = ledger.net_moved(*ledger.AWARDED) - ledger.net_moved(*ledger.GIVEN)
    rows = ctx.rows(
        _holder,
        select(Client, owed)
        .join(LedgerEntry, LedgerEntry.client_id == Client.id)
        .group_by(Client.id)
        .having(owed > 0),
    )
    return sorted(rows, key=lambda holder: (-holder.balance_cents, holder.client))


def _holder(client: Client, cents: int) -> BalanceHolder:
    return BalanceHolder(client.id, client.called, cents)


@query(Can.SEE_REWARDS, "reward_accounts.entry")
def entry(ctx: Context, entry_id: int) -> EntryRow:
    """One line of the account that it stands in, and what was left after it."""
    found = ctx.get(LedgerEntry, entry_id)
    client = ctx.get(Client, found.client_id)
    undoing = select(LedgerEntry.id).where(LedgerEntry.reverses_id == found.id)
    known = _Known.of(ctx, client, found)
    return known.row(found, ledger.balance(ctx, client.id, found.number), ctx.value(undoing) is not None)
