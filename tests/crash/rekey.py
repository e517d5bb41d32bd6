"""Kills the program while it gives a vault a new key: one key opens it, and everyone has it."""

import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

from counselor_desk.vault.file import connection
from counselor_desk.vault.keys import rotation, unlock
from counselor_desk.vault.keys.sealing import Key
from tests.crash import scene
from tests.crash.child import killed_in, timed
from tests.crash.scene import Losses, Scene, Told, Work

SAID = "a scratch vault for checks"
PARTS = ("before the slots had it", "in the pages", "before the end was written down")
FOUND = ("as before", "taken back", "finished at the next unlock", "whole with the new key")
TRIALS = 5  # runs to their end: how long each part takes here


def run(times: int, seed: int) -> tuple[str, bool]:
    """The line of figures, and whether all is well. Each part is met as often as any other."""
    dice, began, losses = random.Random(seed), time.monotonic(), Losses()
    fell: Counter[str] = Counter()
    found: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        master, told = busy(Path(folder) / "master", dice)
        old, work = bytes(master.key), Path(folder) / "work"
        trials = [timed(partial(turn, master.copied(work))) for _ in range(TRIALS)]
        lasts = [sorted(took)[TRIALS // 2] for took in zip(*trials, strict=True)]
        for number in range(times):
            here, part = master.copied(work), number % len(PARTS)
            met = killed_in(partial(turn, here), part, dice.uniform(0.0, lasts[part]))
            fell["at its end" if met is None else PARTS[met]] += 1
            try:
                found[settled(here, old)] += 1
                losses.add(scene.inspect(opened(here), told))
            except Exception as error:  # noqa: BLE001  whatever it is, somebody is locked out
                losses.damaged.append(f"{type(error).__name__}: {error}")
    line = (
        f"rekey: {times} kills ({_counted(fell, (*PARTS, 'at its end'))}); "
        f"{_counted(found, FOUND)}; {len(losses.lost)} lost, {len(losses.partial)} partial, "
        f"{len(losses.damaged)} damaged (seed {seed}, {time.monotonic() - began:.0f} s)"
    )
    wrong = [*losses.lost, *losses.partial, *losses.damaged]
    return line + "".join(f"\n  {words}" for words in wrong[:10]), not losses.any()


def busy(folder: Path, dice: random.Random) -> tuple[Scene, Told]:
    """A vault with something in it."""
    master, told = scene.make(folder), Told()
    with master.desk() as desk:
        worker = Work(master, desk, told.hear, dice)
        for _ in range(120):
            worker.save()
    return master, told


def turn(here: Scene, begins: Callable[[], None]) -> None:
    """Tells when it begins, when the pages begin, and when they are done."""
    unlocked = unlock.unlock(here.path, "ada", SAID)

    def rekey(old: Key, new: Key) -> None:
        begins()
        connection.rekey(here.path, old, new)
        begins()

    begins()
    rotation.rotate(unlocked, rekey)


def settled(here: Scene, old: bytes) -> str:
    """What the next unlock finds, and makes of it."""
    unlocked = unlock.unlock(here.path, "ada", SAID)
    half = bool(unlocked.coming)
    rotation.finish_rotation(unlocked, lambda key: connection.key_opens(here.path, key))
    assert not unlock.unlock(here.path, "ada", SAID).coming, "it is ended once"
    is_old = bytes(unlocked.database_key()) == old
    return FOUND[(1 if is_old else 2) if half else (0 if is_old else 3)]


def opened(here: Scene) -> Scene:
    unlocked = unlock.unlock(here.path, "ada", SAID)
    return Scene(here.path, unlocked, here.staff_id, here.notes)


def _counted(counts: Counter[str], names: tuple[str, ...]) -> str:
    return ", ".join(f"{counts[name]} {name}" for name in names)
