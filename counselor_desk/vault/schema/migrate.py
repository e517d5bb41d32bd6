"""Brings a vault up to date: Alembic's steps in one transaction, a backup first."""

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

from sqlalchemy import Connection, Engine

from counselor_desk.core.errors import VaultTrouble
from counselor_desk.core.i18n import _

HERE = Path(__file__).parent
HEAD = "0022"  # the revision that this program reads and writes


def migrate(engine: Engine, backup: Callable[[], object]) -> bool:
    """Run the steps that are missing; `backup` is called before a vault with records changes.

    Says whether anything changed. Raises VaultTrouble for a vault of a newer program.
    """
    current = revision(engine)
    if current == HEAD:
        return False
    if current is not None:
        refuse_newer(current)
        backup()
    with engine.begin() as db:
        run_steps(db)
        seal(db)
    return True


def revision(engine: Engine) -> str | None:
    """The schema's revision in the file; None before the first step."""
    with engine.begin() as db:
        named = "SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'"
        if db.exec_driver_sql(named).scalar() is None:
            return None
        return str(db.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one())


def seal(db: Connection) -> None:
    """Make every trigger again: Alembic's batch mode drops those of the tables it rebuilds."""
    old = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    for name in db.exec_driver_sql(old).scalars().all():
        db.exec_driver_sql(f'DROP TRIGGER "{name}"')
    for statement in statements("sqlite/seals.sql"):
        db.exec_driver_sql(statement)


def statements(name: str) -> list[str]:
    """The statements of an SQL file of this package; each ends with a line of two dashes."""
    text = files("counselor_desk.vault.schema").joinpath(name).read_text("utf-8")
    return [part.strip() for part in text.split("\n--\n") if part.strip()]


def refuse_newer(number: str) -> None:
    """Raises VaultTrouble for a revision that this program does not know."""
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError

    try:
        ScriptDirectory(str(HERE)).get_revision(number)
    except CommandError as error:
        raise VaultTrouble(
            _("A newer Counselor Desk made this vault (schema {number}). Install that version.").format(
                number=number
            )
        ) from error


def run_steps(db: Connection) -> None:
    """Every step that this database lacks, in its transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.attributes["connection"] = db
    command.upgrade(config, "head")
