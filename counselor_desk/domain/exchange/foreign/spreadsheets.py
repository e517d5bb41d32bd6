"""Tables that are no CSV: Excel workbooks old and new, web pages called .xls, Excel's own XML."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from html.parser import HTMLParser
from typing import Any

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.exchange.csv_table import MOST_COLUMNS, MOST_ROWS
from counselor_desk.domain.exchange.strict_xml import XmlElement, read_xml
from counselor_desk.domain.exchange.text_of_bytes import LIMIT, read_text, too_large

Lines = list[list[str]]
Sheets = dict[str, Lines]
PACKED, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
EXCEL_XML = "urn:schemas-microsoft-com:office:spreadsheet"
UNPACKED = 200 * 1024 * 1024  # bytes that a workbook may hold once it is unpacked
MOST_CELLS = 10_000_000  # of the rectangle around the cells of a sheet, which is held at once
BROKEN = lazy("This workbook is damaged. Open it in its program and save it again, or save it as CSV.")
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Z]{0,3})(\d{1,9})["']""")


def read_workbook(raw: bytes) -> Sheets:
    """The sheets of an .xlsx or .xls workbook that can be seen, as text; formulas by their last value.

    python-calamine reads them: maintained, of one Rust library that runs no macro, follows no link and
    resolves no entity, for both kinds of workbook. (openpyxl reads .xlsx alone, and needs defusedxml.)
    """
    if len(raw) > LIMIT:
        raise too_large(len(raw))
    if raw.startswith(PACKED):
        _check_packed(raw)
    return _guarded(lambda: _sheets(raw))


def _guarded(read: Callable[[], Sheets]) -> Sheets:
    from python_calamine import CalamineError, PasswordError

    try:
        return read()
    except PasswordError as error:
        raise Refused(_("This workbook has a passphrase. Save it without one, or as CSV.")) from error
    except (CalamineError, OSError, ValueError, KeyError, IndexError) as error:
        raise Refused(str(BROKEN)) from error
    except BaseException as error:
        # A panic of the Rust library is no Exception; anything else of that kind goes on its way.
        if type(error).__name__ != "PanicException":
            raise
        raise Refused(str(BROKEN)) from error


def _sheets(raw: bytes) -> Sheets:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    with CalamineWorkbook.from_filelike(io.BytesIO(raw)) as book:
        found: Sheets = {}
        for about in book.sheets_metadata:
            if about.typ is SheetTypeEnum.WorkSheet and about.visible is SheetVisibleEnum.Visible:
                sheet = book.get_sheet_by_name(about.name)
                _check_size(sheet.total_height, sheet.total_width)
                rows = sheet.to_python(skip_empty_area=False)
                lines = [[_cell(value) for value in row] for row in rows]
                if any(cell for line in lines for cell in line):
                    found[about.name] = lines
        return found


def _check_packed(raw: bytes) -> None:
    """A workbook and no other packed file; how large it becomes is known before it is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            names = packed.namelist()
            if "xl/workbook.xml" not in names:
                raise Refused(
                    _("This is a zipped file, not an Excel workbook (.xlsx). Unzip it, or save it as CSV.")
                )
            if sum(part.file_size for part in packed.infolist()) > UNPACKED:
                raise Refused(_("This workbook is too large once it is unpacked. Save it as CSV."))
            for name in names:
                if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                    _check_places(packed.read(name))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise Refused(str(BROKEN)) from error


def _check_places(sheet: bytes) -> None:
    """A cell far out makes a rectangle that no memory holds: the places are looked at first."""
    rows = columns = 1
    for match in _PLACE.finditer(sheet):
        rows = max(rows, int(match[2]))
        columns = max(columns, _column(match[1]))
    _check_size(rows, columns)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _check_size(rows: int, columns: int) -> None:
    if rows > MOST_ROWS or columns > MOST_COLUMNS or rows * columns > MOST_CELLS:
        raise Refused(
            _(
                "A sheet of this workbook has {rows:,} rows and {columns:,} columns. It is not a client list."
            ).format(rows=rows, columns=columns)
        )


def _cell(value: Any) -> str:
    """As Excel would show it without a format of its own; days as 1990-03-14."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, (date, time, timedelta)):
        return str(value)
    return str(value) if value is not None else ""


def looks_like_html(start: str) -> bool:
    """Whether a file begins as a web page does, or as the tables that programs call .xls."""
    return bool(
        re.match(r"\s*(?:<!doctype html|<html|<head|<meta|<table|<body|<style)", start, re.IGNORECASE)
    )


def read_html(raw: bytes) -> Sheets:
    """The tables of a web page; one without rows is none."""
    page = _Page()
    page.feed(read_text(raw).content)
    page.close()
    tables = [table for table in page.tables if any(cell for line in table for cell in line)]
    if not tables:
        raise Refused(_("This is a web page without a table. Export the list as CSV."))
    # What only lays out a page has a row or two: the longest is the list.
    longest = max(tables, key=len)
    return {"": longest}


class _Page(HTMLParser):
    """The tables of a page while it is read; scripts and pictures are words of no cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[Lines] = []
        self._open: list[Lines] = []
        self._words: list[str] | None = None
        self._hidden = 0
        self._span = 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append([])
            self._open.append(self.tables[-1])
        elif tag == "tr" and self._open:
            self._end_cell()
            if len(self._open[-1]) >= MOST_ROWS:
                raise Refused(_("This table has too many rows. Export fewer clients at a time."))
            self._open[-1].append([])
        elif tag in ("td", "th") and self._open and self._open[-1]:
            self._end_cell()
            span = dict(attrs).get("colspan") or "1"
            self._span = int(span) if span.isdecimal() and 0 < int(span[:4]) <= MOST_COLUMNS else 1
            self._words = []
        elif tag in ("script", "style"):
            self._hidden += 1
        elif tag == "br" and self._words is not None:
            self._words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr"):
            self._end_cell()
        elif tag == "table" and self._open:
            self._end_cell()
            self._open.pop()
        elif tag in ("script", "style") and self._hidden:
            self._hidden -= 1

    def handle_data(self, data: str) -> None:
        if self._words is not None and not self._hidden:
            self._words.append(data)

    def _end_cell(self) -> None:
        if self._words is None or not self._open or not self._open[-1]:
            self._words = None
            return
        lines = "".join(self._words).split("\n")
        row = self._open[-1][-1]
        row.append("\n".join(words for line in lines if (words := " ".join(line.split()))))
        row += [""] * min(self._span - 1, MOST_COLUMNS - len(row))
        self._words, self._span = None, 1
        if len(row) > MOST_COLUMNS:
            raise Refused(_("This table has too many columns. It is not a client list."))


def is_excel_xml(root: XmlElement) -> bool:
    return root.space == EXCEL_XML and root.name == "Workbook"


def read_excel_xml(raw: bytes) -> Sheets:
    """Excel's XML of 2003, which some programs still write and call .xls."""
    root = read_xml(raw)
    found = {
        sheet.get("Name") or str(number): list(_rows(sheet.first("Table")))
        for number, sheet in enumerate(root.all("Worksheet"), 1)
    }
    return {name: lines for name, lines in found.items() if any(cell for line in lines for cell in line)}


def _rows(table: XmlElement) -> Iterator[list[str]]:
    count = 0
    for row in table.all("Row"):
        skipped = _index(row.attributes, count + 1) - count - 1
        _check_size(count + skipped + 1, 1)
        for _blank in range(max(0, skipped)):
            count += 1
            yield []
        count += 1
        yield list(_cells(row))


def _cells(row: XmlElement) -> Iterator[str]:
    count = 0
    for cell in row.all("Cell"):
        index = _index(cell.attributes, count + 1)
        _check_size(1, index)
        while count + 1 < index:
            count += 1
            yield ""
        count += 1
        data = cell.first("Data")
        written = data.text
        yield (
            written[:10] if data.get("Type") == "DateTime" and written.endswith("T00:00:00.000") else written
        )


def _index(attributes: Mapping[str, str], otherwise: int) -> int:
    written = attributes.get("Index", "")
    return int(written) if written.isdecimal() and len(written) < 9 else otherwise
