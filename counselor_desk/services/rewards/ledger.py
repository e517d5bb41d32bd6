"""How entries reach the reward ledger: chained, never below zero, summed afresh each time."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, and_, case, func, select

from counselor_desk.catalog import files
from counselor_desk.core.resources import RESOURCES
from counselor_desk.desk.desk import Context
from counselor_desk.domain.rewards.ledger import SIDES, Account, EntryKind, Posting, digest
from counselor_desk.domain.rewards.limits import (
    Cap,
    Limit,
    LimitPeriod,
    LimitPurpose,
    LimitReach,
    Limits,
    Payment,
    period_span,
)
from counselor_desk.records.as_written import chained
from counselor_desk.records.care import Episode
from counselor_desk.records.prize_cabinet import StockMovement
from counselor_desk.records.reward import BookHead, Enrollment, InBooks, LedgerEntry, RewardPolicy

LEDGER, STOCK = "ledger", "stock"
HEADS = {LEDGER: 1, STOCK: 2}
WITNESS_ABOVE = 5000


def entry(ctx: Context, kind: EntryKind, client_id: int, cents: int, **facts: Any) -> LedgerEntry:
    """A row of the ledger, of now and by who sits here; `post` gives it its number and its link."""
    if kind in SIDES:
        facts["debit"], facts["credit"] = SIDES[kind]
    facts.setdefault("on", ctx.today)
    return LedgerEntry(
        number=0, client_id=client_id, at=ctx.now, kind=kind, cents=cents, actor_id=ctx.actor.id, **facts
    )


def earning_entry(
    ctx: Context, kind: EntryKind, client_id: int, payment: Payment, **facts: Any
) -> LedgerEntry:
    """A row of what was earned: what is due, what the caps let through, and which held it back."""
    held = {"due_cents": payment.due, "cap_code": payment.cap_code}
    return entry(ctx, kind, client_id, payment.paid, **held, **facts)


def movement(
    ctx: Context, kind: EntryKind, prize_id: int, quantity: int, cents: int, **facts: Any
) -> StockMovement:
    """A row of the cabinet's book, of now and by who sits here; `move` gives it number and link."""
    return StockMovement(
        number=0,
        at=ctx.now,
        prize_id=prize_id,
        kind=kind,
        quantity=quantity,
        cents=cents,
        actor_id=ctx.actor.id,
        **facts,
    )


@lru_cache(maxsize=1)
def published_limits() -> Limits:
    return files.parse(Limits, RESOURCES / "limits.toml")


def policy_row(ctx: Context) -> RewardPolicy | None:
    return ctx.first(select(RewardPolicy).where(RewardPolicy.id == 1))


def limits_of(ctx: Context) -> Limits:
    """The limits the clinic works under: its own once edited, else the published ones."""
    row = policy_row(ctx)
    if row is None or not row.limits:
        return published_limits()
    own = msgspec.convert(row.limits, Limits)
    known = {limit.code for limit in own.limits}
    # A clinic that edited its limits before the program knew authorities has their days, too.
    newer = [
        limit
        for limit in published_limits().limits
        if limit.purpose is LimitPurpose.AUTHORITY and limit.code not in known
    ]
    return msgspec.structs.replace(own, limits=(*own.limits, *newer))


def witness_above(ctx: Context) -> int:
    row = policy_row(ctx)
    return WITNESS_ABOVE if row is None else row.witness_above_cents


def head(ctx: Context, book: str) -> BookHead:
    book_head = ctx.first(select(BookHead).where(BookHead.name == book))
    return book_head or BookHead(name=book, id=HEADS[book])


def post(ctx: Context, entries: Sequence[LedgerEntry]) -> None:
    """Add entries to the end of the ledger, in this order. Their `number` is given here."""
    _chain(ctx, LEDGER, entries)


def move(ctx: Context, movements: Sequence[StockMovement]) -> None:
    """The same for the book of the prize cabinet."""
    _chain(ctx, STOCK, movements)


def _chain(ctx: Context, book: str, rows: Sequence[LedgerEntry] | Sequence[StockMovement]) -> None:
    if not rows:
        return
    ctx.hold_books()
    end = head(ctx, book)
    for row in rows:
        row.number, row.previous = end.count + 1, end.digest
        row.digest = digest(row.previous, row.content())
        end.count, end.digest = row.number, row.digest
    ctx.add_all([*rows, end])


def columns_of(kind: type[InBooks]) -> list[ColumnElement[object]]:
    """What verification reads: the chained columns in their order, as written, then the links."""
    return chained([getattr(kind, key) for key in (*kind.CHAINED, "previous", "digest")])


def lines_of(ctx: Context, client_id: int) -> list[Posting]:
    statement = (
        select(
            LedgerEntry.id,
            LedgerEntry.kind,
            LedgerEntry.debit,
            LedgerEntry.credit,
            LedgerEntry.cents,
            LedgerEntry.reverses_id,
        )
        .where(LedgerEntry.client_id == client_id)
        .order_by(LedgerEntry.number)
    )
    return ctx.rows(Posting, statement)


def net_moved(debit: Account, credit: Account) -> ColumnElement[int]:
    """The sum of cents from one account to another, less what came back."""
    there = and_(LedgerEntry.debit == debit, LedgerEntry.credit == credit)
    back = and_(LedgerEntry.debit == credit, LedgerEntry.credit == debit)
    cents = case((there, LedgerEntry.cents), (back, -LedgerEntry.cents), else_=0)
    return func.coalesce(func.sum(cents), 0)


AWARDED = (Account.BUDGET, Account.OWED)
GIVEN = (Account.OWED, Account.STOCK)


def balance(ctx: Context, client_id: int, until: int | None = None) -> int:
    """What the client is owed now, or was after a line; computed from every entry up to it."""
    owed = select(net_moved(*AWARDED) - net_moved(*GIVEN)).where(LedgerEntry.client_id == client_id)
    if until is not None:
        owed = owed.where(LedgerEntry.number <= until)
    return int(ctx.value(owed))


def caps_for(
    ctx: Context, client_id: int, funding: str, on: date, enrollment_id: int | None = None
) -> list[Cap]:
    """Every cap that binds this money on this day, with what it has let through so far.

    Money whose authority has ended lets nothing through.
    """
    limits = limits_of(ctx)
    ended = limits.ended_before(on, funding)
    caps = []
    if ended is not None:
        caps.append(Cap(code=ended.code, title=ended.title, cents=0, paid_cents=0, first=on, last=on))
    for limit in limits.in_force_on(on, funding, LimitPurpose.CAP):
        if limit.period is not LimitPeriod.ITEM:
            (first, last), where = _counted(ctx, limit, on, client_id, enrollment_id)
            caps.append(
                Cap(
                    code=limit.code,
                    title=limit.title,
                    cents=limit.cents,
                    paid_cents=_paid(ctx, limit, where),
                    first=first,
                    last=last,
                )
            )
    return caps


def item_limits(ctx: Context, client_id: int, on: date) -> list[Limit]:
    """The caps on a single thing, for the money that this client's rewards come from."""
    money = select(Enrollment.funding).where(Enrollment.client_id == client_id).distinct()
    limits = limits_of(ctx)
    found = {
        limit.code: limit
        for funding in ctx.rows(str, money)
        for limit in limits.in_force_on(on, funding, LimitPurpose.CAP)
        if limit.period is LimitPeriod.ITEM
    }
    return list(found.values())


def reports_due(ctx: Context, client_id: int, funding: str, on: date) -> list[Limit]:
    """The reporting thresholds that what was handed over this year has reached."""
    limits, reached = limits_of(ctx), []
    for limit in limits.in_force_on(on, funding, LimitPurpose.REPORT):
        _span, where = _counted(ctx, limit, on, client_id, None)
        given = int(ctx.value(select(net_moved(*GIVEN)).where(*where)))
        if given >= limit.cents:
            reached.append(limit)
    return reached


def _counted(
    ctx: Context, limit: Limit, on: date, client_id: int, enrollment_id: int | None
) -> tuple[tuple[date, date], list[ColumnElement[bool]]]:
    """The days that a limit counts around this one, and which entries it counts."""
    first, last = period_span(limit.period, on, limits_of(ctx).grant_year_begins)
    care = _care_around(ctx, client_id, on) if limit.period is LimitPeriod.EPISODE else None
    if care is not None:
        first, last = care
    where = [LedgerEntry.on >= first, LedgerEntry.on <= last]
    if limit.funding:
        where.append(LedgerEntry.funding.in_(limit.funding))
    if limit.reach is LimitReach.CLIENT:
        # A cap is a person's: two charts of one are not two caps.
        where.append(LedgerEntry.client_id.in_(ctx.whole_person(client_id)))
    if limit.period is LimitPeriod.EPISODE and care is None and enrollment_id is not None:
        where.append(LedgerEntry.enrollment_id == enrollment_id)
    return (first, last), where


def _care_around(ctx: Context, client_id: int, on: date) -> tuple[date, date] | None:
    """The days of the episode of care on that day; None for who was never admitted."""
    statement = (
        select(Episode)
        .where(Episode.client_id == client_id, Episode.admitted_on <= on)
        .order_by(Episode.admitted_on.desc())
    )
    for episode in ctx.find(statement):
        if episode.discharged_on is None or on <= episode.discharged_on:
            return episode.admitted_on or on, episode.discharged_on or date.max
    return None


def typed_reasons(ctx: Context, first: date, last: date) -> dict[int, str]:
    """What was typed as the reason of each entry, within the caseload: it tells of a client."""
    e = LedgerEntry
    return dict(ctx.tuples(select(e.id, e.reason).where(e.on >= first, e.on <= last, e.reason != "")))


def _paid(ctx: Context, limit: Limit, where: list[ColumnElement[bool]]) -> int:
    statement = select(net_moved(*AWARDED)).where(*where)
    if limit.reach is LimitReach.CLINIC:
        return ctx.across_caseloads(int, statement)[0]
    return int(ctx.value(statement))
