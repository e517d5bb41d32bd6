"""The registers of privacy law: agreements, breaches, and what clients and courts ask for."""

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.form import Kind
from counselor_desk.domain.privacy.deadlines import BreachDeadline, BreachDuties, breach_duties
from counselor_desk.records.base import OfClient, Record, asks


class Agreement(Record):
    """A written agreement with a qualified service organization, 42 CFR 2.11 and 2.12(c)(4)."""

    __tablename__ = "agreement"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    organization: Mapped[str] = mapped_column(dataclass_metadata=asks(lazy("Organization"), required=True))
    services: Mapped[str] = mapped_column(
        dataclass_metadata=asks(lazy("What it does for the program"), kind=Kind.TEXT, required=True)
    )
    contact: Mapped[str] = mapped_column(default="", dataclass_metadata=asks(lazy("Contact")))
    signed_on: Mapped[date] = mapped_column(dataclass_metadata=asks(lazy("Signed on"), required=True))
    ends_on: Mapped[date | None] = mapped_column(
        default=None, dataclass_metadata=asks(lazy("Ends on"), beside=True)
    )
    bound: Mapped[bool] = mapped_column(
        default=False, dataclass_metadata=asks(lazy("It says that it is bound by 42 CFR Part 2"))
    )
    resists: Mapped[bool] = mapped_column(
        default=False,
        dataclass_metadata=asks(lazy("It will resist in legal proceedings any effort to get records")),
    )
    note: Mapped[str] = mapped_column(default="", dataclass_metadata=asks(lazy("Note"), kind=Kind.TEXT))

    def check(self) -> None:
        if not (self.bound and self.resists):
            raise Refused(
                _("Without both promises it is not an agreement under 42 CFR 2.11. Complete it first."),
                "bound" if not self.bound else "resists",
            )
        if self.ends_on is not None and self.ends_on < self.signed_on:
            raise Refused(_("It can't end before it is signed."), "ends_on")


class Breach(Record):
    """A breach of unsecured records and who was told of it, 42 CFR 2.16 and 45 CFR 164.400."""

    __tablename__ = "breach"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    discovered_on: Mapped[date] = mapped_column(dataclass_metadata=asks(lazy("Discovered on"), required=True))
    happened_on: Mapped[date | None] = mapped_column(
        default=None, dataclass_metadata=asks(lazy("Happened on"), beside=True)
    )
    people: Mapped[int] = mapped_column(
        dataclass_metadata=asks(lazy("How many people it concerns"), required=True, low=0, high=10**7)
    )
    what: Mapped[str] = mapped_column(
        dataclass_metadata=asks(
            lazy("What happened"),
            kind=Kind.TEXT,
            required=True,
            help=lazy("Name no client here: record numbers are enough."),
        )
    )
    assessment: Mapped[str] = mapped_column(
        default="", dataclass_metadata=asks(lazy("How likely the records were misused"), kind=Kind.TEXT)
    )
    no_notice: Mapped[bool] = mapped_column(
        default=False,
        dataclass_metadata=asks(
            lazy("The assessment shows a low probability: no one has to be notified"),
            help=lazy("45 CFR 164.402(2): what it was, who had it, whether it was seen, what was done."),
        ),
    )
    done: Mapped[str] = mapped_column(
        default="", dataclass_metadata=asks(lazy("What was done against it"), kind=Kind.TEXT)
    )
    people_told_on: Mapped[date | None] = mapped_column(
        default=None, dataclass_metadata=asks(lazy("People notified on"))
    )
    hhs_told_on: Mapped[date | None] = mapped_column(
        default=None, dataclass_metadata=asks(lazy("HHS notified on"), beside=True)
    )
    media_told_on: Mapped[date | None] = mapped_column(
        default=None, dataclass_metadata=asks(lazy("Media notified on"), beside=True)
    )
    recorded_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    recorded_at: Mapped[datetime]

    def check(self) -> None:
        """A breach is presumed until the assessment shows otherwise; nobody is told before it."""
        if self.no_notice and not self.assessment.strip():
            raise Refused(_("Write the assessment that shows it: it goes on the record."), "assessment")
        for field in ("people_told_on", "hhs_told_on", "media_told_on"):
            day = getattr(self, field)
            if day is not None and day < self.discovered_on:
                raise Refused(_("No one can be notified before it is discovered."), field)
        if self.happened_on is not None and self.happened_on > self.discovered_on:
            raise Refused(_("It can't be discovered before it happens."), "happened_on")

    def duties(self, rule: BreachDeadline) -> BreachDuties:
        return breach_duties(self.discovered_on, self.people, rule)

    def open_until(self, rule: BreachDeadline) -> date | None:
        """The nearest day by which somebody still has to be told, or None when all are."""
        if self.no_notice:
            return None
        parts = self.duties(rule).parts
        return min((by for field, by in parts if getattr(self, field) is None), default=None)


class PrivacyRequest(OfClient, Record):
    """What a client, a court or someone for them asks about a record, and until when."""

    __tablename__ = "privacy_request"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    kind: Mapped[str]  # id of a clock in resources/privacy/clocks.toml
    asked_on: Mapped[date] = mapped_column(dataclass_metadata=asks(lazy("Received on"), required=True))
    asked_by: Mapped[str] = mapped_column(
        dataclass_metadata=asks(lazy("Requested by"), beside=True, required=True)
    )
    what: Mapped[str] = mapped_column(
        dataclass_metadata=asks(lazy("What is requested"), kind=Kind.TEXT, required=True)
    )
    has_subpoena: Mapped[bool] = mapped_column(
        default=False, dataclass_metadata=asks(lazy("There is a subpoena or another mandate"))
    )
    has_order: Mapped[bool] = mapped_column(
        default=False,
        dataclass_metadata=asks(lazy("There is a court order under 42 CFR 2.61 to 2.67")),
    )
    court: Mapped[str] = mapped_column(default="", dataclass_metadata=asks(lazy("Court and number")))
    due_on: Mapped[date | None] = mapped_column(default=None)
    extended_why: Mapped[str] = mapped_column(default="")
    closed_on: Mapped[date | None] = mapped_column(default=None)
    outcome: Mapped[str] = mapped_column(default="")
    recorded_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    recorded_at: Mapped[datetime]

    @property
    def is_sufficient(self) -> bool:
        """A legal request opens a record only with both papers, 42 CFR 2.61(b)."""
        return self.kind != "legal" or (self.has_order and self.has_subpoena)

    @property
    def answer(self) -> str:
        """What to say to a legal request as it stands."""
        if self.kind != "legal":
            return ""
        if self.is_sufficient:
            return _("Sufficient: disclose what the order allows, and no more.")
        return _(
            "Not sufficient. Answer that federal law forbids confirming or denying that anyone is or "
            "was here without a court order under 42 CFR Part 2 and a subpoena."
        )

    def close(self, on: date, outcome: str) -> None:
        if not outcome.strip():
            raise Refused(_("Say how it was answered."), "outcome")
        self.closed_on, self.outcome = on, outcome.strip()


class Hold(OfClient, Record):
    """A legal hold: as long as it stands, nothing of the chart is destroyed."""

    __tablename__ = "hold"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    reason: Mapped[str]
    placed_on: Mapped[date]
    placed_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    lifted_on: Mapped[date | None] = mapped_column(default=None)
    lifted_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), default=None)
