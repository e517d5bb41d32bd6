"""Values on the line: plain ones as msgpack has them, the program's own by the name of their kind.

Nothing that arrives is run or imported: a kind is one of the closed list, and is filled field by field.
"""

import dataclasses
import datetime as dt
import enum
from collections.abc import Callable, Mapping, Sequence, Set
from decimal import Decimal
from fractions import Fraction
from functools import cache, partial
from pathlib import Path, PurePath
from types import FunctionType, NoneType
from typing import Any

import msgspec
from sqlalchemy import Row

from counselor_desk.core.i18n import LazyText
from counselor_desk.network.kinds import (
    NotOnTheLine,
    function_named,
    is_filled,
    is_of_program,
    kind_named,
    name_of,
    name_of_function,
    report_named,
)
from counselor_desk.records.base import Record

DEEPEST = 48  # values within values
LARGEST_INTEGER = 2**63
PLAIN = frozenset((NoneType, bool, float, str, bytes))

_encoder, _decoder = msgspec.msgpack.Encoder(), msgspec.msgpack.Decoder()


def encode(value: object) -> bytes:
    """Raises NotOnTheLine for a value that has no business on another computer."""
    return _encoder.encode(_Writer().plain(value, 0))


def decode(said: bytes | msgspec.Raw) -> Any:
    """The value again. Raises NotOnTheLine for what this program never says."""
    try:
        return _Reader().value_of(_decoder.decode(said), 0)
    except (msgspec.MsgspecError, RecursionError, MemoryError) as error:
        raise NotOnTheLine("no message") from error
    except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError) as error:
        raise NotOnTheLine("no value of its kind") from error


class _Writer:
    """One message on its way out. The shape of a kind is told once, then by its number."""

    def __init__(self) -> None:
        self._shapes: dict[tuple[str, tuple[str, ...]], int] = {}

    def plain(self, value: Any, depth: int) -> Any:
        kind = _kind_of(value)
        if kind in PLAIN:
            return value
        if depth > DEEPEST:
            raise NotOnTheLine("too deep")
        return _writer_of(kind)(self, value, depth + 1)

    def shaped(self, name: str, keys: tuple[str, ...], values: Sequence[Any], depth: int) -> list[Any]:
        shape = (name, keys)
        number = self._shapes.get(shape)
        said: list[Any]
        if number is None:
            self._shapes[shape] = len(self._shapes)
            said = ["o", name, list(keys)]
        else:
            said = ["o", number]
        said += [self.plain(value, depth) for value in values]
        return said


def _integer(writer: _Writer, value: int, depth: int) -> Any:
    return value if -LARGEST_INTEGER <= value < LARGEST_INTEGER else ["i", str(value)]


def _marked(mark: str) -> Callable[[_Writer, Any, int], Any]:
    def write(writer: _Writer, value: Any, depth: int) -> list[Any]:
        said: list[Any] = [mark]
        said += [writer.plain(one, depth) for one in value]
        return said

    return write


def _mapping(writer: _Writer, value: Mapping[Any, Any], depth: int) -> list[Any]:
    said: list[Any] = ["m"]
    for key, one in value.items():
        said += (writer.plain(key, depth), writer.plain(one, depth))
    return said


def _kind_of(value: Any) -> Any:
    return type(value)


def _record(writer: _Writer, value: Any, depth: int) -> list[Any]:
    held, kind = vars(value), _kind_of(value)
    keys = tuple(key for key in _columns(kind) if key in held)
    return writer.shaped(name_of(kind), keys, [held[key] for key in keys], depth)


def _data(writer: _Writer, value: Any, depth: int) -> list[Any]:
    kind = _kind_of(value)
    keys = _fields(kind)
    held = getattr(value, "__dict__", {})  # words that are lazy stay so: who reads has another language
    values = [held[key] if key in held else getattr(value, key) for key in keys]
    return writer.shaped(name_of(kind), keys, values, depth)


WRITERS: dict[type, Callable[[_Writer, Any, int], Any]] = {
    int: _integer,
    bytearray: lambda writer, value, depth: bytes(value),
    memoryview: lambda writer, value, depth: bytes(value),
    list: _marked("l"),
    tuple: _marked("t"),
    set: _marked("s"),
    frozenset: _marked("f"),
    dict: _mapping,
    dt.datetime: lambda writer, value, depth: ["D", value.isoformat()],
    dt.date: lambda writer, value, depth: ["d", value.isoformat()],
    dt.time: lambda writer, value, depth: ["h", value.isoformat()],
    dt.timedelta: lambda writer, value, depth: ["w", value.days, value.seconds, value.microseconds],
    Fraction: lambda writer, value, depth: ["q", str(value.numerator), str(value.denominator)],
    Decimal: lambda writer, value, depth: ["c", str(value)],
    FunctionType: lambda writer, value, depth: ["g", name_of_function(value)],
    LazyText: lambda writer, value, depth: ["z", value.message, value.capital],
}


@cache
def _writer_of(kind: type) -> Callable[[_Writer, Any, int], Any]:
    found = WRITERS.get(kind)
    if found is not None:
        return found
    return _writer_of_ours(kind) or _writer_of_family(kind)


def _writer_of_ours(kind: type) -> Callable[[_Writer, Any, int], Any] | None:
    if issubclass(kind, enum.Enum):
        return lambda writer, value, depth: ["e", name_of(kind), value.name]
    if issubclass(kind, Record):
        return _record
    if is_of_program(kind):
        return lambda writer, value, depth: ["R", value.id]
    return _data if is_filled(kind) else None


def _writer_of_family(kind: type) -> Callable[[_Writer, Any, int], Any]:
    if issubclass(kind, type):
        return lambda writer, value, depth: ["k", name_of(value)]
    for family, writer in _FAMILIES:
        if issubclass(kind, family):
            return writer
    raise NotOnTheLine(f"{kind.__module__}.{kind.__qualname__}")


_FAMILIES: tuple[tuple[type, Callable[[_Writer, Any, int], Any]], ...] = (
    (PurePath, lambda writer, value, depth: ["p", str(value)]),
    (str, lambda writer, value, depth: str(value)),
    (Row, _marked("t")),
    (Mapping, _mapping),
    (Set, _marked("f")),
    (Sequence, _marked("l")),
)


class _Reader:
    """One message on its way in."""

    def __init__(self) -> None:
        self._shapes: list[tuple[type, list[str]]] = []

    def value_of(self, packed: Any, depth: int) -> Any:
        if type(packed) is not list:
            if type(packed) in PLAIN or type(packed) is int:
                return packed
            raise NotOnTheLine("no value")
        if depth > DEEPEST:
            raise NotOnTheLine("too deep")
        mark, rest = packed[0], packed[1:]
        if mark == "o":
            return self._filled(rest, depth + 1)
        if mark == "m":
            values = [self.value_of(part, depth + 1) for part in rest]
            return dict(zip(values[::2], values[1::2], strict=True))
        many = MANY.get(mark)
        if many is not None:
            return many(self.value_of(part, depth + 1) for part in rest)
        return READERS[mark](*rest)

    def _filled(self, rest: list[Any], depth: int) -> Any:
        if type(rest[0]) is int:
            kind, keys = self._shapes[rest[0]]
            values = rest[1:]
        else:
            kind, keys = kind_named(rest[0]), rest[1]
            known = _known(kind)
            if not all(type(key) is str and key.isidentifier() for key in keys):
                raise NotOnTheLine("no fields")
            # A newer program may know of more; what it says of that is left out.
            keys = [key if key in known else "" for key in keys]
            self._shapes.append((kind, keys))
            values = rest[2:]
        filled = [self.value_of(part, depth) for part in values]
        held = {key: part for key, part in zip(keys, filled, strict=True) if key}
        return _made(kind, held)


def _made(kind: Any, held: dict[str, Any]) -> Any:
    if issubclass(kind, Record):
        record = kind.__mapper__.class_manager.new_instance()
        vars(record).update(held)
        return record
    if issubclass(kind, msgspec.Struct):
        return kind(**held)
    if issubclass(kind, tuple):
        return kind(**held)
    made = object.__new__(kind)
    for key in _fields(kind):
        if key in held:
            object.__setattr__(made, key, held[key])
        elif key in _defaults(kind):
            object.__setattr__(made, key, _defaults(kind)[key]())
    return made


def _member(name: str, member: str) -> Any:
    kind = kind_named(name)
    if not issubclass(kind, enum.Enum):
        raise NotOnTheLine("no list of choices")
    return kind[member]


MANY: dict[str, Callable[[Any], Any]] = {"l": list, "t": tuple, "s": set, "f": frozenset}
READERS: dict[str, Callable[..., Any]] = {
    "D": dt.datetime.fromisoformat,
    "d": dt.date.fromisoformat,
    "h": dt.time.fromisoformat,
    "w": lambda days, seconds, micro: dt.timedelta(days, seconds, micro),
    "q": lambda above, below: Fraction(int(_short(above)), int(_short(below))),
    "c": lambda words: Decimal(_short(words)),
    "i": lambda words: int(_short(words)),
    "p": lambda words: Path(words),
    "z": lambda message, capital: LazyText(message, bool(capital)),
    "e": _member,
    "k": kind_named,
    "g": function_named,
    "R": report_named,
}


def _short(words: str) -> str:
    """A number of a million digits would be worked on for minutes."""
    if len(words) > 200:
        raise NotOnTheLine("too long a number")
    return words


def _known(kind: Any) -> frozenset[str]:
    return frozenset(_columns(kind) if issubclass(kind, Record) else _fields(kind))


@cache
def _columns(kind: type[Record]) -> tuple[str, ...]:
    return tuple(prop.key for prop in kind.__mapper__.column_attrs)


@cache
def _fields(kind: type) -> tuple[str, ...]:
    if dataclasses.is_dataclass(kind):
        return tuple(field.name for field in dataclasses.fields(kind))
    if issubclass(kind, msgspec.Struct):
        return kind.__struct_fields__
    return tuple(getattr(kind, "_fields", ()))


def _same(value: Any) -> Any:
    return value


@cache
def _defaults(kind: Any) -> dict[str, Callable[[], Any]]:
    """What an older program does not tell of."""
    found: dict[str, Callable[[], Any]] = {}
    for field in dataclasses.fields(kind) if dataclasses.is_dataclass(kind) else ():
        if field.default is not dataclasses.MISSING:
            found[field.name] = partial(_same, field.default)
        elif field.default_factory is not dataclasses.MISSING:
            found[field.name] = field.default_factory
    return found
