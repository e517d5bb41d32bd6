"""Files chosen for an import, opened: what they are, how they are read, what is in them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.domain.dates_and_amounts import DateOrder
from counselor_desk.domain.exchange import csv_columns, csv_history, desk_json, fhir_read
from counselor_desk.domain.exchange.csv_client_list import read_clients
from counselor_desk.domain.exchange.csv_table import Table, read_table
from counselor_desk.domain.exchange.people import FileProblem, ImportContents
from counselor_desk.domain.exchange.text_of_bytes import too_large

MOST_FILES = 200
MOST = 200 * 1024 * 1024  # of all files together


@dataclass(frozen=True)
class ChosenFiles:
    """What was chosen; a list can be read again with other columns."""

    source: str
    files: tuple[str, ...]
    imported: ImportContents
    table: Table | None = None
    history: Mapping[str, Table] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    order: DateOrder | None = None

    @property
    def headers(self) -> tuple[str, ...]:
        return self.table.headers if self.table else ()


def open_parcel(files: Mapping[str, bytes], today: date) -> ChosenFiles:
    """CSV tables, FHIR or our own charts, told apart by how they begin; never both at once."""
    if len(files) > MOST_FILES:
        raise Refused(_("Choose at most {most} files at once.").format(most=MOST_FILES))
    total = sum(len(raw) for raw in files.values())
    if total > MOST:
        raise too_large(total)
    kinds = {_is_json(raw) for raw in files.values()}
    if len(kinds) > 1:
        raise Refused(_("Choose either CSV files or FHIR bundles, not both at once."))
    if kinds == {True}:
        return _of_json(files, today)
    tables = {}
    for name, raw in files.items():
        try:
            table = read_table(raw)
            tables[name] = table.with_heading(csv_columns.heading_row(table))
        except Refused as refusal:
            raise Refused(_("{name}: {refusal}").format(name=name, refusal=refusal)) from refusal
    listed = tables.pop(csv_history.list_among(tables))
    parcel = ChosenFiles(
        source="CSV",
        files=tuple(files),
        imported=ImportContents(),
        table=listed,
        history=tables,
        columns=csv_columns.guess(listed),
    )
    return read_again(parcel, parcel.columns, None, today)


def read_again(
    parcel: ChosenFiles, columns: Mapping[str, str], order: DateOrder | None, today: date
) -> ChosenFiles:
    """The same list with other columns or another order of day and month."""
    if parcel.table is None:
        return parcel
    try:
        people = read_clients(parcel.table, columns, today, order)
    except Refused as refusal:
        if not refusal.field:
            raise
        people = ImportContents(problems=(FileProblem("columns", str(refusal)),))
    imported = csv_history.add_history(people, parcel.history)
    return replace(parcel, imported=imported, columns=dict(columns), order=order)


def _of_json(files: Mapping[str, bytes], today: date) -> ChosenFiles:
    """Our own charts, or FHIR in bundles, pages, single resources and lines."""
    names = tuple(files)
    if all(desk_json.is_desk_json(raw) for raw in files.values()):
        return ChosenFiles("JSON", names, desk_json.read_charts(files, today))
    return ChosenFiles("FHIR", names, fhir_read.read_bundles(files, today))


def _is_json(raw: bytes) -> bool:
    start = raw[:64].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return start[:1] in (b"{", b"[")
