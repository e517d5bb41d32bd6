"""Writes the first schema step from the records: `python -m tests.schema`.

Until the first release the one step is rewritten; from then on it is frozen and steps are added.
"""

from pathlib import Path

from sqlalchemy import create_mock_engine
from sqlalchemy.dialects import sqlite

from counselor_desk import records
from counselor_desk.records.base import Record
from counselor_desk.vault import migrations

START = Path(migrations.__file__).parent / "versions" / "m0001_start.sql"


def start_sql() -> str:
    records.every()
    parts: list[str] = []

    def collect(statement, *_, **__):
        parts.append(str(statement.compile(dialect=sqlite.dialect())).strip())

    engine = create_mock_engine("sqlite://", collect)
    Record.metadata.create_all(engine, checkfirst=False)
    extra = START.with_name("m0001_words.sql")
    if extra.exists():
        parts.append(extra.read_text("utf-8").strip().removesuffix("--").strip())
    return "\n--\n".join(line.replace("\t", "    ") for line in parts) + "\n--\n"


if __name__ == "__main__":
    START.write_text(start_sql(), "utf-8")
