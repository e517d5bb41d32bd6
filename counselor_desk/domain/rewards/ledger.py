"""The reward ledger's arithmetic: two sides to every entry, no balance below zero, one chain."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import WordedEnum, _
from counselor_desk.domain.money import dollars


class Account(WordedEnum):
    """Where value stands. Debits are positive, credits negative; together they are zero."""

    BUDGET = "budget used"  # what the program has promised away
    OWED = "owed to clients"
    STOCK = "stock"  # cards and prizes in the cabinet
    PURCHASES = "purchases"  # where stock came from; never cash to a client
    DIFFERENCES = "stock differences"


class EntryKind(StrEnum):
    """What an entry of the ledger records."""

    AWARD = "award"
    BONUS = "bonus"
    DRAW = "draw"
    ADJUSTMENT = "adjustment"  # what a correction pays: the schedule's difference, never below zero
    BANK = "bank"
    ISSUE = "issue"
    REDEEM = "redeem"
    REVERSAL = "reversal"
    STOCK_IN = "stock in"
    STOCK_OUT = "stock out"
    STOCK_SHORT = "stock short"
    STOCK_OVER = "stock over"

    @property
    def earns(self) -> bool:
        return self in {EntryKind.AWARD, EntryKind.BONUS, EntryKind.DRAW, EntryKind.ADJUSTMENT}

    @property
    def gives(self) -> bool:
        return self in {EntryKind.ISSUE, EntryKind.REDEEM}


SIDES: dict[EntryKind, tuple[Account, Account]] = {
    EntryKind.AWARD: (Account.BUDGET, Account.OWED),
    EntryKind.BONUS: (Account.BUDGET, Account.OWED),
    EntryKind.DRAW: (Account.BUDGET, Account.OWED),
    EntryKind.ADJUSTMENT: (Account.BUDGET, Account.OWED),
    EntryKind.BANK: (Account.OWED, Account.OWED),
    EntryKind.ISSUE: (Account.OWED, Account.STOCK),
    EntryKind.REDEEM: (Account.OWED, Account.STOCK),
    EntryKind.STOCK_IN: (Account.STOCK, Account.PURCHASES),
    EntryKind.STOCK_OUT: (Account.PURCHASES, Account.STOCK),
    EntryKind.STOCK_SHORT: (Account.DIFFERENCES, Account.STOCK),
    EntryKind.STOCK_OVER: (Account.STOCK, Account.DIFFERENCES),
}


@dataclass(frozen=True)
class Posting:
    """One entry as arithmetic sees it: an amount from the credit side to the debit side."""

    id: int
    kind: EntryKind
    debit: Account
    credit: Account
    cents: int
    reverses: int | None = None

    def __post_init__(self) -> None:
        if self.cents < 0:
            raise ValueError("a negative amount")


def entry(id: int, kind: EntryKind, cents: int) -> Posting:
    debit, credit = SIDES[kind]
    return Posting(id, kind, debit, credit, cents)


def balances(lines: Iterable[Posting]) -> dict[Account, int]:
    """Debits less credits by account; their sum is always zero."""
    totals: Counter[Account] = Counter({account: 0 for account in Account})
    for line in lines:
        totals[line.debit] += line.cents
        totals[line.credit] -= line.cents
    return dict(totals)


def owed_cents(lines: Iterable[Posting]) -> int:
    """What the client has earned and not yet been given."""
    return -balances(lines)[Account.OWED]


def give(id: int, kind: EntryKind, cents: int, before: Sequence[Posting]) -> Posting:
    """Issue or redeem: never more than is owed."""
    left = owed_cents(before)
    if cents <= 0:
        raise Refused(_("Choose something of value to give."), "item")
    if cents > left:
        raise Refused(
            _("The balance is {left}; {cents} is more. Choose something smaller.").format(
                left=dollars(left), cents=dollars(cents)
            ),
            "item",
        )
    return entry(id, kind, cents)


def reversal(id: int, of: Posting, before: Sequence[Posting]) -> Posting:
    """The opposite of an earlier entry, once, and only while the balance bears it."""
    if of.reverses is not None:
        raise Refused(_("A reversal can't be reversed. Record the event again instead."))
    if any(line.reverses == of.id for line in before):
        raise Refused(_("This entry has already been reversed."))
    line = Posting(
        id=id, kind=EntryKind.REVERSAL, debit=of.credit, credit=of.debit, cents=of.cents, reverses=of.id
    )
    if owed_cents([*before, line]) < 0:
        raise Refused(
            _(
                "The client has already been given this value; the balance would fall below "
                "zero. Reverse the reward first if it was not given."
            )
        )
    return line


def digest(previous: str, content: Sequence[str | int | None]) -> str:
    """The link of the chain: SHA-256 over the link before and the entry's content."""
    plain = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(previous.encode() + plain.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True)
class ChainLink:
    """An entry as the chain sees it."""

    number: int
    content: Sequence[str | int | None] | None  # None: its words were destroyed, its link stands
    previous: str
    digest: str


@dataclass(frozen=True)
class ChainVerdict:
    """How many entries hold, and the first that does not, with why."""

    checked: int
    head: str
    broken_at: int | None = None
    why: str = ""


def verify(links: Iterable[ChainLink], head: str, count: int) -> ChainVerdict:
    """Walk the ledger from its first entry to the head kept apart from it."""
    number, previous = 0, ""
    for link in links:
        if link.number != number + 1:
            return ChainVerdict(number, previous, number + 1, _("an entry is missing"))
        if link.previous != previous:
            why = _("it does not follow the entry before")
            return ChainVerdict(number, previous, link.number, why)
        if link.content is not None and link.digest != digest(previous, link.content):
            return ChainVerdict(number, previous, link.number, _("its content was changed"))
        number, previous = link.number, link.digest
    if (number, previous) != (count, head):
        return ChainVerdict(number, previous, number + 1, _("the last entries are missing"))
    return ChainVerdict(number, previous)
