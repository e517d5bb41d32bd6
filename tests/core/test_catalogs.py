"""Every text finds its way into a catalog and back, and a wrong translation is told."""

import ast
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from counselor_desk.core import i18n
from counselor_desk.core.i18n import LazyPlural, LazyText, _, ngettext
from tests import words
from tests.architecture.test_house import SOURCES
from tests.cases import in_one_test

SOURCE = '''
"""Not said."""
TITLE = lazy("Care")
DAYS = lazy_plural("{n} day", "{n} days")

class Way(WordedEnum):
    """Not said either."""
    OPEN = "not decided"

def care():
    return _("Told by {name}") + ngettext("One", "{n}", 2) + words.count(3, "{n} note", "{n} notes")
'''


@pytest.fixture
def clinic_program(tmp_path):
    """A program of one module, and the folder of its catalogs."""
    (tmp_path / "counselor_desk").mkdir()
    (tmp_path / "counselor_desk" / "care.py").write_text(SOURCE, "utf-8")
    return tmp_path, tmp_path / "locale"


@pytest.fixture
def english_again():
    yield
    i18n.use_language(i18n.ENGLISH)


def test_every_kind_of_text_is_found(clinic_program):
    found = {message.id for message in words.template(clinic_program[0]) if message.id}
    assert found == {
        "Care",
        "not decided",
        "Told by {name}",
        ("{n} day", "{n} days"),
        ("One", "{n}"),
        ("{n} note", "{n} notes"),
    }


@pytest.mark.parametrize("source", ["_(name)", "lazy(f'{n} days')", "ngettext(one, 'many', 2)"])
def test_what_no_catalog_can_hold_is_refused(tmp_path, source):
    path = tmp_path / "care.py"
    path.write_text(source, "utf-8")
    with pytest.raises(ValueError, match="no literal"):
        list(words.said(path))


def test_the_template_holds_what_the_program_says():
    """With its place, and with each plural as one text."""
    every = {message.id: message for message in words.template() if message.id}
    assert len(every) > 3000
    assert ("{n} note", "{n} notes") in every
    assert "Settings" in every
    assert all(message.locations for message in every.values())


def test_a_language_is_begun_translated_compiled_and_spoken(clinic_program, english_again):
    root, folder = clinic_program
    path = words.update("es", folder, root)
    catalog = words._read(path)
    for text, said in {
        "Care": "Atención",
        "not decided": "sin decidir",
        "Told by {name}": "Contado por {name}",
        ("{n} day", "{n} days"): ("{n} día", *("{n} días",) * (catalog.num_plurals - 1)),
    }.items():
        catalog[text].string = said
    words.write(catalog, path)
    assert words.wrong(folder, root) == ["es: the .mo is not made of this .po: compile it"]
    words.compile_in(folder)
    assert words.wrong(folder, root) == []
    assert i18n.languages(folder) == ("en", "es")
    title, days = LazyText("Care"), LazyPlural("{n} day", "{n} days")
    assert str(title) == "Care"
    i18n.use_language("es", folder)
    assert (str(title), days.of(1), days.of(2)) == ("Atención", "1 día", "2 días")
    assert _("Told by {name}").format(name="Rosa") == "Contado por Rosa"
    assert ngettext("One", "{n}", 2) == "{n}", "what is not translated yet stays English"
    i18n.use_language("fr", folder)
    assert str(title) == "Care"


def test_a_language_keeps_step_with_the_sources(clinic_program):
    root, folder = clinic_program
    path = words.update("es", folder, root)
    catalog = words._read(path)
    catalog["Care"].string = "Atención"
    words.write(catalog, path)
    words.compile_in(folder)
    changed = SOURCE.replace("not decided", "undecided")
    (root / "counselor_desk" / "care.py").write_text(changed, "utf-8")
    assert words.wrong(folder, root) == [
        "es: 'not decided' is no longer said: update it",
        "es: 1 texts are not in it: update it",
    ]
    words.update("es", folder, root)
    words.compile_in(folder)
    assert words.wrong(folder, root) == []
    assert words._read(path)["Care"].string == "Atención"


@pytest.mark.parametrize(
    ("text", "translated", "is_right"),
    [
        ("Told by {name}", "Contado por {name}", True),
        ("Told by {name}", "Contado por {nombre}", False),
        ("Told by {name}", "Contado", False),
        ("On {day:%d %b}", "El {day:%d %b}", True),
        ("On {day:%d %b}", "El {day}", False),
        ("Told by {name}", "Contado por {name", False),
        ("Scans (*.pdf *.png)", "Escaneos (*.pdf *.png)", True),
        ("Scans (*.pdf *.png)", "Escaneos (*.pdf)", False),
        (("One day", "{n} days"), ("Un día", "{n} días"), True),
        (("One day", "{n} days"), ("{n} día", "{n} días"), True),
        (("{n} day", "{n} days"), ("un día", "{n} días"), False),
        ("Care", "", True),
    ],
)
def test_fields_of_a_translation_are_those_of_its_text(text, translated, is_right):
    assert (words.faults(Message(text, translated)) == []) is is_right


def test_the_catalogs_of_the_program_are_right():
    assert words.wrong() == []


def test_a_language_that_nobody_speaks_changes_every_text(tmp_path, english_again):
    words.pseudo_in(tmp_path)
    i18n.use_language(words.PSEUDO, tmp_path)
    for message in words.template():
        if isinstance(message.id, str) and message.id:
            told = _(message.id)
            assert told.startswith(words.OPEN), message.id
            assert told.endswith(words.CLOSE)
            assert len(told) >= len(message.id) + 3
            assert words.placeholders(told) == words.placeholders(message.id)
        elif message.id:
            assert ngettext(*message.id, 1).startswith(words.OPEN)
            assert ngettext(*message.id, 7).startswith(words.OPEN)


# -- refusals


def refusals() -> set[str]:
    """The names of everything that tells a person no."""
    found, more = {"Refused", "VaultTrouble"}, True
    trees = [ast.parse(path.read_text("utf-8")) for path in SOURCES]
    while more:
        kinds = {
            node.name
            for tree in trees
            for node in ast.walk(tree)
            if isinstance(node, ast.ClassDef) and any(ast.unparse(base) in found for base in node.bases)
        }
        more, found = not kinds <= found, found | kinds
    classes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    return found - {kind.name for kind in classes if _says_itself(kind)}


def _says_itself(kind: ast.ClassDef) -> bool:
    """A refusal with one sentence of its own, from the catalog; what it is given is for the trail."""
    return any(
        isinstance(call, ast.Call) and words._name(call.func) == "_"
        for member in kind.body
        if isinstance(member, ast.FunctionDef) and member.name == "__init__"
        for call in ast.walk(member)
    )


def bare(path: Path, kinds: set[str]) -> list[int]:
    """Refusals whose words no catalog knows: a literal, or a text put together of pieces."""
    calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
    told = [call for call in calls if words._name(call.func).rpartition(".")[2] in kinds and call.args]
    return [call.lineno for call in told if _is_bare(call.args[0])]


def _is_bare(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant | ast.JoinedStr):
        return True
    if isinstance(node, ast.BinOp):
        return any(
            (isinstance(side, ast.Constant) and str(side.value).strip()) or _is_bare_part(side)
            for side in (node.left, node.right)
        )
    if isinstance(node, ast.IfExp):
        return _is_bare(node.body) or _is_bare(node.orelse)
    return False


def _is_bare_part(node: ast.expr) -> bool:
    return not isinstance(node, ast.Constant) and _is_bare(node)


def test_the_kinds_of_refusals_are_known():
    kinds = refusals()
    assert {"Refused", "Forbidden", "VaultTrouble", "MustWait", "DamagedVault"} <= kinds


@in_one_test("path", SOURCES)
def test_every_refusal_is_in_a_catalog(path):
    assert bare(path, KINDS) == []


KINDS = refusals()


@pytest.mark.parametrize(
    ("source", "is_bare"),
    [
        ('raise Refused("No.")', True),
        ('raise Refused(f"No {n}.", "field")', True),
        ('raise Refused(_("No.") if a else "Yes.")', True),
        ('raise Refused("First: " + first)', True),
        ('raise errors.VaultTrouble("Full.")', True),
        ('raise Refused(_("No {n}.").format(n=n))', False),
        ('raise Refused(_("No.") + " " + way_in())', False),
    ],
)
def test_the_check_sees_a_refusal_that_is_not(tmp_path, source, is_bare):
    path = tmp_path / "care.py"
    path.write_text(source, "utf-8")
    assert (bare(path, KINDS) == [1]) is is_bare
