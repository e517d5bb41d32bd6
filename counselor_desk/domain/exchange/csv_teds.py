"""The national set as CSV: admissions, discharges, what is missing."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from counselor_desk.domain.care.teds import AT_ADMISSION, Teds, TedsField
from counselor_desk.domain.exchange.csv_table import write_table

NUMBER, ADMITTED, DISCHARGED = "client_id", "admission_date", "discharge_date"


def write_teds(book: Teds, charts: Iterable[Mapping[str, Any]]) -> dict[str, bytes]:
    """One line an admission; who is waiting or was only screened is no admission."""
    admitted = [values for values in charts if values.get(ADMITTED)]
    gone = [values for values in admitted if values.get(DISCHARGED)]
    at_admission, at_discharge = book.of(*AT_ADMISSION), _discharge(book)
    missing = [
        (str(values[NUMBER]), teds_field.key, teds_field.name)
        for values in admitted
        for teds_field in book.missing(values, *AT_ADMISSION)
    ]
    return {
        "admissions.csv": _table(at_admission, admitted),
        "discharges.csv": _table(at_discharge, gone),
        "missing.csv": write_table((NUMBER, "element", "name"), missing),
    }


def _discharge(book: Teds) -> list[TedsField]:
    """A discharge is joined to its admission by the client and the day."""
    joined = [teds_field for teds_field in book.fields if teds_field.key in (NUMBER, ADMITTED)]
    return [*joined, *book.of("discharge")]


def _table(fields: Sequence[TedsField], lines: Iterable[Mapping[str, Any]]) -> bytes:
    rows = [[_cell(teds_field, values.get(teds_field.key)) for teds_field in fields] for values in lines]
    return write_table([teds_field.key for teds_field in fields], rows)


def _cell(teds_field: TedsField, value: Any) -> str:
    return "" if value in (None, "") else teds_field.code(value)
