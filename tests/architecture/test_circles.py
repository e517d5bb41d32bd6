"""No file needs itself by way of another, however late it imports."""

from pathlib import Path

import pytest

from counselor_desk import __file__ as package
from tests.architecture.imports import circle, imports


def test_no_circle_of_files():
    graph = imports(Path(package).parent)
    assert len(graph) > 600
    assert "counselor_desk.services.documents.documents" in graph["counselor_desk.services.plans.plans"]
    assert circle(graph) == []


@pytest.mark.parametrize(
    ("back", "is_circle"),
    [
        ("from house.first import door", True),
        ("from house import first", True),
        ("import house.first", True),
        ("def later():\n    from house.first import door", True),
        ("import importlib\nimportlib.import_module('house.first')", True),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from house import first", False),
        ("from house.third import window", False),
    ],
)
def test_a_circle_is_seen(tmp_path, back, is_circle):
    house = tmp_path / "house"
    house.mkdir()
    for name, source in {
        "__init__": "",
        "first": "from house.second import stairs\ndoor = 1",
        "second": f"{back}\nstairs = 2",
        "third": "window = 3",
    }.items():
        (house / f"{name}.py").write_text(source, "utf-8")
    assert set(circle(imports(house))) == ({"house.first", "house.second"} if is_circle else set())
