"""Episodes of care, their levels, appointments with attendance, and what the payer allows."""

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import WordedEnum, _, lazy
from counselor_desk.domain.form import Kind
from counselor_desk.records.base import Body, Clinical, OfClient, Record, asks


class Reason(WordedEnum):
    """Why an episode ended, in the words of the national set."""

    COMPLETED = "completed"
    AGAINST_ADVICE = "left against advice"
    ENDED = "ended by the clinic"
    TRANSFERRED = "transferred"
    INCARCERATED = "incarcerated"
    DIED = "died"
    OTHER = "other"


class Episode(OfClient, Record):
    """A stretch of care from referral to discharge; admission is the day of first service."""

    __tablename__ = "episode"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    referred_on: Mapped[date | None] = mapped_column(
        default=None, dataclass_metadata=asks(lazy("Referred on"))
    )
    referral: Mapped[str] = mapped_column(
        default="", dataclass_metadata=asks(lazy("Referred by"), beside=True)
    )
    screened_on: Mapped[date | None] = mapped_column(
        default=None,
        dataclass_metadata=asks(lazy("Screened on"), help=lazy("A screening is not an admission.")),
    )
    admitted_on: Mapped[date | None] = mapped_column(
        default=None,
        dataclass_metadata=asks(lazy("Admitted on"), beside=True, help=lazy("The day of the first service.")),
    )
    discharged_on: Mapped[date | None] = mapped_column(default=None)
    reason: Mapped[Reason | None] = mapped_column(default=None)

    @property
    def is_open(self) -> bool:
        return self.discharged_on is None

    def admit(self, on: date, today: date) -> None:
        if self.admitted_on is not None:
            raise Refused(_("This episode already has an admission."), "admitted_on")
        if not self.is_open:
            raise Refused(_("This episode is closed. Start a new one."), "admitted_on")
        if on > today:
            raise Refused(_("The admission date can't be in the future. Check the date."), "admitted_on")
        first = max((d for d in (self.referred_on, self.screened_on) if d), default=on)
        if on < first:
            raise Refused(_("The admission is before referral or screening."), "admitted_on")
        self.admitted_on = on

    def discharge(self, on: date, reason: Reason, today: date) -> None:
        if not self.is_open:
            raise Refused(_("This episode is already closed."), "discharged_on")
        begun = self.admitted_on or self.screened_on or self.referred_on
        if begun is not None and on < begun:
            raise Refused(_("The discharge is before the admission. Check the date."), "discharged_on")
        if on > today:
            raise Refused(_("The discharge date can't be in the future. Check the date."), "discharged_on")
        self.discharged_on, self.reason = on, reason


class Discharge(Clinical, Record):
    """What was agreed at the end of an episode: last contact, after-care, the way back."""

    __tablename__ = "discharge"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), unique=True)
    last_contact_on: Mapped[date | None] = mapped_column(
        default=None, dataclass_metadata=asks(lazy("Last contact on"))
    )
    after_care: Mapped[str] = mapped_column(
        default="",
        dataclass_metadata=asks(
            lazy("After-care plan"), kind=Kind.TEXT, help=lazy("Who, where, the first date, the way back.")
        ),
    )


class Move(WordedEnum):
    """Why a level of care was changed."""

    START = "start of care"
    NEEDS_LESS = "needs are less"
    NEEDS_MORE = "needs are more"
    CHOICE = "the client's choice"
    PAYER = "the payer"
    PLACE = "no opening available"
    OTHER = "other"


class LevelOfCare(OfClient, Record):
    """The level of care from one day on, under the edition in use then."""

    __tablename__ = "level_of_care"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), index=True)
    edition: Mapped[str]
    code: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None] = mapped_column(default=None)
    move: Mapped[Move] = mapped_column(default=Move.START)


class NeedRating(Clinical, Record):
    """Need in six areas on one day, the level that it points to and the level chosen."""

    __tablename__ = "need_rating"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    episode_id: Mapped[int | None] = mapped_column(ForeignKey("episode.id"), default=None)
    edition: Mapped[str]
    edition_version: Mapped[int]
    rated_on: Mapped[date]
    rated_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    ratings: Mapped[Body] = mapped_column(default_factory=dict)  # {"1": 0..4}
    notes: Mapped[Body] = mapped_column(default_factory=dict)  # {"1": "words"}
    suggested: Mapped[str] = mapped_column(default="")
    chosen: Mapped[str] = mapped_column(default="")
    difference: Mapped[str] = mapped_column(default="")


class Authorization(OfClient, Record):
    """What a payer has allowed, and how much of it is used."""

    __tablename__ = "authorization"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    payer: Mapped[str] = mapped_column(dataclass_metadata=asks(lazy("Payer"), required=True))
    member_number: Mapped[str] = mapped_column(
        default="", dataclass_metadata=asks(lazy("Member number"), beside=True)
    )
    number: Mapped[str] = mapped_column(default="", dataclass_metadata=asks(lazy("Authorization number")))
    service: Mapped[str] = mapped_column(default="", dataclass_metadata=asks(lazy("For"), beside=True))
    starts_on: Mapped[date] = mapped_column(dataclass_metadata=asks(lazy("From"), required=True))
    ends_on: Mapped[date | None] = mapped_column(
        default=None, dataclass_metadata=asks(lazy("Until"), beside=True)
    )
    units: Mapped[int] = mapped_column(
        default=0, dataclass_metadata=asks(lazy("Units allowed"), low=0, high=9999)
    )
    used_elsewhere: Mapped[int] = mapped_column(
        default=0,
        dataclass_metadata=asks(lazy("Units used before"), beside=True, low=0, high=9999),
    )
    service_kind: Mapped[str] = mapped_column(default="")  # a service of the table; "": as `service` names it
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
