"""Families in the program: who comes, what they were given; the clinic's own handouts."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.form import Choice
from counselor_desk.records.base import OfClient, Record, asks

LANGUAGES = (Choice("en", lazy("English")), Choice("es", lazy("Spanish")))


class Relative(OfClient, Record):
    """Someone close to a client who takes part in the family program."""

    __tablename__ = "relative"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    name: Mapped[str] = mapped_column(dataclass_metadata=asks(lazy("Name"), required=True))
    relation: Mapped[str] = mapped_column(
        default="",
        dataclass_metadata=asks(
            lazy("Relation"), beside=True, help=lazy("Mother, partner, friend, in the person's words.")
        ),
    )
    phone: Mapped[str] = mapped_column(default="", dataclass_metadata=asks(lazy("Phone")))
    language: Mapped[str] = mapped_column(
        default="en", dataclass_metadata=asks(lazy("Language for handouts"), choices=LANGUAGES)
    )
    large_print: Mapped[bool] = mapped_column(
        default=False, dataclass_metadata=asks(lazy("Large print"), beside=True)
    )
    # The answers of the violence screen are clinical and stand in a note; here is what follows.
    screened_on: Mapped[date | None] = mapped_column(default=None)
    safety_first: Mapped[bool] = mapped_column(default=False)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)


class FamilySession(Record):
    """One evening or group of the family program."""

    __tablename__ = "family_session"
    __table_args__ = (Index("ix_family_session_starts", "starts_at"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    program: Mapped[str]
    number: Mapped[int]
    series: Mapped[str] = mapped_column(default="", index=True)
    title: Mapped[str] = mapped_column(dataclass_metadata=asks(lazy("Title"), required=True))
    starts_at: Mapped[datetime]
    minutes: Mapped[int] = mapped_column(
        default=90, dataclass_metadata=asks(lazy("Minutes"), low=15, high=480)
    )
    place: Mapped[str] = mapped_column(default="", dataclass_metadata=asks(lazy("Place"), beside=True))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    handouts: Mapped[list[str]] = mapped_column(default_factory=list)
    guests: Mapped[int] = mapped_column(
        default=0,
        dataclass_metadata=asks(
            lazy("Guests without a client here"), low=0, high=200, help=lazy("Counted, not named.")
        ),
    )


class FamilyPlace(OfClient, Record):
    """A relative's place in one session, before it and after it."""

    __tablename__ = "family_place"
    __table_args__ = (UniqueConstraint("session_id", "relative_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    session_id: Mapped[int] = mapped_column(ForeignKey("family_session.id"), index=True)
    relative_id: Mapped[int] = mapped_column(ForeignKey("relative.id"))
    came: Mapped[bool | None] = mapped_column(default=None)

    def mark(self, came: bool, starts_at: datetime, now: datetime) -> None:
        if came and starts_at > now:
            raise Refused(_("This session has not begun. Mark who came when it has."))
        self.came = came


class HandoutGiven(OfClient, Record):
    """That a handout was given: title, version, language and day; never its content."""

    __tablename__ = "handout_given"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    relative_id: Mapped[int | None] = mapped_column(ForeignKey("relative.id"), default=None)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("family_session.id"), default=None)
    handout: Mapped[str]
    title: Mapped[str]
    version: Mapped[date]
    language: Mapped[str]
    given_at: Mapped[datetime]
    given_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))


class HandoutCopy(Record):
    """The clinic's own text of a handout; every version is kept, the latest is printed."""

    __tablename__ = "handout_copy"
    __table_args__ = (Index("ix_handout_copy_key", "key", "language", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    key: Mapped[str]
    language: Mapped[str]
    text: Mapped[str]
    made_at: Mapped[datetime]
    made_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)


class PhoneEntry(Record):
    """A number of the phone list as this clinic has checked it."""

    __tablename__ = "phone_entry"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    key: Mapped[str] = mapped_column(unique=True)
    name_en: Mapped[str] = mapped_column(dataclass_metadata=asks(lazy("Name"), required=True))
    name_es: Mapped[str] = mapped_column(
        default="", dataclass_metadata=asks(lazy("Name in Spanish"), beside=True)
    )
    how_en: Mapped[str] = mapped_column(dataclass_metadata=asks(lazy("Number or page"), required=True))
    how_es: Mapped[str] = mapped_column(default="", dataclass_metadata=asks(lazy("In Spanish"), beside=True))
    checked_on: Mapped[date | None] = mapped_column(default=None, dataclass_metadata=asks(lazy("Checked on")))
