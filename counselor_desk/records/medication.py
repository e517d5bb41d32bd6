"""Medication as a counselor follows it, offers, and naloxone."""

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from counselor_desk.core.i18n import lazy
from counselor_desk.domain.form import Choice, Kind
from counselor_desk.domain.medication.medication import OfferOutcome
from counselor_desk.records.base import Clinical, Record, asks


class Medication(Clinical, Record):
    """A medicine as reported: who prescribes it, when it is next due, what gets in the way."""

    __tablename__ = "medication"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    medicine: Mapped[str] = mapped_column(default="")  # id of resources/medications, or ""
    name: Mapped[str] = mapped_column(dataclass_metadata=asks(lazy("Medication"), required=True))
    kind: Mapped[str] = mapped_column(
        default="other",
        dataclass_metadata=asks(
            lazy("For"),
            beside=True,
            choices=(Choice.of(lazy("moud")), Choice.of(lazy("psychiatric")), Choice.of(lazy("other"))),
        ),
    )
    form: Mapped[str] = mapped_column(default="", dataclass_metadata=asks(lazy("Form")))
    dose: Mapped[str] = mapped_column(
        default="",
        dataclass_metadata=asks(
            lazy("Dose as reported"), beside=True, help=lazy("As the prescriber or the client says it.")
        ),
    )
    prescriber: Mapped[str] = mapped_column(default="", dataclass_metadata=asks(lazy("Prescriber")))
    prescriber_phone: Mapped[str] = mapped_column(
        default="", dataclass_metadata=asks(lazy("Prescriber's phone"), beside=True)
    )
    started_on: Mapped[date | None] = mapped_column(default=None, dataclass_metadata=asks(lazy("Since")))
    last_taken_on: Mapped[date | None] = mapped_column(
        default=None, dataclass_metadata=asks(lazy("Last dose or injection"), beside=True)
    )
    next_due_on: Mapped[date | None] = mapped_column(
        default=None, dataclass_metadata=asks(lazy("Next injection or visit due"))
    )
    missed_days: Mapped[int] = mapped_column(
        default=0, dataclass_metadata=asks(lazy("Days missed in a row"), beside=True, low=0, high=365)
    )
    side_effects: Mapped[str] = mapped_column(
        default="", dataclass_metadata=asks(lazy("Side effects reported"), kind=Kind.TEXT)
    )
    barriers: Mapped[str] = mapped_column(
        default="", dataclass_metadata=asks(lazy("Barriers"), kind=Kind.TEXT)
    )
    stopped_on: Mapped[date | None] = mapped_column(default=None)
    stop_reason: Mapped[str] = mapped_column(default="")
    changed_at: Mapped[datetime | None] = mapped_column(default=None)
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), default=None)


class ClinicIngredient(Record):
    """The clinic's own line of the list of ingredients; it stands for the published one of its name."""

    __tablename__ = "clinic_ingredient"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    name: Mapped[str] = mapped_column(unique=True)
    also: Mapped[list[str]] = mapped_column(default_factory=list)
    kinds: Mapped[list[str]] = mapped_column(default_factory=list)
    explains: Mapped[list[str]] = mapped_column(default_factory=list)
    source: Mapped[str] = mapped_column(default="")
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    changed_at: Mapped[datetime]


class MedicationOffer(Clinical, Record):
    """That a medicine was offered, and what the client decided and why."""

    __tablename__ = "medication_offer"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    medicine: Mapped[str]
    choice: Mapped[OfferOutcome]
    why: Mapped[str] = mapped_column(default="")
    offered_on: Mapped[date]
    offered_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))


class NaloxoneKit(Clinical, Record):
    """Naloxone given: when, which lot, until when, who at home can use it."""

    __tablename__ = "naloxone_kit"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    given_on: Mapped[date] = mapped_column(dataclass_metadata=asks(lazy("Given on"), required=True))
    expires_on: Mapped[date | None] = mapped_column(
        default=None, dataclass_metadata=asks(lazy("Expires on"), beside=True)
    )
    lot: Mapped[str] = mapped_column(default="", dataclass_metadata=asks(lazy("Lot")))
    kept_at: Mapped[str] = mapped_column(
        default="", dataclass_metadata=asks(lazy("Where it is kept"), beside=True)
    )
    trained: Mapped[str] = mapped_column(default="", dataclass_metadata=asks(lazy("Who at home is trained")))
    education: Mapped[bool] = mapped_column(
        default=False, dataclass_metadata=asks(lazy("Overdose signs and steps gone through"))
    )
    given_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
