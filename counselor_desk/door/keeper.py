"""Keeps an open vault safe: backups by themselves, rehearsals, the second place, a restore."""

import contextlib
import shutil
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, Protocol, TypeVar

from msgspec.structs import replace
from sqlalchemy import select

from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.core.i18n import _, ngettext
from counselor_desk.desk.client_rows import returned_records
from counselor_desk.desk.desk import UseCase
from counselor_desk.desk.integrity import LOOKED, IntegrityFindings, is_behind, verify_records
from counselor_desk.desk.trail import TrailChain
from counselor_desk.desk.upkeep import upkeep_session
from counselor_desk.domain.privacy.retention import date_in_words
from counselor_desk.door.key_watch import KeyWatch
from counselor_desk.door.port import BackupRow, CopyRow, SafekeepingStatus
from counselor_desk.door.restoring import (
    SafekeepingNotes,
    keys_of,
    notes_of,
    present_counts,
    put_in_place,
    row_of,
    save_notes,
)
from counselor_desk.records.audit import AuditEntry
from counselor_desk.records.people import Staff
from counselor_desk.services.clinic import staff
from counselor_desk.services.privacy.destruction import all_destroyed, destroyed_since
from counselor_desk.services.vault.permissions import begin, last_restore
from counselor_desk.vault.copies import archive, backup, restore, with_destroyed
from counselor_desk.vault.copies.archive import Progress
from counselor_desk.vault.copies.backup import Backup
from counselor_desk.vault.copies.displaced import displaced_vault
from counselor_desk.vault.copies.verify import head_of
from counselor_desk.vault.file import connection, reserve
from counselor_desk.vault.file.engine import open_vault
from counselor_desk.vault.keys import entrusted_key, rotation, unlock
from counselor_desk.vault.keys import people as holders
from counselor_desk.vault.keys.compartments import hand_over, owners_without_sheet
from counselor_desk.vault.keys.passphrase import refuse_weak
from counselor_desk.vault.keys.recovery_key import signs_of
from counselor_desk.vault.keys.slot_file import Anchor
from counselor_desk.vault.keys.unlock import VaultKeys

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Engine

P = ParamSpec("P")
R = TypeVar("R")
HOURS, DRILL_DAYS, LOOK_DAYS, AWAY_DAYS, TOLD_DAYS = 4, 30, 30, 7, 14
LAST = "backup"  # the thread beside the locked window


class KeeperDesk(Protocol):
    """What safekeeping asks of a desk: its time, its use cases, its trail, and the file itself."""

    @property
    def now(self) -> "Callable[[], datetime]": ...
    @property
    def actor(self) -> Staff | None: ...
    def do(self, use_case: UseCase[P, R], *args: P.args, **kwargs: P.kwargs) -> R: ...
    def log_event(self, action: str, reason: str = "") -> None: ...
    def on_vault(self, work: "Callable[[Engine], R]") -> R: ...
    def with_file_closed(self, work: "Callable[[], R]") -> R: ...
    @property
    def is_displaced(self) -> "Callable[[], bool]": ...


@dataclass(frozen=True)
class SeenHere:
    """How far a vault's trail was when this computer locked it."""

    head: Anchor
    at: datetime

    @property
    def words(self) -> str:
        return f"{self.head.line} {self.head.mac} {self.at.isoformat()}"

    @classmethod
    def read(cls, words: str) -> "SeenHere | None":
        """None for what no `words` said: a preference can hold anything."""
        try:
            line, mac, at = words.split(" ")
            moment = datetime.fromisoformat(at)
            return cls(Anchor(int(line), mac), moment) if moment.tzinfo is not None else None
        except ValueError:
            return None


def _head(engine: "Engine") -> Anchor | None:
    with upkeep_session(engine) as session:
        last = select(AuditEntry.id, AuditEntry.mac).order_by(AuditEntry.id.desc()).limit(1)
        row = session.execute(last).first()
        return Anchor(row.id, row.mac) if row is not None else None


class VaultKeeper:
    """One open vault's own safekeeping. Every method but the first two is slow."""

    def __init__(
        self,
        vault: Path,
        desk: KeeperDesk,
        unlocked: VaultKeys,
        confirms: "Callable[[str], bool] | None" = None,
    ) -> None:
        """`confirms`: whether this is the passphrase of who asks; by rule, of who opened the vault."""
        self._path, self._desk, self._keys = vault, desk, unlocked
        self._confirms = confirms or unlocked.confirms
        self._watch = KeyWatch(desk, unlocked)
        self._planned: tuple[Backup, VaultKeys] | None = None
        self._busy = threading.Lock()

    @property
    def _vault(self) -> Path:
        """The file under its name. VaultTrouble while that is another one than what is open."""
        if self._desk.is_displaced():
            raise displaced_vault()
        return self._path

    def standing(self) -> SafekeepingStatus:
        """What there is, by the manifests alone."""
        notes = self._notes()
        rows = tuple(row_of(copy, self._keys) for copy in self._backups())
        second = Path(notes.second) if notes.second else None
        now = present_counts(self._vault, self._keys)
        return SafekeepingStatus(
            backups=rows,
            now=now,
            second=second,
            copied_at=notes.copied_at,
            drilled_at=notes.drilled_at,
            reminder=self._reminder(notes),
            sheet_signs=signs_of(self._keys.file().recovery().sealing),
            older_sheet_for=self._watch.names_of(owners_without_sheet(self._keys.file())),
        )

    def back_up(self, why: str = "hand") -> BackupRow:
        """Now, because somebody asks."""
        self._desk.do(begin, f"backup ({why})")
        return row_of(self._take(why), self._keys)

    def backup_before(self, what: str) -> None:
        """A copy to go back to, whoever does it: before an import, for one."""
        newest = next(iter(self._backups()), None)
        if backup.has_changed(self._vault, self._keys, newest):
            self._take(what)

    def run_due(self) -> str:
        """Called now and then: what is due is done; one sentence if a person has to act."""
        if not self._busy.acquire(blocking=False):
            return ""
        try:
            reserve.fill_reserve(self._vault)
            newest = next(iter(self._backups()), None)
            old = newest is None or self._desk.now() - newest.manifest.taken_at > timedelta(hours=HOURS)
            if old and backup.has_changed(self._vault, self._keys, newest):
                self._take("hours")
            self._drill_if_due()
            self._look_if_due()
            return reserve.warning(self._vault) or self._reminder(self._notes())
        finally:
            self._busy.release()

    def check(self, path: Path) -> BackupRow:
        """Read one backup through."""
        copy = Backup(path, backup.manifest_of(path))
        backup.verify(copy, self._keys)
        return row_of(copy, self._keys)

    def verify_records(self) -> IntegrityFindings:
        """Every record against the trail, the trail against the line kept outside."""
        self._desk.do(begin, "look through")
        return self._look()

    def compare_keys(self) -> str:
        return self._watch.compare()

    def list_keys(self) -> None:
        self._watch.note()

    def keys_in_words(self) -> str:
        return self._watch.words()

    def rehearse(self) -> BackupRow:
        self._desk.do(begin, "rehearsal")
        return self._drill()

    def set_second(self, folder: Path | None) -> None:
        """Another folder or a stick that gets a copy of each backup."""
        self._desk.do(begin, "second place")
        if folder is not None and folder.resolve() == self._path.parent.resolve():
            raise Refused(_("That is where the vault is. Choose another disk, ideally a USB stick."))
        self._note(replace(self._notes(), second=str(folder or ""), copied_at=None))
        newest = next(iter(self._backups()), None)
        if newest is not None:
            self._copy_away(newest)

    def plan_restore(self, path: Path, sign_in: str, passphrase: str) -> BackupRow:
        """Prove a backup with the passphrase of its day; locking then puts it in place."""
        copy = Backup(path, backup.manifest_of(path))
        self._desk.do(begin, f"restore of {copy.manifest.taken_at:%Y-%m-%d %H:%M} UTC")
        unlocked = keys_of(copy, self._vault, sign_in, passphrase)
        backup.verify(copy, unlocked)
        destructions = self._desk.do(all_destroyed)
        gone = destroyed_since(destructions, copy.manifest.taken_at)
        self._note(replace(self._notes(), gone=gone))
        self._planned = copy, unlocked
        return row_of(copy, self._keys)

    def export(self, to: Path, passphrase: str, progress: Progress = lambda done, of: None) -> dict[str, int]:
        """Everything, in the portable archive, with what reads it alone beside it."""
        actor, clinic = self._desk.actor, self._desk.do(staff.practice).name
        refuse_weak(passphrase, clinic, *([actor.name, actor.sign_in] if actor else ()))
        self._desk.do(begin, "portable archive")
        made = archive.write(self._vault, self._keys, to, passphrase, self._desk.now(), progress)
        archive.lay_beside(to)
        return made.counts

    def confirm(self, passphrase: str) -> None:
        """Refused unless it is the passphrase of who opened the vault."""
        self._confirm(passphrase)

    def new_recovery_key(self, passphrase: str) -> str:
        """A new sheet; the old one opens the vault no more, only notes that the new one lacks yet."""
        self._confirm(passphrase)
        self._desk.do(begin, "new recovery key")
        self._watch.compare()
        printed = holders.new_recovery_key(self._keys)
        self._watch.note()
        return printed

    def rotate_key(self, passphrase: str) -> None:
        """Give the vault another key: what a colleague who left may have copied is worthless."""
        self._confirm(passphrase)
        self._desk.do(begin, "vault key turned")
        self._watch.compare()
        self._take("rotation")
        self._desk.with_file_closed(
            lambda: rotation.rotate(self._keys, lambda old, new: connection.rekey(self._vault, old, new))
        )
        entrusted_key.entrust_again(self._keys)

    def copies(self, since: datetime | None, until: datetime) -> tuple[CopyRow, ...]:
        """The copies that still hold a record which was there from `since` until `until`."""
        return tuple(
            CopyRow(copy.path, copy.place, copy.taken_at, copy.leaves_on)
            for copy in self._holding(since, until)
        )

    def remove_copies(self, since: datetime | None, until: datetime, passphrase: str) -> int:
        """Those copies, for good; one without the record is made first. Says how many went."""
        self._confirm(passphrase)
        self._desk.do(begin, "backups removed that hold a destroyed record")
        with self._busy:
            self._take("destruction")
            return with_destroyed.remove(self._holding(since, until))

    def _holding(self, since: datetime | None, until: datetime) -> list[with_destroyed.Copy]:
        second = Path(self._notes().second) if self._notes().second else None
        return with_destroyed.copies_holding(self._vault, second, self._keys.vault_id, (since, until))

    # At the ends of a sitting

    def on_sign_in(self, has_new_keys: bool = False, seen: str = "") -> str:
        """What the door has to say first: that the vault is older than when it was locked.

        `has_new_keys`: a slot was just made, by the recovery key, and is not on the trail yet. `seen`: how
        far the trail was when this computer locked the vault last, as `seen_in_words` said it.
        """
        notes, anchor = self._notes(), self._keys.file().anchor
        is_other_vault = bool(notes.restored or notes.unpacked)
        differs = "" if is_other_vault or has_new_keys else self._watch.compare()
        said = self._after_sign_in(notes, anchor) or self._older_than_seen(SeenHere.read(seen))
        self._watch.note()
        return differs or said or self._restored_lately()

    def seen_in_words(self) -> str:
        """How far the trail is now, for this computer alone: it tells nothing of a client."""
        head = self._desk.on_vault(_head)
        return SeenHere(head, self._desk.now()).words if head is not None else ""

    def _older_than_seen(self, seen: "SeenHere | None") -> str:
        """Both files and every backup put back leave this computer's own memory."""
        told = self._desk.do(last_restore)
        if seen is None or (told is not None and told.at >= seen.at) or not self._lacks(seen.head):
            return ""
        self._desk.log_event("vault.older", f"line {seen.head.line} was seen here and is missing")
        return _(
            "This vault is older than when it was last locked on this computer: its files were put back. "
            "Restore the newest backup."
        )

    def _after_sign_in(self, notes: SafekeepingNotes, anchor: Anchor | None) -> str:
        people = self._desk.do(staff.all_staff)
        holders.remove_slots(self._keys, {colleague.id for colleague in people if not colleague.active})
        with contextlib.suppress(VaultTrouble):  # a full disk: the next time
            if hand_over(self._keys):
                self._desk.log_event("keys.handed_to_sheet")
        if notes.restored:
            self._let_in_after_restore(notes, people)
        if notes.unpacked:
            self._desk.log_event("vault.unpacked", notes.unpacked)
            self._note(replace(notes, unpacked=""))
        if self._keys.tries:
            self._desk.log_event("desk.failed_tries", f"{len(self._keys.tries)} before this sign-in")
        if back := self._desk.on_vault(lambda engine: returned_records(engine, notes.gone)):
            return _(
                "These records were destroyed after the backup that was restored, and are back: "
                "{numbers}. Destroy them again, under Retention and destruction."
            ).format(numbers=", ".join(back))
        if anchor is not None and self._lacks(anchor):
            self._desk.log_event("vault.older", f"line {anchor.line} is missing")
            return _("This vault is older than when it was last locked. Compare it with a backup.")
        witness = self._newest_witness()
        if witness is not None and self._lacks(witness):
            self._desk.log_event("vault.older", f"line {witness.line} of a backup is missing")
            return _(
                "This vault and its key file are older than the newest backup: both were put back. Restore "
                "that backup."
            )
        return ""

    def _lacks(self, known: Anchor) -> bool:
        """Whether the trail does not have a line that something outside of it has."""
        return self._desk.on_vault(lambda engine: is_behind(engine, known.line, known.mac))

    def _newest_witness(self) -> Anchor | None:
        """The trail's head in the newest backup of this key that was made since the last restore."""
        told = self._desk.do(last_restore)
        for copy in self._backups():
            made = copy.manifest
            if told is not None and made.taken_at <= told.at:
                return None
            if made.head is not None and made.signed(self._keys.backup_key()) == made:
                return made.head
        return None

    def _let_in_after_restore(self, notes: SafekeepingNotes, people: list[Staff]) -> None:
        """Whom the older vault does not know, or today's no longer did, has no way in any more."""
        known = {(colleague.id, colleague.sign_in) for colleague in people}
        stay = known if notes.stay is None else known & {(number, name) for number, name in notes.stay}
        mine = self._keys.staff_id, self._keys.sign_in
        if not self._keys.by_recovery and mine not in stay:
            raise Refused(_("You no longer have access to this vault. Ask an administrator."))
        holders.keep_only(self._keys, sorted(stay))
        by = f" by {notes.restored_by}" if notes.restored_by else ""
        self._desk.log_event("vault.restored", f"{notes.restored}{by}")
        self._note(replace(notes, restored="", restored_by="", stay=None))

    def _restored_lately(self) -> str:
        """Everybody hears for two weeks that a backup was put in place: of which moment, and by whom."""
        told = self._desk.do(last_restore)
        if told is None or self._desk.now() - told.at > timedelta(days=TOLD_DAYS):
            return ""
        message = _("A backup was put in the place of this vault on {day}: that of {what}.")
        return message.format(day=date_in_words(told.at.astimezone().date()), what=told.what)

    def on_lock(self) -> None:
        """After the desk is closed: the anchor, a planned restore or a backup, then no key."""
        if self._planned is not None:
            copy, theirs = self._planned
            put_in_place(self._path, copy, theirs, self._desk.now())
            self._keys.forget()
            return
        threading.Thread(target=self._last_backup, name=LAST).start()

    def _last_backup(self) -> None:
        """Beside the locked window: the key is held until the copy is proved, and no longer."""
        try:
            with contextlib.suppress(VaultTrouble), self._busy:
                self._keep_anchor()
                newest = next(iter(self._backups()), None)
                if backup.has_changed(self._vault, self._keys, newest):
                    self._take("quit")
        finally:
            self._keys.forget()

    def _keep_anchor(self) -> None:
        opened = connection.connect(self._vault, self._keys.database_key())
        try:
            head = head_of(opened)
        finally:
            opened.close()
        if head is not None:
            unlock.keep_anchor(self._keys, head.line, head.mac)

    # Parts

    def _take(self, why: str) -> Backup:
        copy = backup.take_backup(self._vault, self._keys, why, self._desk.now())
        backup.prune(backup.folder_of(self._path), self._keys.vault_id)
        self._copy_away(copy)
        return copy

    def _copy_away(self, copy: Backup) -> None:
        notes = self._notes()
        place = Path(notes.second)
        if not notes.second or not place.is_dir():
            return
        with contextlib.suppress(OSError):  # a stick pulled out: the reminder tells
            for file in copy.files():
                shutil.copyfile(file, place / file.name)
            if backup.digest(place / copy.path.name) == copy.manifest.sha256:
                self._note(replace(notes, copied_at=self._desk.now()))
                backup.prune(place, self._keys.vault_id)

    def _drill_if_due(self) -> None:
        notes = self._notes()
        last = notes.drilled_at
        if self._backups() and (last is None or self._desk.now() - last > timedelta(days=DRILL_DAYS)):
            self._drill()

    def _look_if_due(self) -> None:
        last = self._notes().looked_at
        if last is None or self._desk.now() - last > timedelta(days=LOOK_DAYS):
            self._look()

    def _look(self) -> IntegrityFindings:
        """On a connection of its own: nobody at the desk waits. What was found is on the trail."""
        anchor = self._keys.file().anchor
        line, mac = (anchor.line, anchor.mac) if anchor else (0, "")
        engine = open_vault(self._vault, self._keys.database_key())
        try:
            findings = verify_records(engine, TrailChain(self._keys.audit_key()), line, mac)
        finally:
            engine.dispose()
        self._desk.log_event(LOOKED, findings.words)
        self._note(replace(self._notes(), looked_at=self._desk.now()))
        return findings

    def _drill(self) -> BackupRow:
        drill = restore.rehearse(self._vault, self._keys)
        self._note(replace(self._notes(), drilled_at=self._desk.now()))
        return row_of(Backup(drill.backup, backup.manifest_of(drill.backup)), self._keys)

    def _reminder(self, notes: SafekeepingNotes) -> str:
        if not notes.second:
            return ""
        if notes.copied_at is None:
            return _("No backup is at the second backup location yet. Connect it.")
        days = (self._desk.now() - notes.copied_at).days
        if days < AWAY_DAYS:
            return ""
        return ngettext(
            "The last backup at the second location is {n} day old. Connect it.",
            "The last backup at the second location is {n} days old. Connect it.",
            days,
        ).format(n=days)

    def _confirm(self, passphrase: str) -> None:
        if not self._confirms(passphrase):
            raise Refused(_("That is not your passphrase. Type it again."), "passphrase")

    def _backups(self) -> list[Backup]:
        return backup.all_in(backup.folder_of(self._path), self._keys.vault_id)

    def _notes(self) -> SafekeepingNotes:
        return notes_of(self._path)

    def _note(self, notes: SafekeepingNotes) -> None:
        save_notes(self._path, notes)


def is_at_rest() -> bool:
    """Whether nothing is written any more of a vault that was locked."""
    return all(thread.name != LAST for thread in threading.enumerate())
