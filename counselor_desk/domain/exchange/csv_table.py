"""A CSV file as a table: unique headers, numbered rows, and what is ragged named by its row."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.domain.exchange.people import FileProblem
from counselor_desk.domain.exchange.text_of_bytes import DecodedText, read_text

DELIMITERS = ",;\t|"
MOST_COLUMNS = 500
MOST_ROWS = 200_000  # of a table of 20 MB with something in each row
_SPLIT = re.compile(r"([;\t|\r\n])")  # where a Windows of another language splits what we quote
_SEPARATOR_HINT = re.compile(r'\s*"?sep=(.)"?[ \t,;]*(?:\r\n|\r|\n|$)', re.IGNORECASE)
_FORMULA = frozenset("=+-@＝＋－＠")
_GUARDED = "=+-@\t\r\0\n＝＋－＠"  # what a spreadsheet may take for a formula


@dataclass(frozen=True)
class TableRow:
    """One line of a table by its headers, with the number a spreadsheet shows beside it."""

    number: int
    cells: dict[str, str]

    def get(self, header: str) -> str:
        return self.cells.get(header, "")


@dataclass(frozen=True)
class Table:
    """A table read from a file."""

    headers: tuple[str, ...]
    rows: tuple[TableRow, ...]
    problems: tuple[FileProblem, ...] = ()
    delimiter: str = ","
    encoding: str = "utf-8"
    heading: int = 1  # the row that names the columns
    lines: tuple[tuple[str, ...], ...] = ()  # every row of the file as it stands there
    notes: tuple[FileProblem, ...] = ()  # about the file, whichever row is its heading

    def column(self, header: str) -> list[str]:
        return [row.get(header) for row in self.rows]

    def with_heading(self, number: int) -> "Table":
        """The same rows under another heading; what stands above it is no row."""
        return table_of(self.lines, number, self.delimiter, self.encoding, self.notes)


def read_table(raw: bytes) -> Table:
    """A table as text, whatever parts its columns. Excel's own first line `sep=;` is a hint, not a row."""
    text = read_text(raw)
    if not text.content.strip():
        raise Refused(_("The file is empty. Choose another one."))
    content = text.content
    if hint := _SEPARATOR_HINT.match(content):
        content = content[hint.end() :]
    delimiter = hint[1] if hint else _delimiter(content)
    notes = _guess(text)
    return table_of(tuple(map(tuple, _lines(content, delimiter))), None, delimiter, text.encoding, notes)


def table_of(
    lines: Sequence[Sequence[str]],
    heading: int | None = None,
    delimiter: str = "",
    encoding: str = "",
    notes: Sequence[FileProblem] = (),
) -> Table:
    """Rows under their heading: the first with anything in it, or the one that is chosen."""
    first = next((n for n, line in enumerate(lines) if any(c.strip() for c in line)), None)
    if first is None:
        raise Refused(_("The file is empty. Choose another one."))
    if heading is not None and 0 < heading <= len(lines) and any(c.strip() for c in lines[heading - 1]):
        first = heading - 1
    headers, problems = _headers(lines[first], first + 1)
    rows = []
    for number, line in enumerate(lines[first + 1 :], first + 2):
        if not any(cell.strip() for cell in line):
            continue
        problems += _ragged(line, headers, number)
        # Too few cells leave blanks, too many are named above: neither loses a column in silence.
        cells = [plain_cell(cell) for cell in line]
        rows.append(TableRow(number, dict(zip(headers, cells, strict=False))))
    problems += notes
    whole = tuple(tuple(line) for line in lines)
    return Table(
        headers=headers,
        rows=tuple(rows),
        problems=tuple(problems),
        delimiter=delimiter,
        encoding=encoding,
        heading=first + 1,
        lines=whole,
        notes=tuple(notes),
    )


def is_guarded(cell: str) -> bool:
    """Whether a spreadsheet might run this cell, or its own guard would be mistaken for one."""
    bare = cell.lstrip(" \u00a0")
    begins = {bare[:1], cell.lstrip()[:1]} - {""}  # a form feed hides no formula
    if any(sign in _GUARDED for sign in begins):
        return not _is_number(bare)
    return cell[:1] == "'" and is_guarded(cell[1:])


def plain_cell(cell: str) -> str:
    """What stood in the cell before it was guarded against formulas."""
    parts = _SPLIT.split(cell)
    bare = "".join([parts[0], *(p[1:] if p[:1] == "'" and _runs(p[1:]) else p for p in parts[1:])])
    return bare[1:] if bare[:1] == "'" and is_guarded(bare[1:]) else bare


def guarded_cell(cell: str) -> str:
    """The cell as no spreadsheet runs it, whichever its list separator is: `x;=HYPERLINK(...)`."""
    parts = _SPLIT.split(cell)
    safe = "".join([parts[0], *(f"'{part}" if _runs(part) else part for part in parts[1:])])
    return f"'{safe}" if is_guarded(cell) else safe


def _runs(part: str) -> bool:
    """Whether what stands after another separator or line would be taken for a formula."""
    bare = part.lstrip(' \u00a0"')
    if bare[:1] in _FORMULA:
        return not _is_number(bare)
    return part[:1] == "'" and _runs(part[1:])


def write_table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """CSV that every spreadsheet opens rightly: UTF-8 with its mark, all quoted, no formulas."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for row in [headers, *rows]:
        writer.writerow([guarded_cell(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def _is_number(cell: str) -> bool:
    digits = cell[1:].replace(".", "", 1)
    return cell[0] in "+-" and digits.isascii() and digits.isdigit()


def _lines(content: str, delimiter: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter, strict=True)
    lines: list[list[str]] = []
    try:
        for line in reader:
            if len(line) > MOST_COLUMNS:
                raise Refused(
                    _("Row {row} has {columns} columns. It is not a client list.").format(
                        row=len(lines) + 1, columns=len(line)
                    )
                )
            if len(lines) == MOST_ROWS:
                raise Refused(
                    _("The file has more than {most:,} rows. Export fewer clients at a time.").format(
                        most=MOST_ROWS
                    )
                )
            lines.append(line)
    except csv.Error as error:
        raise Refused(
            _(
                "Row {row} can't be read: its quotation marks do not match or a cell is too long. Fix "
                "the row, or export the file again."
            ).format(row=len(lines) + 1)
        ) from error
    return lines


def _delimiter(content: str) -> str:
    """The sign that splits the first lines into the same number of columns, the more the better."""
    head = "".join(content.splitlines(keepends=True)[:20])
    return max(DELIMITERS, key=lambda sign: _evenness(head, sign))


def _evenness(head: str, sign: str) -> tuple[float, int]:
    widths = []
    try:
        for line in csv.reader(io.StringIO(head, newline=""), delimiter=sign):
            widths += [len(line)] if any(cell.strip() for cell in line) else []
    except csv.Error:
        return (0, 0)
    if not widths or widths[0] < 2:
        return (0, 0)
    return (sum(width == widths[0] for width in widths) / len(widths), widths[0])


def _headers(line: Sequence[str], number: int) -> tuple[tuple[str, ...], list[FileProblem]]:
    seen: dict[str, int] = {}
    headers, problems = [], []
    for position, cell in enumerate(line, 1):
        name = " ".join(cell.split()) or _("Column {position}").format(position=position)
        count = seen[name.casefold()] = seen.get(name.casefold(), 0) + 1
        if count > 1:
            unique = f"{name} ({count})"
            problems.append(
                FileProblem(
                    f"row {number}",
                    _(
                        "The heading “{name}” appears more than once; the later one is called “{unique}”."
                    ).format(name=name, unique=unique),
                    stops=False,
                )
            )
            name = unique
        headers.append(name)
    while len(set(headers)) < len(headers):  # "a", "a", "a (2)": whatever is typed, all differ
        headers = [f"{h} #{n}" if headers.index(h) != n else h for n, h in enumerate(headers)]
    return tuple(headers), problems


def _ragged(line: Sequence[str], headers: tuple[str, ...], number: int) -> list[FileProblem]:
    more = any(cell.strip() for cell in line[len(headers) :])
    if not more and len(line) >= len(headers):
        return []
    if not more:
        missing = _("This row has {cells} cells, the heading has {headings}.").format(
            cells=len(line), headings=len(headers)
        )
        return [
            FileProblem(
                f"row {number}",
                _("{missing} The rest is taken as blank.").format(missing=missing),
                stops=False,
            )
        ]
    return [
        FileProblem(
            f"row {number}",
            _(
                "This row has {cells} cells, the heading only {headings}. A quotation mark may be missing."
            ).format(cells=len(line), headings=len(headers)),
        )
    ]


def _guess(text: DecodedText) -> list[FileProblem]:
    if not text.is_guessed:
        return []
    message = _("The file was read as Windows-1252. Check letters with accents.")
    return [FileProblem("file", message, stops=False)]
