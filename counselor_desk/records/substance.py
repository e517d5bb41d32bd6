"""What a client uses or used, returns to use, and withdrawals."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from counselor_desk.core.i18n import lazy
from counselor_desk.domain.care.substance import FREQUENCIES, ROUTES, SUBSTANCES
from counselor_desk.domain.form import Choice, Kind
from counselor_desk.records.base import Clinical, Record, asks


def _choices(table: tuple[tuple[str, str, str], ...]) -> tuple[Choice, ...]:
    return tuple(Choice(key, name) for key, name, _code in table)


class Substance(Clinical, Record):
    """The history of one substance: route, frequency, first and last use, stage, needs."""

    __tablename__ = "substance"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    rank: Mapped[int] = mapped_column(default=1)
    substance: Mapped[str] = mapped_column(
        dataclass_metadata=asks(lazy("Substance"), required=True, choices=_choices(SUBSTANCES))
    )
    detail: Mapped[str] = mapped_column(default="", dataclass_metadata=asks(lazy("Details"), beside=True))
    route: Mapped[str] = mapped_column(
        default="", dataclass_metadata=asks(lazy("Route"), choices=_choices(ROUTES))
    )
    frequency: Mapped[str] = mapped_column(
        default="",
        dataclass_metadata=asks(lazy("Past month"), beside=True, choices=_choices(FREQUENCIES)),
    )
    first_use_age: Mapped[int | None] = mapped_column(
        default=None, dataclass_metadata=asks(lazy("Age at first use"), low=0, high=120)
    )
    last_use_on: Mapped[date | None] = mapped_column(
        default=None, dataclass_metadata=asks(lazy("Last use on"), beside=True)
    )
    stage: Mapped[str] = mapped_column(
        default="",
        dataclass_metadata=asks(
            lazy("Stage of use"),
            choices=(
                Choice("initial", lazy("Initial use")),
                Choice("regular", lazy("Regular use")),
                Choice("dependence", lazy("Dependence")),
                Choice("addiction", lazy("Addiction")),
            ),
        ),
    )
    change_stage: Mapped[str] = mapped_column(
        default="",
        dataclass_metadata=asks(
            lazy("Stage of change"),
            beside=True,
            choices=(
                Choice.of(lazy("precontemplation")),
                Choice.of(lazy("contemplation")),
                Choice.of(lazy("preparation")),
                Choice.of(lazy("action")),
                Choice.of(lazy("maintenance")),
            ),
        ),
    )
    needs: Mapped[list[str]] = mapped_column(default_factory=list)
    note: Mapped[str] = mapped_column(default="", dataclass_metadata=asks(lazy("Note"), kind=Kind.TEXT))
    changed_at: Mapped[datetime | None] = mapped_column(default=None)


class UseEvent(Clinical, Record):
    """A return to use: something to learn from, a fact without blame."""

    __tablename__ = "use_event"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    happened_on: Mapped[date] = mapped_column(dataclass_metadata=asks(lazy("Day"), required=True))
    substance: Mapped[str] = mapped_column(
        dataclass_metadata=asks(lazy("Substance"), required=True, choices=_choices(SUBSTANCES))
    )
    source: Mapped[str] = mapped_column(
        default="reported by the client",
        dataclass_metadata=asks(
            lazy("Known from"),
            choices=(
                Choice.of(lazy("reported by the client")),
                Choice.of(lazy("test")),
                Choice.of(lazy("other")),
            ),
        ),
    )
    overdose: Mapped[bool] = mapped_column(default=False, dataclass_metadata=asks(lazy("Overdose")))
    note: Mapped[str] = mapped_column(default="", dataclass_metadata=asks(lazy("Note"), kind=Kind.TEXT))
    recorded_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    recorded_at: Mapped[datetime]


class Withdrawal(Clinical, Record):
    """A withdrawal: from what, since when, where, and whether it has ended."""

    __tablename__ = "withdrawal"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    course: Mapped[str]
    last_use_at: Mapped[datetime]
    setting: Mapped[str] = mapped_column(
        default="",
        dataclass_metadata=asks(
            lazy("Where"),
            choices=(Choice.of(lazy("inpatient")), Choice.of(lazy("outpatient")), Choice.of(lazy("home"))),
        ),
    )
    comfort: Mapped[str] = mapped_column(
        default="",
        dataclass_metadata=asks(lazy("Comfort medication, as the prescriber said"), kind=Kind.TEXT),
    )
    pregnant: Mapped[bool] = mapped_column(default=False)
    signs: Mapped[list[str]] = mapped_column(default_factory=list)
    begun_at: Mapped[datetime]
    ended_on: Mapped[date | None] = mapped_column(default=None)
    linked: Mapped[list[dict[str, Any]]] = mapped_column(default_factory=list)
