"""Fills the disk under a running program: nothing half saved, reading goes on, room mends it."""

import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from counselor_desk.core.errors import VaultTrouble
from counselor_desk.services.clients import clients
from counselor_desk.vault.copies import backup
from counselor_desk.vault.keys import unlock
from tests.crash import scene
from tests.crash.scene import Scene, Told, Work

ROOT = Path(__file__).parents[2]
SHIM = Path(__file__).with_name("full.c")


def run(times: int, seed: int) -> tuple[str, bool]:
    """The line of figures, and whether all is well."""
    if shutil.which("cc") is None:
        return "diskfull: left out, there is no C compiler here", True
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        work = scene.make(here / "master").copied(here / "work")
        told, said = fill(work, here, times, seed)
        losses = scene.inspect(work, told)
    failed, other, mended = (int(word) for word in said.split())
    if failed < times or other or mended < 5:
        losses.damaged.append(f"{failed} of {times} failed as they should, {other} otherwise")
    line = (
        f"diskfull: {failed} saves on a full disk said so, {mended} saved once there was room, "
        f"{told.lines} acknowledged, {len(losses.lost)} lost, {len(losses.partial)} partial, "
        f"{len(losses.damaged)} damaged (seed {seed}, {time.monotonic() - began:.0f} s)"
    )
    found = [*losses.lost, *losses.partial, *losses.damaged]
    return line + "".join(f"\n  {words}" for words in found[:10]), not losses.any()


def fill(work: Scene, folder: Path, times: int, seed: int) -> tuple[Told, str]:
    """A process of its own meets the full disk, and is killed on it."""
    shim = folder / "shim.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-o", str(shim), str(SHIM), "-ldl"], check=True)
    code = (
        "import sys; from tests.crash.diskfull import work_on; "
        "work_on(sys.argv[1], *map(int, sys.argv[2:5]), [int(n) for n in sys.argv[5:]])"
    )
    given = [str(times), str(seed), str(work.staff_id), *map(str, work.notes)]
    done = subprocess.run(
        [sys.executable, "-c", code, str(work.path), *given],
        cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True,
        env={
            **os.environ,
            "LD_PRELOAD": str(shim),
            "FULL_FLAG": str(folder / "full"),
            "FULL_FOLDER": str(work.path.parent),
        },
    )  # fmt: skip
    told = Told()
    *lines, said = done.stdout.splitlines()
    for line in lines:
        told.hear(line)
    return told, said


def work_on(path: str, times: int, seed: int, staff_id: int, notes: list[int]) -> None:
    vault, flag = Path(path), Path(os.environ["FULL_FLAG"])
    unlocked = unlock.unlock(vault, "ada", "a scratch vault for checks")
    here = Scene(vault, unlocked, staff_id, notes)
    failed = other = mended = 0
    with here.desk() as desk:
        work = Work(here, desk, scene.pipe_teller(1), random.Random(seed))
        for _ in range(40):
            work.save()
        flag.touch()
        while failed < times:
            number = work.number
            try:
                work.save()
            except VaultTrouble as trouble:
                failed += "disk is full" in str(trouble)
                other += "disk is full" not in str(trouble)
                work.number = number
            other += not _reads(work)
        other += not _no_backup(here)
        flag.unlink()
        for _ in range(5):
            work.save()
            mended += 1
        flag.touch()
        sys.stdout.write(f"{failed} {other} {mended}\n")
        sys.stdout.flush()
        os._exit(0)


def _reads(work: Work) -> bool:
    """Lists are read on; opening a chart leaves a line on the trail, and so has to wait."""
    try:
        return bool(work.desk.do(clients.find, "test"))
    except VaultTrouble:
        return False


def _no_backup(here: Scene) -> bool:
    """A backup fails in words, and leaves nothing that could be taken for one."""
    try:
        backup.take_backup(here.path, here.unlocked, "hand", datetime.now(UTC))
    except VaultTrouble:
        folder = backup.folder_of(here.path)
        return backup.all_in(folder) == [] and list(folder.iterdir()) == []
    return False
