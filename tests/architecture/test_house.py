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
from tests.cases import in_one_test

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


# How Python and Qt are asked what time or day it is. Counting seconds (`monotonic`) is another thing.
ANY_CLOCK = re.compile(
    r"\bdatetime\.(now|utcnow|today)\b|\bdate\.today\b|\bfromtimestamp\b|\b(localtime|gmtime|time_ns)\b"
    r"|\btime\.(time|strftime|ctime)\b|\bQ(Date|Time|DateTime)\.current|\bsystemClock|\bfunc\.(now|current_)"
)
# What measures how long: since a hand was last at the computer, since a passphrase was mistyped.
STOPWATCHES = {"counselor_desk/vault/keys/throttle.py"}


def test_one_clock():
    """The desk's: whoever wants the time asks it, and a test that sets it has set them all."""
    asking = {relative(p): ANY_CLOCK.findall(code(p)) for p in SOURCES if ANY_CLOCK.search(code(p))}
    assert set(asking) == {"counselor_desk/desk/desk.py"} | STOPWATCHES
    assert len(asking["counselor_desk/desk/desk.py"]) == 1


def test_a_line_is_opened_on_one_thread():
    """OpenSSL's lines are not for two at once: a ticket read while a word is sent stops both sides."""
    threaded = re.compile(r"\bwebsockets\.sync\b|\bssl\.\w*wrap_socket\b|\.wrap_socket\(")
    assert [relative(p) for p in SOURCES if threaded.search(code(p))] == []


def test_only_what_comes_before_a_desk_asks_without_one():
    """`utc_now` is for what opens, makes or mends a vault, and for a window without a desk here."""
    allowed = {
        "counselor_desk/desk/desk.py",
        "counselor_desk/door/opening.py",
        "counselor_desk/door/restoring.py",
        "counselor_desk/demo/clinic_on_disk.py",
        "counselor_desk/network/remote_desk.py",
        "counselor_desk/network/unattended.py",
        "counselor_desk/ui/kit/wall_clock.py",
    }
    assert {relative(p) for p in SOURCES if re.search(r"\butc_now\b", code(p))} == allowed


def test_today_has_one_spelling():
    """`ctx.today` and `bridge.today()`; a day reckoned elsewhere could be another one at midnight."""
    spelled = re.compile(r"(\b|_)now(\(\))?\.(astimezone\(\)\.)?date\(\)")
    own = {
        "counselor_desk/desk/context.py",
        "counselor_desk/ui/kit/bridge.py",
        "counselor_desk/ui/kit/wall_clock.py",
        "counselor_desk/demo/clinic_on_disk.py",
    }
    assert {relative(p) for p in SOURCES if spelled.search(code(p))} == own


def test_the_windows_of_a_test_keep_the_desk_s_time():
    tests = sorted((SOURCES[0].parents[1] / "tests").rglob("*.py"))
    other = re.compile(r"setattr\(Bridge, .now|bridge\.now = |\._clock\b")
    assert [p.name for p in tests if p.name != "test_house.py" and other.search(code(p))] == []


def test_no_file_without_an_idea_of_its_own():
    assert [relative(p) for p in SOURCES if p.stem in BANNED_NAMES] == []


def test_no_folder_holds_more_than_can_be_looked_over():
    """At most 25 modules; records and the toolkit are shelves of one kind of thing."""
    wide = {"counselor_desk/records", "counselor_desk/ui/kit", "counselor_desk/ui/kit/widgets"}
    sizes = Counter(relative(p.parent) for p in SOURCES if p.name != "__init__.py")
    assert {folder: n for folder, n in sizes.items() if n > 25 and folder not in wide} == {}


@in_one_test("path", SOURCES)
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


STORES = {"vault", "server"}  # they name their own tables, and nothing from outside


def test_no_statement_is_built_from_text():
    """f-strings never reach the database: not even for a PRAGMA with a value from outside."""
    allowed = {"counselor_desk/vault/file/engine.py", "counselor_desk/vault/schema/migrate.py"}
    pattern = re.compile(r"(execute|exec_driver_sql|text)\(\s*f[\"']")
    offenders = [
        relative(p)
        for p in SOURCES
        if relative(p) not in allowed and not STORES & set(p.parts) and pattern.search(code(p))
    ]
    assert offenders == []


def test_columns_come_as_tuples_without_a_callable_for_it():
    """ctx.tuples knows their types; a callable that hands back its arguments knows none."""
    same = re.compile(r"\blambda (?:\*(\w+): \1|(\w+(?:, \w+)+): \(\2\))[,)]")
    assert same.search("ctx.rows(lambda *row: row, statement)")
    assert same.search("lambda who, name: (who, name),")
    offenders = [relative(p) for p in SOURCES if same.search(code(p))]
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
