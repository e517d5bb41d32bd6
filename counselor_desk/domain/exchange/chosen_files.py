"""Files chosen for an import, opened: what they are, how they are read, what is in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.domain.dates_and_amounts import DateOrder
from counselor_desk.domain.exchange import csv_columns, csv_history, desk_json, fhir_read
from counselor_desk.domain.exchange.csv_client_list import read_clients
from counselor_desk.domain.exchange.csv_table import Table, read_table, table_of
from counselor_desk.domain.exchange.fhir_xml import is_fhir
from counselor_desk.domain.exchange.foreign import ccda, spreadsheets
from counselor_desk.domain.exchange.foreign.named_kinds import name_of
from counselor_desk.domain.exchange.foreign.vcard import is_vcard, read_cards
from counselor_desk.domain.exchange.people import FileProblem, ImportContents
from counselor_desk.domain.exchange.programs import ForeignProgram, columns_of_program, program_of
from counselor_desk.domain.exchange.strict_xml import read_xml
from counselor_desk.domain.exchange.text_of_bytes import too_large

MOST_FILES = 200


class FileKind(StrEnum):
    """What the files of one choice are."""

    TABLE = "CSV"
    JSON = "FHIR"
    CCDA = "C-CDA"
    VCARD = "vCard"


_READERS = {FileKind.CCDA: ccda.read_documents, FileKind.VCARD: read_cards}
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
    program: ForeignProgram | None = None  # whose list this is, where its headings tell

    @property
    def headers(self) -> tuple[str, ...]:
        return self.table.headers if self.table else ()


def open_parcel(
    files: Mapping[str, bytes], today: date, programs: Sequence[ForeignProgram] = ()
) -> ChosenFiles:
    """Tables, FHIR, our own charts, C-CDA or vCards, told apart by how they begin; one kind at once."""
    if len(files) > MOST_FILES:
        raise Refused(_("Choose at most {most} files at once.").format(most=MOST_FILES))
    total = sum(len(raw) for raw in files.values())
    if total > MOST:
        raise too_large(total)
    kinds = {name: _kind_of(name, raw) for name, raw in files.items()}
    if len(set(kinds.values())) > 1:
        raise Refused(
            _("Choose files of one kind at once: lists, FHIR, C-CDA documents or vCards, not several.")
        )
    if (kind := next(iter(kinds.values()), FileKind.TABLE)) is FileKind.JSON:
        return _of_json(files, today)
    if kind in _READERS:
        return ChosenFiles(kind.value, tuple(files), _READERS[kind](files, today))
    tables: dict[str, Table] = {}
    for name, raw in files.items():
        try:
            tables |= _tables(name, raw)
        except Refused as refusal:
            raise Refused(_("{name}: {refusal}").format(name=name, refusal=refusal)) from refusal
    listed = tables.pop(csv_history.list_among(tables))
    parcel = ChosenFiles(
        source="CSV",
        files=tuple(files),
        imported=ImportContents(),
        table=listed,
        history=tables,
    )
    parcel = _known(parcel, listed, programs)
    return read_again(parcel, parcel.columns, None, today)


def _known(parcel: ChosenFiles, listed: Table, programs: Sequence[ForeignProgram]) -> ChosenFiles:
    """The columns as the program has them that wrote the list, or as its headings let guess."""
    columns = csv_columns.guess(listed)
    program = program_of(listed.headers, programs)
    if program is not None:
        columns = columns_of_program(listed.headers, program, columns)
    return replace(parcel, columns=columns, program=program)


def read_under_heading(parcel: ChosenFiles, heading: int, today: date) -> ChosenFiles:
    """The same list with its columns named by another row."""
    if parcel.table is None or parcel.table.heading == heading:
        return parcel
    listed = parcel.table.with_heading(heading)
    columns = csv_columns.guess(listed)
    return read_again(replace(parcel, table=listed), columns, parcel.order, today)


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


def _kind_of(name: str, raw: bytes) -> FileKind:
    """What a file is by how it begins, whatever it is called; raises Refused for what is none of it."""
    if said := name_of(raw):
        raise Refused(_("{name}: {refusal}").format(name=name, refusal=said))
    start = raw[:2000].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if start[:1] in (b"{", b"["):
        return FileKind.JSON
    words = start.decode("utf-8", "replace")
    if is_vcard(words):
        return FileKind.VCARD
    if start[:1] == b"<" and not spreadsheets.looks_like_html(words):
        return _kind_of_xml(name, raw)
    return FileKind.TABLE


def _kind_of_xml(name: str, raw: bytes) -> FileKind:
    try:
        root = read_xml(raw)
    except Refused as refusal:
        raise Refused(_("{name}: {refusal}").format(name=name, refusal=refusal)) from refusal
    if spreadsheets.is_excel_xml(root):
        return FileKind.TABLE
    if ccda.is_ccda(root):
        return FileKind.CCDA
    if is_fhir(root):
        return FileKind.JSON
    known = root.name[:40]
    raise Refused(
        _("{name}: This is XML of another kind (“{known}”). Ask the other program for FHIR or C-CDA.").format(
            name=name, known=known
        )
    )


def _tables(name: str, raw: bytes) -> dict[str, Table]:
    """The tables of one file: a CSV file is one, a workbook has one a sheet."""
    start = raw[:2000].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").decode("utf-8", "replace")
    if raw.startswith((spreadsheets.PACKED, spreadsheets.OLD_EXCEL)):
        sheets = spreadsheets.read_workbook(raw)
    elif start[:1] == "<":
        reader = (
            spreadsheets.read_html if spreadsheets.looks_like_html(start) else spreadsheets.read_excel_xml
        )
        sheets = reader(raw)
    else:
        table = read_table(raw)
        return {name: table.with_heading(csv_columns.heading_row(table))}
    if not sheets:
        raise Refused(_("The file is empty. Choose another one."))
    found = {}
    for sheet, lines in sheets.items():
        table = table_of(lines)
        whole = name if len(sheets) == 1 else f"{name}, {sheet}"
        found[whole] = table.with_heading(csv_columns.heading_row(table))
    return found
