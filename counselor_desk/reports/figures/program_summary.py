"""The program in a period, in counts alone: who came into care, how it ended, what was held."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from reportlab.platypus import Flowable

from counselor_desk.core.i18n import _, lazy
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.figures.small_counts import MaskedParts, count_in_words, parts
from counselor_desk.domain.form import Form
from counselor_desk.domain.roles import Can
from counselor_desk.records.care import Reason
from counselor_desk.reports.press import letterhead, marks, questions, words
from counselor_desk.reports.press.marks import TableColumn
from counselor_desk.reports.press.press import Grid, Report, Sheet
from counselor_desk.services.clinic import staff
from counselor_desk.services.figures import program_reports
from counselor_desk.services.figures.program_reports import Families, PeopleInCare, PersonSession

Rows = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ProgramSummary:
    """Counts under headings; small counts of people are not shown."""

    sheet: Sheet
    period: str
    parts: tuple[tuple[str, Rows], ...]
    least: int


@query(Can.PRINT, "program_summary.gather")
def gather(ctx: Context, first: date, last: date) -> ProgramSummary:
    sheet, least = letterhead.sheet(ctx, _("Program summary")), staff.smallest_count(ctx)
    people = program_reports.people(ctx, first, last)
    endings = parts(_reasons(people), least)
    told = (
        (_("People"), _people(people, endings, least)),
        (_("Endings, by reason"), _endings(endings)),
        (_("Sessions"), _sessions(program_reports.sessions(ctx, first, last), least)),
        (_("Families"), _families(program_reports.families(ctx, first, last), least)),
    )
    return ProgramSummary(sheet, words.date_range(first, last), tuple(p for p in told if p[1]), least)


def _people(people: PeopleInCare, endings: MaskedParts, least: int) -> Rows:
    """Who came and who left are shown together or not at all: with those in care on the last day
    of this report and of the one before, either would follow from the other."""
    admitted, left = len(people.admitted), len(people.left)
    both = admitted >= least and left >= least and endings.total is not None
    return (
        (_("Admitted"), _count_cell(admitted, both, least)),
        (_("Left care"), _count_cell(left, both, least)),
        (_("In care on the last day"), count_in_words(len(people.staying), least)),
    )


def _count_cell(count: int, told: bool, least: int) -> str:
    return count_in_words(count, least) if told or count < least else _("not shown")


def _reasons(people: PeopleInCare) -> dict[str, int]:
    """How many people's last ending in the period had which reason; every reason is named."""
    reasons = [reason for reason, _on in people.left.values()]
    return {str(reason): reasons.count(reason) for reason in Reason} if reasons else {}


def _endings(endings: MaskedParts) -> Rows:
    rows = [(name.capitalize(), str(n)) for name, n in endings.shown_counts.items()]
    if not rows:
        return ()
    others = ", ".join(str(reason) for reason in Reason if reason not in endings.shown_counts)
    if others:
        sentence = _("not shown") if endings.other_total is None else str(endings.other_total)
        rows.append((_("All others together: {reasons}").format(reasons=others), sentence))
    return tuple(rows)


def _sessions(sessions: Iterable[PersonSession], least: int) -> Rows:
    """A count of sessions is small when few people had them."""
    came: defaultdict[str, list[int]] = defaultdict(list)
    missed: defaultdict[str, list[int]] = defaultdict(list)
    for person_session in sessions:
        (came if person_session.was_kept else missed)[person_session.kind].append(person_session.client_id)
    kinds = sorted(came.keys() | missed.keys())
    return tuple((kind.capitalize(), _attended(came[kind], missed[kind], least)) for kind in kinds)


def _attended(came: list[int], missed: list[int], least: int) -> str:
    """The share needs both: of one alone it would tell the other."""
    few = _("not shown")
    of_came, of_missed = len(set(came)) >= least, len(set(missed)) >= least
    if not (of_came or of_missed):
        return few
    sentence = _("{came} kept, {missed} missed").format(
        came=words.number_in_words(len(came)) if of_came else few,
        missed=words.number_in_words(len(missed)) if of_missed else few,
    )
    if of_came and of_missed:
        share = 100 * len(came) / (len(came) + len(missed))
        sentence = _("{said} ({share:.0f}% kept)").format(said=sentence, share=share)
    return sentence


def _families(families: Families, least: int) -> Rows:
    evenings, given = families.evenings, families.given
    told = len({figure_row.client_id for figure_row in given}) >= least
    rows = (
        (_("Family evenings held"), str(len(evenings))),
        (_("Relatives who came"), count_in_words(len(families.relatives), least)),
        (_("Handouts given"), str(len(given)) if told else _("not shown")),
    )
    return rows if evenings or given else ()


COLUMNS = (TableColumn(lazy("What"), 2.5), TableColumn(lazy("In this time"), 2))


def story(program: ProgramSummary) -> list[Flowable]:
    parts: list[Flowable] = [marks.heading(program.sheet.title, 0), marks.small(program.period)]
    for title, rows in program.parts:
        parts += [
            marks.heading(title),
            marks.table(COLUMNS, [(n, words.number_in_words(c)) for n, c in rows]),
        ]
    note = _(
        "Counts the charts that the person who prints may see. Counts of fewer than {n} people are not "
        "shown, nor anything that would reveal them. Reports of overlapping times can be subtracted "
        "from each other: share only one of them."
    ).format(n=program.least)
    return [*parts, marks.small(note)]


def grid(program: ProgramSummary) -> Grid:
    rows = [(title, *row) for title, rows in program.parts for row in rows]
    return Grid((_("Part"), *(column.title for column in COLUMNS)), rows)


ASKS = Form.of(lazy("Program summary"), questions.FIRST, questions.LAST)
REPORT = Report(
    id="program_summary", title=lazy("Program summary"), asks=ASKS, gather=gather, story=story, grid=grid
)
