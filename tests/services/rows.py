"""A row of one client in every table there is, with one word in every place that takes words."""

import enum
from datetime import UTC, date, datetime

from sqlalchemy import JSON, func, insert, select
from sqlalchemy.orm import Session

from counselor_desk.desk import client_rows
from counselor_desk.records.base import Record, Utc
from counselor_desk.records.sealable import own_type

LONG_AGO = date(2010, 1, 4)
WHOSE_VALUE_MATTERS = {
    ("hold", "lifted_on"): LONG_AGO,
    ("episode", "discharged_on"): LONG_AGO,
    ("episode", "admitted_on"): LONG_AGO,
    ("ledger_entry", "cents"): 0,
    # Codes of the program, which stay with the sums: nobody types them.
    **{
        ("ledger_entry", key): "code"
        for key in ("cap_code", "funding", "slip", "bowl", "drawn_by", "previous", "digest")
    },
    ("counseling_note", "salt"): b"",
}


def fill(session: Session, client_id: int, word: str) -> list[str]:
    """One row a table; says the tables."""
    made: dict[str, int] = {}
    for table in Record.metadata.sorted_tables:
        if table.name in {t.name for t in client_rows.tables()}:
            _row(session, table, made, client_id, word)
    return sorted(t.name for t in client_rows.tables())


def _row(session, table, made, client_id, word):
    values = _numbered(session, table)
    for column in table.columns:
        if column.primary_key and not column.foreign_keys:
            continue
        key = (table.name, column.name)
        if key in WHOSE_VALUE_MATTERS:
            values[column.name] = WHOSE_VALUE_MATTERS[key]
        elif column.name == "client_id":
            values[column.name] = client_id
        elif column.foreign_keys:
            values[column.name] = _parent(session, column, made, client_id, word)
        elif column.unique and column.type.python_type is int:
            values[column.name] = client_id
        else:
            values[column.name] = _value(column, word.format(place=f"{table.name}.{column.name}"))
    if "id" in values:
        session.execute(insert(table), [values])
        made[table.name] = values["id"]
    else:
        made[table.name] = session.execute(insert(table).values(values)).inserted_primary_key[0]


def _numbered(session, table):
    """A server seals a value for a row whose number is known."""
    if "id" not in table.columns or table.columns["id"].type.python_type is not int:
        return {}
    return {"id": (session.execute(select(func.max(table.columns["id"]))).scalar() or 0) + 1}


def _parent(session, column, made, client_id, word):
    target = next(iter(column.foreign_keys)).column.table
    if target.name == "staff":
        return 1
    if target.name not in made:
        there = session.execute(select(*target.primary_key.columns).limit(1)).scalar()
        if there is not None:
            made[target.name] = there
        elif column.nullable:
            return None
        else:
            _row(session, target, made, client_id, "of nobody")
    return made[target.name]


def _value(column, word):
    if isinstance(column.type, Utc):
        return datetime(2010, 1, 4, 15, tzinfo=UTC)
    if isinstance(own_type(column), JSON):
        return {"words": word}
    kind = column.type.python_type
    if issubclass(kind, enum.Enum):
        return next(iter(column.type.enum_class)) if column.type.enum_class else word
    if column.type.__class__.__name__ == "Enum":
        return word
    plain = {
        bool: False, int: 7, float: 1.5, bytes: word.encode(), date: LONG_AGO,
        str: word,
    }  # fmt: skip
    return plain[kind]
