"""Clients and their history as CSV files that come back equal."""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import date, datetime

from counselor_desk.domain.exchange.csv_table import write_table
from counselor_desk.domain.exchange.people import (
    ImportedClient,
    ImportedContact,
    ImportedDiagnosis,
    ImportedMedication,
    ImportedScore,
)

PARTS = {
    "diagnoses": ImportedDiagnosis,
    "scores": ImportedScore,
    "medications": ImportedMedication,
    "contacts": ImportedContact,
}


def write_set(clients: Iterable[ImportedClient]) -> dict[str, bytes]:
    """One file a kind: the clients, and what their charts hold by the client's number."""
    people = list(clients)
    columns = [f.name for f in fields(ImportedClient) if f.name not in PARTS and f.compare]
    files = {"clients.csv": write_table(columns, [_cells(c, columns) for c in people])}
    for part, kind in PARTS.items():
        keys = [f.name for f in fields(kind)]
        rows = [[c.source_id, *_cells(e, keys)] for c in people for e in getattr(c, part)]
        files[f"{part}.csv"] = write_table(["client", *keys], rows)
    return files


def _cells(entry: object, keys: Sequence[str]) -> list[str]:
    return [_cell(getattr(entry, key)) for key in keys]


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value)
