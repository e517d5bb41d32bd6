"""PostgreSQL as the desk's queries expect their database to be."""

from collections.abc import Callable
from typing import Any, cast

from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.psycopg import PGCompiler_psycopg, PGDialect_psycopg
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import ColumnElement, UnaryExpression
from sqlalchemy.sql.selectable import ScalarSelect
from sqlalchemy.sql.visitors import InternalTraversal
from sqlalchemy.types import TypeEngine, UserDefinedType

from counselor_desk.records.as_written import as_written
from counselor_desk.records.sealable import Sealable, own_type
from counselor_desk.server.column_sealing import ColumnSealer
from counselor_desk.server.columns import Sealing, sealing_of


class SealedType(UserDefinedType[Any]):
    """A sealable column in a database that seals it: bytes, and with them the row that they are of."""

    cache_ok = True

    def __init__(self, kind: Sealable) -> None:
        self.kind = kind

    def column_expression(self, colexpr: ColumnElement[Any]) -> ColumnElement[Any]:
        """The row's own number is answered with the value: what was moved does not open."""
        if isinstance(colexpr, ScalarSelect):
            inner: Any = colexpr.element
            within = inner.with_only_columns(with_row(inner._raw_columns[0]), maintain_column_froms=True)
            return cast("ColumnElement[Any]", within.scalar_subquery())
        return with_row(colexpr)

    def bind_processor(self, dialect: Any) -> Callable[[Any], Any]:
        sealer, kind = dialect.sealer, self.kind
        return lambda value: None if value is None else sealer.seal(kind, value)

    def result_processor(self, dialect: Any, coltype: object) -> Callable[[Any], Any]:
        sealer, kind = dialect.sealer, self.kind
        return lambda value: None if value is None else sealer.open(kind, bytes(value))


class with_row(ColumnElement[Any]):  # noqa: N801  it is written as a function of SQL is
    """A sealed column, after the eight bytes of its row's number."""

    inherit_cache = True

    def __init__(self, column: ColumnElement[Any]) -> None:
        self.column, self.type = column, column.type

    _traverse_internals = [("column", InternalTraversal.dp_clauseelement)]


@compiles(with_row)
def _with_row(element: Any, compiler: Any, **kw: Any) -> str:
    column = element.column
    number = compiler.process(column.table.c.id, **{**kw, "within_columns_clause": False})
    said = compiler.process(column, **{**kw, "within_columns_clause": False})
    return f"int8send({number}) || {said}"


@compiles(as_written, "postgresql")
def _as_the_vault_has_it(element: Any, compiler: Any, **kw: Any) -> str:
    (column,) = element.clauses
    form = "YYYY-MM-DD" if own_type(column).python_type.__name__ == "date" else "YYYY-MM-DD HH24:MI:SS.US"
    return f"to_char({compiler.process(column, **kw)}, '{form}')"


class DeskCompiler(PGCompiler_psycopg):
    """Lists stand as in a vault: what is not there comes first going up, last going down."""

    def order_by_clause(self, select: Any, **kw: Any) -> str:
        parts = []
        for clause in select._order_by_clauses:
            said = clause._compiler_dispatch(self, **kw)
            if said and not _places_nulls(clause):
                said += " NULLS LAST" if _is_down(clause) else " NULLS FIRST"
            if said:
                parts.append(said)
        return " ORDER BY " + ", ".join(parts) if parts else ""


def _is_down(clause: Any) -> bool:
    return isinstance(clause, UnaryExpression) and clause.modifier is operators.desc_op


def _places_nulls(clause: Any) -> bool:
    at_ends = (operators.nulls_first_op, operators.nulls_last_op)
    return isinstance(clause, UnaryExpression) and clause.modifier in at_ends


class DeskDialect(PGDialect_psycopg):
    """One for each place that was opened: its columns are sealed under that clinic's key."""

    supports_statement_cache = True
    statement_compiler = DeskCompiler

    def __init__(self, sealer: ColumnSealer | None = None, **given: Any) -> None:
        super().__init__(**given)  # type: ignore[no-untyped-call]
        self.sealer = sealer

    def type_descriptor(self, typeobj: Any) -> Any:
        if isinstance(typeobj, Sealable):
            is_clear = sealing_of(typeobj) is Sealing.CLEAR
            kind: TypeEngine[Any] = typeobj.inner if is_clear else SealedType(typeobj)
            typeobj = kind
        return super().type_descriptor(typeobj)  # type: ignore[no-untyped-call]


registry.register("postgresql.desk", __name__, DeskDialect.__name__)
