"""The national set as CSV: admissions, discharges, what is missing."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from counselor_desk.domain.care.teds import AT_ADMISSION, AT_DISCHARGE, Teds, TedsField
from counselor_desk.domain.exchange.csv_table import write_table

NUMBER, ADMITTED, DISCHARGED = "client_id", "admission_date", "discharge_date"


def write_teds(book: Teds, episodes: Iterable[Mapping[str, Any]]) -> dict[str, bytes]:
    """One line an admission and one a discharge; who is waiting or was only screened is no admission."""
    admitted = [values for values in episodes if values.get(ADMITTED)]
    gone = [values for values in admitted if values.get(DISCHARGED)]
    missing = [
        (str(values[NUMBER]), str(values[ADMITTED]), record, element.key, element.name)
        for record, lines, sets in (("admission", admitted, AT_ADMISSION), ("discharge", gone, AT_DISCHARGE))
        for values in lines
        for element in book.missing(values, *sets)
    ]
    return {
        "admissions.csv": _table(book.of(*AT_ADMISSION), admitted),
        "discharges.csv": _table(_discharge(book), gone),
        "missing.csv": write_table((NUMBER, ADMITTED, "record", "element", "name"), missing),
    }


def _discharge(book: Teds) -> list[TedsField]:
    """A discharge is joined to its admission by the client and the day."""
    joined = [teds_field for teds_field in book.fields if teds_field.key in (NUMBER, ADMITTED)]
    return [*joined, *book.of(*AT_DISCHARGE)]


def _table(fields: Sequence[TedsField], lines: Iterable[Mapping[str, Any]]) -> bytes:
    rows = [[_cell(teds_field, values.get(teds_field.key)) for teds_field in fields] for values in lines]
    return write_table([teds_field.key for teds_field in fields], rows)


def _cell(teds_field: TedsField, value: Any) -> str:
    return "" if value in (None, "") else teds_field.code(value)
