"""Diagnoses by official code, and the links between problems of use and of mind."""

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.care.diagnosis import Direction
from counselor_desk.domain.form import Choice, Kind
from counselor_desk.records.base import Clinical, Record, asks


class Diagnosis(Clinical, Record):
    """One diagnosis: code and words as of its release, who made it, and how it stands."""

    __tablename__ = "diagnosis"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    code: Mapped[str]
    label: Mapped[str]
    release: Mapped[str]
    rank: Mapped[int] = mapped_column(default=1)
    severity: Mapped[str] = mapped_column(
        default="",
        dataclass_metadata=asks(
            lazy("Severity"),
            choices=(Choice.of(lazy("mild")), Choice.of(lazy("moderate")), Choice.of(lazy("severe"))),
        ),
    )
    onset_on: Mapped[date | None] = mapped_column(
        default=None, dataclass_metadata=asks(lazy("Since"), beside=True)
    )
    diagnosed_on: Mapped[date] = mapped_column(dataclass_metadata=asks(lazy("Diagnosed on"), required=True))
    diagnosed_by: Mapped[str] = mapped_column(
        default="", dataclass_metadata=asks(lazy("Diagnosed by"), beside=True, required=True)
    )
    last_criterion_on: Mapped[date | None] = mapped_column(
        default=None,
        dataclass_metadata=asks(
            lazy("Last day with a criterion other than craving"), help=lazy("Remission is counted from here.")
        ),
    )
    maintenance: Mapped[bool] = mapped_column(
        default=False, dataclass_metadata=asks(lazy("On maintenance therapy"))
    )
    controlled: Mapped[bool] = mapped_column(
        default=False, dataclass_metadata=asks(lazy("In a controlled environment"), beside=True)
    )
    note: Mapped[str] = mapped_column(default="", dataclass_metadata=asks(lazy("Note"), kind=Kind.TEXT))
    resolved_on: Mapped[date | None] = mapped_column(default=None)
    recorded_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    recorded_at: Mapped[datetime]

    def resolve(self, on: date) -> None:
        if on < self.diagnosed_on:
            raise Refused(_("A diagnosis can't end before it was made."), "resolved_on")
        self.resolved_on = on


class ProblemLink(Clinical, Record):
    """How two diagnoses hang together, and what shows it; the integrated plan stands on this."""

    __tablename__ = "problem_link"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    use_id: Mapped[int] = mapped_column(ForeignKey("diagnosis.id"))
    mind_id: Mapped[int] = mapped_column(ForeignKey("diagnosis.id"))
    direction: Mapped[Direction] = mapped_column(
        default=Direction.UNCLEAR,
        dataclass_metadata=asks(
            lazy("How these are linked"),
            required=True,
            choices=(
                Choice(Direction.USE_FEEDS, lazy("Use makes the other worse")),
                Choice(Direction.FEEDS_USE, lazy("The other leads to use")),
                Choice(Direction.BOTH, lazy("Each feeds the other")),
                Choice(Direction.SHARED, lazy("They share a root")),
                Choice(Direction.UNCLEAR, lazy("Not clear yet")),
            ),
        ),
    )
    evidence: Mapped[str] = mapped_column(
        default="",
        dataclass_metadata=asks(
            lazy("Evidence"), kind=Kind.TEXT, help=lazy("What came first, what happens in between.")
        ),
    )
    recorded_at: Mapped[datetime]
