"""A backup in the place of a vault, and what is remembered beside both."""

import contextlib
from datetime import datetime
from functools import partial
from pathlib import Path

import msgspec
from msgspec.structs import replace

from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import utc_now
from counselor_desk.desk.slot_list import known_revision, listings
from counselor_desk.desk.upkeep import upkeep_session
from counselor_desk.domain.roles import Role
from counselor_desk.door.port import ArchiveRow, BackupRow, NewVault, SalvageReport
from counselor_desk.vault.copies import archive, backup, restore
from counselor_desk.vault.copies.backup import Backup
from counselor_desk.vault.file import connection, ownership
from counselor_desk.vault.file.engine import open_vault
from counselor_desk.vault.keys import rotation, throttle, unlock
from counselor_desk.vault.keys.argon import Argon
from counselor_desk.vault.keys.slot_file import remove, remove_leftovers, write, write_file
from counselor_desk.vault.keys.unlock import VaultKeys

LINES = {"client": "Clients", "document": "Documents", "audit_entry": "Lines of the trail"}


class SafekeepingNotes(msgspec.Struct, frozen=True):
    """What is remembered between sittings beside the backups; nothing of it is secret."""

    second: str = ""
    copied_at: datetime | None = None
    drilled_at: datetime | None = None
    looked_at: datetime | None = None  # when every record was last compared with the trail
    restored: str = ""  # told on the trail at the next sign-in: of which moment the backup is
    restored_by: str = ""
    stay: tuple[tuple[int, str], ...] | None = None  # who had a way into the vault before it
    unpacked: str = ""  # the same, of an archive
    shared_port: int = 0  # shared again at this port whenever the vault is opened here; 0: not by itself
    gone: tuple[str, ...] = ()  # numbers of records destroyed since the backup that was restored


def before_opening(vault: Path, unlocked: VaultKeys) -> None:
    """End a turned key that was cut short, and take away what was half written."""
    remove_leftovers(vault.with_name(f"{vault.stem}."))
    rotation.finish_rotation(unlocked, lambda key: connection.key_opens(vault, key))


def backups_of(vault: Path) -> list[BackupRow]:
    """What could take a vault's place, without opening anything."""
    return [row_of(copy) for copy in backup.all_in(backup.folder_of(vault))]


def backup_at(path: Path) -> BackupRow:
    return row_of(Backup(path, backup.manifest_of(path)))


def restore_closed(vault: Path, path: Path, sign_in: str, passphrase: str) -> None:
    """At the door, for a vault that does not open or is not there. Slow."""
    copy = Backup(path, backup.manifest_of(path))
    _refuse_who_left(vault, sign_in, passphrase)
    unlocked = keys_of(copy, vault, sign_in, passphrase)
    try:
        if vault.exists() and connection.is_sound(vault, unlocked.database_key()):
            raise Refused(
                _("This vault opens normally. An administrator can restore it from the page of backups.")
            )
        backup.verify(copy, unlocked)
        put_in_place(vault, copy, unlocked, utc_now())
    finally:
        unlocked.forget()


def _refuse_who_left(vault: Path, sign_in: str, passphrase: str) -> None:
    """Whom today's key file does not let in puts no older one in its place.

    Somebody who left opens an old backup with the passphrase of its day, and would be in again.
    """
    try:
        unlock.people(vault)
    except VaultTrouble:  # there is none that can be read: the backup's own is all that is left
        return
    try:
        today = unlock.unlock(vault, sign_in, passphrase)
    except throttle.MustWait:
        raise
    except (Refused, VaultTrouble) as error:
        raise Refused(
            _(
                "The vault's keys of today do not know this name with this passphrase. Somebody who can "
                "open the vault today can put this backup in place."
            ),
            "passphrase",
        ) from error
    try:
        if vault.exists() and connection.is_sound(vault, today.database_key()):
            raise Refused(
                _("This vault opens normally. An administrator can restore it from the page of backups.")
            )
    finally:
        today.forget()


def salvage_closed(vault: Path, sign_in: str, passphrase: str) -> SalvageReport:
    """At the door: what can still be read of a damaged vault, as a backup to restore. Slow."""
    from counselor_desk.vault.copies.salvage import salvage

    unlocked = unlock.unlock(vault, sign_in, passphrase)
    try:
        salvage_result = salvage(vault, unlocked, utc_now())
        row = row_of(salvage_result.copy, unlocked)
    finally:
        unlocked.forget()
    gaps: dict[str, int] = {}
    for gap in salvage_result.gaps:
        gaps[gap.table] = gaps.get(gap.table, 0) + 1
    return SalvageReport(
        row,
        sum(salvage_result.read.values()),
        gaps,
        salvage_result.filled,
        salvage_result.without_parent,
    )


def keys_of(copy: Backup, vault: Path, sign_in: str, passphrase: str) -> VaultKeys:
    """The keys of a backup, by today's passphrase or by that of its day."""
    with contextlib.suppress(VaultTrouble, Refused):
        today = unlock.unlock(vault, sign_in, passphrase)
        if copy.manifest.signed(today.backup_key()) == copy.manifest:
            return today
        today.forget()
    return unlock.unlock(copy.path, sign_in, passphrase, counted_at=vault)


def put_in_place(vault: Path, copy: Backup, unlocked: VaultKeys, at: datetime) -> None:
    """The exchange itself, with what the next sitting has to know of it."""
    restore.exchange(vault, copy, unlocked, at, partial(_tell, vault))
    with contextlib.suppress(VaultTrouble):
        restore.set_anchor_back(vault, unlocked, copy.manifest.head)
    unlocked.forget()


def finish_cut_off_restore(vault: Path) -> None:
    """End a restore that was cut short, as it would have ended."""
    restore.resume_restore(vault, partial(_tell, vault))


def _tell(vault: Path, plan: restore.RestorePlan) -> None:
    """The next sitting puts it on the trail, and lets nobody in whom that vault does not know."""
    notes = notes_of(vault)
    save_notes(vault, replace(notes, restored=plan.taken_at, restored_by=plan.by, stay=plan.stay))


def row_of(copy: Backup, unlocked: VaultKeys | None = None) -> BackupRow:
    """As a list shows it; without keys, at the door, how many lines its trail has and no more."""
    made = copy.manifest
    lines = {"audit_entry": made.head.line} if made.head is not None else {}
    counts = made.opened(unlocked.audit_key()) if unlocked is not None else {}
    return BackupRow(copy.path, made.taken_at, made.why, made.size, _in_words(lines | counts))


def read_archive_row(path: Path, secret: str) -> ArchiveRow:
    """Reads a portable archive through; nothing of it is written anywhere. Slow."""
    header, _content = archive.header_of(path)
    counts, people = archive.survey(path, secret)
    bosses = tuple(str(one["sign_in"]) for one in people if _is_administrator(one))
    return ArchiveRow(path, header.made_at, _in_words(counts), bosses)


def unpack(path: Path, secret: str, new: NewVault, argon: Argon) -> tuple[VaultKeys, str]:
    """A new vault of an archive for one of its administrators; and the recovery key. Slow.

    Colleagues get a new one-time passphrase: an archive holds no keys of people.
    """
    if new.path.exists() or unlock.key_path(new.path).exists():
        raise Refused(_("There is already a vault here. Choose another place."), "place")
    audit, people = archive.trail_key(path, secret), archive.survey(path, secret)[1]
    mine = [int(p["id"]) for p in people if _is_administrator(p) and p["sign_in"] == new.sign_in]
    if not mine:
        raise Refused(_("Only an administrator of this archive opens it. Choose one."), "person")
    ownership.make_folder(new.path.parent)
    unlocked, printed = unlock.create(new.path, mine[0], new.sign_in, new.passphrase, argon)
    try:
        unlock.adopt_trail(unlocked, audit)
        archive.read_into_vault(path, secret, new.path, unlocked.database_key())
        _continue_revisions(new.path, unlocked)
    except BaseException:
        remove(unlock.key_path(new.path))
        unlocked.forget()
        raise
    save_notes(new.path, SafekeepingNotes(unpacked=f"{archive.header_of(path)[0].made_at:%Y-%m-%d %H:%M}"))
    return unlocked, printed


def _continue_revisions(vault: Path, unlocked: VaultKeys) -> None:
    """The trail came along and has heard of another key file: this one is newer than that."""
    engine = open_vault(vault, unlocked.database_key())
    try:
        with upkeep_session(engine) as session:
            known = known_revision(session, listings(session))
    finally:
        engine.dispose()
    file = unlocked.file()
    write(unlocked.path, replace(file, revision=max(file.revision, known)), unlocked.key)


def _is_administrator(person: dict[str, object]) -> bool:
    named = (Role.ADMINISTRATOR.name, Role.ADMINISTRATOR.value)
    return bool(person["active"]) and person["role"] in named


def present_counts(vault: Path, unlocked: VaultKeys) -> dict[str, int]:
    opened = connection.connect(vault, unlocked.database_key())
    try:
        asked = {name: f'SELECT count(*) FROM "{name}"' for name in LINES}
        return _in_words({n: opened.execute(sql).fetchone()[0] for n, sql in asked.items()})
    finally:
        opened.close()


def names_in(vault: Path, unlocked: VaultKeys, sign_in: str) -> tuple[str, ...]:
    """The person's and the clinic's names as that vault has them: neither makes a passphrase."""
    opened = connection.connect(vault, unlocked.database_key())
    try:
        asked = "SELECT name FROM staff WHERE sign_in = ? UNION ALL SELECT name FROM practice"
        return tuple(str(name) for (name,) in opened.execute(asked, (sign_in,)))
    except connection.Trouble:  # a vault that is damaged is opened all the same
        return ()
    finally:
        opened.close()


def _in_words(counts: dict[str, int]) -> dict[str, int]:
    return {message: counts[name] for name, message in LINES.items() if name in counts}


def notes_of(vault: Path) -> SafekeepingNotes:
    try:
        return msgspec.json.decode(vault.with_suffix(".keeping").read_bytes(), type=SafekeepingNotes)
    except (OSError, ValueError, msgspec.MsgspecError):
        return SafekeepingNotes()


def save_notes(vault: Path, notes: SafekeepingNotes) -> None:
    with contextlib.suppress(VaultTrouble):
        write_file(vault.with_suffix(".keeping"), msgspec.json.encode(notes))
