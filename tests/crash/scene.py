"""A small real vault, somebody who works on it without pause, and what has to hold afterwards."""

import os
import random
import shutil
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import select

from counselor_desk import records
from counselor_desk.demo.scratch import scratch
from counselor_desk.desk.desk import Desk, VaultBehind
from counselor_desk.desk.trail import TrailChain
from counselor_desk.desk.upkeep import upkeep_session
from counselor_desk.records.audit import AuditEntry
from counselor_desk.records.base import fingerprint
from counselor_desk.records.document import Document
from counselor_desk.records.people import Client
from counselor_desk.services.clients import clients
from counselor_desk.services.documents import documents, writing_aids
from counselor_desk.services.today import form_drafts
from counselor_desk.vault.copies import backup
from counselor_desk.vault.file.connection import connect
from counselor_desk.vault.file.engine import open_vault
from counselor_desk.vault.keys import unlock
from counselor_desk.vault.keys.compartments import CompartmentKeeper
from counselor_desk.vault.keys.proving import PassphraseTries
from counselor_desk.vault.keys.unlock import VaultKeys

NOTES = 3
NOW = datetime(2026, 12, 1, tzinfo=UTC)
HALF = {".tmp", ".new", ".restoring", ".restore-plan", ".partial"}  # never left for good


@dataclass
class Scene:
    """A closed vault with a counselor, one client and a few drafts."""

    path: Path
    unlocked: VaultKeys
    staff_id: int
    notes: list[int]

    @property
    def key(self) -> bytes:
        return self.unlocked.database_key()

    def copied(self, folder: Path) -> "Scene":
        """The same vault somewhere else: as good as new."""
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.path.parent, folder)
        path = folder / self.path.name
        unlocked = VaultKeys(
            path, self.unlocked.vault_id, self.unlocked.slot, self.unlocked.salt, (),
            self.unlocked.key, self.unlocked.audit, self.unlocked.private,
        )  # fmt: skip
        return Scene(path, unlocked, self.staff_id, self.notes)

    @contextmanager
    def desk(self):
        """The counselor at the desk."""
        records.every()
        behind = VaultBehind(PassphraseTries(self.unlocked), compartments=CompartmentKeeper(self.unlocked))
        desk = Desk(lambda: open_vault(self.path, self.key), self.unlocked.audit_key(), vault=behind)
        desk.sign_in(self.staff_id, self.unlocked)
        try:
            yield desk
        finally:
            desk.close()


def make(folder: Path) -> Scene:
    """A vault by the program's own way, its connections closed."""
    folder.mkdir(parents=True, exist_ok=True)
    opened = scratch(folder, counselor=True)
    signed_in = opened.desk.signed_in
    assert signed_in is not None
    born = date(1990, 1, 1)
    client = opened.desk.do(clients.register, {"given_name": "Crash", "family_name": "Test", "born": born})
    notes = [opened.desk.do(documents.start, client.id, "dap").id for _ in range(NOTES)]
    opened.desk.close()
    return Scene(opened.path, signed_in.keys, signed_in.actor.id, notes)


Tell = Callable[[str], object]


@dataclass
class Work:
    """Saves, registrations, checkpoints and backups in random order, each told when done."""

    scene: Scene
    desk: Desk
    tell: Tell
    dice: random.Random
    number: int = 0
    revisions: dict[int, int] = field(default_factory=dict)

    def step(self) -> None:
        chance = self.dice.random()
        if chance < 0.90:
            self.save()
        elif chance < 0.95:
            self.register()
        elif chance < 0.98:
            self.checkpoint()
        else:
            self.back_up()

    def save(self) -> None:
        note = self.dice.choice(self.scene.notes)
        if note not in self.revisions:
            self.revisions[note] = self.desk.do(documents.read, note).document.revision
        self.number += 1
        body = {"data": f"{self.number} " + "word " * self.dice.randrange(2, 800)}
        saved = self.desk.do(documents.save_draft, note, body, self.revisions[note])
        assert saved.document_id == note
        self.revisions[note] = saved.revision
        self.tell(f"note {note} {self.number}")

    def register(self) -> None:
        self.number += 1
        name = f"N{self.number}"
        born = date(1980, 1, 1)
        self.desk.do(clients.register, {"given_name": name, "family_name": "Killed", "born": born})
        self.tell(f"client {name} 0")

    def bring_and_drop(self) -> None:
        """Rows that come, and rows of before that go."""
        self.number += 1
        for word in self.desk.do(writing_aids.learned):
            self.desk.do(writing_aids.unlearn, word)
        for at in range(3):
            self.desk.do(writing_aids.learn, f"word{self.dice.randrange(1 << 30)}of{at}")
        for draft in self.desk.do(form_drafts.mine):
            self.desk.do(form_drafts.drop, draft.client_id, draft.spot)
        place = form_drafts.FormPlace("calls", sheet=f"call {self.number}")
        self.desk.do(form_drafts.put, place, "A call", {"words": "word " * self.dice.randrange(2, 400)})
        self.tell(f"draft 0 {self.number}")

    def checkpoint(self) -> None:
        connection = connect(self.scene.path, self.scene.key)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        connection.close()

    def back_up(self) -> None:
        taken = backup.take_backup(self.scene.path, self.scene.unlocked, "hand", datetime.now(UTC))
        self.tell(f"backup {taken.path.name} 0")


@dataclass
class Told:
    """What somebody was told is saved."""

    notes: dict[int, int] = field(default_factory=dict)
    clients: list[str] = field(default_factory=list)
    backups: list[str] = field(default_factory=list)
    lines: int = 0

    def hear(self, line: str) -> None:
        kind, what, number = line.split()
        self.lines += 1
        if kind == "note":
            self.notes[int(what)] = int(number)
        elif kind == "client":
            self.clients.append(what)
        else:
            self.backups.append(what)


@dataclass
class Losses:
    """What an inspection has found: all of it has to be zero."""

    lost: list[str] = field(default_factory=list)
    partial: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)

    def any(self) -> bool:
        return bool(self.lost or self.partial or self.damaged)

    def add(self, other: "Losses") -> None:
        self.lost += other.lost
        self.partial += other.partial
        self.damaged += other.damaged


def inspect(scene: Scene, told: Told, next_number: int | None = None) -> Losses:
    """Open the vault as anybody would and compare it with what was told."""
    losses = Losses()
    try:
        _check_pages(scene, losses)
        _check_records(scene, told, losses, next_number)
    except Exception as error:  # noqa: BLE001  whatever it is, it is what the test looks for
        losses.damaged.append(f"{type(error).__name__}: {error}")
    return losses


def _check_pages(scene: Scene, losses: Losses) -> None:
    connection = connect(scene.path, scene.key)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    for check in ("cipher_integrity_check", "integrity_check", "foreign_key_check"):
        said = connection.execute(f"PRAGMA {check}").fetchall()
        if said not in ([], [("ok",)]):
            losses.damaged.append(f"{check}: {said[:3]}")
    connection.close()


def _check_records(scene: Scene, told: Told, losses: Losses, limit: int | None) -> None:
    engine = open_vault(scene.path, scene.key)
    with upkeep_session(engine) as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
        verdict = TrailChain(scene.unlocked.audit_key()).verify(entries)
        if verdict.broken_at is not None:
            losses.damaged.append(f"the trail breaks at {verdict.broken_at}: {verdict.why}")
        newest = {entry.object: entry.content_sha256 for entry in entries}
        for document in session.scalars(select(Document)):
            if newest.get(f"Document:{document.id}") != fingerprint(document):
                losses.partial.append(f"document {document.id} is not as its last line says")
            number = int(str(document.body.get("data", "0")).split()[0])
            if number < told.notes.get(document.id, 0):
                losses.lost.append(f"document {document.id}: {number}, told {told.notes}")
            if limit is not None and number > limit:
                losses.partial.append(f"document {document.id} is from the future: {number}")
        names = set(session.scalars(select(Client.given_name)))
        losses.lost += [f"client {name}" for name in told.clients if name not in names]
    engine.dispose()
    _check_backups(scene, told, losses)


def _check_backups(scene: Scene, told: Told, losses: Losses) -> None:
    folder = backup.folder_of(scene.path)
    found = {copy.path.name: copy for copy in backup.all_in(folder)}
    losses.lost += [f"backup {name}" for name in told.backups if name not in found]
    for copy in found.values():
        is_todays = copy.manifest.signed(scene.unlocked.backup_key()) == copy.manifest
        backup.verify(copy, scene.unlocked if is_todays else _of_its_day(copy))


def _of_its_day(copy: backup.Backup) -> VaultKeys:
    """The keys of a backup from before the vault's key was turned."""
    return unlock.unlock(copy.path, "ada", "a scratch vault for checks")


def pipe_teller(handle: int) -> Tell:
    return lambda line: os.write(handle, f"{line}\n".encode())
