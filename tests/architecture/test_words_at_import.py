"""What a module says is looked up when it is shown: nothing is translated while a module is read."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.test_house import ROOT, SOURCES
from tests.cases import in_one_test

NOW = {"_", "ngettext"}


def run_at_import(node: ast.AST) -> Iterator[ast.AST]:
    """What runs when a module is read: not the bodies of functions, but their defaults and decorators."""
    yield node
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        parts: list[ast.AST | None] = [*node.decorator_list, *node.args.defaults, *node.args.kw_defaults]
    elif isinstance(node, ast.Lambda):
        parts = [*node.args.defaults, *node.args.kw_defaults]
    else:
        parts = list(ast.iter_child_nodes(node))
    for part in parts:
        if part is not None:
            yield from run_at_import(part)


def said_at_import(tree: ast.Module) -> list[int]:
    return [
        node.lineno
        for node in run_at_import(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in NOW
    ]


@in_one_test("path", SOURCES)
def test_nothing_is_translated_while_a_module_is_read(path: Path):
    tree = ast.parse(path.read_text("utf-8"))
    assert said_at_import(tree) == [], "lazy(...) is looked up when it is shown"


@pytest.mark.parametrize(
    "source",
    [
        'TITLE = _("Care")',
        'class Care:\n    title = _("Care")',
        'def care(title=_("Care")): ...',
        'def care(*, title=_("Care")): ...',
        'care = lambda title=_("Care"): title',
        '@named(_("Care"))\ndef care(): ...',
        'ROWS = [_("Care") for _n in range(3)]',
        'if True:\n    ROWS = {"care": (ngettext("{n} day", "{n} days", 2),)}',
    ],
)
def test_the_check_sees_what_runs_at_import(source):
    assert len(said_at_import(ast.parse(source))) == 1


def test_the_check_leaves_what_runs_later():
    later = 'def care():\n    return _("Care")\nsay = lambda: _("Care")\nTITLE = lazy("Care")'
    assert said_at_import(ast.parse(later)) == []


READ_ALL = """
import gettext, importlib, importlib.util, pkgutil, sys
import counselor_desk
from counselor_desk.core import i18n

class Heard(gettext.NullTranslations):
    said = []
    def gettext(self, message):
        Heard.said.append(message)
        return message
    def ngettext(self, one, many, count):
        Heard.said.append(one)
        return one

i18n.speak_from(Heard())
read = 0
has_driver = importlib.util.find_spec("psycopg") is not None  # an extra: who serves from a file lacks it
for found in pkgutil.walk_packages(counselor_desk.__path__, "counselor_desk."):
    name = found.name.rpartition(".")[2]
    apart = {"__main__", "env"}  # the program itself, and what only Alembic can read
    if found.name.startswith("counselor_desk.server") and not has_driver:
        continue
    if name not in apart and (sys.platform == "win32" or not name.startswith("windows_")):
        importlib.import_module(found.name)
        read += 1
assert read > 500, read
print("\\n".join(Heard.said))
"""


def test_reading_every_module_asks_no_catalog():
    """Also not by way of a function that is called while a module is read."""
    done = subprocess.run(
        [sys.executable, "-c", READ_ALL], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.split("\n") == ["", ""]
