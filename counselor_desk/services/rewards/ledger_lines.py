"""The ledger line by line, as an auditor asks: when, whose, how much, and by which rule."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.rewards.ledger import Account, EntryKind
from counselor_desk.domain.roles import Can
from counselor_desk.records.people import Client, Staff
from counselor_desk.records.prize_cabinet import Prize
from counselor_desk.records.reward import LedgerEntry, Occasion
from counselor_desk.services.clients import clients
from counselor_desk.services.rewards import ledger


@dataclass(frozen=True)
class LedgerFilter:
    """Which lines an auditor looks for; what is not set does not narrow."""

    first: date
    last: date
    client: str = ""  # name or record number; "#12" for one of another caseload
    cents: int | None = None


@dataclass(frozen=True)
class LedgerLine:
    """One line: what moved, between whom, and the rule that decided it in one sentence."""

    id: int
    number: int
    at: datetime
    on: date
    client: str  # the record number; names stay in the chart
    client_id: int | None  # None beyond one's reach
    kind: EntryKind
    debit: Account
    credit: Account
    cents: int  # + earned, - handed over
    due_cents: int
    cap_code: str
    cap: str  # the same limit by its title
    slip: str
    movement: str  # the slip or the prize
    staff_name: str
    witness: str
    reason: str
    why: str
    digest: str

    @property
    def moved_cents(self) -> int:
        """From the credit side to the debit side, whatever that is to the client."""
        return abs(self.cents)


FACTS = (
    *("number", "at", "on", "kind", "debit", "credit", "cents", "due_cents", "cap_code", "slip"),
    "digest",
)


@query(Can.AUDIT_REWARDS, "reward_lines.lines")
def lines(ctx: Context, wanted: LedgerFilter) -> list[LedgerLine]:
    """The newest first, over every caseload; clients of other caseloads by their number alone."""
    if wanted.last < wanted.first:
        raise Refused(_("The last day is before the first."), "last")
    e = LedgerEntry
    who = (e.id, e.client_id, e.actor_id, e.witness_id, e.occasion_id, e.prize_id)
    statement = select(*who, *(getattr(e, fact) for fact in FACTS)).where(
        e.on >= wanted.first, e.on <= wanted.last
    )
    if wanted.cents is not None:
        statement = statement.where(e.cents == wanted.cents)
    if wanted.client.strip():
        statement = statement.where(e.client_id.in_(_meant(ctx, wanted.client.strip())))
    rows = ctx.tuples(statement.order_by(e.number.desc()), books=True)
    names = _Names(ctx, wanted)
    return [names.line_of(row) for row in rows]


class _Names:
    """What the numbers in the ledger stand for."""

    def __init__(self, ctx: Context, wanted: LedgerFilter) -> None:
        self._clients = dict(ctx.tuples(select(Client.id, Client.number)))
        self._people = dict(ctx.tuples(select(Staff.id, Staff.name)))
        self._prizes = {p.id: p.label for p in ctx.find(select(Prize))}
        self._limits = {limit.code: limit.title for limit in ledger.limits_of(ctx).limits}
        self._reasons = ledger.typed_reasons(ctx, wanted.first, wanted.last)
        # The sentence is the program's own: it holds no word that anybody typed.
        chosen = select(Occasion.id, Occasion.occasion_no, Occasion.why).where(
            Occasion.occurred_on >= wanted.first, Occasion.occurred_on <= wanted.last
        )
        self._why = {one: (number, why) for one, number, why in ctx.tuples(chosen, books=True)}

    def line_of(self, row: tuple[Any, ...]) -> LedgerLine:
        entry, client, actor, witness, occasion, prize, *what = row
        facts: dict[str, Any] = dict(zip(FACTS, what, strict=True))
        cents, cap = facts.pop("cents"), facts["cap_code"]
        number, why = self._why.get(occasion, (0, ""))
        earned = why and facts["kind"].earns
        if facts["kind"] is EntryKind.ADJUSTMENT:
            why = _("what the schedule pays after a correction")
        sentence = _("Visit {n}: {why}").format(n=number, why=why) if earned else ""
        return LedgerLine(
            id=entry,
            client=self._clients.get(client, f"#{client}"),
            client_id=client if client in self._clients else None,
            cents=-cents if facts["debit"] is Account.OWED else cents,
            cap=self._limits.get(cap, cap),
            movement=facts["slip"] or self._prizes.get(prize, ""),
            staff_name=self._people[actor],
            witness=self._people.get(witness, ""),
            reason=self._reasons.get(entry, ""),
            why=sentence,
            **facts,
        )


def _meant(ctx: Context, text: str) -> list[int]:
    if text.startswith("#") and text[1:].isdecimal():
        return [int(text[1:])]
    found = [row.id for row in clients.find(ctx, text, 50)]
    if not found:
        raise Refused(_("No client matches. Type the record number."), "client")
    return found
