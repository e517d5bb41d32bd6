"""One row of a table of history made into one entry of a chart."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.domain.dates_and_amounts import read_iso_day, read_moment
from counselor_desk.domain.exchange.csv_columns import guess
from counselor_desk.domain.exchange.csv_table import Table, TableRow
from counselor_desk.domain.exchange.people import (
    RXNORM,
    SNOMED,
    FactKind,
    FileProblem,
    ImportContents,
    ImportedClient,
    ImportedContact,
    ImportedDiagnosis,
    ImportedFact,
    ImportedMedication,
    ImportedResult,
    ImportedScore,
    total,
)


def condition(row: TableRow) -> ImportedDiagnosis:
    ended = _day(row, "STOP")
    return ImportedDiagnosis(
        title=_needed(row, "DESCRIPTION"),
        code=_text(row, "CODE"),
        system=SNOMED,
        onset=_day(row, "START"),
        ended=ended,
        status="resolved" if ended else "active",
    )


def medication(row: TableRow) -> ImportedMedication:
    ended = _day(row, "STOP")
    return ImportedMedication(
        name=_needed(row, "DESCRIPTION"),
        code=_text(row, "CODE"),
        system=RXNORM,
        started=_day(row, "START"),
        ended=ended,
        status="stopped" if ended else "active",
    )


def observation(row: TableRow) -> ImportedScore | None:
    """The total of a questionnaire; None for any other measurement."""
    code = _text(row, "CODE")
    if not ImportedScore.is_known(code):
        return None
    return ImportedScore(
        code=code,
        title=_needed(row, "DESCRIPTION"),
        value=total(_text(row, "VALUE")),
        on=_day(row, "DATE"),
    )


def encounter(row: TableRow) -> ImportedContact:
    return ImportedContact(
        title=_needed(row, "DESCRIPTION"),
        kind=_text(row, "ENCOUNTERCLASS"),
        started=_moment(row, "START"),
        ended=_moment(row, "STOP"),
        reason=_text(row, "REASONDESCRIPTION"),
    )


def own_diagnosis(row: TableRow) -> ImportedDiagnosis:
    return ImportedDiagnosis(
        title=_needed(row, "title"),
        code=_text(row, "code"),
        system=_text(row, "system"),
        onset=_day(row, "onset"),
        onset_words=_text(row, "onset_words"),
        ended=_day(row, "ended"),
        ended_words=_text(row, "ended_words"),
        status=_text(row, "status"),
    )


def own_score(row: TableRow) -> ImportedScore:
    return ImportedScore(
        code=_text(row, "code"),
        title=_needed(row, "title"),
        value=total(_text(row, "value")),
        on=_day(row, "on"),
        on_words=_text(row, "on_words"),
    )


def own_result(row: TableRow) -> ImportedResult:
    return ImportedResult(
        title=_needed(row, "title"),
        value=_needed(row, "value"),
        code=_text(row, "code"),
        system=_text(row, "system"),
        on=_day(row, "on"),
        on_words=_text(row, "on_words"),
        reading=_text(row, "reading"),
    )


def own_fact(row: TableRow) -> ImportedFact:
    return ImportedFact(
        kind=FactKind(_needed(row, "kind")),
        words=_needed(row, "words"),
        code=_text(row, "code"),
        system=_text(row, "system"),
    )


def own_medication(row: TableRow) -> ImportedMedication:
    return ImportedMedication(
        name=_needed(row, "name"),
        code=_text(row, "code"),
        system=_text(row, "system"),
        started=_day(row, "started"),
        started_words=_text(row, "started_words"),
        ended=_day(row, "ended"),
        ended_words=_text(row, "ended_words"),
        status=_text(row, "status"),
        dose=_text(row, "dose"),
    )


def own_contact(row: TableRow) -> ImportedContact:
    return ImportedContact(
        title=_needed(row, "title"),
        kind=_text(row, "kind"),
        started=_moment(row, "started"),
        started_words=_text(row, "started_words"),
        ended=_moment(row, "ended"),
        ended_words=_text(row, "ended_words"),
        reason=_text(row, "reason"),
    )


def _text(row: TableRow, header: str) -> str:
    return " ".join(row.get(header).split())


def _needed(row: TableRow, header: str) -> str:
    text = _text(row, header)
    if not text:
        raise ValueError(f"The column “{header}” is blank.")
    return text


def _day(row: TableRow, header: str) -> date | None:
    written = _text(row, header)
    if not written:
        return None
    day = read_iso_day(written)
    if day is None:
        raise ValueError(f"“{written[:30]}” in the column “{header}” is not a date.")
    return day


def _moment(row: TableRow, header: str) -> datetime | None:
    written = _text(row, header)
    if not written:
        return None
    moment = read_moment(written)
    if moment is None:
        raise ValueError(f"“{written[:30]}” in the column “{header}” is not a time.")
    return moment


LISTED_AT_MOST = 20  # problems of one table; the rest is counted


@dataclass(frozen=True)
class HistoryTable:
    """A table of history: known by its headings, read row by row into one part of a chart."""

    headers: frozenset[str]
    owner: str
    part: str
    read_row: Callable[[TableRow], object]


def _shape(headers: str, part: str, read: Callable[[TableRow], object]) -> HistoryTable:
    return HistoryTable(frozenset(headers.split()), headers.split()[0], part, read)


# First those of Synthea, the more special before the more general, then our own.
SHAPES = (
    _shape("PATIENT ENCOUNTERCLASS START DESCRIPTION", "contacts", encounter),
    _shape("PATIENT DISPENSES START DESCRIPTION", "medications", medication),
    _shape("PATIENT DATE CODE DESCRIPTION VALUE", "scores", observation),
    _shape("client title code system onset ended", "diagnoses", own_diagnosis),
    _shape("client code system title value on reading", "results", own_result),
    _shape("client code title value on", "scores", own_score),
    _shape("client kind words code system", "facts", own_fact),
    _shape("client name code system started", "medications", own_medication),
    _shape("client title kind started reason", "contacts", own_contact),
)
# Procedures and care plans have these columns too, and more: only conditions have just these.
CONDITIONS = _shape("PATIENT START STOP CODE DESCRIPTION", "diagnoses", condition)
_BESIDE = frozenset({"ENCOUNTER", "SYSTEM"})


@dataclass
class _Charts:
    """What has been read so far, by client and part."""

    clients: tuple[ImportedClient, ...]
    parts: dict[str, dict[str, list[object]]] = field(default_factory=dict)
    left: Counter[str] = field(default_factory=Counter)
    problems: list[FileProblem] = field(default_factory=list)

    def add(self, owner: str, part: str, entry: object) -> None:
        self.parts.setdefault(owner, {}).setdefault(part, []).append(entry)

    def full(self, client: ImportedClient) -> ImportedClient:
        mine = self.parts.get(client.source_id, {})
        more = {part: (*getattr(client, part), *entries) for part, entries in mine.items()}
        return replace(client, **more)  # type: ignore[arg-type]


def shape_of(table: Table) -> HistoryTable | None:
    """What kind of history a table holds, or None."""
    headers = frozenset(table.headers)
    if headers - _BESIDE == CONDITIONS.headers:
        return CONDITIONS
    return next((shape for shape in SHAPES if shape.headers <= headers), None)


def is_client_list(table: Table) -> bool:
    columns = guess(table)
    names = {"given_name", "family_name"} <= set(columns) or "name" in columns
    return names and "born" in columns and shape_of(table) is None


def list_among(tables: Mapping[str, Table]) -> str:
    """The name of the table that lists the clients."""
    if len(tables) == 1:
        return next(iter(tables))
    lists = [name for name, table in tables.items() if is_client_list(table)]
    if len(lists) == 1:
        return lists[0]
    if not lists:
        raise Refused(_("None of these files lists clients with name and date of birth. Add it."))
    raise Refused(
        _("Two of these files list clients: {one} and {other}. Choose one.").format(
            one=lists[0], other=lists[1]
        )
    )


def add_history(imported: ImportContents, tables: Mapping[str, Table]) -> ImportContents:
    """Each row of history laid into its client's chart; what is not taken is counted."""
    charts = _Charts(imported.clients, left=Counter(dict(imported.left_out)))
    for name, table in tables.items():
        shape = shape_of(table)
        if shape is None:
            charts.left[name] += len(table.rows)
        else:
            charts.problems += _lay(name, table, shape, charts)
    whole = tuple(charts.full(client) for client in charts.clients)
    problems = (*imported.problems, *charts.problems)
    return ImportContents(whole, tuple(sorted(charts.left.items())), problems)


def _lay(name: str, table: Table, shape: HistoryTable, charts: _Charts) -> list[FileProblem]:
    known = {client.source_id for client in charts.clients if client.source_id}
    problems = [replace(problem, place=f"{name}, {problem.place}") for problem in table.problems]
    for row in table.rows:
        owner = row.get(shape.owner).strip()
        if owner not in known:
            charts.left[_("{name}: of clients who are not in the list").format(name=name)] += 1
            continue
        try:
            entry = shape.read_row(row)
        except ValueError as error:
            problems.append(FileProblem(f"{name}, row {row.number}", str(error)))
            continue
        if entry is None:
            charts.left[_("{name}: not totals of questionnaires").format(name=name)] += 1
        else:
            charts.add(owner, shape.part, entry)
            if isinstance(entry, ImportedScore) and entry.doubt:
                problems.append(FileProblem(f"{name}, row {row.number}", entry.doubt, stops=False))
    more = len(problems) - LISTED_AT_MOST
    if more > 0:
        problems[LISTED_AT_MOST:] = [
            FileProblem(name, _("{more} more rows have a problem.").format(more=more))
        ]
    return problems
