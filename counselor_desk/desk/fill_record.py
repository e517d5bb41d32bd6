"""Puts a form's values into a record and refuses, at its field, what its question does not take."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import inspect

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.domain.form import Field, Kind, is_blank
from counselor_desk.records.base import Record, form_of

Choosable = TypeVar("Choosable", bound=StrEnum)
EARLIEST, LATEST = date(1900, 1, 1), date(2200, 1, 1)


def fill(record: Record, values: Mapping[str, Any]) -> None:
    """Set what the record's form asks; a blank takes the column's own blank."""
    for key, value in checked(type(record), values).items():
        setattr(record, key, value)


def checked(kind: type[Record], values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as columns take them; unknown keys and impossible answers are refused."""
    asked = questions(kind)
    accepted = {}
    for key, value in values.items():
        if key not in asked:
            raise Refused(_("The program fills this in. It can't be typed."), key)
        blank = is_blank(value)  # blanks alone are no name
        if blank and asked[key].required:
            raise Refused(_("Answer “{label}”.").format(label=asked[key].label), key)
        accepted[key] = _blank(kind, key) if blank else _allowed(asked[key], value)
    return accepted


@cache
def questions(kind: type[Record]) -> dict[str, Field]:
    """The questions of a record by key; its columns are read once."""
    return {field.key: field for field in form_of(kind, "").fields}


def _blank(kind: type[Record], key: str) -> Any:
    """What a column holds when nothing is answered: nothing, or its own default."""
    column = inspect(kind).columns[key]
    if column.nullable:
        return None
    default = getattr(column.default, "arg", None)
    return column.type.python_type() if default is None else default


def _allowed(field: Field, value: Any) -> Any:
    if field.kind in (Kind.NUMBER, Kind.SCALE):
        return _number(field, value)
    if field.kind is Kind.DATE and not (isinstance(value, date) and EARLIEST <= value < LATEST):
        raise Refused(_("This date is not possible. Check the year."), field.key)
    if field.kind in (Kind.LINE, Kind.TEXT) and not isinstance(value, str):
        raise Refused(_("Type words here."), field.key)
    if field.kind is Kind.CHECK and not isinstance(value, bool):
        raise Refused(_("Tick it or leave it empty."), field.key)
    if field.kind is Kind.CHOICE and value not in {o.value for o in field.options}:
        raise Refused(_("Choose one of the answers offered."), field.key)
    return value.strip() if isinstance(value, str) else value


def chosen(kind: type[Choosable], value: Any, key: str) -> Choosable:
    """One of a closed list of answers; anything else is refused at its field."""
    try:
        return kind(value)
    except ValueError as error:
        raise Refused(_("Choose one of the answers offered."), key) from error


def _number(field: Field, value: Any) -> int:
    low, high = field.low, field.high
    fits = isinstance(value, int) and not isinstance(value, bool)
    if not fits or (low is not None and value < low) or (high is not None and value > high):
        words = _("Type a whole number from {low} to {high}.").format(low=low or 0, high=high)
        raise Refused(words, field.key)
    return int(value)


def refuse_future(value: date | None, today: date, key: str) -> None:
    """Refuse a day that has not come yet."""
    if value is not None and value > today:
        raise Refused(_("This date is in the future. Check the date."), key)
