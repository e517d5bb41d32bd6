"""Works in the windows for as long as it is told: every word is there, and nothing grows."""

import random
import resource
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QSettings
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from counselor_desk.app import vault_door
from counselor_desk.demo import scratch
from counselor_desk.domain.roles import Role
from counselor_desk.door.vault_door import VaultDoor
from counselor_desk.records.document import Status
from counselor_desk.services.clients import clients
from counselor_desk.services.clinic import staff
from counselor_desk.services.clinic.staff import Position
from counselor_desk.services.documents import documents
from counselor_desk.ui.kit import dress
from counselor_desk.ui.shell.garbage import GarbageSweeper
from counselor_desk.ui.shell.window import MainWindow
from counselor_desk.vault.keys import people
from tests.proofs import own
from tests.services.documents.test_documents import full

ADA_SAYS, CAL_SAYS = "a scratch vault for checks", "blue lantern seven harbors"
PATIENCE = 60.0  # seconds for whatever has to come
WARM = 3  # sittings until caches are full
NOTES = 4  # of a sitting; the last is locked in the middle of a sentence
MOST_GROWTH, MOST_HANDLES, SLOWEST = 50.0, 8, 5.0  # MB, handles and threads, seconds


@dataclass
class Soak:
    """A vault, what was written there, and what was measured."""

    path: Path
    client_id: int
    dice: random.Random
    notes: dict[int, tuple[str, Status]] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    slowest: float = 0.0
    sittings: int = 0
    checked: int = 0

    def sitting(self) -> None:
        """Cal writes until he is locked in the middle of a sentence; Ada looks, copies, exports."""
        door = vault_door(self.path)
        window = MainWindow(door, door.unlock(self.path, "cal", CAL_SAYS))
        window.show()
        for last in range(NOTES):
            self._write(window, is_last=last == NOTES - 1)
        if window.bridge is not None:
            window.lock()
        window.close()
        window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # type: ignore[arg-type]
        _wait(lambda: not _is_copying())
        self._look(door)
        self.sittings += 1

    def _write(self, window: MainWindow, is_last: bool) -> None:
        where = {"client_id": self.client_id, "section": "notes", "template": "dap"}
        window.go("chart", **where)
        editor = window.current().section("notes").editor  # type: ignore[union-attr]
        _wait(lambda: editor.form is not None and window.bridge.is_idle())
        note, words = editor.document.id, " ".join(self._words())
        self.notes[note] = words, Status.DRAFT
        form = editor.form
        saved: list[float] = []
        form.settled.connect(lambda: saved.append(-time.monotonic()))
        window.bridge.saved.connect(lambda at: saved.append(time.monotonic()))
        form.boxes["data"].editor.main.setFocus()
        QTest.keyClicks(form.boxes["data"].editor.main, words)
        if is_last:
            return
        _wait(lambda: bool(saved) and saved[-1] > 0 and not form.is_dirty())
        began = [-at for at in saved if at < 0]
        self.slowest = max(self.slowest, saved[-1] - began[-1])
        window.go("today")
        _wait(window.bridge.is_idle)
        if self.dice.random() < 0.7:
            self._sign(window.opened.desk, note)

    def _sign(self, desk: Any, note: int) -> None:
        read = desk.do(documents.read, note).document
        words, _status = self.notes[note]
        desk.do(documents.save_draft, note, {**full(), "data": words}, read.revision)
        desk.do(documents.sign, note, own(desk, documents.sign, CAL_SAYS))
        self.notes[note] = words, Status.FINAL

    def _look(self, door: VaultDoor) -> None:
        opened = door.unlock(self.path, "cal", CAL_SAYS)
        recent = list(self.notes)[-NOTES:]
        older = self.dice.sample(list(self.notes), min(20, len(self.notes)))
        for note in {*recent, *older}:
            read = opened.desk.do(documents.read, note).document
            self.checked += 1
            if (read.body.get("data"), read.status) != self.notes[note]:
                self.lost.append(f"note {note} is not as it was written")
        _close(door, opened)
        opened = door.unlock(self.path, "ada", ADA_SAYS)
        assert opened.keeper is not None
        opened.keeper.back_up()
        if self.sittings % 5 == 0:
            archive = self.path.parent / "away.cvault"
            opened.keeper.export(archive, CAL_SAYS)
            archive.unlink()
            if not opened.keeper.verify_records().is_whole:
                self.lost.append("a record is not as the trail says")
        _close(door, opened)

    def _words(self) -> list[str]:
        known = ("kept", "every", "dose", "walked", "home", "called", "her", "sister", "twice")
        return [str(len(self.notes)), *self.dice.choices(known, k=self.dice.randrange(5, 30))]


def run(minutes: float, seed: int) -> tuple[str, bool]:
    """The line of figures, and whether nothing was lost and nothing grows without end."""
    app = QApplication.instance() or QApplication([])
    app.setOrganizationName("Counselor Desk")
    app.setApplicationName("Counselor Desk Soak")
    dress.apply(app)  # type: ignore[arg-type]
    sweeper = GarbageSweeper(app)
    until = time.monotonic() + minutes * 60
    with tempfile.TemporaryDirectory() as folder:
        form = QSettings.Format.IniFormat
        QSettings.setDefaultFormat(form)
        QSettings.setPath(form, QSettings.Scope.UserScope, folder)
        soak = _begun(Path(folder), random.Random(seed))
        start, open_at_start = 0.0, 0
        while soak.sittings <= WARM or (time.monotonic() < until and not soak.lost):
            soak.sitting()
            if soak.sittings == WARM:
                start, open_at_start = _megabytes(), _handles()
        sweeper.deleteLater()
        end, open_at_end = _megabytes(), _handles()
    grown, more = end - start, open_at_end - open_at_start
    line = (
        f"soak: {soak.sittings} sittings, {len(soak.notes)} notes typed, {soak.checked} looked "
        f"at, {len(soak.lost)} lost; {start:.0f} MB after {WARM} sittings, {end:.0f} MB at the "
        f"end; {open_at_start} handles and threads, {open_at_end} at the end; longest autosave "
        f"{soak.slowest * 1000:.0f} ms (seed {seed}, {minutes:g} min)"
    )
    well = grown <= MOST_GROWTH and more <= MOST_HANDLES and soak.slowest <= SLOWEST
    return line + "".join(f"\n  {words}" for words in soak.lost[:10]), well and not soak.lost


def _begun(folder: Path, dice: random.Random) -> Soak:
    opened = scratch.scratch(folder)
    desk = opened.desk
    keys = desk.signed_in.keys  # type: ignore[union-attr]
    cal = desk.do(staff.add, "Cal Reyes", "cal", Position(Role.COUNSELOR, "LADC"))
    people.add_person(keys, cal.id, "cal", CAL_SAYS, must_change=False)
    named = {"given_name": "Rosa", "family_name": "Medina", "born": None}
    rosa = desk.do(clients.register, named, cal.id)
    desk.close()
    return Soak(opened.path, rosa.id, dice)


def _wait(for_it: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not for_it():
        QTest.qWait(5)
        if time.monotonic() > until:
            raise TimeoutError("the program did not come to it")


def _close(door: VaultDoor, opened: Any) -> None:
    door.lock(opened)
    _wait(lambda: not _is_copying())


def _is_copying() -> bool:
    return any(thread.name == "backup" for thread in threading.enumerate())


def _megabytes() -> float:
    """What the process holds in memory now; where that is not told, the most it ever held."""
    told = Path("/proc/self/statm")
    if told.exists():
        return int(told.read_text("ascii").split()[1]) * resource.getpagesize() / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def _handles() -> int:
    folder = Path("/proc/self/fd")
    held = len(list(folder.iterdir())) if folder.exists() else 0
    return held + threading.active_count()
