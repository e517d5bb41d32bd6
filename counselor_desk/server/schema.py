"""Makes and changes the tables on a server: the vault's own steps, and what only a server needs."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event

from counselor_desk import records
from counselor_desk.core.errors import VaultTrouble
from counselor_desk.core.i18n import _
from counselor_desk.server import translation
from counselor_desk.vault.schema import migrate

OLDEST = 15  # of PostgreSQL
# Beside the tables of records: whose turn it is to write, which texts the index of words has not
# read yet, and whether deleted rows still wait for their room to be given up.
TURN, CHANGED_WORDS, OWED = "desk_turn", "changed_words", "owed_vacuum"
OWN_TABLES = frozenset({"alembic_version", TURN, CHANGED_WORDS, OWED})

_OWN = (
    f"CREATE TABLE IF NOT EXISTS {TURN} (id BIGINT PRIMARY KEY)",
    f"CREATE TABLE IF NOT EXISTS {OWED} (id BIGINT PRIMARY KEY)",
    f"""CREATE TABLE IF NOT EXISTS {CHANGED_WORDS} (
    number BIGINT PRIMARY KEY, turn BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY)""",
    f"CREATE INDEX IF NOT EXISTS ix_{CHANGED_WORDS}_turn ON {CHANGED_WORDS} (turn)",
    # Even numbers are documents, odd ones addenda, as in the vault's index.
    f"""CREATE OR REPLACE FUNCTION words_changed() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE whose bigint;
BEGIN
    whose := CASE WHEN TG_OP = 'DELETE' THEN OLD.id ELSE NEW.id END * 2 + TG_ARGV[0]::bigint;
    DELETE FROM {CHANGED_WORDS} WHERE number = whose;
    INSERT INTO {CHANGED_WORDS} (number) VALUES (whose);
    RETURN NULL;
END $$""",
)
WORD_TRIGGERS = {
    "document_words": "CREATE TRIGGER document_words AFTER INSERT OR DELETE OR UPDATE OF body ON document "
    "FOR EACH ROW EXECUTE FUNCTION words_changed('0')",
    "addendum_words": "CREATE TRIGGER addendum_words AFTER INSERT OR DELETE ON addendum "
    "FOR EACH ROW EXECUTE FUNCTION words_changed('1')",
}
# What is never changed nor taken out by who works here: the trail, and the books of money.
_NEVER_CHANGED = frozenset({"audit_entry", "trail_signature"})
_NEVER_TAKEN_OUT = frozenset({"ledger_entry", "stock_movement", "book_head", "destruction"})


def bring_up_to_date(engine: Engine, worker: str) -> bool:
    """With the owner's login: every step that is missing, then the seals and the worker's rights.

    Says whether anything changed. Raises VaultTrouble for records of a newer program, and for a
    server that is too old.
    """
    records.every()
    with engine.begin() as db:
        check_version(db)
        current = revision(db)
        if current == migrate.HEAD and _is_whole(db):
            return False
        if current is not None:
            migrate.refuse_newer(current)
        with _translated(db):
            migrate.run_steps(db)
        for statement in (*_OWN, *translation.FUNCTIONS):
            _run(db, statement)
        seal(db)
        for statement in _rights(worker):
            _run(db, statement)
    return True


def check_version(db: Connection) -> None:
    number = int(db.exec_driver_sql("SHOW server_version_num").scalar_one()) // 10_000
    if number < OLDEST:
        raise VaultTrouble(
            _("This server is PostgreSQL {number}. Counselor Desk needs {oldest} or newer.").format(
                number=number, oldest=OLDEST
            )
        )


def revision(db: Connection) -> str | None:
    """None before the first step."""
    if db.exec_driver_sql("SELECT to_regclass('public.alembic_version')").scalar() is None:
        return None
    return str(db.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one())


def functions() -> list[str]:
    """The statements that make this program's own functions."""
    return [statement for statement in (*_OWN, *translation.FUNCTIONS) if "FUNCTION" in statement]


def expected_triggers() -> dict[str, str]:
    return translation.seals(migrate.statements("sqlite/seals.sql")) | WORD_TRIGGERS


def triggers(db: Connection) -> dict[str, str]:
    """Those of the database by name, with the table and whether each is at work."""
    listed = (
        "SELECT t.tgname, c.relname, t.tgenabled FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
        "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT t.tgisinternal AND n.nspname = 'public'"
    )
    return {name: f"{table} {state}" for name, table, state in db.exec_driver_sql(listed)}


def seal(db: Connection) -> None:
    """Make every trigger again, in the words of this program's version."""
    for name, where in triggers(db).items():
        _run(db, f'DROP TRIGGER "{name}" ON "{where.split()[0]}"')
    for statement in expected_triggers().values():
        _run(db, statement)


def _is_whole(db: Connection) -> bool:
    return set(triggers(db)) == set(expected_triggers())


def _rights(worker: str) -> Iterator[str]:
    """Who works here reads and writes records; trail and books are added to, and no more."""
    if not worker:  # one login for both: a demonstration, or a test of something else
        return
    yield "REVOKE ALL ON SCHEMA public FROM PUBLIC"
    yield f'GRANT USAGE ON SCHEMA public TO "{worker}"'
    yield f'GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO "{worker}"'
    yield f'REVOKE ALL ON ALL TABLES IN SCHEMA public FROM "{worker}"'
    for name in records_tables():
        verbs = ["SELECT", "INSERT"]
        if name not in _NEVER_CHANGED:
            verbs.append("UPDATE")
        if name not in _NEVER_CHANGED | _NEVER_TAKEN_OUT:
            verbs.append("DELETE")
        yield f'GRANT {", ".join(verbs)} ON "{name}" TO "{worker}"'
    yield f'GRANT SELECT ON alembic_version, {CHANGED_WORDS} TO "{worker}"'
    yield f'GRANT SELECT, UPDATE ON {TURN} TO "{worker}"'
    yield f'GRANT SELECT, INSERT, DELETE ON {OWED} TO "{worker}"'


def numbered_tables(db: Connection) -> list[str]:
    """Those whose rows get their numbers from the database."""
    listed = (
        "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' "
        "AND column_name = 'id' AND is_identity = 'YES' ORDER BY table_name"
    )
    return list(db.exec_driver_sql(listed).scalars())


def records_tables() -> list[str]:
    from counselor_desk.records.base import Record

    return sorted(Record.metadata.tables)


@contextmanager
def _translated(db: Connection) -> Iterator[None]:
    """What the vault's steps say is said in this database's words."""

    def said(
        _db: Connection, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool
    ) -> tuple[str, Any]:
        return translation.step(statement), parameters

    event.listen(db, "before_cursor_execute", said, retval=True)
    try:
        yield
    finally:
        event.remove(db, "before_cursor_execute", said)


def _run(db: Connection, statement: str) -> None:
    db.exec_driver_sql(statement.replace("%", "%%"))
