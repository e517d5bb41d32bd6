"""What a client hands to a payer and a biller types from: services by day with code, units and people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from counselor_desk.catalog import files
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.date_words import day_words
from counselor_desk.domain.documents.service_codes import RenderedService, ServiceCodes, rendered
from counselor_desk.domain.documents.template import OF_SESSIONS
from counselor_desk.domain.roles import Can
from counselor_desk.records.care import Authorization
from counselor_desk.records.diagnosis import Diagnosis
from counselor_desk.records.document import Document, Status
from counselor_desk.records.people import Client, Staff
from counselor_desk.records.practice import Practice
from counselor_desk.services.care import diagnoses
from counselor_desk.services.documents.clinic_services import services_here

MOST_DIAGNOSES = 12  # as many as a claim form has places for


@dataclass(frozen=True)
class ServiceRendered:
    """One code of one day; a code that is added to another has a line of its own."""

    on: date
    title: str
    code: str
    units: int
    modifiers: tuple[str, ...]
    place: str
    minutes: int
    by: Staff
    supervisor: Staff | None
    authorization: str  # its number
    payer: str = ""
    member_number: str = ""
    diagnoses: tuple[str, ...] = ()  # codes that stood on its day, by rank


@dataclass(frozen=True)
class Superbill:
    """The services of a stretch of time, and what still has to be filled in before it is handed out."""

    client: Client
    clinic: Practice
    diagnoses: tuple[tuple[str, str], ...]
    payers: tuple[tuple[str, str], ...]  # payer and member number of each that allowed something then
    lines: tuple[ServiceRendered, ...]
    without_code: int
    lacks: tuple[str, ...]


@query(Can.READ_CHART, "superbill.of_client")
def superbill(ctx: Context, client_id: int, first: date, last: date) -> Superbill:
    """From the notes that are final; the code is the one that stands on each note."""
    client, clinic = ctx.get(Client, client_id), ctx.clinic
    notes = ctx.find(
        select(Document)
        .where(
            Document.client_id.in_(ctx.person_charts(client_id)),
            Document.status == Status.FINAL,
            Document.kind.in_(OF_SESSIONS),
            Document.occurred_on.between(first, last),
        )
        .order_by(Document.occurred_on, Document.id)
    )
    allowed = ctx.find(
        select(Authorization)
        .where(Authorization.client_id.in_(ctx.person_charts(client_id)), Authorization.starts_on <= last)
        .order_by(Authorization.starts_on.desc())
    )
    stood = diagnoses.of_days(ctx, client_id, first, last)
    lines: list[ServiceRendered] = []
    without = 0
    for note in notes:
        billed = list(_lines(ctx, note, allowed, stood))
        lines += billed
        without += not billed
    codes = tuple((one.code, one.label) for one in stood)[:MOST_DIAGNOSES]
    payers = tuple(dict.fromkeys((a.payer, a.member_number) for a in allowed if _covers_any(a, first, last)))
    lacks = tuple(_lacks(clinic, client, codes, lines))
    return Superbill(
        client=client,
        clinic=clinic,
        diagnoses=codes,
        payers=payers,
        lines=tuple(lines),
        without_code=without,
        lacks=lacks,
    )


def _lines(
    ctx: Context, note: Document, allowed: Sequence[Authorization], stood: Sequence[Diagnosis]
) -> Iterable[ServiceRendered]:
    template = files.templates().get(note.template)
    codes = services_here(ctx, note.signed_at)
    service = rendered(codes, template.service, note.body) if template else None
    if service is None or service.line is None or note.occurred_on is None:
        return
    by = ctx.get(Staff, note.author_id)
    over = ctx.get(Staff, note.cosigned_by) if note.cosigned_by else None
    on = note.occurred_on
    of_day = tuple(d.code for d in stood if d.diagnosed_on <= on and (d.resolved_on or on) >= on)
    allows = _allowing(codes, allowed, service.service.id, note.occurred_on)
    for code, units in _counted(service):
        yield ServiceRendered(
            on=note.occurred_on,
            title=service.service.title,
            code=code,
            units=units,
            modifiers=service.modifiers,
            place=service.place.code if service.place else "",
            minutes=service.minutes,
            by=by,
            supervisor=over,
            authorization=allows.number if allows else "",
            payer=allows.payer if allows else "",
            member_number=allows.member_number if allows else "",
            diagnoses=of_day,
        )


def _counted(service: RenderedService) -> Iterable[tuple[str, int]]:
    line = service.line
    if line is not None:
        yield line.code, line.units(service.minutes)
        if added := line.added(service.minutes):
            yield line.adds, added


def _allowing(
    codes: ServiceCodes, allowed: Sequence[Authorization], service: str, on: date
) -> Authorization | None:
    """The authorization under which a service of a day was: the one for it before one for every service.

    One that names another service has nothing to do with it: its number on this line is a denied claim.
    """
    on_day = [a for a in allowed if _covers_any(a, on, on)]
    named = {a.id: codes.of(a.service_kind) or codes.named(a.service) for a in on_day}
    own = [a for a in on_day if (kind := named[a.id]) is not None and kind.id == service]
    for_all = [a for a in on_day if named[a.id] is None and not a.service.strip()]
    fitting = [*own, *for_all]
    return next((a for a in fitting if a.number), next(iter(fitting), None))


def _covers_any(authorization: Authorization, first: date, last: date) -> bool:
    return authorization.starts_on <= last and (
        authorization.ends_on is None or first <= authorization.ends_on
    )


def _lacks(
    clinic: Practice,
    client: Client,
    codes: Sequence[tuple[str, str]],
    lines: Sequence[ServiceRendered],
) -> Iterable[str]:
    """What a payer sends it back for."""
    asked = (
        (clinic.npi, _("the clinic's NPI")),
        (clinic.tax_number, _("the clinic's tax number")),
        (clinic.address, _("the clinic's address")),
        (client.born, _("the client's date of birth")),
        (codes, _("a diagnosis")),
    )
    yield from (words for is_there, words in asked if not is_there)
    unsaid = [line.on for line in lines if not line.place]
    if unsaid:
        yield _("where the client was on {day}").format(day=day_words(min(unsaid)))
    before = [line.on for line in lines if not line.diagnoses]
    if codes and before:
        yield _("a diagnosis that stood on {day}").format(day=day_words(min(before)))
    for person in {line.by.id: line.by for line in lines}.values():
        if not person.npi:
            yield _("the NPI of {name}").format(name=person.name)
        if not person.license:
            yield _("the license of {name}").format(name=person.name)
