"""Writes the first schema step from the records: `python -m tests.schema`.

Until the first release the one step is rewritten; from then on it is frozen and steps are added.
"""

from pathlib import Path

from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from counselor_desk import records
from counselor_desk.records.base import Record
from counselor_desk.vault import schema

START = Path(schema.__file__).parent / "versions" / "m0001_start.sql"


def start_sql() -> str:
    records.every()
    dialect, parts = sqlite.dialect(), []
    for table in Record.metadata.sorted_tables:
        parts.append(str(CreateTable(table).compile(dialect=dialect)).strip())
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            parts.append(str(CreateIndex(index).compile(dialect=dialect)).strip())
    extra = START.with_name("m0001_words.sql")
    if extra.exists():
        parts.append(extra.read_text("utf-8").strip().removesuffix("--").strip())
    text = "\n--\n".join(parts).replace("\t", "    ")
    return "\n".join(line.rstrip() for line in text.splitlines()) + "\n--\n"


if __name__ == "__main__":
    START.write_text(start_sql(), "utf-8")
