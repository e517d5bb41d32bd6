"""The figures of reports about staff, each with the rows that it counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from counselor_desk.core.i18n import _, ngettext
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.roles import Can
from counselor_desk.services.figures import staff_rows
from counselor_desk.services.figures.program_figures import FigureRow, title_of
from counselor_desk.services.figures.staff_rows import StaffSession


@dataclass(frozen=True)
class FigureRows:
    """A figure of a report: under which heading it stands, what it counts, and the rows."""

    part: str
    name: str
    rows: tuple[FigureRow, ...]
    section: str = "overview"  # of the chart that a row opens


class FigureBuilder:
    """Rows sorted to their figures while they are read."""

    def __init__(self, section: str = "overview") -> None:
        self._section = section
        self._rows: dict[tuple[str, str], list[FigureRow]] = {}

    def add(self, part: str, name: str, *rows: FigureRow) -> None:
        self._rows.setdefault((part, name), []).extend(rows)

    def figures(self) -> list[FigureRows]:
        told = self._rows.items()
        return [FigureRows(part, name, tuple(rows), self._section) for (part, name), rows in told]


@query(Can.PRINT, "report_rows.caseload")
def caseload(ctx: Context, staff_id: int | None = None) -> list[FigureRows]:
    """Who is counted for which counselor."""
    heap = FigureBuilder()
    for row in staff_rows.caseload(ctx, staff_id):
        counselor = row.counselor or _("without a counselor")
        heap.add(counselor, _("Clients"), FigureRow(row.client_id, row.name, row.number, row.admitted_on))
    return heap.figures()


@query(Can.READ_CHART, "report_rows.unsigned")
def unsigned(ctx: Context, staff_id: int | None = None) -> list[FigureRows]:
    """What is not final, what of it is older than the clinic allows, and whose it is."""
    hours = ctx.clinic.note_due_hours
    everyone, late, heap = _("Everyone"), _("Older than {n} hours").format(n=hours), FigureBuilder("notes")
    for name in (_("Not final"), late):
        heap.add(everyone, name)
    for note in staff_rows.open_notes(ctx, staff_id):
        what = _("{title}, {status}").format(title=title_of(note.template), status=note.status)
        row = FigureRow(note.client_id, note.client, what, note.begun_at)
        heap.add(everyone, _("Not final"), row)
        if note.is_overdue(ctx.now, hours):
            heap.add(everyone, late, row)
        heap.add(note.author, _("Not final"), row)
    return heap.figures()


@query(Can.READ_CHART, "report_rows.productivity")
def productivity(ctx: Context, first: date, last: date) -> list[FigureRows]:
    """Each counselor's sessions, a group as one; what was missed; what was signed."""
    places, notes = FigureBuilder("appointments"), FigureBuilder("notes")
    _sort_sessions(places, staff_rows.sessions(ctx, first, last))
    for note in staff_rows.signed_notes(ctx, first, last):
        row = FigureRow(note.client_id, note.client, title_of(note.template), note.signed_at)
        notes.add(note.author, _("Notes signed"), row)
        notes.add(note.author, _("Co-signed"), *([row] if note.cosigned_at is not None else []))
    return _in_turn([*places.figures(), *notes.figures()])


def _sort_sessions(heap: FigureBuilder, places: Iterable[StaffSession]) -> None:
    groups: dict[str, list[tuple[str, FigureRow]]] = {}
    for place in places:
        figure_row = FigureRow(place.client_id, place.client, place.kind, place.starts_at)
        heap.add(place.staff, _("Sessions"))
        heap.add(place.staff, _("Missed"), *([figure_row] if place.was_missed else []))
        if place.was_kept and place.gathering:
            groups.setdefault(place.gathering, []).append((place.staff, figure_row))
        elif place.was_kept:
            heap.add(place.staff, _("Sessions"), figure_row)
    for came in groups.values():
        (name, figure_row), people = came[0], ", ".join(row.name for _name, row in came)
        title = ngettext("Group of {n}", "Group of {n}", len(came)).format(n=len(came))
        heap.add(name, _("Sessions"), FigureRow(None, title, people, figure_row.on))


@query(Can.COSIGN, "report_rows.supervision")
def supervision(ctx: Context, first: date, last: date) -> list[FigureRows]:
    """What each counselor sent, sent again, had co-signed; what waits and what came back."""
    heap = FigureBuilder("notes")
    for note in staff_rows.sent_notes(ctx, first, last):
        figure_row = FigureRow(note.client_id, note.client, title_of(note.template), note.changed_at)
        for sentence, counts in (
            (_("Sent"), True),
            (_("Sent again"), note.was_sent_again),
            (_("Co-signed"), note.is_cosigned),
            (_("Waiting"), note.is_waiting),
            (_("Returned now"), note.is_returned),
        ):
            heap.add(note.author, sentence, *([figure_row] if counts else []))
    return heap.figures()


def _in_turn(figures: Iterable[FigureRows]) -> list[FigureRows]:
    """By the person they are of; each person's in the order in which they were made."""
    return sorted(figures, key=lambda figure: figure.part)
