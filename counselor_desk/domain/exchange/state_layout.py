"""How a state wants the national set: its own columns and codes, from a table that a clinic fills in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.domain.care.teds import Teds
from counselor_desk.domain.exchange.csv_table import TableRow, read_table, write_table
from counselor_desk.domain.exchange.csv_teds import ADMITTED, DISCHARGED, NUMBER

HEADS = ("record", "column", "element", "value", "code", "asked")
RECORDS = ("admission", "discharge")
DAYS = frozenset({ADMITTED, DISCHARGED, "born", "last_contact"})
# How a state writes days: what stands in the column "code", and how it comes out.
DAY_FORMATS = {
    "YYYY-MM-DD": "{0}-{1}-{2}",
    "YYYYMMDD": "{0}{1}{2}",
    "MMDDYYYY": "{1}{2}{0}",
    "MM/DD/YYYY": "{1}/{2}/{0}",
}
LARGEST_MB = 5
REMARK = "#"


@dataclass(frozen=True)
class StateColumn:
    """One column of a state's file: which element fills it, by which codes, or what always stands there."""

    record: str
    name: str
    element: str = ""
    always: str = ""
    day_format: str = ""
    codes: dict[str, str] = field(default_factory=dict)  # the state's, by those of the national set
    asked: bool = False

    def cell(self, coded: str) -> str:
        """What stands there for a code of the national set; "" when the table has none for it."""
        if not self.element:
            return self.always
        if not coded:
            return ""
        if self.day_format:
            return DAY_FORMATS[self.day_format].format(*coded.split("-"))
        return self.codes.get(coded, "") if self.codes else coded


@dataclass(frozen=True)
class StateLayout:
    """A state's two files, column by column in their order."""

    columns: tuple[StateColumn, ...]

    def of(self, record: str) -> list[StateColumn]:
        return [column for column in self.columns if column.record == record]


@dataclass(frozen=True)
class StateLayoutForeseen:
    """What a table says before it counts."""

    admission: tuple[str, ...]  # the columns of the state's file
    discharge: tuple[str, ...]
    uncoded: tuple[str, ...]  # national codes for which the table has none: those cells stay empty


def read_layout(raw: bytes, book: Teds) -> StateLayout:
    """The table of a clinic: `record, column, element, value, code, asked`, a line for each code.

    A line without a value fills the column with the national code as it is, or with a day as `code`
    writes it; one without an element puts `code` there always. Lines that begin with # are remarks.
    Refused with the number of the first line that can't be meant.
    """
    table = read_table(_without_remarks(raw))
    if tuple(head.strip().casefold() for head in table.headers[: len(HEADS)]) != HEADS:
        raise Refused(_("The first line has to be: {heads}.").format(heads=", ".join(HEADS)))
    columns: dict[tuple[str, str], StateColumn] = {}
    known = {teds_field.key: teds_field for teds_field in book.fields}
    for row in table.rows:
        told = {head: row.get(given).strip() for head, given in zip(HEADS, table.headers, strict=False)}
        if trouble := _trouble(told, known):
            raise Refused(_("Line {n}: {trouble}").format(n=_line_number(raw, row), trouble=trouble))
        key = told["record"].casefold(), told["column"]
        column, clash = _with_line(columns.get(key), told)
        if clash:
            raise Refused(_("Line {n}: {trouble}").format(n=_line_number(raw, row), trouble=clash))
        columns[key] = column
    if not columns:
        raise Refused(_("The table has no line. Begin with the example."))
    return StateLayout(tuple(columns.values()))


def _without_remarks(raw: bytes) -> bytes:
    """Remarks become empty lines, so that the numbers of the others stay."""
    text = raw.decode("utf-8-sig", "replace")
    lines = ["" if line.lstrip(' "').startswith(REMARK) else line for line in text.splitlines()]
    return "\n".join(lines).encode()


def _line_number(raw: bytes, row: TableRow) -> int:
    return min(row.number, raw.count(b"\n") + 1)


def _trouble(told: Mapping[str, str], known: Mapping[str, Any]) -> str:
    record, element, value = told["record"].casefold(), told["element"], told["value"]
    if record not in RECORDS:
        return _("“record” is admission or discharge.")
    if not told["column"]:
        return _("The column of the state's file has no name.")
    if not element:
        return "" if told["code"] and not value else _("Name an element, or the fixed value.")
    if element not in known:
        return _("“{element}” is not an element of the set.").format(element=element)
    if value and not told["code"]:
        return _("There is a value without a code.")
    codes = known[element].all_codes
    if value and codes and value not in codes:
        return _("“{value}” is not a code of “{element}” in the set.").format(value=value, element=element)
    if not value and told["code"] and (element not in DAYS or told["code"].upper() not in DAY_FORMATS):
        return _("A date is written {formats}; another element needs a value beside each code.").format(
            formats=", ".join(DAY_FORMATS)
        )
    return ""


def _with_line(there: StateColumn | None, told: Mapping[str, str]) -> tuple[StateColumn, str]:
    """The column with this line in it, or why the line does not go with those before it."""
    asked = told["asked"].casefold() in ("yes", "y", "x", "1", "true")
    record, name, element, value, code = (
        told["record"].casefold(),
        told["column"],
        told["element"],
        told["value"],
        told["code"],
    )
    if there is None:
        is_day = bool(element and not value and code)
        return StateColumn(
            record=record,
            name=name,
            element=element,
            always="" if element else code,
            day_format=code.upper() if is_day else "",
            codes={value: code} if value else {},
            asked=asked,
        ), ""
    if there.element != element:
        return there, _("This column has another element in an earlier line.")
    if not value or not there.codes:
        return there, _("This column appears in an earlier line.")
    if value in there.codes:
        return there, _("This value has a code in a line before.")
    return StateColumn(
        record=record,
        name=name,
        element=element,
        codes={**there.codes, value: code},
        asked=there.asked or asked,
    ), ""


def foresee(layout: StateLayout, book: Teds) -> StateLayoutForeseen:
    """Which columns the two files have, and which codes of the set the table leaves out."""
    codes = {teds_field.key: teds_field.all_codes for teds_field in book.fields}
    uncoded = [
        f"{column.record}, {column.name}: {', '.join(left)}"
        for column in layout.columns
        if column.codes
        and (left := [code for code in codes.get(column.element, ()) if code not in column.codes])
    ]
    names = {record: tuple(column.name for column in layout.of(record)) for record in RECORDS}
    return StateLayoutForeseen(names["admission"], names["discharge"], tuple(uncoded))


def write_state(layout: StateLayout, book: Teds, episodes: Iterable[Mapping[str, Any]]) -> dict[str, bytes]:
    """The state's two files and what they still lack; who was not admitted is in neither."""
    admitted = [values for values in episodes if values.get(ADMITTED)]
    lines_of = {"admission": admitted, "discharge": [one for one in admitted if one.get(DISCHARGED)]}
    files: dict[str, bytes] = {}
    lacks: list[tuple[str, ...]] = []
    for record, lines in lines_of.items():
        columns = layout.of(record)
        if not columns:
            continue
        rows = [[column.cell(_coded(book, column, values)) for column in columns] for values in lines]
        files[f"state_{record}s.csv"] = write_table([column.name for column in columns], rows)
        lacks += [
            (str(values[NUMBER]), str(values[ADMITTED]), record, column.name, column.element)
            for values, row in zip(lines, rows, strict=True)
            for column, cell in zip(columns, row, strict=True)
            if column.asked and not cell
        ]
    files["state_missing.csv"] = write_table((NUMBER, ADMITTED, "record", "column", "element"), lacks)
    return files


def _coded(book: Teds, column: StateColumn, values: Mapping[str, Any]) -> str:
    value = values.get(column.element)
    if not column.element or value in (None, ""):
        return ""
    return next(one for one in book.fields if one.key == column.element).code(value)
