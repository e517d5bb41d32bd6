"""The figures of reports about staff, each with the rows that it counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from counselor_desk.core.i18n import _, ngettext
from counselor_desk.desk.days import on_days
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.roles import Can
from counselor_desk.records.care import Episode
from counselor_desk.records.document import Document, DocumentRevision, Status
from counselor_desk.records.people import Client, Staff
from counselor_desk.records.schedule import CAME, MISSED, Appointment
from counselor_desk.services.clinic import staff
from counselor_desk.services.figures.program_figures import NAME, Counted, title_of

OPEN = (Status.DRAFT, Status.RETURNED, Status.AWAITING_COSIGN)


@dataclass(frozen=True)
class Behind:
    """A figure of a report: under which heading it stands, what it counts, and the rows."""

    part: str
    name: str
    rows: tuple[Counted, ...]
    section: str = "overview"  # of the chart that a row opens


class Heap:
    """Rows sorted to their figures while they are read."""

    def __init__(self, section: str = "overview") -> None:
        self._section = section
        self._rows: dict[tuple[str, str], list[Counted]] = {}

    def add(self, part: str, name: str, *rows: Counted) -> None:
        self._rows.setdefault((part, name), []).extend(rows)

    def figures(self) -> list[Behind]:
        told = self._rows.items()
        return [Behind(part, name, tuple(rows), self._section) for (part, name), rows in told]


@query(Can.PRINT, "report_rows.caseload")
def caseload(ctx: Context, staff_id: int | None = None) -> list[Behind]:
    """Who is counted for which counselor."""
    statement = (
        select(Staff.name, Client.id, NAME, Client.number, Episode.admitted_on)
        .select_from(Client)
        .outerjoin(Staff, Staff.id == Client.counselor_id)
        .outerjoin(Episode, (Episode.client_id == Client.id) & Episode.discharged_on.is_(None))
        .where(Client.closed_at.is_(None), Client.merged_into_id.is_(None))
        .order_by(Staff.name, Client.family_name, Client.given_name, Client.id)
    )
    if staff_id is not None:
        statement = statement.where(Client.counselor_id == staff_id)
    heap = Heap()
    for counselor, *row in ctx.rows(lambda *row: row, statement):
        heap.add(counselor or _("without a counselor"), _("Clients"), Counted(*row))
    return heap.figures()


@query(Can.READ_CHART, "report_rows.unsigned")
def unsigned(ctx: Context, staff_id: int | None = None) -> list[Behind]:
    """What is not final, what of it is older than the clinic allows, and whose it is."""
    statement = (
        select(Staff.name, Client.id, NAME, Document.template, Document.status, Document.created_at)
        .join(Staff, Staff.id == Document.author_id)
        .join(Client, Client.id == Document.client_id)
        .where(Document.status.in_(OPEN), Document.discarded_at.is_(None))
        .order_by(Staff.name, Document.created_at)
    )
    if staff_id is not None:
        statement = statement.where(Document.author_id == staff_id)
    hours = staff.practice(ctx).note_due_hours
    everyone, late, heap = _("Everyone"), _("Older than {n} hours").format(n=hours), Heap("notes")
    for name in (_("Not final"), late):
        heap.add(everyone, name)
    for author, client_id, client, template, status, created in ctx.rows(lambda *row: row, statement):
        what = _("{title}, {status}").format(title=title_of(template), status=status)
        row = Counted(client_id, client, what, created)
        heap.add(everyone, _("Not final"), row)
        if ctx.now - created > timedelta(hours=hours) and status is not Status.AWAITING_COSIGN:
            heap.add(everyone, late, row)
        heap.add(author, _("Not final"), row)
    return heap.figures()


@query(Can.READ_CHART, "report_rows.productivity")
def productivity(ctx: Context, first: date, last: date) -> list[Behind]:
    """Each counselor's sessions, a group as one; what was missed; what was signed."""
    sessions, notes = Heap("appointments"), Heap("notes")
    _sort_sessions(ctx, sessions, first, last)
    statement = (
        select(Staff.name, Client.id, NAME, Document.template, Document.signed_at, Document.cosigned_at)
        .join(Staff, Staff.id == Document.author_id)
        .join(Client, Client.id == Document.client_id)
        .where(*on_days(Document.signed_at, first, last))
        .order_by(Staff.name, Document.signed_at)
    )
    for name, client_id, client, template, signed, cosigned in ctx.rows(lambda *row: row, statement):
        row = Counted(client_id, client, title_of(template), signed)
        notes.add(name, _("Notes signed"), row)
        notes.add(name, _("Co-signed"), *([row] if cosigned is not None else []))
    return _in_turn([*sessions.figures(), *notes.figures()])


def _sort_sessions(ctx: Context, heap: Heap, first: date, last: date) -> None:
    statement = (
        select(
            Staff.name,
            Appointment.attendance,
            Appointment.gathering,
            Client.id,
            NAME,
            Appointment.kind,
            Appointment.starts_at,
        )
        .join(Staff, Staff.id == Appointment.staff_id)
        .join(Client, Client.id == Appointment.client_id)
        .where(*on_days(Appointment.starts_at, first, last))
        .order_by(Staff.name, Appointment.starts_at, Client.family_name)
    )
    groups: dict[str, list[tuple[str, Counted]]] = {}
    for name, attendance, gathering, *row in ctx.rows(lambda *row: row, statement):
        one = Counted(*row)
        heap.add(name, _("Sessions"))
        heap.add(name, _("Missed"), *([one] if attendance in MISSED else []))
        if attendance in CAME and gathering:
            groups.setdefault(gathering, []).append((name, one))
        elif attendance in CAME:
            heap.add(name, _("Sessions"), one)
    for came in groups.values():
        (name, one), people = came[0], ", ".join(row.name for _name, row in came)
        title = ngettext("Group of {n}", "Group of {n}", len(came)).format(n=len(came))
        heap.add(name, _("Sessions"), Counted(None, title, people, one.on))


@query(Can.COSIGN, "report_rows.supervision")
def supervision(ctx: Context, first: date, last: date) -> list[Behind]:
    """What each counselor sent, sent again, had co-signed; what waits and what came back."""
    times = (
        select(func.count(DocumentRevision.id))
        .where(DocumentRevision.document_id == Document.id)
        .scalar_subquery()
    )
    statement = (
        select(
            Staff.name,
            Document.status,
            Document.signed_at,
            Document.cosigned_at,
            times,
            Client.id,
            NAME,
            Document.template,
            Document.changed_at,
        )
        .join(Staff, Staff.id == Document.author_id)
        .join(Client, Client.id == Document.client_id)
        .where(*on_days(Document.changed_at, first, last), Document.discarded_at.is_(None))
        .order_by(Staff.name, Document.changed_at)
    )
    heap = Heap("notes")
    for name, status, signed, cosigned, sent, *row in ctx.rows(lambda *row: row, statement):
        if not sent and status is not Status.RETURNED:
            continue
        client_id, client, template, changed = row
        one = Counted(client_id, client, title_of(template), changed)
        for said, counts in (
            (_("Sent"), True),
            (_("Sent again"), sent > 1),
            (_("Co-signed"), signed is not None and cosigned is not None),
            (_("Waiting"), status is Status.AWAITING_COSIGN),
            (_("Returned now"), status is Status.RETURNED),
        ):
            heap.add(name, said, *([one] if counts else []))
    return heap.figures()


def _in_turn(found: Iterable[Behind]) -> list[Behind]:
    """By the person they are of; each person's in the order in which they were made."""
    return sorted(found, key=lambda figure: figure.part)
