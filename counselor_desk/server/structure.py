"""Whether a server's tables, seals and functions are this program's: who owns the server can change them."""

import re
from collections.abc import Iterator

from sqlalchemy import Connection

from counselor_desk.server import schema

# The catalogs themselves: what a login has no right to is left out of information_schema.
_PLACES = (
    "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'v', 'm', 'f')"
)
_FUNCTIONS = (
    "SELECT p.proname, p.prosrc FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace "
    "WHERE n.nspname = 'public'"
)
_TRIGGERS = (
    "SELECT t.tgname, pg_get_triggerdef(t.oid), t.tgenabled FROM pg_trigger t "
    "JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE NOT t.tgisinternal AND n.nspname = 'public'"
)
_RULES = (
    "SELECT r.rulename FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class "
    "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND c.relkind = 'r'"
)
_AT_WORK = ("O", "A")
_FUNCTION = re.compile(r"FUNCTION (\w+)\(.*?\$\$(.*)\$\$", re.DOTALL)
_WHEN = re.compile(r"WHEN \((.*)\) EXECUTE", re.DOTALL)
_ASKED = re.compile(r"\b(?:old|new)\.\w+|\bunder_\w+", re.IGNORECASE)


def faults(db: Connection) -> Iterator[str]:
    """By name: tables that nobody made here, seals that are gone, off or of other words, other functions.

    Of a seal's condition it is looked at what it asks; how it weighs that, the server says in words of its
    own. What is in the records is the trail's to prove.
    """
    known = {*schema.records_tables(), *schema.OWN_TABLES}
    there = set(db.exec_driver_sql(_PLACES).scalars())
    yield from sorted(f"table {name}" for name in there ^ known)
    yield from sorted(f"rule {name}" for name in db.exec_driver_sql(_RULES).scalars())
    ours = {name: body for body_of in schema.functions() for name, body in _FUNCTION.findall(body_of)}
    made = {name: body for name, body in db.exec_driver_sql(_FUNCTIONS)}
    names = sorted(made.keys() | ours.keys())
    yield from (f"function {name}" for name in names if made.get(name) != ours.get(name))
    yield from _faults_of_seals(db)


def _faults_of_seals(db: Connection) -> Iterator[str]:
    expected = schema.expected_triggers()
    found = {name: (said, state) for name, said, state in db.exec_driver_sql(_TRIGGERS)}
    yield from sorted(f"CREATE TRIGGER {name}" for name in found.keys() ^ expected.keys())
    for name in sorted(found.keys() & expected.keys()):
        said, state = found[name]
        if state not in _AT_WORK:
            yield f"trigger {name} is off"
        elif _gist(said) != _gist(expected[name]):
            yield f"trigger {name} is another one"


def _gist(statement: str) -> tuple[str, frozenset[str]]:
    """All of it but the condition, and what the condition asks."""
    condition = _WHEN.search(statement)
    asks = _ASKED.findall(condition[1]) if condition else []
    plain = _WHEN.sub("EXECUTE", statement).replace('"', "").replace(" public.", " ")
    return " ".join(plain.split()), frozenset(word.lower() for word in asks)
