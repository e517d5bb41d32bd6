"""The prize cabinet: what is in it, what came and went, and the counts that check it."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import WordedEnum, _, lazy
from counselor_desk.domain.form import Kind
from counselor_desk.domain.rewards.ledger import EntryKind
from counselor_desk.records.base import Body, Record, asks
from counselor_desk.records.reward import InBooks


class PrizeForm(WordedEnum):
    """What kind of thing a prize is."""

    GIFT_CARD = "gift card"
    PRIZE = "prize"


class Prize(Record):
    """One kind of prize, or one gift card by its last four or serial; how many is counted."""

    __tablename__ = "prize"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    name: Mapped[str] = mapped_column(
        dataclass_metadata=asks(lazy("Name"), required=True, help=lazy("Coffee mug; grocery card."))
    )
    form: Mapped[PrizeForm] = mapped_column(
        default=PrizeForm.PRIZE, dataclass_metadata=asks(lazy("Kind"), required=True)
    )
    category: Mapped[str] = mapped_column(
        dataclass_metadata=asks(
            lazy("Category"),
            required=True,
            beside=True,
            help=lazy(
                "Groceries, household, transport. Not cash, alcohol, tobacco, cannabis, "
                "firearms, gambling or adult entertainment."
            ),
        )
    )
    prize_class: Mapped[str] = mapped_column(
        default="",
        dataclass_metadata=asks(
            lazy("Class of slip"), help=lazy("Small, Large, Jumbo: the slip that this prize matches.")
        ),
    )
    cents: Mapped[int] = mapped_column(
        dataclass_metadata=asks(lazy("Value"), required=True, kind=Kind.MONEY, beside=True)
    )
    merchant: Mapped[str] = mapped_column(
        default="", dataclass_metadata=asks(lazy("Merchant"), help=lazy("For a card: where it is accepted."))
    )
    serial: Mapped[str] = mapped_column(
        default="",
        dataclass_metadata=asks(
            lazy("Last four or serial"), beside=True, help=lazy("Never the full number of a card.")
        ),
    )
    added_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    added_at: Mapped[datetime]
    retired_at: Mapped[datetime | None] = mapped_column(default=None)

    @property
    def label(self) -> str:
        return f"{self.name} ··{self.serial}" if self.serial else self.name


class StockMovement(InBooks, Record):
    """Prizes that came into the cabinet or left it, and why."""

    __tablename__ = "stock_movement"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    at: Mapped[datetime]
    prize_id: Mapped[int] = mapped_column(ForeignKey("prize.id"), index=True)
    kind: Mapped[EntryKind]
    quantity: Mapped[int]  # positive in, negative out
    cents: Mapped[int]  # of all of them
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_entry.id"), index=True, default=None)
    receipt: Mapped[str] = mapped_column(default="")  # the purchase's own number
    reason: Mapped[str] = mapped_column(default="")
    actor_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    witness_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), default=None)

    CHAINED: ClassVar[tuple[str, ...]] = (
        *("number", "at", "prize_id", "kind", "quantity", "cents", "entry_id", "receipt"),
        *("reason", "actor_id", "witness_id"),
    )


class SlipCount(Record):
    """The slips of a physical bowl, counted; at least once a month."""

    __tablename__ = "slip_count"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    schedule_key: Mapped[str] = mapped_column(index=True)
    bowl: Mapped[str]
    expected: Mapped[Body]
    counted: Mapped[Body]
    explanation: Mapped[str] = mapped_column(default="")
    counted_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    counted_at: Mapped[datetime]


class RewardAudit(Record):
    """A supervisor's audit of a quarter: what was checked, counted, explained and signed."""

    __tablename__ = "reward_audit"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    quarter: Mapped[str] = mapped_column(index=True)  # "2026 Q4"
    first: Mapped[date]
    last: Mapped[date]
    answers: Mapped[Body] = mapped_column(default_factory=dict)
    counted: Mapped[Body] = mapped_column(default_factory=dict)  # prize id to pieces
    differences: Mapped[int] = mapped_column(default=0)
    explanation: Mapped[str] = mapped_column(default="")
    ledger_count: Mapped[int] = mapped_column(default=0)
    ledger_digest: Mapped[str] = mapped_column(default="")
    stock_count: Mapped[int] = mapped_column(default=0)
    stock_digest: Mapped[str] = mapped_column(default="")
    begun_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    begun_at: Mapped[datetime]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), default=None)
    witness_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), default=None)
    closed_at: Mapped[datetime | None] = mapped_column(default=None)

    def close(self, by: int, witness_id: int, at: datetime) -> None:
        if self.closed_at is not None:
            raise Refused(_("This audit is already closed."))
        if self.differences and not self.explanation.strip():
            raise Refused(_("Explain the differences before you sign the audit."), "explanation")
        self.closed_by, self.witness_id, self.closed_at = by, witness_id, at
