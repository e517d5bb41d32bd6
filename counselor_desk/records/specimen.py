"""Specimens and what was found in them, analyte by analyte."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from counselor_desk.core.i18n import WordedEnum, lazy
from counselor_desk.domain.form import Choice, Kind
from counselor_desk.records.base import Clinical, Record, asks


class Validity(WordedEnum):
    """Whether a specimen can be read."""

    VALID = "valid"
    DILUTE = "dilute"
    TEMPERATURE = "temperature out of range"
    ALTERED = "altered"
    SUBSTITUTED = "substituted"
    TOO_LITTLE = "too little"
    REFUSED = "not given"


class Specimen(Clinical, Record):
    """One sample: when, by whom, observed or not, valid or not, and the hands it went through."""

    __tablename__ = "specimen"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    kind: Mapped[str] = mapped_column(
        default="urine",
        dataclass_metadata=asks(
            lazy("Sample"),
            choices=(Choice.of(lazy("urine")), Choice.of(lazy("saliva")), Choice.of(lazy("breath"))),
        ),
    )
    panel: Mapped[str] = mapped_column(default="")
    collected_at: Mapped[datetime]
    collected_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    observed: Mapped[bool] = mapped_column(
        default=False, dataclass_metadata=asks(lazy("Observed"), beside=True)
    )
    validity: Mapped[Validity] = mapped_column(default=Validity.VALID)
    chain: Mapped[list[dict[str, Any]]] = mapped_column(default_factory=list)
    note: Mapped[str] = mapped_column(default="", dataclass_metadata=asks(lazy("Note"), kind=Kind.TEXT))
    void_reason: Mapped[str] = mapped_column(default="")


OVERTURNED = "not confirmed"  # what the laboratory says of a positive that it does not find


class Finding(WordedEnum):
    """What one analyte showed."""

    POSITIVE = "positive"
    NEGATIVE = "negative"


class SpecimenResult(Clinical, Record):
    """One analyte of one specimen, and whether it was to be expected."""

    __tablename__ = "specimen_result"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    specimen_id: Mapped[int] = mapped_column(ForeignKey("specimen.id"), index=True)
    analyte: Mapped[str]
    finding: Mapped[Finding]
    expected: Mapped[bool] = mapped_column(default=False)  # prescribed: hoped for, not a lapse
    confirmed: Mapped[str] = mapped_column(default="")  # "", "sent", "confirmed", "not confirmed"
    level: Mapped[str] = mapped_column(default="")

    @property
    def is_positive(self) -> bool:
        """Positive, and not overturned by the laboratory."""
        return self.finding is Finding.POSITIVE and self.confirmed != OVERTURNED

    @property
    def unexpected(self) -> bool:
        """Positive for what is not prescribed, or negative for what is."""
        return self.is_positive != self.expected
