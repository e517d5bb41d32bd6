"""What a query asks of sealed columns, answered here once they are open."""

import operator
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

from sqlalchemy import Column
from sqlalchemy.sql import operators as sql
from sqlalchemy.sql.elements import (
    BinaryExpression,
    BindParameter,
    BooleanClauseList,
    Case,
    Cast,
    ClauseList,
    ExpressionClauseList,
    False_,
    Grouping,
    Label,
    Null,
    True_,
    TypeCoerce,
    UnaryExpression,
)
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.selectable import ScalarSelect
from sqlalchemy.sql.visitors import iterate

from counselor_desk.records.sealable import Sealable
from counselor_desk.server.columns import Sealing, sealing_of

Row = Mapping[Any, Any]  # columns and what they hold


class Unanswerable(NotImplementedError):
    """A question to sealed columns of a kind that this store does not know: a bug."""


def is_sealed(part: Any) -> bool:
    return (
        isinstance(part, Column)
        and isinstance(part.type, Sealable)
        and sealing_of(part.type) is not Sealing.CLEAR
    )


def is_one_value(part: Any) -> bool:
    """A question of its own for one column as it is: it is answered as a column is."""
    if not isinstance(part, ScalarSelect):
        return False
    inner: Any = part.element
    criteria = getattr(inner, "_where_criteria", (None,))
    columns: list[Any] = list(getattr(inner, "_raw_columns", ()))
    if any(clause is None or not can_ask_sealed(clause) for clause in criteria):
        return False
    return len(columns) == 1 and (is_sealed(columns[0]) or not sealed_columns(columns[0]))


def sealed_columns(clause: Any) -> list[Any]:
    return [part for part in iterate(clause) if is_sealed(part)]


def columns_of(clause: Any) -> list[Any]:
    """Every column whose value is needed to answer it. Raises Unanswerable for a question within."""
    return list(_columns(clause))


def _columns(clause: Any) -> Iterator[Any]:
    if isinstance(clause, Column) or is_one_value(clause):
        yield clause
        return
    if getattr(clause, "is_select", False) or clause.__visit_name__ == "scalar_select":
        raise Unanswerable("a question within a question to sealed columns")
    for child in clause.get_children():
        yield from _columns(child)


def can_ask_sealed(clause: Any) -> bool:
    """Whether the database can answer it all the same: is it there, is it empty, is it alike."""
    if not sealed_columns(clause):
        return True
    if isinstance(clause, (BooleanClauseList, ExpressionClauseList, ClauseList)):
        return all(can_ask_sealed(part) for part in clause.clauses)
    if isinstance(clause, Grouping):
        return can_ask_sealed(clause.element)
    if isinstance(clause, UnaryExpression) and clause.operator is sql.inv:
        return can_ask_sealed(clause.element)
    if isinstance(clause, BinaryExpression) and is_sealed(clause.left):
        return _is_plain(clause, cast("Sealable", clause.left.type))
    return False


def _is_plain(clause: Any, kind: Sealable) -> bool:
    if clause.operator in (sql.is_, sql.is_not):
        return isinstance(clause.right, Null)
    if clause.operator not in (sql.eq, sql.ne, sql.in_op, sql.not_in_op):
        return False
    if not isinstance(clause.right, BindParameter):
        return False
    if sealing_of(kind) is Sealing.ALIKE:
        return True
    return clause.operator in (sql.eq, sql.ne) and value_of_bind(clause.right) == ""


def value_of_bind(bind: Any) -> Any:
    return bind.callable() if bind.callable else bind.value


def value(clause: Any, row: Row) -> Any:
    """NULL is None, and unknown is None: only what is true is in an answer."""
    if isinstance(clause, (Column, ScalarSelect)):
        return row[clause]
    for kinds, answer in _ANSWERS:
        if isinstance(clause, kinds):
            return answer(clause, row)
    raise Unanswerable(type(clause).__name__)


def _case(clause: Any, row: Row) -> Any:
    for condition, result in clause.whens:
        found = value(condition, row)
        matches = found if clause.value is None else found == value(clause.value, row)
        if matches:
            return value(result, row)
    return None if clause.else_ is None else value(clause.else_, row)


def _joined(clause: Any, row: Row) -> Any:
    parts = [value(part, row) for part in clause.clauses]
    if clause.operator is sql.and_:
        return False if any(p is not None and not p for p in parts) else None if None in parts else True
    if clause.operator is sql.or_:
        return True if any(parts) else None if None in parts else False
    result = parts[0]
    for part in parts[1:]:
        result = None if result is None or part is None else _TWO[clause.operator](result, part)
    return result


def _turned(clause: Any, row: Row) -> Any:
    found = value(clause.element, row)
    if clause.operator is sql.inv:
        return None if found is None else not found
    if clause.operator is sql.neg:
        return None if found is None else -found
    raise Unanswerable(str(clause.operator))


def _compared(clause: Any, row: Row) -> Any:
    left, right, how = value(clause.left, row), value(clause.right, row), clause.operator
    if how in (sql.is_, sql.is_not):
        return (left is None if right is None else left == right) is (how is sql.is_)
    if how in (sql.in_op, sql.not_in_op):
        return None if left is None else (left in right) is (how is sql.in_op)
    if how in (sql.json_getitem_op, sql.json_path_getitem_op):
        return _part(left, right)
    if left is None or right is None:
        return None
    if how in _LIKES:
        return _like(left, right, clause.modifiers.get("escape"), how)
    if how in _TWO:
        return _TWO[how](left, right)
    raise Unanswerable(getattr(how, "__name__", str(how)))


def _part(body: Any, path: Any) -> Any:
    for key in path if isinstance(path, (list, tuple)) else (path,):
        body = body.get(key) if isinstance(body, dict) else None
    return body


_TWO: dict[Any, Callable[[Any, Any], Any]] = {
    sql.eq: operator.eq,
    sql.ne: operator.ne,
    sql.lt: operator.lt,
    sql.le: operator.le,
    sql.gt: operator.gt,
    sql.ge: operator.ge,
    sql.add: operator.add,
    sql.sub: operator.sub,
    sql.mul: operator.mul,
    sql.concat_op: operator.add,
}
_LIKES = {
    sql.contains_op: ("%", "%"),
    sql.startswith_op: ("", "%"),
    sql.endswith_op: ("%", ""),
    sql.like_op: ("", ""),
    sql.not_contains_op: ("%", "%"),
    sql.not_startswith_op: ("", "%"),
}
_NOT = (sql.not_contains_op, sql.not_startswith_op)


def _like(text: str, pattern: str, escape: str | None, how: Any) -> bool:
    """As in the vault: without regard to upper and lower case."""
    before, after = _LIKES[how]
    said, at, whole = "", 0, before + pattern + after
    while at < len(whole):
        sign = whole[at]
        if escape and sign == escape and at + 1 < len(whole):
            at += 1
            said += re.escape(whole[at])
        else:
            said += {"%": ".*", "_": "."}.get(sign, re.escape(sign))
        at += 1
    found = re.fullmatch(said, text, re.DOTALL | re.IGNORECASE) is not None
    return found is (how not in _NOT)


def _called(clause: Any, row: Row) -> Any:
    given = [value(part, row) for part in clause.clauses]
    name = clause.name.lower()
    if name == "coalesce":
        return next((part for part in given if part is not None), None)
    if name == "nullif":
        return None if given[0] == given[1] else given[0]
    if name == "as_written" or given[0] is None:
        return given[0]
    if name in _FUNCTIONS:
        return _FUNCTIONS[name](*given)
    raise Unanswerable(name)


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "trim": lambda text: text.strip(" "),
    "lower": str.lower,
    "upper": str.upper,
    "length": len,
}


_ANSWERS: tuple[tuple[Any, Callable[[Any, Row], Any]], ...] = (
    (BindParameter, lambda clause, row: value_of_bind(clause)),
    (Null, lambda clause, row: None),
    ((True_, False_), lambda clause, row: isinstance(clause, True_)),
    ((Label, Grouping), lambda clause, row: value(clause.element, row)),
    ((Cast, TypeCoerce), lambda clause, row: value(clause.clause, row)),
    (Case, _case),
    ((BooleanClauseList, ExpressionClauseList), _joined),
    (UnaryExpression, _turned),
    (BinaryExpression, _compared),
    (FunctionElement, _called),
)


def order_key(clauses: list[Any]) -> Callable[[Row], list["_Place"]]:
    """Sorts as the vault does: by code points, what is not there first going up and last going down."""
    parts = [_direction(clause) for clause in clauses]
    return lambda row: [_Place(value(clause, row), down, last) for clause, down, last in parts]


def _direction(clause: Any) -> tuple[Any, bool, bool]:
    down, last = False, None
    while isinstance(clause, UnaryExpression) and clause.modifier is not None:
        if clause.modifier is sql.desc_op:
            down = True
        elif clause.modifier in (sql.nulls_first_op, sql.nulls_last_op):
            last = clause.modifier is sql.nulls_last_op
        clause = clause.element
    return clause, down, down if last is None else last


class _Place:
    __slots__ = ("down", "last", "value")

    def __init__(self, value: Any, down: bool, last: bool) -> None:
        self.value, self.down, self.last = value, down, last

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Place) and self.value == other.value

    __hash__ = None  # type: ignore[assignment]

    def __lt__(self, other: "_Place") -> bool:
        if self.value is None or other.value is None:
            differ = (self.value is None) is not (other.value is None)
            return differ and (self.value is None) is not self.last
        return bool(other.value < self.value if self.down else self.value < other.value)
