"""Splits a query: the database answers what stands in the clear, the serving desk the rest."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, event
from sqlalchemy.engine.result import IteratorResult, SimpleResultMetaData
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.sql.elements import BooleanClauseList, Label
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.operators import and_
from sqlalchemy.sql.selectable import FromClause

from counselor_desk.records.store import OPTION, SPLIT
from counselor_desk.server.expression import (
    Unanswerable,
    can_ask_sealed,
    columns_of,
    is_one_value,
    is_sealed,
    order_key,
    sealed_columns,
    value,
)


@dataclass(frozen=True)
class SplitQuery:
    """What is asked of the database, and what is done with its rows here."""

    asked: Select[Any]
    columns: dict[Any, int]  # where the value of each column stands in a row
    answered: list[Any]  # per column of the answer: where it stands, or what is computed
    criteria: list[Any]
    order: list[Any]
    offset: int
    limit: int | None
    distinct: bool


@event.listens_for(Session, "do_orm_execute")
def _answer(state: ORMExecuteState) -> Any:
    if not state.is_select or state.session.info.get(SPLIT):
        return None
    bind = state.session.get_bind()
    if not getattr(bind.dialect, "sealer", None) or OPTION not in bind.get_execution_options():
        return None
    if not isinstance(state.statement, Select):
        return None
    split = split_query(state.statement)
    if split is None:
        return None
    state.session.info[SPLIT] = True
    try:
        rows = state.invoke_statement(statement=split.asked)
    finally:
        state.session.info[SPLIT] = False
    keys = [_key(description) for description in state.statement.column_descriptions]
    return IteratorResult(SimpleResultMetaData(keys), iter(_rows(split, rows)))


def _key(description: Any) -> str:
    return str(description["name"] or "column")


def split_query(statement: Select[Any]) -> SplitQuery | None:
    """None where the database answers all of it. Raises Unanswerable for what nobody can."""
    criteria = [part for clause in statement._where_criteria for part in _parts(clause)]
    ours = [clause for clause in criteria if not can_ask_sealed(clause)]
    order = list(statement._order_by_clauses)
    sorts = any(sealed_columns(clause) for clause in order)
    computes = [_computes(column) for column in statement._raw_columns]
    groups = any(sealed_columns(clause) for clause in statement._group_by_clauses)
    if not (ours or sorts or any(computes) or groups):
        return None
    if groups or (ours and (statement._group_by_clauses or statement._having_criteria)):
        raise Unanswerable("groups of sealed columns")  # sorted by one is well: it hangs on the group's key
    ours_here = bool(ours) or sorts
    return _split(statement, criteria, ours, order if sorts else [], ours_here)


def _parts(clause: Any) -> Iterator[Any]:
    if isinstance(clause, BooleanClauseList) and clause.operator is and_:
        for part in clause.clauses:
            yield from _parts(part)
    else:
        yield clause


def _computes(column: Any) -> bool:
    """Whether an answer is more than a column as it is: that only who has opened it can say."""
    element = column.element if isinstance(column, Label) else column
    if is_sealed(element) or is_one_value(element):
        return False
    if isinstance(element, FromClause) and not isinstance(element, FunctionElement):
        return False  # a record
    return bool(sealed_columns(element))


def _split(
    statement: Select[Any], criteria: list[Any], ours: list[Any], order: list[Any], whole: bool
) -> SplitQuery:
    asked: list[Any] = []
    answered: list[Any] = []
    for column in statement._raw_columns:
        if _computes(column):
            answered.append(column.element if isinstance(column, Label) else column)
        else:
            answered.append(len(asked))
            asked.append(column)
    computed = [part for part in answered if not isinstance(part, int)]
    needed = _needed((*computed, *ours, *order), asked)
    split = statement.with_only_columns(*asked, maintain_column_froms=True)
    split._where_criteria = tuple(clause for clause in criteria if all(clause is not one for one in ours))
    if whole:
        split = split.order_by(None).limit(None).offset(None)
    if whole or computed:
        split._distinct = False
    return SplitQuery(
        asked=split,
        columns=needed,
        answered=answered,
        criteria=ours,
        order=order,
        offset=(_number(statement._offset_clause) or 0) if whole else 0,
        limit=_number(statement._limit_clause) if whole else None,
        distinct=bool(statement._distinct),
    )


def _needed(clauses: tuple[Any, ...], asked: list[Any]) -> dict[Any, int]:
    """Columns that are asked for beside the answer's own, to answer from."""
    needed: dict[Any, int] = {}
    for clause in clauses:
        for column in columns_of(clause):
            if column not in needed:
                needed[column] = len(asked)
                asked.append(column)
    return needed


def _number(clause: Any) -> int | None:
    return None if clause is None else int(value(clause, {}))


def _rows(split: SplitQuery, rows: Any) -> Iterator[tuple[Any, ...]]:
    found = ((row, {column: row[at] for column, at in split.columns.items()}) for row in rows)
    kept = [pair for pair in found if all(value(clause, pair[1]) for clause in split.criteria)]
    if split.order:
        key = order_key(split.order)
        kept.sort(key=lambda pair: key(pair[1]))
    made = (
        tuple(row[part] if isinstance(part, int) else value(part, known) for part in split.answered)
        for row, known in kept
    )
    told = _once(made) if split.distinct else made
    for at, row in enumerate(told):
        if at < split.offset:
            continue
        if split.limit is not None and at >= split.offset + split.limit:
            return
        yield row


def _once(rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    seen: set[Any] = set()
    for row in rows:
        if row not in seen:
            seen.add(row)
            yield row
