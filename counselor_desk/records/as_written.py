"""A day or a moment as the books' chains have hashed it, whatever keeps it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Date, DateTime, Enum, String, type_coerce
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import ColumnElement
from sqlalchemy.sql.functions import GenericFunction

from counselor_desk.records.base import Utc
from counselor_desk.records.sealable import own_type


class as_written(GenericFunction[str]):  # noqa: N801  it is written as a function of SQL is
    """`2026-12-01 15:00:00.000000` in UTC, `2026-12-01`; a store that keeps no words has its own way."""

    type = String()
    inherit_cache = True


@compiles(as_written)
def _plainly(element: Any, compiler: Any, **kw: Any) -> str:
    return str(compiler.process(element.clauses, **kw))


def chained(columns: Sequence[Any]) -> list[ColumnElement[Any]]:
    """Columns as their chain hashes them: an unknown kind or day is read, too, and then found wrong."""
    return [_as_hashed(column) for column in columns]


def _as_hashed(column: Any) -> ColumnElement[Any]:
    if isinstance(own_type(column), (Date, DateTime, Utc)):
        return as_written(column)
    return type_coerce(column, String) if isinstance(column.type, Enum) else column
