"""The append-only trail of who did what to whose chart."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Mapped, mapped_column

from counselor_desk.records.base import Record


class Effect(StrEnum):
    """What a line did to the record that it names; lines of before version 0007 do not say."""

    NONE = ""
    WROTE = "wrote"
    CHANGED = "changed"
    REMOVED = "removed"  # one record, or several of a kind: "Document:3-9,12"


class AuditEntry(Record):
    """One line of the trail: ids and kinds only, chained to the line before by its MAC."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    at: Mapped[datetime]
    staff_id: Mapped[int | None] = mapped_column(default=None)
    session: Mapped[str] = mapped_column(default="")
    action: Mapped[str]
    client_id: Mapped[int | None] = mapped_column(default=None, index=True)
    object: Mapped[str] = mapped_column(default="")
    content_sha256: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    previous: Mapped[str] = mapped_column(default="")
    mac: Mapped[str] = mapped_column(default="")
    effect: Mapped[str] = mapped_column(default="")
    signed: Mapped[bool] = mapped_column(default=False)  # a signature of it has to be there


class TrailCensus(Record):
    """Every record of one kind as it stood at a line of the trail: its id and its fingerprint."""

    __tablename__ = "trail_census"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    line: Mapped[int] = mapped_column(index=True)  # where it was begun
    kind: Mapped[str]
    told: Mapped[bytes]  # eight bytes of the id and 32 of SHA-256, record by record


class TrailSignature(Record):
    """A person's Ed25519 signature of the trail's head: who shares the vault key cannot make it."""

    __tablename__ = "trail_signature"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    line: Mapped[int] = mapped_column(index=True)
    mac: Mapped[str]
    staff_id: Mapped[int]
    public: Mapped[bytes]
    signature: Mapped[bytes]
    at: Mapped[datetime]
