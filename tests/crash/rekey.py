"""Kills the program while it gives a vault a new key: one key opens it, and everyone has it."""

import random
import tempfile
import time
from pathlib import Path

from counselor_desk.vault import connection, keys, rotation
from tests.crash import scene
from tests.crash.child import killed
from tests.crash.scene import Losses, Scene, Told, Work

SAID = "a scratch vault for checks"


def run(times: int, seed: int) -> tuple[str, bool]:
    """The line of figures, and whether all is well."""
    dice, began, losses = random.Random(seed), time.monotonic(), Losses()
    finished = finished_later = taken_back = 0
    with tempfile.TemporaryDirectory() as folder:
        master = scene.make(Path(folder) / "master")
        told = Told()
        with master.desk() as desk:
            worker = Work(master, desk, told.hear, dice)
            for _ in range(120):
                worker.save()
        for _ in range(times):
            here = master.copied(Path(folder) / "work")
            finished += killed(lambda ready, here=here: turn(here, ready), dice, 0.12)
            try:
                unlocked = keys.unlock(here.path, "ada", SAID)
                before, coming = bytes(unlocked.database_key()), bool(unlocked.coming)
                rotation.settle(unlocked, lambda key, here=here: connection.opens(here.path, key))
                finished_later += coming and unlocked.database_key() != before
                taken_back += coming and unlocked.database_key() == before
                again = Scene(here.path, unlocked, here.staff_id, here.notes)
                losses.add(scene.inspect(again, told))
            except Exception as error:  # noqa: BLE001  whatever it is, somebody is locked out
                losses.damaged.append(f"{type(error).__name__}: {error}")
    line = (
        f"rekey: {times} kills, {finished} after the end, {finished_later} finished at the next "
        f"unlock, {taken_back} taken back, {len(losses.lost)} lost, {len(losses.partial)} partial, "
        f"{len(losses.damaged)} damaged (seed {seed}, {time.monotonic() - began:.0f} s)"
    )
    found = [*losses.lost, *losses.partial, *losses.damaged]
    return line + "".join(f"\n  {words}" for words in found[:10]), not losses.any()


def turn(here: Scene, ready: object) -> None:
    unlocked = keys.unlock(here.path, "ada", SAID)
    ready()  # type: ignore[operator]
    rotation.rotate(unlocked, lambda old, new: connection.rekey(here.path, old, new))
