"""The counts of a quarter that a state asks for: of the whole clinic, or of one's own caseload."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, select

from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.rewards.ledger import EntryKind
from counselor_desk.domain.rewards.schedule import Outcome, Target
from counselor_desk.domain.roles import Can
from counselor_desk.records.reward import Enrollment, LedgerEntry, Occasion

Reading = Callable[[Callable[..., Any], Select[*tuple[Any, ...]]], list[Any]]


@dataclass(frozen=True)
class QuarterCounts:
    """What a state's quarterly report asks for: numbers, and nobody's name."""

    first: date
    last: date
    clients: int
    enrolled: int
    ended: int
    outcomes: dict[Outcome, int]
    targets: dict[str, int]
    awarded_cents: int
    given_cents: int
    withheld_cents: int
    draws: int
    by_funding: dict[str, int]


class _Seen(NamedTuple):
    """The last word on one occasion."""

    enrollment_id: int
    occasion_no: int
    client_id: int
    outcome: Outcome


class _Joined(NamedTuple):
    """An enrollment as far as it is counted."""

    id: int
    target: Target
    starts_on: date
    ended_at: datetime | None


class _Moved(NamedTuple):
    """A ledger entry as far as it is counted."""

    id: int
    kind: EntryKind
    cents: int
    due_cents: int
    funding: str
    slip: str
    reverses_id: int | None


@query(Can.AUDIT_REWARDS, "reward_counts.of_clinic")
def of_clinic(ctx: Context, first: date, last: date) -> QuarterCounts:
    """Over every caseload: numbers alone leave the charts."""
    return _counted(ctx.across_caseloads, first, last)


@query(Can.RECORD_REWARD, "reward_counts.of_caseload")
def of_caseload(ctx: Context, first: date, last: date) -> QuarterCounts:
    """The same of the clients whom this person may see."""
    return _counted(ctx.rows, first, last)


def _counted(read: Reading, first: date, last: date) -> QuarterCounts:
    joined: dict[int, _Joined] = {one.id: one for one in read(_Joined, _joined())}
    seen = {(one.enrollment_id, one.occasion_no): one for one in read(_Seen, _occasions(first, last))}
    entries = read(_Moved, _entries(first, last))
    undone = {entry.reverses_id for entry in entries}  # a reversal has the day of what it undoes
    standing = [entry for entry in entries if entry.id not in undone]
    earned = [entry for entry in standing if entry.kind.earns]
    funding: Counter[str] = Counter()
    for entry in earned:
        funding[entry.funding] += entry.cents
    ends = [one.ended_at.astimezone().date() for one in joined.values() if one.ended_at]
    return QuarterCounts(
        first,
        last,
        clients=len({one.client_id for one in seen.values()}),
        enrolled=sum(first <= one.starts_on <= last for one in joined.values()),
        ended=sum(first <= day <= last for day in ends),
        outcomes=dict(Counter(one.outcome for one in seen.values())),
        targets=dict(Counter(joined[one.enrollment_id].target.value for one in seen.values())),
        awarded_cents=sum(entry.cents for entry in earned),
        given_cents=sum(entry.cents for entry in standing if entry.kind.gives),
        withheld_cents=sum(entry.due_cents - entry.cents for entry in earned),
        draws=sum(bool(entry.slip) for entry in earned),
        by_funding=dict(funding),
    )


def _joined() -> Select[*tuple[Any, ...]]:
    e = Enrollment
    return select(e.id, e.target, e.starts_on, e.ended_at)


def _occasions(first: date, last: date) -> Select[*tuple[Any, ...]]:
    """In the order of their making, so that a correction comes after what it corrects."""
    o = Occasion
    statement = select(o.enrollment_id, o.occasion_no, o.client_id, o.outcome)
    return statement.where(o.occurred_on >= first, o.occurred_on <= last).order_by(o.id)


def _entries(first: date, last: date) -> Select[*tuple[Any, ...]]:
    e = LedgerEntry
    statement = select(e.id, e.kind, e.cents, e.due_cents, e.funding, e.slip, e.reverses_id)
    return statement.where(e.on >= first, e.on <= last)
