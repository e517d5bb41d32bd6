"""A list of clients read from a table by its mapping, with each row's problems."""

import re
from dataclasses import dataclass, field
from datetime import date

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.domain import dates_and_amounts
from counselor_desk.domain.date_words import day_words
from counselor_desk.domain.exchange.client_checks import check_client, duplicate_rows
from counselor_desk.domain.exchange.csv_columns import Columns, label, not_taken
from counselor_desk.domain.exchange.csv_table import Table, TableRow
from counselor_desk.domain.exchange.people import FileProblem, ImportContents, ImportedClient
from counselor_desk.domain.exchange.whole_names import is_couple, is_suffix, split_name
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
    "suffix",
    "preferred_name",
    "former_names",
    "pronouns",
    "gender",
    "phone",
    "second_phone",
    "email",
    "source_id",
    "status",
)
# Figures that Excel turns into a number: 5.55E+09 for a phone, 1970 for the ZIP code 01970.
_FIGURES = ("phone", "second_phone", "source_id", "zip")
_SHORTENED = re.compile(r"\d(?:[.,]\d+)?E\+\d{2,3}", re.ASCII | re.IGNORECASE)
_YEAR_OR_MONTH = re.compile(r"(?:18|19|20)\d{2}(?:-(?:0[1-9]|1[0-2]))?", re.ASCII)
# What other programs call clients who are no longer in care, and those who are.
_ENDED = {
    *("inactive", "not active", "in active", "closed", "discharged", "discharged client", "archived"),
    *("terminated", "former", "deceased", "completed", "transferred", "past", "ended", "graduated"),
    *("expired", "no longer in treatment", "no", "false", "0", "n"),
}
_IN_CARE = {
    *("", "active", "active client", "open", "current", "enrolled", "admitted", "ongoing", "in treatment"),
    *("in care", "yes", "true", "1", "y"),
}
_DIED = frozenset({"deceased", "died", "yes", "y", "true", "1", "x"})


@dataclass
class _Reading:
    """One row on its way to a client."""

    row: TableRow
    columns: Columns
    order: dates_and_amounts.DateOrder
    today: date
    problems: list[FileProblem] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)  # fields whose cell says nothing that can be read
    asked: set[str] = field(default_factory=set)  # fields of which a question was told

    @property
    def place(self) -> str:
        return f"row {self.row.number}"

    def cell(self, target: str) -> str:
        header = self.columns.get(target)
        written = " ".join(self.row.get(header).split()) if header else ""
        return self._figures(target, written) if target in _FIGURES else written

    def _figures(self, target: str, written: str) -> str:
        """A number as it was before Excel took it for an amount, or nothing where figures are lost."""
        whole = re.fullmatch(r"(\d+)\.0+", written, re.ASCII)
        if _SHORTENED.fullmatch(written):
            self.question(
                target,
                _(
                    "{field}: Excel has shortened “{written}” and its figures are lost; it stays blank."
                ).format(field=label(target), written=written[:40]),
            )
            return ""
        if target == "zip" and re.fullmatch(r"\d{3,4}", written, re.ASCII):
            full = written.zfill(5)
            self.question(
                target,
                _("{field}: “{written}” was read as {zip}: Excel drops zeros at the front.").format(
                    field=label(target), written=written, zip=full
                ),
            )
            return full
        return whole[1] if whole else written

    def question(self, target: str, message: str) -> None:
        """Said once a row, however often its cell is looked at."""
        if target not in self.asked:
            self.asked.add(target)
            self.report_problem(message, stops=False)

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
    return ImportContents(tuple(clients), tuple(not_taken(table, columns)), tuple(problems))


def _check(table: Table, columns: Columns) -> None:
    for target, header in columns.items():
        if header not in table.headers:
            raise Refused(
                _("There is no column “{header}”. Choose another one.").format(header=header), target
            )
    named = {"given_name", "family_name"} <= set(columns) or "name" in columns
    if not named:
        raise Refused(_("Choose the columns with the first and the last name."), "family_name")


def _client(reading: _Reading) -> ImportedClient:
    texts = {target: reading.cell(target) for target in _TEXTS}
    if "name" in reading.columns:
        split = split_name(reading.cell("name"))
        parts = {"given_name": split.given_name, "family_name": split.family_name, "suffix": split.suffix}
        texts |= {key: value for key, value in parts.items() if not texts[key]}
    elif not texts["suffix"]:
        texts["family_name"], texts["suffix"] = _suffix_apart(texts["family_name"])
    born, born_words = _day(reading, "born")
    died, died_words, deceased = _death(reading)
    discharged, _words = _day(reading, "discharged")
    client = ImportedClient(
        **texts,  # type: ignore[arg-type]
        born=born,
        born_words=born_words,
        died=died,
        died_words=died_words,
        deceased=deceased,
        sex=_sex(reading, "sex"),
        administrative_gender=_sex(reading, "administrative_gender"),
        language=_language(reading),
        address=_address(reading),
        voicemail_ok=_yes(reading, "voicemail_ok"),
        clinic_name_ok=_yes(reading, "clinic_name_ok"),
        mail_ok=_yes(reading, "mail_ok"),
        not_active=_has_left(reading, discharged),
        discharged=discharged,
        place=reading.place,
    )
    _check_client(reading, client)
    return client


def _check_client(reading: _Reading, client: ImportedClient) -> None:
    written = reading.cell("name") or f"{client.given_name} {client.family_name}"
    if is_couple(written) or is_couple(client.given_name):
        reading.report_problem(
            _("Two people are in one row: “{written}”. Give each a row.").format(written=written[:60])
        )
        return
    if client.family_name and not client.given_name:
        if reading.cell("name"):
            sentence = _("“{name}” stands alone. Is it the whole name?")
            reading.question("name", sentence.format(name=client.family_name[:60]))
        else:  # a cell that is empty is a mistake of the list rather than a person with one name
            reading.report_problem(_("The first name is missing."))
    for target, message in check_client(client, reading.today):
        if target not in reading.unread:  # that its cell cannot be read was said already
            reading.report_problem(message)


def _suffix_apart(family: str) -> tuple[str, str]:
    """ "Smith Jr." or "Smith, Jr." in the cell of the last name."""
    words = family.replace(",", " ").split()
    if len(words) > 1 and is_suffix(words[-1]) and len(words[-1].strip(".")) > 1:
        return " ".join(words[:-1]), words[-1]
    return family, ""


def _day(reading: _Reading, target: str) -> tuple[date | None, str]:
    """The day, or the words where only a year or a month stands there."""
    written = reading.cell(target)
    if not written:
        return None, ""
    if _YEAR_OR_MONTH.fullmatch(written):
        reading.unread.add(target)
        reading.question(
            target,
            _("{field}: “{written}” is not a complete date; the day stays blank.").format(
                field=label(target), written=written
            ),
        )
        return None, written
    try:
        day = dates_and_amounts.read_day(written, reading.order, reading.today)
    except ValueError:
        serial = dates_and_amounts.read_serial_day(written, reading.today)
        if serial is not None:
            reading.question(
                target,
                _("{field}: “{written}” is Excel's number for a day and was read as {day}.").format(
                    field=label(target), written=written, day=day_words(serial)
                ),
            )
            return serial, ""
        reading.unread.add(target)
        reading.report_problem(
            _("{field}: “{written}” is not a date.").format(field=label(target), written=written[:40])
        )
        return None, ""
    if dates_and_amounts.has_short_year(written):
        reading.question(
            target,
            _("{field}: “{written}” was read as {day}.").format(
                field=label(target), written=written, day=day_words(day)
            ),
        )
    return day, ""


def _death(reading: _Reading) -> tuple[date | None, str, bool]:
    """When somebody died, as far as it is told: the day, a year in words, or that alone."""
    written = plain(reading.cell("died"))
    if written in _DIED:
        return None, "", True
    if written in _NO:
        return None, "", plain(reading.cell("status")) == "deceased"
    day, words = _day(reading, "died")
    return day, words, bool(words)


def _has_left(reading: _Reading, discharged: date | None) -> bool:
    """Whether the other program says that the person is no longer in care."""
    written = reading.cell("status")
    word = plain(written)
    archive = plain(reading.columns.get("status", "")) == "archived"  # there "yes" is the end
    if archive and word in _YES | _NO:
        return word in _YES
    if word in _ENDED:
        return True
    if word not in _IN_CARE:
        reading.question(
            "status",
            _("{field}: “{written}” was read as in care.").format(
                field=label("status"), written=written[:40]
            ),
        )
        return False
    over = discharged is not None and discharged <= reading.today
    if over and word:
        reading.question(
            "status",
            _("{field}: “{written}”, but discharged on {day}; read as in care.").format(
                field=label("status"), written=written[:40], day=day_words(discharged)
            ),
        )
    return over and not word


def _sex(reading: _Reading, target: str) -> str:
    written = reading.cell(target)
    if written and plain(written) not in _SEXES:
        reading.report_problem(
            _("{field}: “{written}” is saved as “another answer”.").format(
                field=label(target), written=written[:40]
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
    lines = [*raw.splitlines(), reading.cell("address2")]
    street = "\n".join(" ".join(line.split()) for line in lines if line.strip())
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
