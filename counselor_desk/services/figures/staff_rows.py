"""The rows that the reports about staff count: the paper and the list beside it read the same."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from counselor_desk.desk.days import midnight, within_days
from counselor_desk.desk.desk import Context
from counselor_desk.records.care import Episode, LevelOfCare
from counselor_desk.records.document import Document, DocumentRevision, Status
from counselor_desk.records.people import Client, Staff
from counselor_desk.records.schedule import CAME, MISSED, Appointment, Attendance

OPEN = (Status.DRAFT, Status.RETURNED, Status.AWAITING_COSIGN)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class CaseloadRow:
    """One client in care: with whom, since when, at which level, and the sessions around now."""

    counselor: str | None
    client_id: int
    first_name: str  # the name that the person goes by
    family_name: str
    number: str
    admitted_on: date | None
    edition: str | None  # of the criteria that `level` is a code of
    level: str | None
    last_kept: datetime | None
    next_booked: datetime | None

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.family_name}".strip()


def caseload(ctx: Context, staff_id: int | None) -> list[CaseloadRow]:
    """By counselor and family name; one counselor's, or everybody's that may be seen."""
    mine = Appointment.client_id == Client.id
    last = select(func.max(Appointment.starts_at)).where(mine, Appointment.attendance.in_(CAME))
    coming = select(func.min(Appointment.starts_at)).where(
        mine, Appointment.starts_at > ctx.now, Appointment.attendance == Attendance.BOOKED
    )
    statement = (
        select(
            Staff.name,
            Client.id,
            func.coalesce(func.nullif(Client.preferred_name, ""), Client.given_name),
            Client.family_name,
            Client.number,
            Episode.admitted_on,
            LevelOfCare.edition,
            LevelOfCare.code,
            last.scalar_subquery(),
            coming.scalar_subquery(),
        )
        .select_from(Client)
        .outerjoin(Staff, Staff.id == Client.counselor_id)
        .outerjoin(Episode, (Episode.client_id == Client.id) & Episode.discharged_on.is_(None))
        .outerjoin(LevelOfCare, (LevelOfCare.episode_id == Episode.id) & LevelOfCare.ends_on.is_(None))
        .where(Client.closed_at.is_(None), Client.merged_into_id.is_(None))
        .order_by(Staff.name, Client.family_name, Client.given_name, Client.id)
    )
    if staff_id is not None:
        statement = statement.where(Client.counselor_id == staff_id)
    return ctx.rows(CaseloadRow, statement)


@dataclass(frozen=True)
class OpenNote:
    """A document that is not final."""

    author: str
    client_id: int
    client: str
    full_name: str  # as it stands in the record
    number: str
    template: str
    served_on: date | None
    status: Status
    begun_at: datetime

    def is_overdue(self, now: datetime, hours: int) -> bool:
        """Older than the clinic allows; what waits for a co-signature is not its author's to hurry."""
        return now - self.begun_at > timedelta(hours=hours) and self.status is not Status.AWAITING_COSIGN


def open_notes(ctx: Context, staff_id: int | None) -> list[OpenNote]:
    """By author, the oldest first; one author's, or everybody's that may be seen."""
    statement = (
        select(
            Staff.name,
            Client.id,
            Client.called,
            func.trim(Client.given_name + " " + Client.family_name),
            Client.number,
            Document.template,
            Document.occurred_on,
            Document.status,
            Document.created_at,
        )
        .join(Staff, Staff.id == Document.author_id)
        .join(Client, Client.id == Document.client_id)
        .where(Document.status.in_(OPEN), Document.discarded_at.is_(None))
        .order_by(Staff.name, Document.created_at)
    )
    if staff_id is not None:
        statement = statement.where(Document.author_id == staff_id)
    return ctx.rows(OpenNote, statement)


@dataclass(frozen=True)
class StaffSession:
    """One person's place in a session of a member of staff."""

    staff: str
    attendance: Attendance
    minutes: int
    gathering: str  # the same for all places of one group session
    client_id: int
    client: str
    kind: str
    starts_at: datetime

    @property
    def was_kept(self) -> bool:
        return self.attendance in CAME

    @property
    def was_missed(self) -> bool:
        return self.attendance in MISSED


def sessions(ctx: Context, first: date, last: date) -> list[StaffSession]:
    return ctx.rows(
        StaffSession,
        select(
            Staff.name,
            Appointment.attendance,
            Appointment.minutes,
            Appointment.gathering,
            Client.id,
            Client.called,
            Appointment.kind,
            Appointment.starts_at,
        )
        .join(Staff, Staff.id == Appointment.staff_id)
        .join(Client, Client.id == Appointment.client_id)
        .where(*within_days(Appointment.starts_at, first, last))
        .order_by(Staff.name, Appointment.starts_at, Client.family_name),
    )


@dataclass(frozen=True)
class SignedNote:
    """A document that was signed in the period."""

    author: str
    client_id: int
    client: str
    template: str
    served_on: date | None
    signed_at: datetime
    cosigned_at: datetime | None

    @property
    def days_to_sign(self) -> float | None:
        """From the end of the day of service."""
        return (self.signed_at - midnight(self.served_on + DAY)) / DAY if self.served_on else None


def signed_notes(ctx: Context, first: date, last: date) -> list[SignedNote]:
    return ctx.rows(
        SignedNote,
        select(
            Staff.name,
            Client.id,
            Client.called,
            Document.template,
            Document.occurred_on,
            Document.signed_at,
            Document.cosigned_at,
        )
        .join(Staff, Staff.id == Document.author_id)
        .join(Client, Client.id == Document.client_id)
        .where(*within_days(Document.signed_at, first, last))
        .order_by(Staff.name, Document.signed_at),
    )


@dataclass(frozen=True)
class SentNote:
    """A document that was sent for review at least once, or came back."""

    author: str
    client_id: int
    client: str
    template: str
    status: Status
    signed_at: datetime | None
    cosigned_at: datetime | None
    changed_at: datetime
    times_sent: int

    @property
    def was_sent_again(self) -> bool:
        return self.times_sent > 1

    @property
    def days_to_cosign(self) -> float | None:
        if self.signed_at is None or self.cosigned_at is None:
            return None
        return (self.cosigned_at - self.signed_at) / DAY

    @property
    def is_cosigned(self) -> bool:
        return self.days_to_cosign is not None

    @property
    def is_waiting(self) -> bool:
        return self.status is Status.AWAITING_COSIGN

    @property
    def is_returned(self) -> bool:
        return self.status is Status.RETURNED


def sent_notes(ctx: Context, first: date, last: date) -> list[SentNote]:
    """Those that changed in the period."""
    times = (
        select(func.count(DocumentRevision.id))
        .where(DocumentRevision.document_id == Document.id)
        .scalar_subquery()
    )
    notes = ctx.rows(
        SentNote,
        select(
            Staff.name,
            Client.id,
            Client.called,
            Document.template,
            Document.status,
            Document.signed_at,
            Document.cosigned_at,
            Document.changed_at,
            times,
        )
        .join(Staff, Staff.id == Document.author_id)
        .join(Client, Client.id == Document.client_id)
        .where(*within_days(Document.changed_at, first, last), Document.discarded_at.is_(None))
        .order_by(Staff.name, Document.changed_at),
    )
    return [note for note in notes if note.times_sent or note.is_returned]


@dataclass
class SessionsAndNotes:
    """What a period held for one counselor."""

    held: int = 0
    minutes: int = 0
    missed: int = 0
    signed: int = 0
    cosigned: int = 0
    days_to_sign: list[float] = field(default_factory=list)


def sessions_and_notes(ctx: Context, first: date, last: date) -> dict[str, SessionsAndNotes]:
    """By counselor; a group of nine is one session of its leader."""
    counted: dict[str, SessionsAndNotes] = defaultdict(SessionsAndNotes)
    groups: set[str] = set()
    for place in sessions(ctx, first, last):
        count = counted[place.staff]
        count.missed += place.was_missed
        if place.was_kept and place.gathering not in groups:
            groups |= {place.gathering} if place.gathering else set()
            count.held += 1
            count.minutes += place.minutes
    for note in signed_notes(ctx, first, last):
        count = counted[note.author]
        count.signed += 1
        count.cosigned += note.cosigned_at is not None
        count.days_to_sign += _known(note.days_to_sign)
    return counted


@dataclass
class Reviews:
    """How review went for one counselor in a period."""

    sent: int = 0
    sent_again: int = 0
    cosigned: int = 0
    waiting: int = 0
    returned: int = 0
    days_to_cosign: list[float] = field(default_factory=list)


def reviews(ctx: Context, first: date, last: date) -> dict[str, Reviews]:
    """By counselor."""
    counted: dict[str, Reviews] = defaultdict(Reviews)
    for note in sent_notes(ctx, first, last):
        count = counted[note.author]
        count.sent += 1
        count.sent_again += note.was_sent_again
        count.cosigned += note.is_cosigned
        count.waiting += note.is_waiting
        count.returned += note.is_returned
        count.days_to_cosign += _known(note.days_to_cosign)
    return counted


def _known(days: float | None) -> list[float]:
    return [] if days is None else [days]
