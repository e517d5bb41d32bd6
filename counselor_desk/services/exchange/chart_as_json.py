"""A chart as JSON, table by table as it is kept, with what an import takes of it."""

import json
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import inspect as inspect_record
from sqlalchemy import select

from counselor_desk.desk.context import Context
from counselor_desk.domain.exchange.desk_json import FORMAT, VERSION
from counselor_desk.domain.exchange.people import ImportedClient
from counselor_desk.records.base import OfClient, Record, canonical
from counselor_desk.records.people import Client


def write(ctx: Context, client: Client, told: ImportedClient) -> bytes:
    """Every record of one chart that this person may read."""
    records = {}
    for kind in chart_record_kinds():
        found = ctx.find(select(kind).where(kind.client_id == client.id))
        if found:
            records[kind.__tablename__] = [columns(one) for one in found]
    chart = {
        "told": msgspec.to_builtins(told),
        "client": columns(client),
        "records": records,
    }
    charts = json.loads(canonical([chart]))
    whole = {"format": FORMAT, "version": VERSION, "charts": charts}  # the format stands first
    return json.dumps(whole, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass")


@cache
def chart_record_kinds() -> tuple[Any, ...]:
    """Every kind of record that is in a chart, by the name of its table."""
    found: list[Any] = [m.class_ for m in Record.registry.mappers if issubclass(m.class_, OfClient)]
    return tuple(sorted(found, key=lambda kind: str(kind.__tablename__)))


def columns(record: Record) -> dict[str, Any]:
    return {c.key: getattr(record, c.key) for c in inspect_record(type(record)).columns}
