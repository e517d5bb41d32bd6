"""Clients and their history as CSV files that come back equal."""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import date, datetime

from counselor_desk.domain.exchange.csv_table import write_table
from counselor_desk.domain.exchange.people import (
    ImportedClient,
    ImportedContact,
    ImportedDiagnosis,
    ImportedFact,
    ImportedMedication,
    ImportedResult,
    ImportedScore,
)

PARTS = {
    "diagnoses": ImportedDiagnosis,
    "scores": ImportedScore,
    "medications": ImportedMedication,
    "contacts": ImportedContact,
    "results": ImportedResult,
    "facts": ImportedFact,
}
# What has no column of its own: it stands in the place of what is not known whole.
_BESIDE = frozenset({"born_words", "died_words", "deceased", "not_active"})


def write_set(clients: Iterable[ImportedClient]) -> dict[str, bytes]:
    """One file a kind: the clients, and what their charts hold by the client's number."""
    people = list(clients)
    own = [f.name for f in fields(ImportedClient) if f.name not in PARTS and f.compare]
    columns = [name for name in own if name not in _BESIDE]
    files = {"clients.csv": write_table(columns, [_client(c, columns) for c in people])}
    for part, kind in PARTS.items():
        keys = [f.name for f in fields(kind)]
        rows = [[c.source_id, *_cells(e, keys)] for c in people for e in getattr(c, part)]
        files[f"{part}.csv"] = write_table(["client", *keys], rows)
    return files


def _client(client: ImportedClient, columns: Sequence[str]) -> list[str]:
    instead = {
        "born": client.born_words,
        "died": client.died_words or ("yes" if client.deceased else ""),
        "status": "inactive" if client.not_active else "",
    }
    return [_cell(getattr(client, key)) or instead.get(key, "") for key in columns]


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
