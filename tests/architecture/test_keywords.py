"""A record of many fields is made by their names: two words that changed places would type-check."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.called import files, module_of

ROOT = Path(__file__).parents[2]
MOST = 5  # fields that are told apart by their place alone


def by_place(root: Path, package: str) -> list[str]:
    """Calls that fill more than so many fields of a dataclass by place, or hide how many."""
    trees = {module_of(root, path): ast.parse(path.read_text("utf-8")) for path in files(root, package)}
    sizes = {
        f"{module}.{node.name}": sum(isinstance(field, ast.AnnAssign) for field in node.body)
        for module, tree in trees.items()
        for node in tree.body
        if isinstance(node, ast.ClassDef) and "dataclass" in "".join(map(ast.unparse, node.decorator_list))
    }
    return [
        f"{module}:{call.lineno} {name.rpartition('.')[2]}"
        for module, tree in trees.items()
        for call, name in _calls(module, tree)
        if sizes.get(name, 0) > MOST and _is_by_place(call)
    ]


def _is_by_place(call: ast.Call) -> bool:
    return len(call.args) > MOST or any(isinstance(one, ast.Starred) for one in call.args)


def _calls(module: str, tree: ast.Module) -> Iterator[tuple[ast.Call, str]]:
    """Each call with the dotted name of what it calls."""
    known = {
        one.asname or one.name: f"{node.module}.{one.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for one in node.names
    }
    for owner in ast.walk(tree):
        if isinstance(owner, ast.ClassDef):
            for node in ast.walk(owner):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "cls":
                    yield node, f"{module}.{owner.name}"
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name)):
                yield node, known.get(name, f"{module}.{name}")
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=attr)) if name in known:
                yield node, f"{known[name]}.{attr}"


def test_many_fields_are_filled_by_name():
    assert by_place(ROOT, "counselor_desk") == []


@pytest.mark.parametrize(
    ("call", "is_found"),
    [
        ("Seat(1, 2, 3, 4, 5, 6)", True),
        ("Seat(1, 2, 3, 4, 5, f=6)", False),
        ("Seat(*row)", True),
        ("seats.Seat(1, 2, 3, 4, 5, 6)", True),
        ("Pair(*row)", False),
        ("Seat.first()", False),
    ],
)
def test_calls_by_place_are_found(tmp_path, call, is_found):
    package = tmp_path / "house"
    package.mkdir()
    (package / "seats.py").write_text(
        "@dataclass(frozen=True)\nclass Seat:\n"
        + "".join(f"    {name}: int\n" for name in "abcdef")
        + "@dataclass\nclass Pair:\n    a: int\n    b: int\n"
    )
    (package / "guests.py").write_text(
        f"from house import seats\nfrom house.seats import Pair, Seat\n{call}\n"
    )
    assert by_place(tmp_path, "house") == (["house.guests:3 Seat"] if is_found else [])
