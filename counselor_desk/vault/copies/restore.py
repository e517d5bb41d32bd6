"""Puts a backup in a vault's place, and keeps what was there."""

import contextlib
import os
import re
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from counselor_desk.core.errors import VaultTrouble
from counselor_desk.core.i18n import _
from counselor_desk.vault.copies import backup
from counselor_desk.vault.copies.backup import Backup
from counselor_desk.vault.copies.verify import BadBackup, CopyContents
from counselor_desk.vault.file.connection import connect, is_full
from counselor_desk.vault.keys import unlock
from counselor_desk.vault.keys.slot_file import (
    Anchor,
    key_path,
    read,
    remove_leftovers,
    sync_folder,
    write_file,
)
from counselor_desk.vault.keys.unlock import VaultKeys

SIDE_FILES = ("-wal", "-shm")
STAMP = re.compile(r"\d{8}T\d{6}Z")


class RestorePlan(msgspec.Struct, frozen=True):
    """What a restore was about to do, so that it can be ended after a crash."""

    aside: str  # the name under which the old vault is kept
    with_keys: bool
    taken_at: str = ""  # when the backup was made
    by: str = ""  # the sign-in name of who put it in place
    stay: tuple[tuple[int, str], ...] | None = None  # who had a way in before; None: nobody can say


Tell = Callable[[RestorePlan], None]  # hears of a restore that is done, before its plan is let go


@dataclass(frozen=True)
class Drill:
    """How a rehearsal went: what was opened, and what was read there."""

    backup: Path
    contents: CopyContents


def restore(vault: Path, chosen: Backup, unlocked: VaultKeys, now: datetime) -> Path:
    """Verify, then exchange; says where the old vault is kept. Nothing is pruned."""
    backup.verify(chosen, unlocked)
    return exchange(vault, chosen, unlocked, now)


def exchange(
    vault: Path, chosen: Backup, unlocked: VaultKeys, now: datetime, tell: Tell = lambda plan: None
) -> Path:
    """Copy a backup that was verified, then change places.

    `unlocked` is of the backup's own key file. Every connection to the vault must be closed.
    """
    coming, coming_keys = _coming(vault), _coming_keys(vault)
    plan = RestorePlan(
        f"{vault.stem}.before-{now:%Y%m%dT%H%M%SZ}",
        _needs_its_keys(vault, unlocked),
        f"{chosen.manifest.taken_at:%Y-%m-%d %H:%M}",
        unlocked.sign_in,
        _people_of_today(vault),
    )
    try:
        vault.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _copied(chosen.path, coming)
        if backup.digest(coming) != chosen.manifest.sha256:
            raise BadBackup(_("The copy is incomplete. Check the disk and try again."))
        write_file(coming_keys, key_path(chosen.path).read_bytes())
    except OSError as error:
        with contextlib.suppress(OSError):
            coming.unlink()
        raise _no_room(vault) from error
    write_file(_plan_path(vault), msgspec.json.encode(plan))
    resume_restore(vault, tell)
    return vault.with_name(plan.aside + vault.suffix)


def is_under_way(vault: Path) -> bool:
    """Whether a restore was cut off: until it is ended the vault may lie under another name."""
    return any(p.exists() for p in (_plan_path(vault), _coming(vault), _coming_keys(vault)))


def resume_restore(vault: Path, tell: Tell = lambda plan: None) -> None:
    """Finish a restore that was under way; what came no further than its copy is let go."""
    plan = _plan_of(vault)
    if plan is None:
        _let_go(vault)
        return
    aside = vault.with_name(plan.aside + vault.suffix)
    try:
        if _coming(vault).exists():
            _put_aside(vault, aside)
            _coming(vault).replace(vault)
        _change_keys(vault, aside, plan)
        sync_folder(vault.parent)
        tell(plan)
        _plan_path(vault).unlink()
    except OSError as error:
        raise VaultTrouble(
            _("Another program has the vault open. Close it, then start this one again.")
        ) from error


def _plan_of(vault: Path) -> RestorePlan | None:
    """The plan that lies beside a vault; None where there is none, or it names another place."""
    try:
        plan = msgspec.json.decode(_plan_path(vault).read_bytes(), type=RestorePlan)
    except (OSError, ValueError, msgspec.MsgspecError, RecursionError):
        return None
    stamp = plan.aside.removeprefix(f"{vault.stem}.before-")
    return plan if stamp != plan.aside and STAMP.fullmatch(stamp) else None


def rehearse(vault: Path, unlocked: VaultKeys) -> Drill:
    """Restore the newest backup into an empty folder, read it, and let it go again."""
    newest = next(iter(backup.all_in(backup.folder_of(vault), unlocked.vault_id)), None)
    if newest is None:
        raise BadBackup(_("There is no backup to test. Make one first."))
    with tempfile.TemporaryDirectory(dir=backup.folder_of(vault), prefix=".drill-") as folder:
        place = Path(folder) / vault.name
        _copied(newest.path, place)
        write_file(key_path(place), key_path(newest.path).read_bytes())
        contents = backup.verify(newest, unlocked)
        connection = connect(place, unlocked.database_key())
        try:
            for table, count in contents.counts.items():
                if connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] != count:
                    raise BadBackup(_("The newest backup does not restore. Make another one."))
        finally:
            connection.close()
    return Drill(newest.path, contents)


def set_anchor_back(vault: Path, unlocked: VaultKeys, head: Anchor | None) -> None:
    """After a restore the trail is shorter, and that is right."""
    if head is not None and read(key_path(vault)).is_of(unlocked.key):
        unlock.keep_anchor(_for(vault, unlocked), head.line, head.mac)


def _for(vault: Path, unlocked: VaultKeys) -> VaultKeys:
    """The same keys, for the vault instead of its backup."""
    return VaultKeys(
        vault=vault,
        vault_id=unlocked.vault_id,
        slot=unlocked.slot,
        salt=unlocked.salt,
        tries=(),
        key=unlocked.key,
        audit=unlocked.audit,
        private=unlocked.private,
    )


def _needs_its_keys(vault: Path, unlocked: VaultKeys) -> bool:
    """Today's key file stays when it opens the backup too: who was removed stays removed."""
    try:
        return not read(key_path(vault)).is_of(unlocked.key)
    except VaultTrouble:
        return True


def _people_of_today(vault: Path) -> tuple[tuple[int, str], ...] | None:
    """Who has a way into the vault that is put aside: nobody else gets one by an older key file."""
    try:
        return tuple((slot.staff_id, slot.sign_in) for slot in read(key_path(vault)).people())
    except VaultTrouble:
        return None


def _put_aside(vault: Path, aside: Path) -> None:
    """The old file and its log under one new name: apart they would be damaged."""
    for ending in ("", *SIDE_FILES):
        old = vault.with_name(vault.name + ending)
        if old.exists():
            old.replace(aside.with_name(aside.name + ending))


def _let_go(vault: Path) -> None:
    """A copy that did not come to its plan: the vault is as it was."""
    for stale in (_coming(vault), _coming_keys(vault)):
        with contextlib.suppress(OSError):
            stale.unlink(missing_ok=True)


def _change_keys(vault: Path, aside: Path, plan: RestorePlan) -> None:
    mine, coming = key_path(vault), _coming_keys(vault)
    remove_leftovers(key_path(aside))
    if mine.exists() and not key_path(aside).exists():
        write_file(key_path(aside), mine.read_bytes())
    if coming.exists():
        if plan.with_keys:
            coming.replace(mine)
        else:
            coming.unlink()


def _copied(source: Path, to: Path) -> None:
    with contextlib.suppress(FileNotFoundError):
        to.unlink()
    handle = os.open(to, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    with os.fdopen(handle, "wb") as out, source.open("rb") as file:
        shutil.copyfileobj(file, out, 1 << 20)
        out.flush()
        os.fsync(out.fileno())


def _coming(vault: Path) -> Path:
    return vault.with_name(vault.name + ".restoring")


def _coming_keys(vault: Path) -> Path:
    return key_path(vault).with_name(key_path(vault).name + ".new")


def _plan_path(vault: Path) -> Path:
    return vault.with_name(vault.name + ".restore-plan")


def _no_room(vault: Path) -> VaultTrouble:
    if is_full(vault.parent):
        return VaultTrouble(_("There is no room to restore. Free some space on the vault's disk."))
    return VaultTrouble(_("The backup could not be copied. Check both disks and try again."))
