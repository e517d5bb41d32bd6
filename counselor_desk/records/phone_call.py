"""Calls and visits at the front desk: who asked, what was said, and for whom the message is."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import WordedEnum, _, lazy
from counselor_desk.domain.form import Kind
from counselor_desk.records.base import Record, asks


class Caller(WordedEnum):
    """Who calls, as the words to say to them differ."""

    FAMILY = "family or friend"
    STRANGER = "someone unknown"
    LAW = "police, lawyer or court"
    HOSPITAL = "hospital or rescue team"
    PROVIDER = "another provider or payer"
    CLIENT = "the client"
    OTHER = "other"


class PhoneCall(Record):
    """One call in the front desk's log. It stands in no chart, so that none is opened to write it."""

    __tablename__ = "phone_call"
    __table_args__ = (Index("ix_phone_call_for_id", "for_id", "done_at"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    taken_at: Mapped[datetime] = mapped_column(index=True)
    taken_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    for_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))  # whose message it is
    caller: Mapped[str] = mapped_column(
        default="", dataclass_metadata=asks(lazy("Who called"), required=True)
    )
    caller_kind: Mapped[Caller] = mapped_column(
        default=Caller.OTHER, dataclass_metadata=asks(lazy("As"), beside=True)
    )
    call_back: Mapped[str] = mapped_column(default="", dataclass_metadata=asks(lazy("Number to call back")))
    about: Mapped[str] = mapped_column(
        default="",
        dataclass_metadata=asks(
            lazy("About whom, as the caller said it"),
            help=lazy("Write what you were told, and look nothing up."),
        ),
    )
    words: Mapped[str] = mapped_column(
        default="", dataclass_metadata=asks(lazy("What the caller said"), kind=Kind.TEXT, required=True)
    )
    answered: Mapped[str] = mapped_column(
        default="",
        dataclass_metadata=asks(
            lazy("What you answered"), kind=Kind.TEXT, help=lazy("As a rule: neither confirmed nor denied.")
        ),
    )
    urgent: Mapped[bool] = mapped_column(
        default=False, dataclass_metadata=asks(lazy("It can't wait: someone may be in danger"))
    )
    done_at: Mapped[datetime | None] = mapped_column(default=None)
    done_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), default=None)
    done: Mapped[str] = mapped_column(default="")

    def finish(self, done: str, by: int, at: datetime) -> None:
        """What was done about it; refused without a word, and the second time."""
        if self.done_at is not None:
            raise Refused(_("This call is done already."))
        if not done.strip():
            raise Refused(_("Say what was done about it."), "done")
        self.done, self.done_by, self.done_at = done.strip(), by, at

    def move_out(self) -> None:
        """Its words have gone into a chart: nothing of a client stays in the log."""
        self.caller = self.call_back = self.about = self.words = self.answered = ""
