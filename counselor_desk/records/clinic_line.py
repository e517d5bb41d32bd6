"""A vault that is served: the clinic's certificates, its invitations and the computers that joined."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from counselor_desk.records.base import Record


class ClinicLine(Record):
    """With what the clinic's computer shows who it is. There is one row once the vault is shared."""

    __tablename__ = "clinic_line"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    authority: Mapped[str]
    authority_key: Mapped[str]  # PEM, like the server's: it lies in the encrypted vault alone
    server: Mapped[str]
    server_key: Mapped[str]
    made_at: Mapped[datetime]


class ComputerInvitation(Record):
    """Leave for one computer to join, for an hour and once."""

    __tablename__ = "computer_invitation"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    verifier: Mapped[str]  # derived from the one-time secret, which nobody keeps
    made_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(default=None)
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)


class ClinicComputer(Record):
    """Another computer of the clinic, known by its certificate."""

    __tablename__ = "clinic_computer"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    name: Mapped[str]
    serial: Mapped[str] = mapped_column(unique=True)  # of its certificate
    invitation_id: Mapped[int] = mapped_column(ForeignKey("computer_invitation.id"))
    joined_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)
    revoked_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), default=None)


class ComputerContact(Record):
    """When a computer was last on the line: too often to stand in the trail, so apart from the rest."""

    __tablename__ = "computer_contact"

    id: Mapped[int] = mapped_column(ForeignKey("clinic_computer.id"), primary_key=True)
    seen_at: Mapped[datetime]
