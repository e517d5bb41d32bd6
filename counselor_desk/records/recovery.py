"""What a client does for recovery between sessions, and whom the client leans on."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from counselor_desk.core.i18n import lazy
from counselor_desk.domain.care.recovery_activities import MEETINGS, WORDS
from counselor_desk.domain.form import Choice, Kind
from counselor_desk.records.base import Clinical, Record, asks


class Activity(Clinical, Record):
    """One thing done for recovery on one day: a meeting, a walk, a practice, as the client told."""

    __tablename__ = "activity"
    __table_args__ = (Index("ix_activity_client_day", "client_id", "done_on"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    done_on: Mapped[date] = mapped_column(dataclass_metadata=asks(lazy("Day"), required=True))
    kind: Mapped[str] = mapped_column(
        dataclass_metadata=asks(
            lazy("What"),
            required=True,
            beside=True,
            choices=tuple(Choice(key, words) for key, words in WORDS.items()),
        )
    )
    minutes: Mapped[int | None] = mapped_column(
        default=None, dataclass_metadata=asks(lazy("Minutes"), low=1, high=960)
    )
    helped: Mapped[int | None] = mapped_column(
        default=None, dataclass_metadata=asks(lazy("How much it helped"), kind=Kind.SCALE, high=10)
    )
    note: Mapped[str] = mapped_column(
        default="",
        dataclass_metadata=asks(
            lazy("In the client's words"),
            kind=Kind.TEXT,
            help=lazy("Name nobody met at a meeting: what is shared there stays there."),
        ),
    )
    struck_at: Mapped[datetime | None] = mapped_column(default=None)
    recorded_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    recorded_at: Mapped[datetime]


class Supports(Clinical, Record):
    """Which mutual help a client wants, who coaches and who is called first."""

    __tablename__ = "supports"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    wanted: Mapped[list[str]] = mapped_column(
        default_factory=list,
        dataclass_metadata=asks(
            lazy("Mutual help the client wants"),
            kind=Kind.CHOICES,
            choices=tuple(Choice(key, WORDS[key]) for key in MEETINGS),
            help=lazy("Every path is as good as another; none is a choice, too."),
        ),
    )
    unwanted: Mapped[str] = mapped_column(
        default="", dataclass_metadata=asks(lazy("What the client does not want, and why"))
    )
    coach: Mapped[str] = mapped_column(default="", dataclass_metadata=asks(lazy("Peer recovery coach")))
    coach_phone: Mapped[str] = mapped_column(
        default="", dataclass_metadata=asks(lazy("How to reach the coach"), beside=True)
    )
    friend: Mapped[str] = mapped_column(
        default="",
        dataclass_metadata=asks(lazy("Sponsor or recovery friend"), help=lazy("First name is enough.")),
    )
    changed_at: Mapped[datetime | None] = mapped_column(default=None)
