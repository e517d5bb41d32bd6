"""What a seat may ask a use case with: its own signature, and nothing that is shaped otherwise."""

import collections.abc
import dataclasses
import datetime as dt
import enum
import inspect
import math
import types
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import PurePath
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec

from counselor_desk.core.errors import Refused
from counselor_desk.desk.context import UseCase
from counselor_desk.network.codec import LARGEST_INTEGER
from counselor_desk.network.kinds import NotOnTheLine
from counselor_desk.records.base import Record

Check = Callable[[Any], Any]


def named_arguments(
    use_case: UseCase[..., Any], args: tuple[Any, ...], kwargs: Mapping[str, Any]
) -> dict[str, Any]:
    """The values by the names of the signature, as they go over the line."""
    bound = dict(_signature(use_case).bind_partial(*args, **kwargs).arguments)
    more: dict[str, Any] = bound.pop(_more_of(use_case), {})
    return {**bound, **more}


def without_defaults(use_case: UseCase[..., Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """What has to be said: an older program knows no value that a newer one has added and left as it is."""
    parameters = _signature(use_case).parameters
    return {
        name: value
        for name, value in given.items()
        if name not in parameters or not _is_default(parameters[name].default, value)
    }


def _is_default(default: Any, value: Any) -> bool:
    return type(default) is type(value) and bool(default == value)


def checked_arguments(use_case: UseCase[..., Any], given: Any) -> dict[str, Any]:
    """What a seat has sent, made again of the kinds that the signature names. Raises NotOnTheLine."""
    signature, checks = _signature(use_case), _checks(use_case)
    more = _more_of(use_case)
    if type(given) is not dict or not all(type(name) is str for name in given):
        raise NotOnTheLine("other arguments")
    others = {name for name in given if name not in checks or name == more}
    missing = [
        name
        for name, parameter in signature.parameters.items()
        if parameter.default is inspect.Parameter.empty and name not in given and name != more
    ]
    if missing or (others and not more) or not all(name.isidentifier() for name in others):
        raise NotOnTheLine(f"other arguments: {use_case.name}")
    return {
        name: _checked(use_case, name, checks[more if name in others else name], value)
        for name, value in given.items()
    }


@cache
def _more_of(use_case: UseCase[..., Any]) -> str:
    """The parameter that takes what no other does; "" where there is none."""
    parameters = _signature(use_case).parameters.values()
    return next((one.name for one in parameters if one.kind is inspect.Parameter.VAR_KEYWORD), "")


def _checked(use_case: UseCase[..., Any], name: str, check: Check, value: Any) -> Any:
    try:
        return check(value)
    except Refused as error:
        if not isinstance(error, NotOnTheLine):
            raise  # its own constructor has a sentence for it
        raise NotOnTheLine(f"a value of another type: {use_case.name}, {name}") from error
    except (TypeError, ValueError, LookupError, AttributeError, RecursionError) as error:
        raise NotOnTheLine(f"a value of another type: {use_case.name}, {name}") from error


@cache
def _signature(use_case: UseCase[..., Any]) -> inspect.Signature:
    whole = inspect.signature(use_case.run)
    return whole.replace(parameters=list(whole.parameters.values())[1:])


@cache
def _checks(use_case: UseCase[..., Any]) -> dict[str, Check]:
    hints = get_type_hints(use_case.run)
    return {name: check_of(hints[name]) for name in _signature(use_case).parameters}


@cache
def check_of(hint: Any) -> Check:
    """Gives a value of this type back, or raises NotOnTheLine."""
    origin, args = get_origin(hint), get_args(hint)
    if hint in (Any, object):
        return _anything
    if origin in (Union, types.UnionType):
        return _one_of(tuple(check_of(kind_of_part) for kind_of_part in args))
    if origin is Literal:
        return _among(args)
    if origin is not None:
        return _check_of_many(origin, args)
    if hint in SIMPLE:
        return SIMPLE[hint]
    if isinstance(hint, type) and not issubclass(hint, Record):
        return _check_of_kind(hint)
    return _never


def _check_of_many(origin: Any, args: tuple[Any, ...]) -> Check:
    if origin in (dict, collections.abc.Mapping):
        return _mapping_of(check_of(args[0]), check_of(args[1]))
    if origin is tuple and not (len(args) == 2 and args[1] is Ellipsis):
        return _tuple_of(tuple(check_of(one) for one in args))
    if origin is collections.abc.Callable:
        return _exactly(types.FunctionType)  # of those on the list: the codec knows no other
    kinds = MANY.get(origin)
    if kinds is None:
        return _never
    return _many_of(kinds, check_of(args[0]))


def _check_of_kind(kind: type) -> Check:
    if issubclass(kind, enum.Enum):
        return _choice_of(kind)
    if issubclass(kind, PurePath):
        return _instance(PurePath)
    if issubclass(kind, msgspec.Struct) or dataclasses.is_dataclass(kind) or hasattr(kind, "_fields"):
        return _filled_again(kind)
    return _never


def _never(value: Any) -> Any:
    raise NotOnTheLine("a value of another type")


def _exactly(kind: type) -> Check:
    return lambda value: value if type(value) is kind else _never(value)


def _choice_of(kind: Any) -> Check:
    """One of the list; a form gives what is kept of it, as text."""

    def check(value: Any) -> Any:
        if type(value) is str and issubclass(kind, enum.StrEnum) and value in kind.__members__.values():
            return kind(value)
        return value if type(value) is kind else _never(value)

    return check


def _instance(kind: type) -> Check:
    return lambda value: value if isinstance(value, kind) else _never(value)


def _among(choices: tuple[Any, ...]) -> Check:
    return lambda value: value if type(value) in map(type, choices) and value in choices else _never(value)


def _integer(value: Any) -> Any:
    return value if type(value) is int and -LARGEST_INTEGER <= value < LARGEST_INTEGER else _never(value)


def _number(value: Any) -> Any:
    return value if type(value) in (float, int) and math.isfinite(value) else _never(value)


def _moment(value: Any) -> Any:
    return value if type(value) is dt.datetime and value.tzinfo is not None else _never(value)


SIMPLE: dict[Any, Check] = {
    int: _integer,
    float: _number,
    dt.datetime: _moment,
    types.NoneType: _exactly(types.NoneType),
    str: _instance(str),  # a choice of ours is text, too
    **{kind: _exactly(kind) for kind in (bool, bytes, dt.date, dt.time, dt.timedelta, Fraction, Decimal)},
}
MANY: dict[Any, tuple[type, ...]] = {
    list: (list,),
    tuple: (tuple,),
    set: (set,),
    frozenset: (frozenset,),
    collections.abc.Sequence: (list, tuple),
    collections.abc.Collection: (list, tuple, set, frozenset),
    collections.abc.Iterable: (list, tuple, set, frozenset),
    collections.abc.Set: (set, frozenset),
}


def _one_of(checks: tuple[Check, ...]) -> Check:
    def check(value: Any) -> Any:
        for one in checks:
            try:
                return one(value)
            except NotOnTheLine:
                continue
        return _never(value)

    return check


def _many_of(kinds: tuple[type, ...], each: Check) -> Check:
    return lambda value: type(value)(map(each, value)) if type(value) in kinds else _never(value)


def _tuple_of(each: tuple[Check, ...]) -> Check:
    def check(value: Any) -> Any:
        if type(value) is not tuple or len(value) != len(each):
            return _never(value)
        return tuple(one(part) for one, part in zip(each, value, strict=True))

    return check


def _mapping_of(key: Check, each: Check) -> Check:
    def check(value: Any) -> Any:
        return {key(k): each(v) for k, v in value.items()} if type(value) is dict else _never(value)

    return check


def _filled_again(kind: type) -> Check:
    """By its own constructor, so that what it refuses is refused."""

    made: Any = kind

    def check(value: Any) -> Any:
        checks = _fields(made)
        if type(value) is not kind:
            return _never(value)
        return made(**{name: one(getattr(value, name)) for name, one in checks.items()})

    return check


@cache
def _fields(kind: Any) -> dict[str, Check]:
    hints = get_type_hints(kind)
    if dataclasses.is_dataclass(kind):
        names = [field.name for field in dataclasses.fields(kind) if field.init]
    else:
        names = list(getattr(kind, "__struct_fields__", ()) or getattr(kind, "_fields", ()))
    return {name: check_of(hints[name]) for name in names}


def _anything(value: Any) -> Any:
    """An answer of a form: plain values and choices, in lists and tables of their names."""
    kind = type(value)
    if kind in SIMPLE:
        return SIMPLE[kind](value)
    if kind in (list, tuple, set, frozenset):
        return kind(map(_anything, value))
    if kind is dict:
        return {_anything(key): _anything(one) for key, one in value.items()}
    return value if isinstance(value, enum.Enum) else _never(value)
