"""The clinic's own lines in the table of services and codes, as its payers have them."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from counselor_desk.core.i18n import lazy
from counselor_desk.domain.documents.service_codes import ServiceLine
from counselor_desk.domain.form import Choice, Kind
from counselor_desk.records.base import Record, asks


class ClinicService(Record):
    """One own line: it stands before the published ones of its service until it is taken out."""

    __tablename__ = "clinic_service"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    service: Mapped[str] = mapped_column(index=True)
    code: Mapped[str] = mapped_column(
        dataclass_metadata=asks(lazy("Code"), required=True, help=lazy("As the payer's list has it."))
    )
    unit_minutes: Mapped[int] = mapped_column(
        default=0,
        dataclass_metadata=asks(
            lazy("Minutes of one unit"), low=0, high=480, beside=True, help=lazy("0: one a session.")
        ),
    )
    counts_from: Mapped[int] = mapped_column(
        default=0,
        dataclass_metadata=asks(
            lazy("A begun unit counts from minute"),
            low=0,
            high=480,
            help=lazy("0: whole units only. 8 of 15 by Medicare's rule for timed codes."),
        ),
    )
    low: Mapped[int] = mapped_column(
        default=1, dataclass_metadata=asks(lazy("From how many minutes on"), low=1, high=1440)
    )
    high: Mapped[int | None] = mapped_column(
        default=None, dataclass_metadata=asks(lazy("Up to"), low=1, high=1440, beside=True)
    )
    client_there: Mapped[str] = mapped_column(
        default="",
        dataclass_metadata=asks(
            lazy("Of a family session: the client was there"),
            choices=(Choice("yes", lazy("Yes")), Choice("no", lazy("No"))),
        ),
    )
    modifiers: Mapped[str] = mapped_column(
        default="",
        dataclass_metadata=asks(lazy("Modifiers"), beside=True, help=lazy("Separated by spaces: HF HQ.")),
    )
    source: Mapped[str] = mapped_column(
        default="",
        dataclass_metadata=asks(
            lazy("Which payer's list says so, and of which day"), kind=Kind.TEXT, required=True
        ),
    )
    set_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    set_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)

    def line(self) -> ServiceLine:
        return ServiceLine(
            code=self.code,
            title="",
            source=self.source,
            minutes=self.unit_minutes,
            counts_from=self.counts_from,
            low=self.low,
            high=self.high,
            client_there=self.client_there,
            modifiers=tuple(self.modifiers.split()),
        )
