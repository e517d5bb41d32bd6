"""Kills the program while it brings a vault up to date: before or after, never between."""

import random
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import alembic.command  # noqa: F401  before the forks: its loading is no part of a step

from counselor_desk.vault.copies import backup
from counselor_desk.vault.file.connection import connect
from counselor_desk.vault.file.engine import open_vault
from counselor_desk.vault.schema import migrate
from tests.crash import scene
from tests.crash.child import killed_in, timed
from tests.crash.scene import Losses, Scene, Told, Work

NOW = datetime(2026, 12, 1, tzinfo=UTC)
PARTS = ("in the backup", "in the step", "at the closing")
TRIALS = 3  # runs to their end: how long each part takes here
STEP = """
from alembic import op
import sqlalchemy as sa

revision, down_revision, branch_labels, depends_on = "{new}", "{old}", None, None


def upgrade():
    op.add_column("client", sa.Column("shoe_size", sa.Integer))
    op.execute("UPDATE client SET shoe_size = 42")
    with op.batch_alter_table("document") as batch:
        batch.add_column(sa.Column("weather", sa.String, server_default="fair"))
    op.execute("CREATE TABLE crowd AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 "
               "FROM n WHERE i < 20000) SELECT i, hex(randomblob(40)) AS words FROM n")
"""


def run(times: int, seed: int) -> tuple[str, bool]:
    """The line of figures, and whether all is well."""
    dice, began, losses = random.Random(seed), time.monotonic(), Losses()
    before = after = 0
    fell: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        master = scene.make(Path(folder) / "master")
        old, new = migrate.HEAD, "next_release"
        told = Told()
        with master.desk() as desk:
            worker = Work(master, desk, told.hear, dice)
            for _ in range(20):
                worker.save()
        place = next_release(Path(folder), old, new)
        shape = triggers(master)
        work = Path(folder) / "work"
        trials = [timed(partial(upgrade, master.copied(work), place, new)) for _ in range(TRIALS)]
        lasts = [sorted(took)[TRIALS // 2] for took in zip(*trials, strict=True)]
        for number in range(times):
            here, part = master.copied(work), number % len(PARTS)
            step = partial(upgrade, here, place, new)
            met = killed_in(step, part, dice.uniform(0.0, lasts[part] * 1.1))
            fell["after it" if met is None else PARTS[met]] += 1
            try:
                found = state(here, shape, old, new)
            except Exception as error:  # noqa: BLE001  whatever it is, it is a half state
                losses.damaged.append(f"{type(error).__name__}: {error}")
                continue
            before, after = before + (found == old), after + (found == new)
    where = ", ".join(f"{fell[name]} {name}" for name in (*PARTS, "after it"))
    line = (
        f"migrate: {times} kills ({where}); "
        f"{before} vaults as before the step, {after} as after it, "
        f"{len(losses.damaged)} in between (seed {seed}, {time.monotonic() - began:.0f} s)"
    )
    return line + "".join(f"\n  {words}" for words in losses.damaged[:10]), not losses.any()


def next_release(folder: Path, old: str, new: str) -> Path:
    """The program's steps and one more, which rebuilds a table with seals."""
    place = folder / "release"
    shutil.copytree(migrate.HERE, place)
    step = STEP.format(old=old, new=new)
    (place / "versions" / "m9999_next.py").write_text(step)
    return place


def upgrade(here: Scene, place: Path, new: str, begins: Callable[[], None]) -> None:
    """Tells when it begins, when the backup is made, and when the step is done."""
    migrate.HERE, migrate.HEAD = place, new
    engine = open_vault(here.path, here.key)

    def copy() -> None:
        backup.take_backup(here.path, here.unlocked, "migration", NOW)
        begins()

    begins()
    migrate.migrate(engine, copy)
    begins()
    engine.dispose()


def triggers(here: Scene) -> list[tuple[str, str]]:
    connection = connect(here.path, here.key)
    asked = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
    found: list[tuple[str, str]] = connection.execute(asked).fetchall()
    connection.close()
    return found


def state(here: Scene, shape: list[tuple[str, str]], old: str, new: str) -> str:
    """Which release the vault is of, wholly; a half state raises."""
    connection = connect(here.path, here.key)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    assert connection.execute("PRAGMA cipher_integrity_check").fetchall() == []
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    (found,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    columns = [row[1] for row in connection.execute("PRAGMA table_info(document)")]
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master")]
    assert ("weather" in columns, "crowd" in tables) == (found == new,) * 2, found
    connection.close()
    assert triggers(here) == shape, "a seal is missing"
    if found == new:
        (copy,) = backup.all_in(backup.folder_of(here.path))
        assert backup.verify(copy, here.unlocked).schema == old
    return str(found)
