"""Rewards: schedules of the clinic's own, enrollments, occasions, and the append-only ledger."""

from datetime import UTC, date, datetime
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, MappedAsDataclass, mapped_column

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.domain.rewards.ledger import Account, EntryKind, Posting
from counselor_desk.domain.rewards.schedule import Outcome, Target
from counselor_desk.records.base import Body, Clinical, Countable, OfClient, Record


class InBooks(MappedAsDataclass, kw_only=True, eq=False, repr=False):
    """A row of the clinic's books: its sums and links may be read over every chart."""

    number: Mapped[int] = mapped_column(unique=True)  # from 1, without a gap
    previous: Mapped[str] = mapped_column(default="")
    digest: Mapped[str] = mapped_column(default="")

    # What the chain covers, in this order. Never shortened: old digests stand on it.
    CHAINED: ClassVar[tuple[str, ...]] = ()

    def content(self) -> list[str | int | None]:
        return [plain(getattr(self, key)) for key in self.CHAINED]


def plain(value: Any) -> str | int | None:
    """A column's value as the chain hashes it: as the database writes it."""
    if value is None or isinstance(value, (int, str)):
        return value
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


class BookHead(Record):
    """Where a book ends: kept apart from its rows, so that missing last rows are noticed."""

    __tablename__ = "book_head"

    name: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[int] = mapped_column(unique=True)
    count: Mapped[int] = mapped_column(default=0)
    digest: Mapped[str] = mapped_column(default="")


class RewardSchedule(Record):
    """A clinic's own version of a schedule, as it stood when it was made."""

    __tablename__ = "reward_schedule"
    __table_args__ = (UniqueConstraint("key", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    key: Mapped[str]
    version: Mapped[int]
    title: Mapped[str]
    body: Mapped[Body]
    made_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    made_at: Mapped[datetime]
    retired_at: Mapped[datetime | None] = mapped_column(default=None)


class RewardPolicy(Record):
    """The clinic's rules of giving: limits, second signers. There is one row once changed."""

    __tablename__ = "reward_policy"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    limits: Mapped[Body] = mapped_column(default_factory=dict)
    witness_above_cents: Mapped[int] = mapped_column(default=5000)
    changed_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    changed_at: Mapped[datetime]


class Enrollment(Clinical, Countable, Record):
    """A client's place in one version of a schedule, frozen as it was on that day."""

    __tablename__ = "enrollment"
    COUNTED: ClassVar[frozenset[str]] = frozenset(
        {"id", "target", "funding", "group_id", "starts_on", "ended_at"}
    )

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    schedule_key: Mapped[str] = mapped_column(index=True)
    schedule_version: Mapped[int]
    terms: Mapped[Body]
    target: Mapped[Target]
    analytes: Mapped[list[str]] = mapped_column(default_factory=list)
    prescribed: Mapped[list[str]] = mapped_column(default_factory=list)
    objective: Mapped[str]  # the plan's words for the target behavior
    plan_document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"), default=None)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("therapy_group.id"), default=None)
    by_session: Mapped[bool] = mapped_column(default=False)  # booked sessions that are attended
    recommended_by: Mapped[str]
    funding: Mapped[str]
    safety: Mapped[Body] = mapped_column(default_factory=dict)
    starts_on: Mapped[date]
    weekdays: Mapped[list[int]]
    enrolled_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    enrolled_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    end_reason: Mapped[str] = mapped_column(default="")

    def end(self, reason: str, at: datetime) -> None:
        if self.ended_at is not None:
            raise Refused(_("This enrollment has already ended."))
        if not reason.strip():
            raise Refused(_("Say why the enrollment ends."), "reason")
        self.ended_at, self.end_reason = at, reason.strip()


class Occasion(Clinical, Countable, Record):
    """What became of one scheduled occasion, and the rule that decided it. Never changed."""

    __tablename__ = "occasion"
    COUNTED: ClassVar[frozenset[str]] = frozenset(
        {
            "id",
            "client_id",
            "enrollment_id",
            "occasion_no",
            "occurred_on",
            "outcome",
            "amount",
            "why",
        }
    )
    __table_args__ = (UniqueConstraint("enrollment_id", "occasion_no", "revision"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    enrollment_id: Mapped[int] = mapped_column(ForeignKey("enrollment.id"), index=True)
    occasion_no: Mapped[int]
    revision: Mapped[int] = mapped_column(default=1)  # a correction is a later one
    due_on: Mapped[date]
    occurred_on: Mapped[date]
    outcome: Mapped[Outcome]
    rule: Mapped[str]
    why: Mapped[str]
    amount: Mapped[int]
    bonus: Mapped[int] = mapped_column(default=0)
    due_cents: Mapped[int] = mapped_column(default=0)
    paid_cents: Mapped[int] = mapped_column(default=0)
    specimen_id: Mapped[int | None] = mapped_column(ForeignKey("specimen.id"), default=None, index=True)
    evidence: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    recorded_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    recorded_at: Mapped[datetime]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), default=None)


class LedgerEntry(OfClient, InBooks, Record):
    """One movement of value owed to a client: from the credit side to the debit side."""

    __tablename__ = "ledger_entry"
    __table_args__ = (Index("ix_ledger_entry_client_id_on", "client_id", "on"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    at: Mapped[datetime]
    on: Mapped[date]  # the day whose period it counts in
    kind: Mapped[EntryKind]
    debit: Mapped[Account]
    credit: Mapped[Account]
    cents: Mapped[int]
    due_cents: Mapped[int] = mapped_column(default=0)
    cap_code: Mapped[str] = mapped_column(default="")
    funding: Mapped[str] = mapped_column(default="")
    enrollment_id: Mapped[int | None] = mapped_column(ForeignKey("enrollment.id"), index=True, default=None)
    occasion_id: Mapped[int | None] = mapped_column(ForeignKey("occasion.id"), index=True, default=None)
    slip: Mapped[str] = mapped_column(default="")
    bowl: Mapped[str] = mapped_column(default="")
    drawn_by: Mapped[str] = mapped_column(default="")  # what chose the slip
    prize_id: Mapped[int | None] = mapped_column(ForeignKey("prize.id"), default=None)
    reason: Mapped[str] = mapped_column(default="")
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_entry.id"), unique=True, default=None)
    actor_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    witness_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), default=None)

    CHAINED: ClassVar[tuple[str, ...]] = (
        *("number", "client_id", "at", "on", "kind", "debit", "credit", "cents", "due_cents"),
        *("cap_code", "funding", "enrollment_id", "occasion_id", "slip", "bowl", "drawn_by"),
        *("prize_id", "reason", "reverses_id", "actor_id", "witness_id"),
    )

    @property
    def withheld_cents(self) -> int:
        return self.due_cents - self.cents if self.kind.earns else 0

    def line(self) -> Posting:
        return Posting(
            id=self.id,
            kind=self.kind,
            debit=self.debit,
            credit=self.credit,
            cents=self.cents,
            reverses=self.reverses_id,
        )


class Receipt(OfClient, Record):
    """The client's word that value was received: strokes on screen, or a signed slip on paper."""

    __tablename__ = "receipt"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    entry_id: Mapped[int] = mapped_column(ForeignKey("ledger_entry.id"), unique=True)
    strokes: Mapped[list[dict[str, Any]]] = mapped_column(default_factory=list)
    on_paper: Mapped[bool] = mapped_column(default=False)
    signed_at: Mapped[datetime]
    taken_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
