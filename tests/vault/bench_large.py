"""What a large vault costs, step by step: `python -m tests.vault.bench_large [MEGABYTES]`."""

import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Engine, insert

from counselor_desk.app import vault_door
from counselor_desk.desk.desk import utc_now
from counselor_desk.desk.upkeep import upkeep_session
from counselor_desk.domain.roles import Role
from counselor_desk.door.port import NewVault, OpenVault
from counselor_desk.door.vault_door import VaultDoor
from counselor_desk.records.document import Document, Status
from counselor_desk.services.clients import clients
from counselor_desk.services.clinic.staff import Position
from counselor_desk.services.documents import documents, lists, search
from counselor_desk.vault.copies import backup

MEGABYTES = 400
NOTES_AT_ONCE = 500
CLIENTS = 200
WORDS = "copper lantern drifts north"
NEW_WORDS = "granite meadow whistles south"
T = TypeVar("T")


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def timed(name: str, work: Callable[[], T]) -> T:
    began = time.perf_counter()
    result = work()
    say(f"{name}: {time.perf_counter() - began:.2f} s")
    return result


def counselor(door: VaultDoor, path: Path) -> tuple[OpenVault, list[int]]:
    """A new vault's only counselor, seated, and the clients who were registered."""
    opened, _ = door.create(NewVault(path, "Bench", "Ada", "ada", WORDS))
    once = door.add_person(opened, "Cal", "cal", Position(Role.COUNSELOR))
    door.lock(opened)
    opened = door.unlock(path, "cal", once)
    door.change_passphrase(opened, once, WORDS)
    born = date(1960, 1, 1)
    registered = [
        opened.desk.do(
            clients.register,
            {"given_name": "Bench", "family_name": f"Client {n}", "born": born + timedelta(40 * n)},
        ).id
        for n in range(CLIENTS)
    ]
    return opened, registered


def fill(engine: Engine, path: Path, client_ids: list[int], megabytes: int) -> int:
    """Drafts of random words until the file has its size; says how many."""
    dice = random.Random(1)
    words = ["".join(dice.choices("abcdefghijklmnopqrstuvwxyz", k=7)) for _ in range(20_000)]
    made = 0
    while path.stat().st_size < megabytes * 1_000_000:
        with upkeep_session(engine) as session:
            rows = [_note(dice, words, dice.choice(client_ids)) for _ in range(NOTES_AT_ONCE)]
            session.execute(insert(Document), rows)
        made += NOTES_AT_ONCE
    return made


def _note(dice: random.Random, words: list[str], client_id: int) -> dict[str, object]:
    now = utc_now() - timedelta(days=dice.randrange(1000))
    body = {key: " ".join(dice.choices(words, k=80)) for key in ("data", "assessment", "plan")}
    return {
        "client_id": client_id, "author_id": 2, "kind": "note", "template": "dap",
        "template_version": 2, "body": body, "status": Status.FINAL, "occurred_on": now.date(),
        "created_at": now, "changed_at": now,
    }  # fmt: skip


def autosaves(opened: OpenVault, client_id: int, until: threading.Event) -> list[float]:
    """Milliseconds of each save of one growing note, until told to stop."""
    note = opened.desk.do(documents.start, client_id, "dap")
    revision, taken = note.revision, []
    while not until.is_set():
        body = {"data": f"{revision} " + "word " * 400}
        began = time.perf_counter()
        revision = opened.desk.do(documents.save_draft, note.id, body, revision).revision
        taken.append((time.perf_counter() - began) * 1000)
    return taken


def saves_while(opened: OpenVault, client_id: int, name: str, work: Callable[[], object]) -> None:
    ended = threading.Event()

    def timed_work() -> None:
        try:
            timed(name, work)
        finally:
            ended.set()

    with ThreadPoolExecutor(1) as beside:
        done = beside.submit(timed_work)
        taken = sorted(autosaves(opened, client_id, ended))
        done.result()
    say(
        f"  {len(taken)} autosaves beside it: median {statistics.median(taken):.1f} ms, "
        f"99 % {taken[int(len(taken) * 0.99) - 1]:.1f} ms, longest {taken[-1]:.1f} ms"
    )


def measure(folder: Path, megabytes: int) -> None:
    door, path = vault_door(folder / "large.db"), folder / "large.db"
    opened, client_ids = counselor(door, path)
    began = time.perf_counter()
    notes = opened.desk.on_vault(lambda engine: fill(engine, path, client_ids, megabytes))
    size = path.stat().st_size
    say(f"{size / 1e6:.0f} MB, {notes:,} notes, made in {time.perf_counter() - began:.0f} s")
    signed_in = opened.desk.signed_in
    assert signed_in is not None
    assert signed_in.keys is not None
    assert opened.keeper is not None
    keeper, keys = opened.keeper, signed_in.keys
    saves_while(opened, client_ids[0], "backup with its proof", lambda: keeper.backup_before("bench"))
    newest = backup.all_in(backup.folder_of(path))[0]
    saves_while(opened, client_ids[0], "proof alone", lambda: backup.verify(newest, keys))
    timed("first search", lambda: opened.desk.do(search.search_documents, "growing"))
    timed("list of a client's notes", lambda: opened.desk.do(lists.of_client, client_ids[1]))
    before = backup.digest(path)
    timed("new passphrase", lambda: door.change_passphrase(opened, WORDS, NEW_WORDS))
    say(f"  bytes of the database changed: {'none' if backup.digest(path) == before else 'SOME'}")
    timed("lock", lambda: door.lock(opened))
    for thread in threading.enumerate():
        if thread.name == "backup":
            timed("  last backup, beside the locked window", thread.join)
    opened = timed("unlock", lambda: door.unlock(path, "cal", NEW_WORDS))
    opened.desk.close()


def main() -> None:
    megabytes = int(sys.argv[1]) if len(sys.argv) > 1 else MEGABYTES
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), megabytes)


if __name__ == "__main__":
    main()
