"""Flips a bit or cuts off an end, in vaults and in backups: damage is never opened as if whole."""

import random
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from counselor_desk.core.errors import VaultTrouble
from counselor_desk.vault.copies import backup
from counselor_desk.vault.file.connection import Trouble, connect
from counselor_desk.vault.keys import slot_file
from tests.crash import scene
from tests.crash.scene import Scene, Work

SALT = 16  # the first bytes of the file; the salt that is used stands in the key file


def run(times: int, seed: int) -> tuple[str, bool]:
    """The line of figures, and whether all is well."""
    dice, began = random.Random(seed), time.monotonic()
    missed: list[str] = []
    counts = {"vault": 0, "backup": 0, "keys": 0, "list": 0}
    with tempfile.TemporaryDirectory() as folder:
        work = scene.make(Path(folder) / "work")
        busy(work, dice)
        copy = backup.take_backup(work.path, work.unlocked, "hand", datetime.now(UTC))
        checks = {
            "vault": (work.path, lambda: notices_in_vault(work)),
            "backup": (copy.path, lambda: notices_in_backup(work, copy.path)),
            "list": (copy.path.with_suffix(".json"), lambda: notices_in_backup(work, copy.path)),
            "keys": (work.unlocked.path, lambda: notices_in_keys(work)),
        }
        whole = {name: path.read_bytes() for name, (path, _) in checks.items()}
        for number in range(times):
            name = ("vault", "backup", "vault", "backup", "keys", "list")[number % 6]
            path, notices = checks[name]
            spoilt, where = spoil(whole[name], dice, SALT if name == "vault" else 0)
            path.write_bytes(spoilt)
            counts[name] += 1
            if not notices():
                missed.append(f"{name}: {where}")
            path.write_bytes(whole[name])
    done = ", ".join(f"{count} in the {name}" for name, count in counts.items())
    line = (
        f"flip: {times} flips and cuts ({done}), {times - len(missed)} noticed, "
        f"{len(missed)} missed (seed {seed}, {time.monotonic() - began:.0f} s)"
    )
    return line + "".join(f"\n  {words}" for words in missed[:10]), not missed


def busy(work: Scene, dice: random.Random) -> None:
    with work.desk() as desk:
        worker = Work(work, desk, lambda line: None, dice)
        for _ in range(40):
            worker.save()
        for _ in range(10):
            worker.register()


def spoil(content: bytes, dice: random.Random, spare: int) -> tuple[bytes, str]:
    """One bit turned, or an end cut off; the first bytes are left alone when asked."""
    at = dice.randrange(spare, len(content))
    if dice.random() < 0.2:
        return content[:at], f"cut at {at} of {len(content)}"
    spoilt = bytearray(content)
    spoilt[at] ^= 1 << dice.randrange(8)
    return bytes(spoilt), f"bit flipped at {at} of {len(content)}"


def notices_in_vault(work: Scene) -> bool:
    """Opening refuses it, or the check that a backup makes does."""
    try:
        connection = connect(work.path, work.key)
    except VaultTrouble:
        return True
    try:
        said = connection.execute("PRAGMA cipher_integrity_check").fetchall()
        said += [row for row in connection.execute("PRAGMA quick_check") if row != ("ok",)]
        return bool(said)
    except Trouble:
        return True
    finally:
        connection.close()
        for ending in ("-wal", "-shm"):
            work.path.with_name(work.path.name + ending).unlink(missing_ok=True)


def notices_in_backup(work: Scene, path: Path) -> bool:
    try:
        manifest = backup.manifest_of(path)
        backup.verify(backup.Backup(path, manifest), work.unlocked)
    except VaultTrouble:
        return True
    return _is_the_same(work, path, manifest)


def _is_the_same(work: Scene, path: Path, manifest: backup.Manifest) -> bool:
    """A bit of white space in the list changes nothing that it says."""
    return manifest.signed(work.unlocked.backup_key()) == manifest


def notices_in_keys(work: Scene) -> bool:
    content = work.unlocked.path.read_bytes()
    try:
        file = slot_file.parse(content)
    except VaultTrouble:
        return True
    return file.is_of(work.unlocked.key)  # white space: it says the same
