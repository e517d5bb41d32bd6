"""The closing of the program, 42 CFR 2.19: one row for the whole, one for each record."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from counselor_desk.core.i18n import lazy
from counselor_desk.domain.form import Choice, Kind
from counselor_desk.domain.privacy.program_closing import (
    ProgramProgress,
    RecordDisposition,
    RecordProgress,
    TransferAnswer,
)
from counselor_desk.records.base import OfClient, Record, asks


class ProgramClosing(Record):
    """The program discontinues, or another takes it over."""

    __tablename__ = "program_closing"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    why: Mapped[str] = mapped_column(
        default="discontinued",
        dataclass_metadata=asks(
            lazy("What happens"),
            required=True,
            choices=(
                Choice("discontinued", lazy("The program ends")),
                Choice("acquired", lazy("Another program takes it over")),
            ),
        ),
    )
    acquirer: Mapped[str] = mapped_column(
        default="", dataclass_metadata=asks(lazy("Program that takes records over"))
    )
    ends_on: Mapped[date] = mapped_column(dataclass_metadata=asks(lazy("Last day"), required=True))
    authority: Mapped[str] = mapped_column(
        default="",
        dataclass_metadata=asks(
            lazy("Law, court order or contract that requires keeping records"),
            help=lazy("Its citation, as printed on the label."),
        ),
    )
    keep_until: Mapped[date | None] = mapped_column(
        default=None, dataclass_metadata=asks(lazy("Kept until, at the latest"))
    )
    responsible: Mapped[str] = mapped_column(
        default="",
        dataclass_metadata=asks(lazy("Responsible person, with address and phone"), kind=Kind.TEXT),
    )
    storage: Mapped[str] = mapped_column(
        default="", dataclass_metadata=asks(lazy("Where the container is stored"))
    )
    keys_kept: Mapped[str] = mapped_column(
        default="",
        dataclass_metadata=asks(
            lazy("Where the passphrase or recovery key is kept"), help=lazy("Apart from the devices.")
        ),
    )
    archived_on: Mapped[date | None] = mapped_column(
        default=None, dataclass_metadata=asks(lazy("Written to an encrypted device on"))
    )
    copied_on: Mapped[date | None] = mapped_column(
        default=None, dataclass_metadata=asks(lazy("Backup copy written on"), beside=True)
    )
    sealed_on: Mapped[date | None] = mapped_column(
        default=None, dataclass_metadata=asks(lazy("Sealed with the label on"))
    )
    sanitized_on: Mapped[date | None] = mapped_column(
        default=None, dataclass_metadata=asks(lazy("Other media sanitized on"), beside=True)
    )
    begun_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    begun_at: Mapped[datetime]
    finished_at: Mapped[datetime | None] = mapped_column(default=None)

    def facts(self) -> ProgramProgress:
        return ProgramProgress(
            ends_on=self.ends_on,
            authority=self.authority,
            keep_until=self.keep_until,
            responsible=self.responsible,
            storage=self.storage,
            keys_kept=self.keys_kept,
            archived_on=self.archived_on,
            copied_on=self.copied_on,
            sealed_on=self.sealed_on,
            sanitized_on=self.sanitized_on,
        )


class ClosingClient(OfClient, Record):
    """What becomes of one client's record when the program closes; it goes with the record."""

    __tablename__ = "closing_client"
    __table_args__ = (UniqueConstraint("client_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    closing_id: Mapped[int] = mapped_column(ForeignKey("program_closing.id"))
    way: Mapped[RecordDisposition] = mapped_column(
        default=RecordDisposition.OPEN, dataclass_metadata=asks(lazy("What happens to it"), required=True)
    )
    asked_on: Mapped[date | None] = mapped_column(
        default=None, dataclass_metadata=asks(lazy("Asked for consent on"))
    )
    asked_how: Mapped[str] = mapped_column(
        default="",
        dataclass_metadata=asks(
            lazy("How"),
            beside=True,
            help=lazy("So that no one else learns of it: no postcard, no message left."),
        ),
    )
    answer: Mapped[TransferAnswer] = mapped_column(
        default=TransferAnswer.NONE, dataclass_metadata=asks(lazy("Answer"), required=True)
    )
    consent_id: Mapped[int | None] = mapped_column(ForeignKey("consent.id"), default=None)
    done_on: Mapped[date | None] = mapped_column(
        default=None, dataclass_metadata=asks(lazy("Handed over, or put under seal, on"))
    )
    changed_at: Mapped[datetime]

    def step(self, has_consent: bool, is_over: bool) -> RecordProgress:
        return RecordProgress(
            way=self.way,
            asked_on=self.asked_on,
            answer=self.answer,
            has_consent=has_consent,
            done_on=self.done_on,
            is_over=is_over,
        )
