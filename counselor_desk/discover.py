"""Finds what a package holds: one file, one thing."""

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any


def modules(package: ModuleType) -> list[ModuleType]:
    """Every module of a package, imported, in the order of their names."""
    names = sorted(m.name for m in iter_modules(package.__path__))
    return [import_module(f"{package.__name__}.{name}") for name in names]


def discover(package: ModuleType, name: str) -> list[Any]:
    """The object called `name` in every module of a package, in the order of file names."""
    return [getattr(module, name) for module in modules(package)]
