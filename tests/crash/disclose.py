"""Kills the program while it discloses: no line without its pages, no pages without a line."""

import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import count, cycle
from pathlib import Path

from sqlalchemy import select

from counselor_desk.desk.upkeep import upkeep_session
from counselor_desk.domain.kinds_of_information import Category
from counselor_desk.domain.privacy.disclosure import Basis
from counselor_desk.records.privacy import Disclosed, DisclosedPaper
from counselor_desk.services.documents import documents
from counselor_desk.services.privacy import disclosures
from counselor_desk.services.privacy.disclosures import SPOKEN, WAYS
from counselor_desk.vault.file.engine import open_vault
from counselor_desk.vault.keys import people, unlock
from tests.crash import scene
from tests.crash.rekey import SAID
from tests.crash.scene import Losses, Scene, Told
from tests.proofs import own
from tests.services.documents.test_documents import full

FRESH_EVERY = 10  # kills; in between the same vault has to survive one after another
FILE = "encrypted file"


@dataclass
class Gone:
    """What somebody was told is disclosed, and how long each way takes from the button to that."""

    ways: dict[int, str] = field(default_factory=dict)  # by number
    lasts: dict[str, float] = field(default_factory=dict)  # seconds


def run(times: int, seed: int) -> tuple[str, bool]:
    """The line of figures, and whether all is well."""
    dice, began, losses = random.Random(seed), time.monotonic(), Losses()
    fell: Counter[bool] = Counter()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        master, told, gone = stage(Path(folder) / "master"), 0, Gone()
        here = master
        for number in range(times):
            if number % FRESH_EVERY == 0:
                here, gone = master.copied(Path(folder) / "work"), Gone(lasts=gone.lasts)
            before = len(gone.ways)
            _kill_once(here, gone, dice)
            if len(gone.ways) == before:
                losses.damaged.append("nothing could be disclosed before the kill")
            told += len(gone.ways) - before
            fell[_inspect(here, gone, losses)] += 1
            losses.add(scene.inspect(here, Told()))
            if losses.any():
                break
    line = (
        f"disclose: {times} kills, {told} disclosures told, "
        f"{fell[False]} cut off before they were kept, {fell[True]} between that and the word of it, "
        f"{len(losses.lost)} lost, {len(losses.partial)} partial, {len(losses.damaged)} damaged "
        f"(seed {seed}, {time.monotonic() - began:.0f} s)"
    )
    wrong = [*losses.lost, *losses.partial, *losses.damaged]
    return line + "".join(f"\n  {words}" for words in wrong[:10]), not losses.any()


def stage(folder: Path) -> Scene:
    """A chart with a signed note, which goes out each time."""
    here = scene.make(folder)
    (folder / "out").mkdir()
    people.add_person(here.unlocked, here.staff_id, "cal", SAID, must_change=False)
    with here.desk() as desk:
        body = {**full(), "data": "0 " + "words of the session " * 200}
        read = desk.do(documents.read, here.notes[0]).document
        desk.do(documents.save_draft, read.id, body, read.revision)
        desk.do(documents.sign, read.id, own(desk, documents.sign, SAID))
    return here


def _kill_once(here: Scene, gone: Gone, dice: random.Random) -> None:
    """Somewhere in the second, third or fourth disclosure of a sitting: at the first all is new."""
    command = [sys.executable, "-m", "tests.crash.disclose", str(here.path), str(here.staff_id)]
    command += [str(here.notes[0]), str(len(gone.ways))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        begun = dice.randrange(1, len(WAYS) + 1)
        for number in range(begun):
            heard = time.monotonic()
            _hear(gone, child.stdout.readline())
            if number:
                gone.lasts[WAYS[number]] = time.monotonic() - heard
        lasts = gone.lasts.get(WAYS[begun % len(WAYS)], 0.3)
        time.sleep(dice.uniform(0.0, 1.2 * lasts))
        child.kill()
        for line in child.stdout:
            _hear(gone, line)


def _hear(gone: Gone, line: str) -> None:
    if line.endswith("\n"):
        number, way = line.strip().split(" ", 1)
        gone.ways[int(number)] = way


def _inspect(here: Scene, gone: Gone, losses: Losses) -> bool:
    """Every line against its pages and the files outside; whether one was kept and not told."""
    engine = open_vault(here.path, here.key)
    with upkeep_session(engine) as session:
        ways = {one.id: one.way for one in session.scalars(select(Disclosed))}
        papers = list(session.scalars(select(DisclosedPaper)))
    engine.dispose()
    kept = Counter(paper.disclosed_id for paper in papers)
    for number, way in ways.items():
        if kept[number] != (way != SPOKEN):
            losses.partial.append(f"disclosure {number} ({way}) has {kept[number]} sets of pages")
    losses.partial += [f"pages of {number}, which is no line" for number in kept if number not in ways]
    for paper in papers:
        if sha256(paper.content).hexdigest() != paper.sha256:
            losses.damaged.append(f"the pages of disclosure {paper.disclosed_id} are not what left")
    losses.lost += [f"disclosure {n} ({way})" for n, way in gone.ways.items() if ways.get(n) != way]
    outside = len(list((here.path.parent / "out").iterdir()))
    if outside > (lines := sum(way == FILE for way in ways.values())):
        losses.lost.append(f"{outside} files are outside, {lines} in the accounting")
    untold = {n: way for n, way in ways.items() if n not in gone.ways}
    gone.ways |= untold
    return bool(untold)


def sit_and_disclose(here: Scene, begun: int) -> None:
    """At the window, one after the other, each told when the window is through with it."""
    from PySide6.QtWidgets import QApplication

    from counselor_desk.ui.kit import dress, file_dialogs
    from counselor_desk.ui.kit.bridge import Bridge
    from counselor_desk.ui.privacy.disclose import Disclose

    app = QApplication([])
    dress.apply(app)
    out, number = here.path.parent / "out", count(begun)
    file_dialogs.save_path = lambda *_asked: out / f"{next(number)}.pdf"
    with here.desk() as desk:
        bridge = Bridge(desk)
        window = Disclose(bridge, lambda *_to, **_where: None)

        def settle() -> None:
            while not bridge.is_idle():
                app.processEvents()
            app.processEvents()

        def answer(step: str, **answers: object) -> None:
            for key, value in answers.items():
                window.forms[step].boxes[key].write(value)
                window.forms[step]._touched(key)
                settle()

        client_id = desk.do(documents.read, here.notes[0]).document.client_id
        window.open(client_id=client_id)
        settle()
        answer("basis", basis=str(Basis.CLIENT))
        answer("basis", **{f"{Basis.CLIENT}.identified": "a passport"})
        answer("recipient", recipient="Crash Test", recipient_kind="other", purpose="own copy")
        answer("categories", categories=[str(Category.NOTES), str(Category.ATTENDANCE)])
        answer("documents", documents=[str(here.notes[0])])
        for way in cycle(WAYS):
            answer("recipient", way=way)
            window.out.click()
            settle()
            kept = desk.do(disclosures.of_client, client_id)[0]
            sys.stdout.write(f"{kept.id} {kept.way}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    vault, staff_id, note, begun = sys.argv[1:]
    keys = unlock.unlock(Path(vault), "ada", SAID)
    sit_and_disclose(Scene(Path(vault), keys, int(staff_id), [int(note)]), int(begun))
