"""Which public functions, classes and methods of a package its own code never calls.

Careful on the side of silence: a function or class counts as called where its dotted name is read,
a method, or a function of a module found by its stem, where anything of its name is read; a word
in a string counts as a name.
"""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
NAME = re.compile(r"[A-Za-z_]\w*")


@dataclass(frozen=True)
class Defined:
    """A public name of a module, or of a class in it."""

    module: str
    name: str
    owner: str = ""

    def __str__(self) -> str:
        return ".".join(part for part in (self.module, self.owner, self.name) if part)


def uncalled(root: Path, package: str) -> list[Defined]:
    """What only code outside the package can be calling."""
    trees = {module_of(root, path): ast.parse(path.read_text("utf-8")) for path in files(root, package)}
    dotted: set[str] = set()
    plain: set[str] = set()
    stems: set[str] = set()
    for module, tree in trees.items():
        reader = _Reader(module, tree)
        reader.visit(tree)
        dotted |= reader.dotted
        plain |= reader.plain
        stems |= reader.stems
    return [
        one
        for module, tree in trees.items()
        for one in _defined(module, tree.body)
        if f"{one.module}.{one.name}" not in dotted or one.owner
        if one.name not in plain or not (one.owner or _leaf(one.module).startswith(tuple(stems)))
    ]


def _leaf(module: str) -> str:
    return module.rpartition(".")[2]


def files(root: Path, package: str) -> list[Path]:
    return sorted((root / package).rglob("*.py"))


def module_of(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix().removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _defined(module: str, body: Sequence[ast.stmt]) -> Iterator[Defined]:
    for node in body:
        if not isinstance(node, Definition) or node.name.startswith("_"):
            continue
        yield Defined(module, node.name)
        for inner in node.body if isinstance(node, ast.ClassDef) else ():
            if isinstance(inner, ast.FunctionDef) and not inner.name.startswith("_"):
                yield Defined(module, inner.name, node.name)


class _Reader(ast.NodeVisitor):
    """The names one module reads, leaving out what a definition says of itself."""

    def __init__(self, module: str, tree: ast.Module) -> None:
        self.module = module
        self.dotted: set[str] = set()
        self.plain: set[str] = set()
        self.stems: set[str] = set()  # of modules that are looked for: modules(services, "due")
        self._within: list[str] = []
        self._imported: dict[str, set[str]] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                for one in node.names:
                    known = self._imported.setdefault(one.asname or one.name, set())
                    known.add(f"{node.module}.{one.name}")

    def _visit_definition(self, node: Definition) -> None:
        for decorator in node.decorator_list:
            self.visit(decorator)
        self._within.append(node.name)
        for child in ast.iter_child_nodes(node):
            if child not in node.decorator_list:
                self.visit(child)
        self._within.pop()

    visit_FunctionDef = visit_AsyncFunctionDef = visit_ClassDef = _visit_definition

    def visit_Name(self, node: ast.Name) -> None:
        self._read(node.id)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if isinstance(node.value, ast.Name):
            self.dotted |= {f"{full}.{node.attr}" for full in self._imported.get(node.value.id, ())}
        if node.attr not in self._within:
            self.plain.add(node.attr)
        self.visit(node.value)

    def visit_Call(self, node: ast.Call) -> None:
        if isinstance(node.func, ast.Name) and node.func.id == "modules":
            stems = [one.value for one in node.args[1:] if isinstance(one, ast.Constant)]
            self.stems |= {stem for stem in stems if isinstance(stem, str) and not stem.startswith("_")}
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        """A getattr, an annotation in quotes, a name handed on in __all__."""
        if isinstance(node.value, str) and " " not in node.value:
            for name in NAME.findall(node.value):
                self._read(name)
                self.plain.add(name)

    def _read(self, name: str) -> None:
        self.dotted |= self._imported.get(name, set())
        if name != next(iter(self._within), ""):
            self.dotted.add(f"{self.module}.{name}")
