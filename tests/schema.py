"""Writes the statements of a new schema step from the records: `python -m tests.schema TABLE...`.

The first step is frozen since the first release: a table that came later has a step of its own.
"""

import sys
from pathlib import Path

from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from counselor_desk import records
from counselor_desk.records.base import Record
from counselor_desk.vault import schema

VERSIONS = Path(schema.__file__).parent / "versions"
START = VERSIONS / "m0001_start.sql"


def step_sql(*names: str) -> str:
    """What makes these tables and their indexes, as a step's SQL file holds it."""
    records.every()
    dialect, parts = sqlite.dialect(), []
    for table in Record.metadata.sorted_tables:
        if table.name in names:
            parts.append(str(CreateTable(table).compile(dialect=dialect)).strip())
            for index in sorted(table.indexes, key=lambda index: str(index.name)):
                parts.append(str(CreateIndex(index).compile(dialect=dialect)).strip())
    text = "\n--\n".join(parts).replace("\t", "    ")
    return "\n".join(line.rstrip() for line in text.splitlines()) + "\n--\n"


if __name__ == "__main__":
    sys.stdout.write(step_sql(*sys.argv[1:]))
