"""Cuts the power in simulation: a disk's diary is played back to random moments and torn there."""

import os
import random
import shutil
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.crash import scene
from tests.crash.scene import Losses, Scene, Told, Work

ROOT = Path(__file__).parents[2]
SHIM = Path(__file__).with_name("shim.c")
SECTOR = 512
WRITE, TRUNCATE, SYNC, UNLINK, EXISTS = 1, 2, 3, 4, 18
STEPS = 260
FATES = ("none", "all", "torn", "some", "garbage")


@dataclass
class Disk:
    """What is surely on one file of the disk, and what is on its way there."""

    sure: bytearray = field(default_factory=bytearray)
    coming: list[tuple[int, int, bytes]] = field(default_factory=list)

    def sync(self) -> None:
        for what, at, data in self.coming:
            apply(self.sure, what, at, data)
        self.coming.clear()

    def after_the_cut(self, dice: random.Random, fate: str) -> bytearray:
        """The file as it is found again."""
        found, writes = bytearray(self.sure), self.coming
        if fate == "torn":
            writes = writes[: dice.randrange(len(writes) + 1)]
        for number, (what, at, data) in enumerate(writes if fate != "none" else []):
            is_torn = fate == "torn" and number == len(writes) - 1
            if what == TRUNCATE or (fate in ("all", "torn") and not is_torn):
                apply(found, what, at, data)
            elif is_torn:
                apply(found, what, at, data[: dice.randrange(len(data) + 1)])
            else:
                scatter(found, at, data, dice, fate == "garbage")
        return found


def scatter(content: bytearray, at: int, data: bytes, dice: random.Random, spoil: bool) -> None:
    """Half of the sectors arrive; some that do are not what was sent."""
    for start, sector in sectors(at, data):
        if dice.random() < 0.5:
            spoilt = spoil and dice.random() < 0.2
            apply(content, WRITE, start, dice.randbytes(len(sector)) if spoilt else sector)


def apply(content: bytearray, what: int, at: int, data: bytes) -> None:
    if what == TRUNCATE:
        content[at:] = b""
        content.extend(bytes(max(0, at - len(content))))
        return
    content.extend(bytes(max(0, at - len(content))))
    content[at : at + len(data)] = data


def sectors(at: int, data: bytes) -> Iterator[tuple[int, bytes]]:
    """The whole or broken sectors that a write touches."""
    start = 0
    while start < len(data):
        size = SECTOR - (at + start) % SECTOR
        yield at + start, data[start : start + size]
        start += size


def run(states: int, seed: int) -> tuple[str, bool]:
    """The line of figures, and whether all is well."""
    if shutil.which("cc") is None:
        return "power: left out, there is no C compiler here", True
    dice, began, losses = random.Random(seed), time.monotonic(), Losses()
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        work = scene.make(here / "master").copied(here / "work")
        before = {path: path.read_bytes() for path in work.path.parent.iterdir() if path.is_file()}
        told_file = record(work, here, seed)
        diary = list(entries((here / "diary").read_bytes()))
        taken, heard = play(work, (before, diary), (states, dice), told_file, losses)
    line = (
        f"power: {taken} states of {len(diary)} disk operations, {heard} acknowledged writes, "
        f"{len(losses.lost)} lost, {len(losses.partial)} partial, {len(losses.damaged)} damaged "
        f"(seed {seed}, {time.monotonic() - began:.0f} s)"
    )
    found = [*losses.lost, *losses.partial, *losses.damaged]
    return line + "".join(f"\n  {words}" for words in found[:10]), not losses.any()


def record(work: Scene, folder: Path, seed: int) -> Path:
    """Let a process of its own work on the vault while every write is written down."""
    shim = folder / "shim.so"
    subprocess.run(
        ["cc", "-shared", "-fPIC", "-O1", "-o", str(shim), str(SHIM), "-ldl", "-lpthread"],
        check=True,
    )
    told = work.path.parent / "told"
    code = (
        "import sys; from tests.crash.power import work_on; "
        "work_on(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4:])"
    )
    given = [work.unlocked.key.hex(), str(seed), str(work.staff_id), *map(str, work.notes)]
    subprocess.run(
        [sys.executable, "-c", code, str(work.path), *given],
        cwd=ROOT,
        check=True,
        env={
            **os.environ,
            "LD_PRELOAD": str(shim),
            "DIARY": str(folder / "diary"),
            "DIARY_OF": str(work.path.parent),
        },
    )
    return told


def work_on(path: str, key: str, seed: int, rest: list[str]) -> None:
    """The process under the shim: what it tells goes through the same diary, in order."""
    from counselor_desk.vault.keys import unlock

    staff_id, *notes = (int(word) for word in rest)
    unlocked = unlock.unlock(Path(path), "ada", "a scratch vault for checks")
    assert unlocked.key.hex() == key
    here = Scene(Path(path), unlocked, staff_id, notes)
    handle = os.open(str(Path(path).parent / "told"), os.O_CREAT | os.O_WRONLY, 0o600)
    with here.desk() as desk:
        work = Work(here, desk, scene.pipe_teller(handle), random.Random(seed))
        for number in range(STEPS):
            work.save() if number % 12 else work.register()
            if number % 60 == 59:
                work.checkpoint()


def entries(diary: bytes) -> Iterator[tuple[int, str, int, bytes]]:
    at = 0
    while at < len(diary):
        what, length = struct.unpack_from("<BH", diary, at)
        name = diary[at + 3 : at + 3 + length].decode()
        offset, size = struct.unpack_from("<QQ", diary, at + 3 + length)
        at += 19 + length
        data = b""
        if what == WRITE:
            data, at = diary[at : at + size], at + size
        yield what, name, offset, data


def play(
    work: Scene,
    past: tuple[dict[Path, bytes], list[tuple[int, str, int, bytes]]],
    chance: tuple[int, random.Random],
    told_file: Path,
    losses: Losses,
) -> tuple[int, int]:
    """Go through the diary once; cut the power at random places in it."""
    (before, diary), (states, dice) = past, chance
    disks = {str(path): Disk(bytearray(content)) for path, content in before.items()}
    cuts = sorted(dice.randrange(len(diary)) for _ in range(states))
    told, at = Told(), 0
    for number, (what, name, offset, data) in enumerate(diary):
        while at < len(cuts) and cuts[at] == number and not losses.any():
            lay_out(work, disks, dice)
            losses.add(scene.inspect(work, told))
            at += 1
        if name == str(work.path.parent):
            continue
        if name == str(told_file):
            if what == WRITE:
                for line in data.decode().splitlines():
                    told.hear(line)
            continue
        carry_out(disks, what, name, offset, data)
    return at, told.lines


def carry_out(disks: dict[str, Disk], what: int, name: str, offset: int, data: bytes) -> None:
    if what == UNLINK:
        disks.pop(name, None)
        return
    disk = disks.setdefault(name, Disk())
    if what == SYNC:
        disk.sync()
    elif what in (WRITE, TRUNCATE):
        disk.coming.append((what, offset, data))


def lay_out(work: Scene, disks: dict[str, Disk], dice: random.Random) -> None:
    """The folder as the next start finds it; shared memory does not outlive the power."""
    folder = work.path.parent
    for path in folder.iterdir():
        if path.is_file():
            path.unlink()
    fate = dice.choice(FATES)
    for name, disk in disks.items():
        if not name.endswith(("-shm", ".tmp", "/told")):
            Path(name).write_bytes(disk.after_the_cut(dice, fate))
