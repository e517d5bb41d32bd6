"""What the rooms' `due.py` share: rows of a statement, each led by its client."""

from typing import Any

from sqlalchemy import Select, func
from sqlalchemy.orm import aliased

from counselor_desk.desk.desk import Context
from counselor_desk.records.people import Client


def led_by_person(
    ctx: Context, statement: Select[*tuple[Any, ...]], record: type[Any]
) -> list[tuple[Any, ...]]:
    """As `led_by_client`; what stays in a merged chart is led by the chart that goes on."""
    chart = aliased(Client)
    rows = ctx.tuples(
        statement.add_columns(Client.id, Client.called)
        .join(chart, chart.id == record.client_id)
        .join(Client, Client.id == func.coalesce(chart.merged_into_id, chart.id))
        .where(Client.closed_at.is_(None)),
    )
    return [(client_id, name, *values) for *values, client_id, name in rows]


def led_by_client(
    ctx: Context, statement: Select[*tuple[Any, ...]], record: type[Any]
) -> list[tuple[Any, ...]]:
    """Rows of a statement, each led by its client's id and name."""
    rows = ctx.tuples(
        statement.add_columns(record.client_id, Client.called)
        .join(Client, Client.id == record.client_id)
        .where(Client.closed_at.is_(None)),
    )
    return [(client_id, name, *values) for *values, client_id, name in rows]
