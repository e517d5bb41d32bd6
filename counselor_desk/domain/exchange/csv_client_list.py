"""A list of clients read from a table by its mapping, with each row's problems."""

from dataclasses import dataclass, field
from datetime import date

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.domain import dates_and_amounts
from counselor_desk.domain.exchange.client_checks import check_client, duplicate_rows
from counselor_desk.domain.exchange.csv_columns import Columns, label
from counselor_desk.domain.exchange.csv_table import Table, TableRow
from counselor_desk.domain.exchange.people import FileProblem, ImportContents, ImportedClient
from counselor_desk.domain.names import plain

_SEXES = {
    "m": "male",
    "male": "male",
    "man": "male",
    "f": "female",
    "female": "female",
    "woman": "female",
    "o": "other",
    "x": "other",
    "other": "other",
    "u": "unknown",
    "unknown": "unknown",
}
_LANGUAGES = {
    "english": "en",
    "ingles": "en",
    "eng": "en",
    "spanish": "es",
    "espanol": "es",
    "spa": "es",
    "castellano": "es",
}
_YES, _NO = {"yes", "y", "true", "1", "x", "si", "ok"}, {"no", "n", "false", "0", ""}
_TEXTS = (
    "given_name",
    "middle_name",
    "family_name",
    "preferred_name",
    "pronouns",
    "gender",
    "phone",
    "email",
    "source_id",
)


@dataclass
class _Reading:
    """One row on its way to a client."""

    row: TableRow
    columns: Columns
    order: dates_and_amounts.DateOrder
    today: date
    problems: list[FileProblem] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)  # fields whose cell says nothing that can be read

    @property
    def place(self) -> str:
        return f"row {self.row.number}"

    def cell(self, target: str) -> str:
        header = self.columns.get(target)
        return " ".join(self.row.get(header).split()) if header else ""

    def report_problem(self, message: str, stops: bool = True) -> None:
        self.problems.append(FileProblem(self.place, message, stops))


def read_clients(
    table: Table, columns: Columns, today: date, order: dates_and_amounts.DateOrder | None = None
) -> ImportContents:
    """Every row as a client. Rows without content are no rows; what is doubtful is named."""
    _check(table, columns)
    order = order or _order(table, columns)
    clients: list[ImportedClient] = []
    problems = list(table.problems)
    readings = [_Reading(row, columns, order, today) for row in table.rows]
    for reading in readings:
        clients.append(_client(reading))
        problems += reading.problems
    problems += _twins(readings, clients)
    problems += _doubtful_dates(table, columns, order)
    return ImportContents(tuple(clients), (), tuple(problems))


def _check(table: Table, columns: Columns) -> None:
    for target, header in columns.items():
        if header not in table.headers:
            raise Refused(
                _("There is no column “{header}”. Choose another one.").format(header=header), target
            )
    named = {"given_name", "family_name"} <= set(columns) or "name" in columns
    if not named:
        raise Refused(_("Choose the columns that hold the first and the last name."), "family_name")


def _client(reading: _Reading) -> ImportedClient:
    texts = {target: reading.cell(target) for target in _TEXTS}
    if "name" in reading.columns:
        texts |= {k: v for k, v in _split(reading.cell("name")).items() if not texts[k]}
    client = ImportedClient(
        **texts,  # type: ignore[arg-type]
        born=_day(reading, "born"),
        died=_day(reading, "died"),
        sex=_sex(reading),
        language=_language(reading),
        address=_address(reading),
        voicemail_ok=_yes(reading, "voicemail_ok"),
        clinic_name_ok=_yes(reading, "clinic_name_ok"),
        mail_ok=_yes(reading, "mail_ok"),
        place=reading.place,
    )
    _check_client(reading, client)
    return client


def _check_client(reading: _Reading, client: ImportedClient) -> None:
    for target, message in check_client(client, reading.today):
        if target not in reading.unread:  # that its cell cannot be read was said already
            reading.report_problem(message)


def _split(name: str) -> dict[str, str]:
    """ "Medina, Rosa María" or "Rosa Medina": the words before the last are first names."""
    if "," in name:
        family, given = (part.strip() for part in name.split(",", 1))
    else:
        given, _blank, family = name.rpartition(" ")
    return {"given_name": given, "family_name": family}


def _day(reading: _Reading, target: str) -> date | None:
    written = reading.cell(target)
    if not written:
        return None
    try:
        day = dates_and_amounts.read_day(written, reading.order, reading.today)
    except ValueError:
        reading.unread.add(target)
        reading.report_problem(
            _("{field}: “{written}” is not a date.").format(field=label(target), written=written[:40])
        )
        return None
    if dates_and_amounts.has_short_year(written):
        reading.report_problem(
            _("{field}: “{written}” was read as {day:%d %b %Y}.").format(
                field=label(target), written=written, day=day
            ),
            stops=False,
        )
    return day


def _sex(reading: _Reading) -> str:
    written = reading.cell("sex")
    if written and plain(written) not in _SEXES:
        reading.report_problem(
            _("{field}: “{written}” is kept as “another answer”.").format(
                field=label("sex"), written=written[:40]
            ),
            stops=False,
        )
        return "other"
    return _SEXES.get(plain(written), "")


def _language(reading: _Reading) -> str:
    written = plain(reading.cell("language"))
    return _LANGUAGES.get(written, written[:2] if written[:2] in ("en", "es") else "")


def _address(reading: _Reading) -> str:
    header = reading.columns.get("address")
    # The street may be of several lines: they stay.
    raw = reading.row.get(header) if header else ""
    street = "\n".join(" ".join(line.split()) for line in raw.splitlines() if line.strip())
    place = " ".join(p for p in (reading.cell("state"), reading.cell("zip")) if p)
    town = ", ".join(p for p in (reading.cell("city"), place) if p)
    return "\n".join(p for p in (street, town) if p)


def _yes(reading: _Reading, target: str) -> bool:
    written = plain(reading.cell(target))
    if written not in _YES | _NO:
        reading.report_problem(
            _("{field}: “{written}” was read as no.").format(field=label(target), written=written[:40]),
            stops=False,
        )
    return written in _YES


def _order(table: Table, columns: Columns) -> dates_and_amounts.DateOrder:
    cells = [c for target in ("born", "died") if target in columns for c in table.column(columns[target])]
    return dates_and_amounts.order_of(cells) or dates_and_amounts.DateOrder.MONTH_FIRST


def _doubtful_dates(table: Table, columns: Columns, order: dates_and_amounts.DateOrder) -> list[FileProblem]:
    """Said once for the column, unless another date of the column settles the order."""
    problems = []
    for target in ("born", "died"):
        cells = table.column(columns[target]) if target in columns else []
        doubtful = [cell for cell in cells if dates_and_amounts.is_ambiguous(cell)]
        if doubtful and dates_and_amounts.order_of(cells) is None:
            message = _(
                "{field}: {count} dates such as “{text}” can be read in two ways; they were read {order}."
            ).format(field=label(target), count=len(doubtful), text=doubtful[0].strip(), order=order)
            problems.append(
                FileProblem(_("column “{columns}”").format(columns=columns[target]), message, stops=False)
            )
    return problems


def _twins(readings: list[_Reading], clients: list[ImportedClient]) -> list[FileProblem]:
    places = [reading.place for reading in readings]
    return list(duplicate_rows(places, clients))
