"""Above the stores stands no word of a database's own: one store or the other, the desk asks the same."""

import ast
import re
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "counselor_desk"
STORES = ("vault", "server")
WORDS = re.compile(  # match and Match are words of every day
    r"\b(MATCH|(?i:PRAGMA|VACUUM|rowid|json_extract|sqlite\w*|postgresql|psycopg|sqlstate|fts5|tsvector))\b"
)
# What is told of a file that another program makes: read_archive.py writes one of that kind.
SAID = {"ui/vault/archive_writing.py": {"sqlite"}}


def dialect_words(source: str) -> set[str]:
    """In names and in strings; what a comment or a docstring tells is no statement."""
    tree = ast.parse(source)
    told = {
        id(part.body[0].value)
        for part in ast.walk(tree)
        if isinstance(part, (ast.Module, ast.ClassDef, ast.FunctionDef))
        and part.body
        and isinstance(part.body[0], ast.Expr)
    }
    texts = [
        text
        for part in ast.walk(tree)
        if id(part) not in told
        for text in (
            getattr(part, "value", None) if isinstance(part, ast.Constant) else None,
            getattr(part, "attr", None),
            getattr(part, "id", None),
            getattr(part, "module", None),
        )
        if isinstance(text, str)
    ]
    return {word for text in texts for word in WORDS.findall(text)}


def test_no_word_of_a_database_above_the_stores():
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        where = path.relative_to(PACKAGE).as_posix()
        if where.split("/")[0] in STORES:
            continue
        words = dialect_words(path.read_text("utf-8")) - SAID.get(where, set())
        if words:
            found[where] = words
    assert found == {}


def test_the_test_sees_them():
    assert dialect_words('db.execute("PRAGMA x; SELECT rowid FROM t WHERE t MATCH 1")') == {
        *("PRAGMA", "rowid", "MATCH")
    }
    assert dialect_words("func.json_extract(a)") == {"json_extract"}
    assert dialect_words("import re\nre.match('a match', '')") == set()
