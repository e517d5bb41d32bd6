"""Finds what a package holds: one file, one thing."""

from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType
from typing import Any


def modules(package: ModuleType, stem: str = "") -> list[ModuleType]:
    """Every module of a package and its rooms, imported, by name; with a stem, those called so."""
    walked = walk_packages(package.__path__, f"{package.__name__}.")
    names = sorted(m.name for m in walked if not m.ispkg and _is_called(m.name, stem))
    return [import_module(name) for name in names]


def discover(package: ModuleType, name: str) -> list[Any]:
    """The object called `name` of every module that has one, in the order of file names."""
    return [getattr(module, name) for module in modules(package) if hasattr(module, name)]


def _is_called(name: str, stem: str) -> bool:
    leaf = name.rpartition(".")[2]
    if stem.startswith("_"):
        return leaf.endswith(stem)
    return not stem or leaf == stem or leaf.startswith(f"{stem}_")
