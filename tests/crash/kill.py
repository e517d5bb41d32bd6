"""Ends the program with SIGKILL at random moments of its work."""

import os
import random
import select
import signal
import tempfile
import time
import traceback
from pathlib import Path

from tests.crash import scene
from tests.crash.scene import Losses, Scene, Told, Work

PATIENCE = 120.0  # seconds for the first save, on a machine that is busy
FRESH_EVERY = 10  # kills; in between the same vault has to survive one after another


def run(times: int, seed: int) -> tuple[str, bool]:
    """The line of figures, and whether all is well."""
    dice, began = random.Random(seed), time.monotonic()
    losses, told_lines, backups = Losses(), 0, 0
    with tempfile.TemporaryDirectory() as folder:
        master = scene.make(Path(folder) / "master")
        here, told = master, Told()
        for number in range(times):
            if number % FRESH_EVERY == 0:
                here, told = master.copied(Path(folder) / "work"), Told()
            before, backups_before = told.lines, len(told.backups)
            told = _kill_once(here, told, dice)
            if told.lines == before:
                losses.damaged.append("nothing could be saved before the kill")
            told_lines += told.lines - before
            found = scene.inspect(here, told)
            losses.add(found)
            backups += len(told.backups) - backups_before
            if found.any():
                break
    line = (
        f"kill: {times} kills, {told_lines} acknowledged writes ({backups} of them backups), "
        f"{len(losses.lost)} lost, {len(losses.partial)} partial, {len(losses.damaged)} damaged "
        f"(seed {seed}, {time.monotonic() - began:.0f} s)"
    )
    return line + _details(losses), not losses.any()


def _kill_once(here: Scene, told: Told, dice: random.Random) -> Told:
    reading, writing = os.pipe()
    seed = dice.random()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _work_until_killed(here, told, writing, seed)
    os.close(writing)
    _listen(reading, child, told, dice.uniform(0.0002, 0.150))
    os.close(reading)
    os.waitpid(child, 0)
    return told


def _work_until_killed(here: Scene, told: Told, writing: int, seed: float) -> None:
    number = max([0, *told.notes.values()]) + 1000
    try:
        with here.desk() as desk:
            work = Work(here, desk, scene.pipe_teller(writing), random.Random(seed), number)
            work.save()
            while True:
                work.step()
    except BaseException:  # noqa: BLE001  it is no kill: shown, and nothing was told
        traceback.print_exc()
    finally:
        os._exit(3)


def _listen(reading: int, child: int, told: Told, after: float) -> None:
    """Hear the first save, wait a moment, kill; then hear what was told before the end."""
    buffer, until = b"", None
    while True:
        wait = PATIENCE if until is None else max(0.0, until - time.monotonic())
        ready, _, _ = select.select([reading], [], [], wait)
        if not ready:
            os.kill(child, signal.SIGKILL)
            until = time.monotonic() + PATIENCE
            continue
        piece = os.read(reading, 65536)
        if not piece:
            break
        buffer += piece
        if until is None:
            until = time.monotonic() + after
    for line in buffer.split(b"\n")[:-1]:
        told.hear(line.decode())


def _details(losses: Losses) -> str:
    found = [*losses.lost, *losses.partial, *losses.damaged]
    return "".join(f"\n  {words}" for words in found[:10])
