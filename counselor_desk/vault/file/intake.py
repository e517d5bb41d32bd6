"""Records of another store, put into a new vault as they are."""

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import Connection, Engine, Table, insert

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.vault.schema.migrate import seal

# These ask of a new line that its destruction is not finished and that nothing is held: it has been.
_SEALS_OF_NEW_LINES = ("destruction_begins", "destruction_held")


def take_in(
    engine: Engine,
    parts: Iterable[tuple[Table, list[dict[str, Any]]]],
    compare: Callable[[Connection], None],
) -> dict[str, int]:
    """Rows with their numbers, all of them or none; `compare` is called before they are committed.

    Says how many of each table. Refused where there is a person already.
    """
    counts: dict[str, int] = {}
    with engine.begin() as db:
        if db.exec_driver_sql("SELECT count(*) FROM staff").scalar_one():
            raise Refused(_("This vault has a clinic's records already. Choose another name."))
        db.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        for name in _SEALS_OF_NEW_LINES:
            db.exec_driver_sql(f'DROP TRIGGER "{name}"')
        for table, rows in parts:
            db.execute(insert(table), rows)
            counts[table.name] = counts.get(table.name, 0) + len(rows)
        seal(db)
        compare(db)
    return counts
