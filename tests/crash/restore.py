"""Kills the program while a backup takes the vault's place: the old one opens, or the restored."""

import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from counselor_desk.door import restoring
from counselor_desk.vault.copies import backup
from counselor_desk.vault.copies.backup import Backup
from counselor_desk.vault.file import connection
from counselor_desk.vault.keys import people, rotation, unlock
from tests.crash import scene
from tests.crash.child import killed_in, timed
from tests.crash.rekey import SAID, opened
from tests.crash.scene import Losses, Scene, Told, Work
from tests.crash.steps import announced

SAVES = 30  # before the backup, and again after it
LEAVER = ("bea", "seven lanterns on a hill")  # has a slot, and is unknown to every vault here
FOUND = ("as before", "restored", "restored at the next start")


@dataclass
class Stage:
    """A vault, its backup, and what was told until the backup and after it."""

    here: Scene
    copy: Backup
    then: Told
    since: Told
    lasts: list[float]  # seconds of each step, undisturbed


def run(times: int, seed: int) -> tuple[str, bool]:
    """The line of figures, and whether all is well. Each step is met as often as any other."""
    dice, began, losses = random.Random(seed), time.monotonic(), Losses()
    found: Counter[str] = Counter()
    again = 0
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder) / "work"
        stages = [stage(Path(folder) / name, dice, work) for name in ("same", "turned")]
        for number in range(times):
            set_up = stages[number % 2]
            here = set_up.here.copied(work)
            _kill(here, set_up, number // 2, dice)
            again += number % 3 == 0 and _kill_the_next_start(here, number // 3)
            try:
                found[settled(here, set_up, losses)] += 1
            except Exception as error:  # noqa: BLE001  whatever it is, somebody is locked out
                losses.damaged.append(f"kill {number}: {type(error).__name__}: {error}")
    line = (
        f"restore: {times} kills at {' and '.join(str(len(s.lasts)) for s in stages)} steps, "
        f"{again} again at the next start; {', '.join(f'{found[name]} {name}' for name in FOUND)}; "
        f"{len(losses.lost)} lost, {len(losses.partial)} partial, {len(losses.damaged)} damaged "
        f"(seed {seed}, {time.monotonic() - began:.0f} s)"
    )
    wrong = [*losses.lost, *losses.partial, *losses.damaged]
    return line + "".join(f"\n  {words}" for words in wrong[:10]), not losses.any()


def stage(folder: Path, dice: random.Random, work: Path) -> Stage:
    """A vault that has gone on since its backup; `turned`: under another key, too."""
    here, told = scene.make(folder), Told()
    _write(here, told, dice)
    copy = backup.take_backup(here.path, here.unlocked, "hand", scene.NOW)
    then = Told(dict(told.notes), list(told.clients), [copy.path.name])
    told.backups.append(copy.path.name)
    _write(here, told, dice)
    ada = unlock.unlock(here.path, "ada", SAID)
    people.add_person(ada, 77, *LEAVER)
    if folder.name == "turned":
        rotation.rotate(ada, lambda old, new: connection.rekey(here.path, old, new))
    here = opened(here)
    made = Stage(here, copy, then, told, [])
    made.lasts = timed(partial(put_back, here.copied(work), made, 0))
    return made


def _write(here: Scene, told: Told, dice: random.Random) -> None:
    with here.desk() as desk:
        worker = Work(here, desk, told.hear, dice, max([0, *told.notes.values()]))
        for _ in range(SAVES):
            worker.save()
        worker.register()


def put_back(here: Scene, set_up: Stage, last: int, begins: Callable[[], None]) -> None:
    """What an administrator's restore does, once every connection is closed."""
    copy = _moved(here, set_up.copy)
    unlocked = restoring.keys_of(copy, here.path, "ada", SAID)
    begins()
    announced(here.path.parent, begins, last)
    backup.verify(copy, unlocked)
    restoring.put_in_place(here.path, copy, unlocked, datetime.now(UTC))


def _kill(here: Scene, set_up: Stage, number: int, dice: random.Random) -> None:
    """Just before a step, the one after the other; every third time somewhere within one."""
    steps = len(set_up.lasts)
    if number % 3 == 2:
        part = dice.randrange(steps)
        killed_in(partial(put_back, here, set_up, 0), part, dice.uniform(0.0, set_up.lasts[part]))
    else:
        exact = number - (number + 1) // 3
        killed_in(partial(put_back, here, set_up, 1 + exact % (steps - 1)), steps, 0.0)


def _kill_the_next_start(here: Scene, number: int) -> bool:
    """Once more, while it ends what was cut short; says whether there was something to end."""

    def start(begins: Callable[[], None]) -> None:
        announced(here.path.parent, begins, 1 + number % 6)
        restoring.finish_cut_off_restore(here.path)

    return killed_in(start, 99, 0.0) is not None


def settled(here: Scene, set_up: Stage, losses: Losses) -> str:
    """What the next start makes of it, and that nothing half is left."""
    was_ended = restoring.notes_of(here.path).restored != ""
    restoring.finish_cut_off_restore(here.path)
    after = opened(here)
    restoring.before_opening(here.path, after.unlocked)
    aside = list(here.path.parent.glob("*.before-*.db"))
    if aside:
        _check_kept(here, aside, set_up.since, losses)
    told = set_up.then if aside else set_up.since
    losses.add(scene.inspect(after, told, max(told.notes.values())))
    if bool(aside) != (restoring.notes_of(here.path).restored != ""):
        losses.partial.append("the next sitting is not told what was restored")
    left = [p.name for p in here.path.parent.iterdir() if p.suffix in scene.HALF]
    losses.partial += [f"{name} was left behind" for name in left]
    return FOUND[0 if not aside else 1 if was_ended else 2]


def _check_kept(here: Scene, aside: list[Path], told: Told, losses: Losses) -> None:
    """The old vault opens under its other name, with its own keys, and holds all of it."""
    (path,) = aside
    unlocked = unlock.unlock(path, "ada", SAID)
    kept = Scene(path, unlocked, here.staff_id, here.notes)
    losses.add(scene.inspect(kept, Told(told.notes, told.clients)))


def _moved(here: Scene, copy: Backup) -> Backup:
    path = backup.folder_of(here.path) / copy.path.name
    return Backup(path, copy.manifest)
