"""The clinic's reward books: do they hold, and what stands in them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from counselor_desk.core.i18n import _
from counselor_desk.desk import client_rows
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.rewards.ledger import SIDES, Account, ChainLink, ChainVerdict, verify
from counselor_desk.domain.roles import Can
from counselor_desk.records.audit import AuditEntry
from counselor_desk.records.base import fingerprint
from counselor_desk.records.destruction import Destruction
from counselor_desk.records.prize_cabinet import Prize, StockMovement
from counselor_desk.records.reward import InBooks, LedgerEntry
from counselor_desk.services.rewards import ledger as posting


@dataclass(frozen=True)
class BooksVerdict:
    """What verification found, with the balances of every account."""

    ledger: ChainVerdict
    stock: ChainVerdict
    balances: dict[Account, int]
    stock_value_cents: int
    faults: tuple[str, ...]

    @property
    def hold(self) -> bool:
        return not self.faults


@query(Can.AUDIT_REWARDS, "reward_books.check")
def check(ctx: Context) -> BooksVerdict:
    """Walk both chains from their first entry and add every account up again."""
    ledger = _verdict(ctx, LedgerEntry, posting.LEDGER)
    stock = _verdict(ctx, StockMovement, posting.STOCK)
    balances = _balances(ctx)
    value = _stock_value(ctx)
    faults = [*_broken(_("Ledger"), ledger), *_broken(_("Inventory log"), stock)]
    faults += _heads_noted(ctx) + _below_zero(ctx) + _wordless_changed(ctx)
    if balances[Account.STOCK] != value:
        faults.append(_("The ledger and the cabinet disagree about what is in stock."))
    return BooksVerdict(ledger, stock, balances, value, tuple(faults))


def _verdict(ctx: Context, kind: type[InBooks], book: str) -> ChainVerdict:
    end = posting.head(ctx, book)
    rows = ctx.book_contents(select(*posting.columns_of(kind)).order_by(kind.number))
    wordless = (
        {n for destruction in _destroyed(ctx) for n in destruction.entries} if book == posting.LEDGER else ()
    )
    return verify(_links(rows, frozenset(wordless)), end.digest, end.count)


def _destroyed(ctx: Context) -> list[Destruction]:
    return ctx.find(select(Destruction))


def _wordless_changed(ctx: Context) -> list[str]:
    """Entries of destroyed records follow no more from their words; their sums have a seal."""
    records = [destruction for destruction in _destroyed(ctx) if destruction.entries]
    if not records:
        return []
    columns = client_rows.facts_columns()
    kept = {row[0]: row for row in ctx.tuples(select(*columns), books=True)}
    return [
        _("The entries of the destroyed record {number} were changed.").format(number=destruction.number)
        for destruction in records
        if destruction.entries_sha256
        != client_rows.digest_of(kept[number] for number in destruction.entries if number in kept)
    ]


def _links(rows: Iterable[tuple[Any, ...]], wordless: frozenset[int]) -> Iterator[ChainLink]:
    for *content, previous, digest in rows:
        told = None if content[0] in wordless else content
        yield ChainLink(content[0], told, previous, digest)


def _broken(book: str, verdict: ChainVerdict) -> list[str]:
    if verdict.broken_at is None:
        return []
    return [
        _("{book}, entry {broken_at}: {why}.").format(book=book, broken_at=verdict.broken_at, why=verdict.why)
    ]


def _heads_noted(ctx: Context) -> list[str]:
    """The ends of the books must be those that the audit trail noted last."""
    faults = []
    for book, number in posting.HEADS.items():
        end = posting.head(ctx, book)
        noted = ctx.value(
            select(AuditEntry.content_sha256)
            .where(AuditEntry.object == f"BookHead:{number}")
            .order_by(AuditEntry.id.desc())
            .limit(1)
        )
        if noted is not None and noted != fingerprint(end):
            faults.append(_("The end of the {book} is not the one on the audit trail.").format(book=book))
    return faults


def _balances(ctx: Context) -> dict[Account, int]:
    """Every account over both books; an issue stands in the ledger, purchases in the cabinet's."""
    totals = dict.fromkeys(Account, 0)
    sides = select(LedgerEntry.debit, LedgerEntry.credit, func.sum(LedgerEntry.cents))
    rows = ctx.tuples(sides.group_by(LedgerEntry.debit, LedgerEntry.credit), books=True)
    moves = select(StockMovement.kind, func.sum(StockMovement.cents))
    moves = moves.where(StockMovement.entry_id.is_(None)).group_by(StockMovement.kind)
    rows += [(*SIDES[kind], cents) for kind, cents in ctx.tuples(moves)]
    for debit, credit, cents in rows:
        totals[debit] += cents
        totals[credit] -= cents
    return totals


def _below_zero(ctx: Context) -> list[str]:
    owed = posting.net_moved(*posting.AWARDED) - posting.net_moved(*posting.GIVEN)
    per_client = select(LedgerEntry.client_id, owed).group_by(LedgerEntry.client_id)
    below = [client for client, cents in ctx.tuples(per_client, books=True) if cents < 0]
    return [_("The balance of client {client} is below zero.").format(client=client) for client in below]


def _stock_value(ctx: Context) -> int:
    """What is in the cabinet now, at its face value."""
    pieces = (
        select(func.coalesce(func.sum(StockMovement.quantity * Prize.cents), 0))
        .select_from(StockMovement)
        .join(Prize, Prize.id == StockMovement.prize_id)
    )
    return int(ctx.value(pieces))
