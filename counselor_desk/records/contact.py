"""Who belongs to a client's care and law beside the family, and the facts that must not be missed."""

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from counselor_desk.core.i18n import lazy
from counselor_desk.domain.clients.contact_kinds import KINDS
from counselor_desk.domain.form import Choice, Kind
from counselor_desk.records.base import Clinical, OfClient, Record, asks


class ClientContact(OfClient, Record):
    """One person or place to reach for a client; what may be told to them stands in the consents."""

    __tablename__ = "client_contact"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    kind: Mapped[str] = mapped_column(
        dataclass_metadata=asks(
            lazy("What they are"),
            required=True,
            choices=tuple(Choice(kind.key, kind.words) for kind in KINDS),
        )
    )
    name: Mapped[str] = mapped_column(
        dataclass_metadata=asks(
            lazy("Name"),
            required=True,
            beside=True,
            help=lazy("As it stands in the consent, if there is one."),
        )
    )
    organization: Mapped[str] = mapped_column(
        default="", dataclass_metadata=asks(lazy("Office, practice or court"))
    )
    relation: Mapped[str] = mapped_column(
        default="", dataclass_metadata=asks(lazy("Relation to the client"), beside=True)
    )
    phone: Mapped[str] = mapped_column(default="", dataclass_metadata=asks(lazy("Phone")))
    second_phone: Mapped[str] = mapped_column(
        default="", dataclass_metadata=asks(lazy("Second phone"), beside=True)
    )
    fax: Mapped[str] = mapped_column(default="", dataclass_metadata=asks(lazy("Fax"), beside=True))
    email: Mapped[str] = mapped_column(default="", dataclass_metadata=asks(lazy("Email")))
    address: Mapped[str] = mapped_column(
        default="", dataclass_metadata=asks(lazy("Address"), kind=Kind.TEXT, beside=True)
    )
    case_number: Mapped[str] = mapped_column(
        default="", dataclass_metadata=asks(lazy("Case or docket number"))
    )
    note: Mapped[str] = mapped_column(default="", dataclass_metadata=asks(lazy("Note"), kind=Kind.TEXT))
    recorded_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    recorded_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)


class VitalFacts(Clinical, Record):
    """What everybody who treats a client has to know first: allergies, pregnancy, custody, interpreter."""

    __tablename__ = "vital_facts"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    allergies: Mapped[str] = mapped_column(
        default="",
        dataclass_metadata=asks(
            lazy("Allergies"), kind=Kind.TEXT, help=lazy("To what, and what happens. One line for each.")
        ),
    )
    no_allergies: Mapped[bool] = mapped_column(
        default=False, dataclass_metadata=asks(lazy("No allergy known, when asked"), beside=True)
    )
    pregnant: Mapped[str] = mapped_column(
        default="",
        dataclass_metadata=asks(
            lazy("Pregnancy"),
            choices=(
                Choice("pregnant", lazy("Pregnant")),
                Choice("after birth", lazy("Gave birth in the past 12 months")),
                Choice("no", lazy("Not pregnant")),
                Choice("does not apply", lazy("Does not apply")),
            ),
        ),
    )
    due_on: Mapped[date | None] = mapped_column(
        default=None, dataclass_metadata=asks(lazy("Expected on"), beside=True)
    )
    prenatal_care: Mapped[str] = mapped_column(
        default="", dataclass_metadata=asks(lazy("Prenatal care: where"), beside=True)
    )
    children: Mapped[str] = mapped_column(
        default="",
        dataclass_metadata=asks(
            lazy("Children under 18"), kind=Kind.TEXT, help=lazy("First name, age, with whom they live.")
        ),
    )
    custody: Mapped[str] = mapped_column(
        default="",
        dataclass_metadata=asks(
            lazy("Custody, visits, orders, open child protection case"), kind=Kind.TEXT, beside=True
        ),
    )
    interpreter: Mapped[str] = mapped_column(
        default="",
        dataclass_metadata=asks(
            lazy("Interpreter needed for"), help=lazy("The language, or American Sign Language. Empty: none.")
        ),
    )
    access_needs: Mapped[str] = mapped_column(
        default="",
        dataclass_metadata=asks(
            lazy("Hearing, sight, reading, moving"), beside=True, help=lazy("What has to be arranged.")
        ),
    )
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), default=None)
    changed_at: Mapped[datetime | None] = mapped_column(default=None)
