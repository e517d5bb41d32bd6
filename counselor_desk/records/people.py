"""Staff, clients, and who may see whose chart for a while."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, ForeignKey, func
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from counselor_desk.core.i18n import WordedEnum, lazy
from counselor_desk.domain.form import Choice, Kind
from counselor_desk.domain.names import FindableIdentity, KnownNames, search_words
from counselor_desk.domain.roles import GRANTS, Can, Role
from counselor_desk.records.base import OfClient, Record, asks


class Staff(Record):
    """A person who signs in."""

    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    name: Mapped[str] = mapped_column(dataclass_metadata=asks(lazy("Name"), required=True))
    sign_in: Mapped[str] = mapped_column(
        unique=True,
        dataclass_metadata=asks(lazy("Sign-in name"), required=True, help=lazy("Typed to unlock the vault.")),
    )
    role: Mapped[Role] = mapped_column(
        default=Role.COUNSELOR, dataclass_metadata=asks(lazy("Role"), required=True)
    )
    credential: Mapped[str] = mapped_column(
        default="",
        dataclass_metadata=asks(
            lazy("Credential"), help=lazy("As it appears under a signature: LADC, LCSW.")
        ),
    )
    supervisor_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), default=None)
    active: Mapped[bool] = mapped_column(default=True)
    license: Mapped[str] = mapped_column(default="", dataclass_metadata=asks(lazy("License number")))
    license_state: Mapped[str] = mapped_column(
        default="", dataclass_metadata=asks(lazy("Licensed in"), beside=True)
    )
    npi: Mapped[str] = mapped_column(
        default="",
        dataclass_metadata=asks(
            lazy("NPI"), help=lazy("Ten digits; appears on a superbill as the rendering provider.")
        ),
    )

    def may(self, permission: Can) -> bool:
        return self.active and permission in GRANTS[self.role]

    @property
    def is_clinician(self) -> bool:
        """Whether this is a role with a caseload, at work or gone."""
        return self.role in (Role.COUNSELOR, Role.SUPERVISOR)

    @property
    def can_hold_clients(self) -> bool:
        """Whether clients can come into this person's caseload."""
        return self.active and self.is_clinician

    @property
    def can_supervise(self) -> bool:
        """Whether this person can review what others write."""
        return self.active and self.role is Role.SUPERVISOR

    @property
    def signature(self) -> str:
        return f"{self.name}, {self.credential}" if self.credential else self.name


class Client(Record):
    """A person in care, or about to be."""

    __tablename__ = "client"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    counselor_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True, default=None)
    number: Mapped[str] = mapped_column(unique=True, default="")
    given_name: Mapped[str] = mapped_column(
        dataclass_metadata=asks(
            lazy("First name"), help=lazy("Leave it empty for a person with one name: that is the last name.")
        )
    )
    middle_name: Mapped[str] = mapped_column(
        default="", dataclass_metadata=asks(lazy("Middle name"), beside=True)
    )
    family_name: Mapped[str] = mapped_column(
        dataclass_metadata=asks(lazy("Last name"), required=True, beside=True)
    )
    suffix: Mapped[str] = mapped_column(
        default="", dataclass_metadata=asks(lazy("Suffix"), beside=True, help=lazy("Jr., Sr., III"))
    )
    preferred_name: Mapped[str] = mapped_column(
        default="", dataclass_metadata=asks(lazy("Preferred name"), help=lazy("What to call the person."))
    )
    pronouns: Mapped[str] = mapped_column(default="", dataclass_metadata=asks(lazy("Pronouns"), beside=True))
    born: Mapped[date | None] = mapped_column(
        default=None, dataclass_metadata=asks(lazy("Date of birth"), help=lazy("Empty if not yet known."))
    )
    sex: Mapped[str] = mapped_column(
        default="",
        dataclass_metadata=asks(
            lazy("Sex recorded at birth"),
            beside=True,
            choices=(
                Choice("female", lazy("Female")),
                Choice("male", lazy("Male")),
                Choice("other", lazy("Another answer")),
                Choice("unknown", lazy("Not known")),
            ),
            help=lazy("Some scores have cut-offs by sex."),
        ),
    )
    gender: Mapped[str] = mapped_column(default="", dataclass_metadata=asks(lazy("Gender"), beside=True))
    former_names: Mapped[str] = mapped_column(
        default="",
        dataclass_metadata=asks(lazy("Former names"), help=lazy("People are found by these, too.")),
    )
    language: Mapped[str] = mapped_column(
        default="en",
        dataclass_metadata=asks(
            lazy("Language for handouts"),
            choices=(Choice("en", lazy("English")), Choice("es", lazy("Spanish"))),
        ),
    )
    phone: Mapped[str] = mapped_column(default="", dataclass_metadata=asks(lazy("Phone")))
    second_phone: Mapped[str] = mapped_column(
        default="", dataclass_metadata=asks(lazy("Second phone"), beside=True)
    )
    email: Mapped[str] = mapped_column(default="", dataclass_metadata=asks(lazy("Email")))
    address: Mapped[str] = mapped_column(default="", dataclass_metadata=asks(lazy("Address"), kind=Kind.TEXT))
    voicemail_ok: Mapped[bool] = mapped_column(
        default=False, dataclass_metadata=asks(lazy("We may leave a voicemail"))
    )
    clinic_name_ok: Mapped[bool] = mapped_column(
        default=False,
        dataclass_metadata=asks(lazy("We may say the clinic's name"), beside=True),
    )
    mail_ok: Mapped[bool] = mapped_column(
        default=False, dataclass_metadata=asks(lazy("We may send mail"), beside=True)
    )
    restricted: Mapped[bool] = mapped_column(default=False)
    restricted_why: Mapped[str] = mapped_column(default="")  # read by who sees the chart alone
    registered_at: Mapped[datetime | None] = mapped_column(default=None)
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("client.id"), index=True, default=None)
    import_batch_id: Mapped[int | None] = mapped_column(default=None, index=True)
    destroyed_on: Mapped[date | None] = mapped_column(default=None)  # only id and number are left
    search: Mapped[str] = mapped_column(default="")

    @property
    def name(self) -> str:
        """The legal name, as it is read on paper."""
        parts = (self.given_name, self.middle_name, self.family_name, self.suffix)
        return " ".join(p for p in parts if p)

    @property
    def first_called(self) -> str:
        """What one says to the person; the only name of who has one."""
        return self.preferred_name or self.given_name or self.family_name

    @hybrid_property
    def called(self) -> str:
        """The name to use with the person, and the family name."""
        return f"{self.preferred_name or self.given_name} {self.family_name}".strip()

    @called.inplace.expression
    @classmethod
    def _called(cls) -> ColumnElement[str]:
        preferred = func.coalesce(func.nullif(cls.preferred_name, ""), cls.given_name)
        return func.trim(preferred + " " + cls.family_name)

    @property
    def known_names(self) -> KnownNames:
        """What to look for when every word of this person is looked for."""
        return KnownNames(
            self.given_name, self.middle_name, self.family_name, self.preferred_name, self.former_names
        )

    def index(self) -> None:
        """Renew what find-as-you-type looks in; called after any change of identity."""
        self.search = search_words(
            FindableIdentity(
                given_name=self.given_name,
                middle_name=self.middle_name,
                family_name=self.family_name,
                preferred_name=self.preferred_name,
                former_names=self.former_names,
                number=self.number,
                born=self.born,
                phone=self.phone,
                second_phone=self.second_phone,
            )
        )


class Grant(WordedEnum):
    """Why someone outside the caseload may open a chart."""

    COVERAGE = "coverage"
    BREAK_GLASS = "break-the-glass"


class AccessGrant(OfClient, Record):
    """Leave to open one chart until a moment, with its reason."""

    __tablename__ = "access_grant"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    kind: Mapped[Grant]
    reason: Mapped[str]
    granted_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    reviewed_at: Mapped[datetime | None] = mapped_column(default=None)
    reviewed_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), default=None)
