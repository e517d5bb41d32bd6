"""The house rules that a machine can check."""

import ast
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import inspect

from counselor_desk import records, services
from counselor_desk.core.discover import modules
from counselor_desk.desk.desk import UseCase
from counselor_desk.records.base import OfClient, Record
from tests.architecture.references import references, used_at_home

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "counselor_desk").rglob("*.py"))
BANNED_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers"}


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def code(path: Path) -> str:
    return path.read_text("utf-8")


def test_every_record_of_a_chart_is_marked_as_such():
    records.every()
    for mapper in Record.registry.mappers:
        if "client_id" in mapper.columns and mapper.class_.__name__ != "AuditEntry":
            assert issubclass(mapper.class_, OfClient), mapper.class_.__name__


def test_the_session_stays_in_the_desk():
    offenders = [
        relative(p)
        for p in SOURCES
        if p.name not in ("desk.py", "context.py") and re.search(r"\._session\b|\bctx\._", code(p))
    ]
    assert offenders == []


def test_the_gui_never_waits_for_an_answer():
    offenders = [
        relative(p)
        for p in SOURCES
        if "/ui/" in p.as_posix()
        and p.name != "bridge.py"
        and re.search(r"\.result\(|processEvents|\.exec_event|QEventLoop", code(p))
    ]
    assert offenders == []


def test_one_clock():
    allowed = {"counselor_desk/desk/desk.py"}
    offenders = [
        relative(p)
        for p in SOURCES
        if relative(p) not in allowed and re.search(r"datetime\.(now|utcnow|today)\(", code(p))
    ]
    assert offenders == []


def test_no_file_without_an_idea_of_its_own():
    assert [relative(p) for p in SOURCES if p.stem in BANNED_NAMES] == []


def test_no_folder_holds_more_than_can_be_looked_over():
    """At most 25 modules; records and the toolkit are shelves of one kind of thing."""
    wide = {"counselor_desk/records", "counselor_desk/ui/kit", "counselor_desk/ui/kit/widgets"}
    sizes = Counter(relative(p.parent) for p in SOURCES if p.name != "__init__.py")
    assert {folder: n for folder, n in sizes.items() if n > 25 and folder not in wide} == {}


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_every_module_says_what_lives_there(path):
    tree = ast.parse(code(path))
    if not tree.body:
        return
    docstring = ast.get_docstring(tree)
    assert docstring, "a module without a docstring"
    assert len(docstring.split("\n\n")[0]) <= 200


BLAMING = re.compile(
    r"\b(addicts?|abusers?|junkies?|clean time|dirty|non-?compliant|non-?compliance|"
    r"relapsed|drug abuse|substance abuse|alcoholics?|enablers?)\b",
    re.IGNORECASE,
)
# Names of bodies, books and official code lists keep their words.
QUOTED = re.compile(
    r"Substance Abuse and Mental Health Services|National Institute on Drug Abuse|"
    r"Drug Abuse Screening Test|Alcoholics Anonymous|Journal of Substance Abuse|"
    r"Simple Screening Instrument for Substance Abuse|drug abuse counsel|"
    r"J Subst Abuse|Alcohol and other drug abuse",
    re.IGNORECASE,
)


def strings(path: Path) -> list[str]:
    """The words a file can show: its string constants without docstrings."""
    tree = ast.parse(code(path))
    words = set()
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            words.add(id(body[0].value))
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in words
    ]


def test_words_about_people_are_kind():
    found = []
    for path in SOURCES:
        if "wording" in path.name:  # the list of words that it warns of
            continue
        found += [(relative(path), m) for s in strings(path) for m in BLAMING.findall(QUOTED.sub("", s))]
    for path in sorted((ROOT / "resources").rglob("*.toml")) + sorted((ROOT / "resources").rglob("*.md")):
        if "wording" in path.name or "codes" in path.parts or "words" in path.parts:
            continue
        if "instruments" in path.parts:  # a validated item is asked as it was validated
            text = re.sub(r'\b(text|label) = "[^"]*"', "", code(path))
        else:
            text = code(path)
        text = re.sub(r"^(source|sources|licence|notice|title_official) *=.*$", "", text, flags=re.M)
        found += [(relative(path), m) for m in BLAMING.findall(QUOTED.sub("", text))]
    assert found == []


def test_no_statement_is_built_from_text():
    """f-strings never reach the database: not even for a PRAGMA with a value from outside."""
    allowed = {"counselor_desk/vault/file/engine.py", "counselor_desk/vault/schema/migrate.py"}
    pattern = re.compile(r"(execute|exec_driver_sql|text)\(\s*f[\"']")
    offenders = [
        relative(p)
        for p in SOURCES
        if relative(p) not in allowed and "/vault/" not in p.as_posix() and pattern.search(code(p))
    ]
    assert offenders == []


def test_the_contracts_hold():
    lint = Path(sys.executable).with_name("lint-imports")
    if not lint.exists():
        pytest.skip("import-linter belongs to the dev extra; the checks run it")
    done = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:]


def place_of(use_case: UseCase) -> str:
    return f"{use_case.run.__module__}.{use_case.run.__name__}"


def test_every_use_case_can_be_reached():
    """From a window, a paper, the door or the demo's life: what only a test calls is no use."""
    named = set()
    for path in SOURCES:
        if "tour" in path.parts:
            continue
        module = relative(path).removesuffix(".py").replace("/", ".")
        named |= references(path) | {f"{module}.{name}" for name in used_at_home(path)}
    made = {place_of(c) for m in modules(services) for c in vars(m).values() if isinstance(c, UseCase)}
    assert len(made) > 300
    assert sorted(made - named) == []


def test_every_table_can_be_inspected():
    records.every()
    assert all(inspect(m.class_).primary_key for m in Record.registry.mappers)
