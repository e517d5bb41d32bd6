"""Records of another store, put into a new database as they are."""

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import Connection, Table, insert

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.server.schema import numbered_tables

# The seals ask of a new line that its destruction has not been finished: these have been.
_FINISHED = "destruction"


def take_in(
    db: Connection,
    parts: Iterable[tuple[Table, list[dict[str, Any]]]],
    compare: Callable[[Connection], None],
) -> dict[str, int]:
    """With the owner's login, in one transaction. Refused where there is a person already."""
    if db.exec_driver_sql("SELECT count(*) FROM staff").scalar_one():
        raise Refused(_("This database has a clinic's records already. Choose an empty one."))
    db.exec_driver_sql("SET CONSTRAINTS ALL DEFERRED")
    db.exec_driver_sql(f"ALTER TABLE {_FINISHED} DISABLE TRIGGER USER")
    counts: dict[str, int] = {}
    for table, rows in parts:
        db.execute(insert(table), rows)
        counts[table.name] = counts.get(table.name, 0) + len(rows)
    db.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
    db.exec_driver_sql(f"ALTER TABLE {_FINISHED} ENABLE TRIGGER USER")
    for name in numbered_tables(db):  # new ones go on from the highest
        db.exec_driver_sql(
            f"SELECT setval(pg_get_serial_sequence('public.\"{name}\"', 'id'), "
            f'(SELECT coalesce(max(id), 0) + 1 FROM "{name}"), false)'
        )
    compare(db)
    return counts
