"""Ends a program of its own at random moments of its work, where none can fork (Windows)."""

import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from counselor_desk.vault.keys import unlock
from tests.crash import scene
from tests.crash.scene import Losses, Scene, Told, Work

SIGN_IN, WORDS = "ada", "a scratch vault for checks"  # as opening.scratch makes it


def run(times: int, seed: int) -> tuple[str, bool]:
    """The line of figures, and whether all is well."""
    dice, began, losses = random.Random(seed), time.monotonic(), Losses()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        here, told = scene.make(Path(folder) / "work"), Told()
        for _ in range(times):
            before = told.lines
            _end_once(here, told, dice)
            if told.lines == before:
                losses.damaged.append("nothing could be saved before the end")
            losses.add(scene.inspect(here, told))
            if losses.any():
                break
    line = (
        f"terminate: {times} ends, {told.lines} acknowledged writes, {len(losses.lost)} lost, "
        f"{len(losses.partial)} partial, {len(losses.damaged)} damaged "
        f"(seed {seed}, {time.monotonic() - began:.0f} s)"
    )
    found = [*losses.lost, *losses.partial, *losses.damaged][:10]
    return line + "".join(f"\n  {words}" for words in found), not losses.any()


def _end_once(here: Scene, told: Told, dice: random.Random) -> None:
    number = max([0, *told.notes.values()]) + 1000
    asked = [here.path, here.staff_id, number, dice.random(), *here.notes]
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.crash.terminate", *map(str, asked)],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert child.stdout is not None
    first = child.stdout.readline()
    time.sleep(dice.uniform(0.0002, 0.150))
    child.kill()
    said = first + child.stdout.read()
    child.wait()
    child.stdout.close()
    for line in said.split("\n")[:-1]:
        told.hear(line)


def work(path: str, staff_id: str, number: str, seed: str, *notes: str) -> None:
    """What the program that will be ended does: it works, and says each time what is saved."""
    unlocked = unlock.unlock(Path(path), SIGN_IN, WORDS)
    here = Scene(Path(path), unlocked, int(staff_id), [int(note) for note in notes])

    def tell(line: str) -> None:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()

    with here.desk() as desk:
        at_work = Work(here, desk, tell, random.Random(float(seed)), int(number))
        at_work.save()
        while True:
            at_work.step()


if __name__ == "__main__":
    work(*sys.argv[1:])
