"""How long a session was: by the signed note's start and stop, as booked only before there is one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from counselor_desk.catalog import files
from counselor_desk.desk.desk import Context
from counselor_desk.domain.documents.service_codes import RenderedService, ServiceCodes, rendered
from counselor_desk.domain.documents.session_times import begins_at
from counselor_desk.domain.documents.template import OF_SESSIONS
from counselor_desk.records.document import Document, Status
from counselor_desk.services.documents.clinic_services import services_here

NO_VISIT = frozenset({"test"})  # a sample that is only taken
Visit = tuple[datetime, str, int]  # its moment, the kind of the appointment, booked minutes


@dataclass(frozen=True)
class SignedService:
    """What a signed note says to a payer, and when it began."""

    begins: datetime
    service: RenderedService

    def overlaps(self, visit: Visit) -> bool:
        at, _kind, minutes = visit
        ends = self.begins + timedelta(minutes=self.service.minutes)
        return at < ends and self.begins < at + timedelta(minutes=minutes)


def services_in(ctx: Context, client_id: int, first: date, last: date) -> list[SignedService]:
    """What each signed note of these days says to a payer; one without two times says nothing."""
    d = Document
    notes = select(d.occurred_on, d.template, d.body, d.signed_at).where(
        d.client_id.in_(ctx.person_charts(client_id)),
        d.kind.in_(OF_SESSIONS),
        d.status.in_((Status.AWAITING_COSIGN, Status.FINAL)),
        d.occurred_on.between(first, last),
    )
    found = []
    for on, template, body, signed_at in ctx.tuples(notes.order_by(d.occurred_on, d.id)):
        usual = files.templates().get(template)
        service = rendered(services_here(ctx, signed_at), usual.service, body) if usual else None
        begins = begins_at(on, body)
        if service is not None and begins is not None:
            found.append(SignedService(begins, service))
    return found


def notes_of(
    codes: ServiceCodes, came: Sequence[Visit], signed: Sequence[SignedService]
) -> list[SignedService | None]:
    """Of each visit the note that stands for it: of its service that day, or else of its hour."""
    found: list[SignedService | None] = [None] * len(came)
    others = []
    for note in signed:
        same = [_is_same(codes, visit, note) for visit in came]
        if not _put(found, note, same):
            others.append(note)
    for note in others:
        _put(found, note, [visit[1] not in NO_VISIT and note.overlaps(visit) for visit in came])
    return found


def minutes_in(ctx: Context, client_id: int, came: Sequence[Visit], first: date, last: date) -> int:
    """Minutes that these visits of these days took."""
    signed = services_in(ctx, client_id, first, last) if came else []
    notes = notes_of(services_here(ctx), came, signed)
    return sum(note.service.minutes if note else v[2] for v, note in zip(came, notes, strict=True))


def _is_same(codes: ServiceCodes, visit: Visit, note: SignedService) -> bool:
    at, kind, _minutes = visit
    service = codes.of_kind(kind)
    same_day = at.astimezone().date() == note.begins.date()
    return same_day and service is not None and service.id == note.service.service.id


def _put(found: list[SignedService | None], note: SignedService, fits: Sequence[bool]) -> bool:
    """The note stands for the first visit that has none and that it fits; False where there is none."""
    at = next((n for n, does in enumerate(fits) if does and found[n] is None), None)
    if at is not None:
        found[at] = note
    return at is not None
