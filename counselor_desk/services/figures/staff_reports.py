"""The figures of reports about staff, each with the rows that it counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from counselor_desk.core.i18n import _, ngettext
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.roles import Can
from counselor_desk.services.figures import staff_rows
from counselor_desk.services.figures.program_figures import Counted, title_of
from counselor_desk.services.figures.staff_rows import SessionRow


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
    heap = Heap()
    for row in staff_rows.caseload(ctx, staff_id):
        counselor = row.counselor or _("without a counselor")
        heap.add(counselor, _("Clients"), Counted(row.client_id, row.name, row.number, row.admitted_on))
    return heap.figures()


@query(Can.READ_CHART, "report_rows.unsigned")
def unsigned(ctx: Context, staff_id: int | None = None) -> list[Behind]:
    """What is not final, what of it is older than the clinic allows, and whose it is."""
    hours = ctx.clinic.note_due_hours
    everyone, late, heap = _("Everyone"), _("Older than {n} hours").format(n=hours), Heap("notes")
    for name in (_("Not final"), late):
        heap.add(everyone, name)
    for note in staff_rows.open_notes(ctx, staff_id):
        what = _("{title}, {status}").format(title=title_of(note.template), status=note.status)
        row = Counted(note.client_id, note.client, what, note.begun_at)
        heap.add(everyone, _("Not final"), row)
        if note.is_overdue(ctx.now, hours):
            heap.add(everyone, late, row)
        heap.add(note.author, _("Not final"), row)
    return heap.figures()


@query(Can.READ_CHART, "report_rows.productivity")
def productivity(ctx: Context, first: date, last: date) -> list[Behind]:
    """Each counselor's sessions, a group as one; what was missed; what was signed."""
    places, notes = Heap("appointments"), Heap("notes")
    _sort_sessions(places, staff_rows.sessions(ctx, first, last))
    for note in staff_rows.signed_notes(ctx, first, last):
        row = Counted(note.client_id, note.client, title_of(note.template), note.signed_at)
        notes.add(note.author, _("Notes signed"), row)
        notes.add(note.author, _("Co-signed"), *([row] if note.cosigned_at is not None else []))
    return _in_turn([*places.figures(), *notes.figures()])


def _sort_sessions(heap: Heap, places: Iterable[SessionRow]) -> None:
    groups: dict[str, list[tuple[str, Counted]]] = {}
    for place in places:
        one = Counted(place.client_id, place.client, place.kind, place.starts_at)
        heap.add(place.staff, _("Sessions"))
        heap.add(place.staff, _("Missed"), *([one] if place.was_missed else []))
        if place.was_kept and place.gathering:
            groups.setdefault(place.gathering, []).append((place.staff, one))
        elif place.was_kept:
            heap.add(place.staff, _("Sessions"), one)
    for came in groups.values():
        (name, one), people = came[0], ", ".join(row.name for _name, row in came)
        title = ngettext("Group of {n}", "Group of {n}", len(came)).format(n=len(came))
        heap.add(name, _("Sessions"), Counted(None, title, people, one.on))


@query(Can.COSIGN, "report_rows.supervision")
def supervision(ctx: Context, first: date, last: date) -> list[Behind]:
    """What each counselor sent, sent again, had co-signed; what waits and what came back."""
    heap = Heap("notes")
    for note in staff_rows.sent_notes(ctx, first, last):
        one = Counted(note.client_id, note.client, title_of(note.template), note.changed_at)
        for said, counts in (
            (_("Sent"), True),
            (_("Sent again"), note.was_sent_again),
            (_("Co-signed"), note.is_cosigned),
            (_("Waiting"), note.is_waiting),
            (_("Returned now"), note.is_returned),
        ):
            heap.add(note.author, said, *([one] if counts else []))
    return heap.figures()


def _in_turn(found: Iterable[Behind]) -> list[Behind]:
    """By the person they are of; each person's in the order in which they were made."""
    return sorted(found, key=lambda figure: figure.part)
