"""The type of a column that may hold typed words: a store that seals knows by it whose they are."""

from typing import Any

from sqlalchemy import Column, Date, Enum, MetaData, String, TypeDecorator, event
from sqlalchemy.sql.operators import OperatorType, eq, in_op, ne, not_in_op
from sqlalchemy.types import JSON, LargeBinary, TypeEngine

_EQUALITY = (eq, ne, in_op, not_in_op)


class Sealable(TypeDecorator[Any]):
    """Its own type wherever records are kept in a vault; elsewhere what that store makes of it."""

    impl = String
    cache_ok = True

    def __init__(self, inner: TypeEngine[Any], table: str, column: str) -> None:
        super().__init__()
        self.inner = inner
        self.impl = inner  # type: ignore[assignment]  # SQLAlchemy sets it on the instance, too
        self.table, self.column = table, column
        self.should_evaluate_none = inner.should_evaluate_none

    def coerce_compared_value(self, op: OperatorType | None, value: Any) -> TypeEngine[Any]:
        """A day is looked for as that column's; a part of a body is a part of a body's type."""
        return self if op in _EQUALITY else self.inner.coerce_compared_value(op, value)

    @property
    def python_type(self) -> type[Any]:
        return self.inner.python_type


def own_type(column: Any) -> TypeEngine[Any]:
    """What the column holds, whoever keeps it."""
    return column.type.inner if isinstance(column.type, Sealable) else column.type


def mark_sealable(metadata: MetaData) -> None:
    """From now on each column of words, answers or files that comes to these tables is one."""

    @event.listens_for(Column, "after_parent_attach")
    def _mark(column: Any, table: Any) -> None:
        if getattr(table, "metadata", None) is not metadata:
            return
        holds = isinstance(column.type, (String, JSON, LargeBinary, Date))
        if holds and not isinstance(column.type, Enum):
            column.type = Sealable(column.type, table.name, column.name)
