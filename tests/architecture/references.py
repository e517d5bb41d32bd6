"""What a source file names of the program, by its whole dotted path, whatever it calls it there."""

import ast
from functools import cache
from pathlib import Path


@cache
def references(path: Path) -> frozenset[str]:
    """`package.module.name` for each name taken from a module, or called beside it in the file."""
    tree = ast.parse(path.read_text("utf-8"))
    local: dict[str, set[str]] = {}
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                local.setdefault(alias.asname or alias.name, set()).add(full)
                found.add(full)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            found |= {f"{full}.{node.attr}" for full in local.get(node.value.id, ())}
    return frozenset(found)


@cache
def used_at_home(path: Path) -> frozenset[str]:
    """Names of the file itself that it reads: one use case calls another beside it."""
    tree = ast.parse(path.read_text("utf-8"))
    return frozenset(n.id for n in ast.walk(tree) if isinstance(n, ast.Name))
