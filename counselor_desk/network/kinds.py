"""The closed list of what may cross the line: use cases, kinds of data and kinds of trouble, by name."""

import dataclasses
import enum
from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any

import msgspec

from counselor_desk.core.discover import modules
from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.core.i18n import _
from counselor_desk.desk.context import UseCase
from counselor_desk.records.base import Record

# A floor is loaded when something of it is asked for: the reports come with all that prints.
ASKED = ("services", "reports")
FLOORS = ("records", "catalog", "domain", "desk", "services", "reports", "door", "vault")
# Of these floors what belongs to a proof or to safekeeping, and nothing else.
PARTS = {
    "door": ("port",),
    "vault": (
        "keys.argon",
        "keys.compartments",
        "keys.proving",
        "keys.rewrapping",
        "keys.slot_file",
        "keys.throttle",
        "keys.unlock",
    ),
}
# What a use case may be told to gather with: never a function by any name that is sent.
REPORT = ("counselor_desk.reports.press.press", "Report")
FUNCTIONS = {"chart papers": "counselor_desk.reports.exchange.chart_papers:papers"}


class NotOnTheLine(Refused):
    """What was sent is no use case or kind of data of this program, or not of the shape that is asked."""

    def __init__(self, why: str) -> None:
        super().__init__(_("The clinic's computer did not understand this. Update both programs."))
        self.why = why  # for the trail: names of the program alone, nothing of what was sent


class VaultLocked(VaultTrouble):
    """The clinic's computer has started, and nobody has opened the vault yet."""


def use_case_named(name: str) -> UseCase[..., Any]:
    """Raises NotOnTheLine for what no use case is called."""
    for floor in ASKED:
        found = use_cases(floor).get(name)
        if found is not None:
            return found
    raise NotOnTheLine("no such use case")


@cache
def use_cases(floor: str) -> dict[str, UseCase[..., Any]]:
    """The use cases of a floor by the name that the trail calls each, for ever."""
    return {
        case.name: case
        for module in _modules(floor)
        for case in vars(module).values()
        if isinstance(case, UseCase) and case.run.__module__ == module.__name__
    }


def kind_named(name: object) -> type:
    """Raises NotOnTheLine for what no kind is called."""
    floor = name.partition(".")[0] if isinstance(name, str) else ""
    found = kinds(floor).get(str(name)) if floor in FLOORS else None
    if found is None:
        raise NotOnTheLine("no such kind of data")
    return found


@cache
def name_of(kind: type) -> str:
    """By floor and name. Raises NotOnTheLine for a class that has no business on another computer."""
    floor = kind.__module__.removeprefix("counselor_desk.").partition(".")[0]
    for name in (f"{floor}.{kind.__qualname__}", f"{floor}.{kind.__module__}.{kind.__qualname__}"):
        if floor in FLOORS and kinds(floor).get(name) is kind:
            return name
    raise NotOnTheLine(f"{kind.__module__}.{kind.__qualname__}")


@cache
def kinds(floor: str) -> dict[str, type]:
    """The kinds of data of a floor. Where two files have one of a name, the second bears its file's."""
    named: dict[str, type] = {}
    for module in _modules(floor):
        for kind in vars(module).values():
            if isinstance(kind, type) and kind.__module__ == module.__name__ and is_data(kind):
                name = f"{floor}.{kind.__qualname__}"
                named[name if name not in named else f"{floor}.{module.__name__}.{kind.__qualname__}"] = kind
    return named


def function_named(name: object) -> Callable[..., Any]:
    """Raises NotOnTheLine for a function that is not on the list."""
    place = FUNCTIONS.get(name) if isinstance(name, str) else None
    if place is None:
        raise NotOnTheLine("no such function")
    module, _colon, own = place.partition(":")
    found: Callable[..., Any] = getattr(import_module(module), own)
    return found


def name_of_function(function: Any) -> str:
    """Raises NotOnTheLine for a function that has no business on another computer."""
    place = f"{function.__module__}:{function.__qualname__}"
    for name, known in FUNCTIONS.items():
        if known == place:
            return name
    raise NotOnTheLine(place)


def is_data(kind: type) -> bool:
    """Whether a class is data alone: filled field by field, and never asked to do anything."""
    return issubclass(kind, enum.Enum | Record) or (is_filled(kind) and not is_of_program(kind))


def is_of_program(kind: type) -> bool:
    """Whether it holds functions of the program: it goes by its own name, and is never filled."""
    return issubclass(kind, UseCase) or (kind.__module__, kind.__name__) == REPORT


def report_named(name: object) -> Any:
    """A kind of paper by its id. Raises NotOnTheLine."""
    from counselor_desk.reports.press import shelf

    try:
        return shelf.report(str(name))
    except (LookupError, Refused) as error:
        raise NotOnTheLine("no such report") from error


def is_filled(kind: type) -> bool:
    """Whether its fields are all that it is."""
    return (
        dataclasses.is_dataclass(kind)
        or issubclass(kind, msgspec.Struct)
        or (issubclass(kind, tuple) and hasattr(kind, "_fields"))
    )


def trouble_names(error: Refused | VaultTrouble) -> tuple[str, ...]:
    """What kind of trouble it is, the nearest first: an older program may know only the wider one."""
    return tuple(
        kind.__name__ for kind in type(error).__mro__ if kind.__module__.startswith("counselor_desk.")
    )


def trouble_named(names: tuple[str, ...]) -> type[Refused | VaultTrouble]:
    """The nearest kind that this program knows."""
    found = _troubles()
    if names and names[0] not in found:
        found = _all_troubles()
    return next((found[name] for name in names if name in found), VaultTrouble)


def _all_troubles() -> dict[str, type[Refused | VaultTrouble]]:
    for floor in FLOORS:
        _modules(floor)  # each may have a kind of its own
    return _troubles()


def _troubles() -> dict[str, type[Refused | VaultTrouble]]:
    found: dict[str, type[Refused | VaultTrouble]] = {}
    waiting: list[type[Refused | VaultTrouble]] = [Refused, VaultTrouble]
    while waiting:
        kind = waiting.pop()
        if kind.__module__.startswith("counselor_desk."):
            found[kind.__name__] = kind
        waiting += kind.__subclasses__()
    return found


def _modules(floor: str) -> list[Any]:
    if floor in PARTS:
        return [import_module(f"counselor_desk.{floor}.{part}") for part in PARTS[floor]]
    return list(modules(import_module(f"counselor_desk.{floor}")))
