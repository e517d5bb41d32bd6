"""Who imports whom: every import of every module, also those inside functions and by name."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

Graph = dict[str, set[str]]


def imports(root: Path) -> Graph:
    """Of each module below `root` the modules below it that it imports; for typing alone is none."""
    sources = {_name(path, root): path for path in sorted(root.rglob("*.py"))}
    return {name: set(_imported(path, sources)) - {name} for name, path in sources.items()}


def _name(path: Path, root: Path) -> str:
    parts = path.relative_to(root.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imported(path: Path, known: dict[str, Path]) -> Iterator[str]:
    for node in _executed(ast.parse(path.read_text("utf-8"))):
        for name in _names(node):
            while name and name not in known:  # a name inside a module is that module
                name = name.rpartition(".")[0]
            if name:
                yield name


def _executed(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    for child in ast.iter_child_nodes(node):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test) and child in node.body:
            continue
        yield from _executed(child)


def _names(node: ast.AST) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [f"{node.module}.{alias.name}" for alias in node.names]
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
        return [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
    return []


def circle(graph: Graph) -> list[str]:
    """The way from a module back to itself; empty where there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        found: list[str] = error.args[1]
        return found
    return []
