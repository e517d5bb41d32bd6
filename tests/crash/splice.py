"""Puts old pages of a vault back into the new one: SQLCipher is content with it, we are not."""

import random
import tempfile
import time
from pathlib import Path
from typing import Any

from counselor_desk.core.errors import VaultTrouble
from counselor_desk.desk import integrity
from counselor_desk.desk.trail import TrailChain
from counselor_desk.vault.copies.verify import head_of
from counselor_desk.vault.file.connection import Trouble, connect
from counselor_desk.vault.file.engine import open_vault
from counselor_desk.vault.keys.slot_file import Anchor
from tests.crash import scene
from tests.crash.scene import Scene, Work

PAGE = 4096


def run(times: int, seed: int) -> tuple[str, bool]:
    """The line of figures, and whether all is well."""
    dice, began = random.Random(seed), time.monotonic()
    tried = passed_by_engine = same = 0
    missed: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        work = scene.make(Path(folder) / "work")
        while tried < times:
            old, new, head = two_states(work, dice)
            content = said(work)
            pages = [n for n in range(len(old) // PAGE) if page(old, n) != page(new, n)]
            for number in dice.sample(pages, min(len(pages), times - tried)):
                put(work, new[: number * PAGE] + page(old, number) + new[(number + 1) * PAGE :])
                tried += 1
                engine_content = engine_is_content(work)
                passed_by_engine += engine_content
                if notices(work, head):
                    continue
                if engine_content and said(work) == content:
                    same += 1  # the page holds nothing that reads differently
                else:
                    missed.append(f"page {number + 1} of {len(new) // PAGE}")
            put(work, old)
            if not notices(work, head):
                missed.append("the whole file of an earlier day")
            put(work, new)
    line = (
        f"splice: {tried} old pages put back, {passed_by_engine} passed SQLCipher's own checks, "
        f"{same} of them read the same, {len(missed)} missed "
        f"(seed {seed}, {time.monotonic() - began:.0f} s)"
    )
    return line + "".join(f"\n  {words}" for words in missed[:10]), not missed


def two_states(work: Scene, dice: random.Random) -> tuple[bytes, bytes, Anchor]:
    """The file before and after some work, with rows that came and went; the trail's last line."""
    states = []
    for _ in range(2):
        with work.desk() as desk:
            worker = Work(work, desk, lambda line: None, dice, dice.randrange(1 << 20))
            for _save in range(12):
                worker.save()
            worker.register()
            worker.bring_and_drop()
        states.append(work.path.read_bytes())
    connection = connect(work.path, work.key)
    head = head_of(connection)
    connection.close()
    assert head is not None
    return states[0], states[1], head


def page(content: bytes, number: int) -> bytes:
    return content[number * PAGE : (number + 1) * PAGE]


def put(work: Scene, content: bytes) -> None:
    for ending in ("-wal", "-shm"):
        work.path.with_name(work.path.name + ending).unlink(missing_ok=True)
    work.path.write_bytes(content)


def engine_is_content(work: Scene) -> bool:
    try:
        connection = connect(work.path, work.key)
    except VaultTrouble:
        return False
    try:
        checks = ("cipher_integrity_check", "integrity_check")
        found = [connection.execute(f"PRAGMA {check}").fetchall() for check in checks]
        return found == [[], [("ok",)]]
    except Trouble:
        return False
    finally:
        connection.close()


def notices(work: Scene, head: Anchor) -> bool:
    if not engine_is_content(work):
        return True
    engine = open_vault(work.path, work.key)
    try:
        chain = TrailChain(work.unlocked.audit_key())
        return not integrity.verify_records(engine, chain, head.line, head.mac).is_whole
    finally:
        engine.dispose()


def said(work: Scene) -> list[Any]:
    """Everything that the records say, table by table; the search index is made from them."""
    connection = connect(work.path, work.key)
    listed = "SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name"
    tables = connection.execute(listed).fetchall()
    indexes = [name for name, sql in tables if sql.startswith("CREATE VIRTUAL")]
    names = [
        name
        for name, _ in tables
        if not any(name == index or name.startswith(f"{index}_") for index in indexes)
    ]
    content = [connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in names]
    connection.close()
    return content
