"""The real door of the vaults on this computer: unlocks, makes and locks them, and keeps keys."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.core.i18n import _
from counselor_desk.door.opening import ARCHIVE, ENDING, SERVER, create_vault, desk_of

if TYPE_CHECKING:  # all of it is loaded while a person types the passphrase
    from collections.abc import Iterator
    from pathlib import Path

    from counselor_desk.door.keeper import VaultKeeper
    from counselor_desk.door.port import (
        ArchiveRow,
        BackupRow,
        Hold,
        Lock,
        NewVault,
        OpenVault,
        RecentVaults,
        SalvageReport,
    )
    from counselor_desk.services.clinic.staff import Position
    from counselor_desk.vault.keys.unlock import VaultKeys


class VaultDoor:
    """What the first window and the administrator's pages ask of a vault, on this computer."""

    is_demo = False

    def __init__(self, hold: Hold, remembered: RecentVaults, vault: Path | None = None) -> None:
        self._hold, self._remembered = hold, remembered
        self._asked: Path | None = None
        self._archive: Path | None = None
        self._held: dict[Path, Lock] = {}
        if vault is not None:
            self.prefer(vault)

    def prefer(self, vault: Path) -> None:
        """Offer this vault before those that were opened lately."""
        if vault.suffix == ARCHIVE:
            self._archive = vault
        else:
            self._asked = vault

    def archive(self) -> Path | None:
        """The portable archive that the program was asked to open, once."""
        asked, self._archive = self._archive, None
        return asked

    def recent(self) -> list[Path]:
        """Vaults opened on this computer, those that are still there, the newest first."""
        known = [self._asked] if self._asked else []
        known += [path for path in self._remembered.vaults() if path not in known]
        return [path for path in known if path.exists() or _is_elsewhere(path)]

    def default_path(self) -> Path:
        from platformdirs import user_documents_path

        return user_documents_path() / "Counselor Desk" / f"clinic{ENDING}"

    def warn_of_place(self, path: Path) -> str:
        from counselor_desk.vault.file import places

        return places.warning(path)

    def people(self, path: Path) -> list[str]:
        from counselor_desk.vault.keys import unlock

        return unlock.people(path)

    def wait_seconds(self, path: Path, sign_in: str) -> float:
        from counselor_desk.vault.keys import throttle

        return throttle.wait_seconds(path, sign_in)

    def unlock(self, path: Path, sign_in: str, passphrase: str) -> OpenVault:
        from counselor_desk.vault.keys import unlock as keys

        self._end_what_was_cut_short(path)
        return self._seat(path, keys.unlock(path, sign_in, passphrase))

    def open_entrusted(self, path: Path) -> tuple[OpenVault, VaultKeys]:
        """By this computer's keyring, where an administrator chose that; nobody sits at the desk."""
        from counselor_desk.vault.keys import entrusted_key

        self._end_what_was_cut_short(path)
        unlocked = entrusted_key.open_entrusted(path)
        return self.open_for_nobody(path, unlocked), unlocked

    def open_for_nobody(self, path: Path, unlocked: VaultKeys) -> OpenVault:
        """With keys that are no person's own: nobody sits at the desk. They are forgotten where it fails."""
        from counselor_desk.door.keeper import VaultKeeper
        from counselor_desk.door.port import OpenVault
        from counselor_desk.door.restoring import before_opening

        held = self._hold(path)
        try:
            before_opening(path, unlocked)
            desk = desk_of(path, unlocked)
        except BaseException:
            held.unlock()
            unlocked.forget()
            raise
        self._held[path] = held
        return OpenVault(desk=desk, path=path, keeper=VaultKeeper(path, desk, unlocked))

    def recover(self, path: Path, recovery_key: str, sign_in: str, passphrase: str) -> OpenVault:
        from counselor_desk.door.restoring import names_in
        from counselor_desk.vault.keys import people
        from counselor_desk.vault.keys import unlock as keys

        self._end_what_was_cut_short(path)
        try:
            unlocked = keys.recover(path, recovery_key)
        except keys.WrongRecoveryKey:  # a sheet of before brings back what no newer one holds
            return self._seat(path, people.bring_back(path, recovery_key, sign_in, passphrase))
        try:
            self._refuse_weak(passphrase, sign_in, *names_in(path, unlocked, sign_in))
            people.set_passphrase(unlocked, sign_in, passphrase)
        finally:
            unlocked.forget()
        return self._seat(path, keys.unlock(path, sign_in, passphrase), has_new_keys=True)

    def backups(self, path: Path) -> list[BackupRow]:
        from counselor_desk.door.restoring import backups_of

        return backups_of(path)

    def backup_at(self, file: Path) -> BackupRow:
        from counselor_desk.door.restoring import backup_at

        return backup_at(file)

    def restore(self, path: Path, backup: Path, sign_in: str, passphrase: str) -> OpenVault:
        from counselor_desk.door.restoring import restore_closed

        self._end_what_was_cut_short(path)
        restore_closed(path, backup, sign_in, passphrase)
        return self.unlock(path, sign_in, passphrase)

    def salvage(self, path: Path, sign_in: str, passphrase: str) -> SalvageReport:
        from counselor_desk.door.restoring import salvage_closed

        return salvage_closed(path, sign_in, passphrase)

    def read_archive(self, archive: Path, secret: str) -> ArchiveRow:
        from counselor_desk.door.restoring import read_archive_row

        return read_archive_row(archive, secret)

    def unpack(self, archive: Path, secret: str, new: NewVault) -> tuple[OpenVault, str]:
        self._refuse_weak(new.passphrase, new.sign_in, new.administrator, new.clinic)
        from counselor_desk.door.restoring import unpack
        from counselor_desk.vault.keys.argon import fitting

        unlocked, printed = unpack(archive, secret, new, fitting())
        return self._seat(new.path, unlocked), printed

    def hint(self) -> str:
        """A passphrase that may be shown at the door: the demo's alone."""
        return ""

    def judge(self, passphrase: str, *names: str) -> str:
        from counselor_desk.vault.keys.passphrase import judge

        return judge(passphrase, *names)

    def offer(self) -> str:
        from counselor_desk.vault.keys.passphrase import offer

        return offer()

    def create(self, new: NewVault) -> tuple[OpenVault, str]:
        """A new vault with its first administrator seated; and the recovery key to print."""
        self._refuse_weak(new.passphrase, new.sign_in, new.administrator, new.clinic)
        from counselor_desk.vault.keys import people as holders
        from counselor_desk.vault.keys.argon import fitting

        unlocked, printed = create_vault(new, fitting())
        opened = self._seat(new.path, unlocked)
        if new.this_computer_only:
            holders.this_computer_only(unlocked, new.passphrase)
        return opened, printed

    def is_recovery_key(self, opened: OpenVault, typed: str) -> bool:
        """Slow. What was typed is tried on the vault itself."""
        from counselor_desk.vault.keys import people as holders

        return holders.is_recovery_key(keys_of(opened), typed)

    def sheet_signs(self, opened: OpenVault) -> str:
        from counselor_desk.vault.keys import recovery_key

        return recovery_key.signs_of(keys_of(opened).file().recovery().sealing)

    def change_passphrase(self, opened: OpenVault, old: str, new: str) -> None:
        from counselor_desk.services.clinic import staff
        from counselor_desk.vault.keys import people as holders

        actor, clinic = opened.desk.actor, opened.desk.do(staff.practice).name
        assert actor is not None
        with _listed(opened):
            holders.change_passphrase(keys_of(opened), old, new, actor.name, clinic)

    def is_bound(self, opened: OpenVault) -> bool:
        return keys_of(opened).slot.device

    def bind(self, opened: OpenVault, passphrase: str) -> None:
        from counselor_desk.vault.keys import people as holders

        with _listed(opened):
            holders.this_computer_only(keys_of(opened), passphrase)

    def unbind(self, opened: OpenVault, passphrase: str) -> None:
        from counselor_desk.vault.keys import people as holders

        with _listed(opened):
            holders.any_computer(keys_of(opened), passphrase)

    def add_person(self, opened: OpenVault, name: str, sign_in: str, position: Position) -> str:
        """A new colleague with a slot; says the one-time passphrase to hand over. Slow."""
        from counselor_desk.services.clinic import staff
        from counselor_desk.vault.keys import people as holders
        from counselor_desk.vault.keys.passphrase import offer

        once = offer()
        person = opened.desk.do(staff.add, name, sign_in, position)
        with _listed(opened):
            holders.add_person(keys_of(opened), person.id, person.sign_in, once)
        return once

    def reset_person(self, opened: OpenVault, staff_id: int) -> str:
        """A new one-time passphrase for a colleague who has forgotten theirs. Slow."""
        from counselor_desk.services.clinic import staff
        from counselor_desk.vault.keys import people as holders
        from counselor_desk.vault.keys.passphrase import offer

        once, unlocked = offer(), keys_of(opened)
        person = opened.desk.do(staff.note_reset, staff_id)
        with _listed(opened):
            if unlocked.file().slot_of(staff_id) is None:
                holders.add_person(unlocked, staff_id, person.sign_in, once)
            else:
                holders.set_passphrase(unlocked, person.sign_in, once, must_change=True)
        return once

    def retire_person(self, opened: OpenVault, staff_id: int) -> None:
        """The person no longer gets in; what they wrote stays."""
        from counselor_desk.services.clinic import staff
        from counselor_desk.vault.keys import people as holders

        opened.desk.do(staff.retire, staff_id)  # it keeps the last administrator
        with _listed(opened):
            holders.remove_person(keys_of(opened), staff_id)

    def lock(self, opened: OpenVault) -> None:
        unlocked = opened.desk.signed_in.keys if opened.desk.signed_in else None
        with contextlib.suppress(VaultTrouble):  # a full disk or a damaged file must not keep it open
            if (keeper := _own_keeper(opened)) is not None and unlocked is not None:
                opened.desk.sign_out(keeper.keys_in_words())
                if not self.is_demo:
                    self._remembered.remember_seen(unlocked.vault_id, keeper.seen_in_words())
        opened.desk.close()
        try:
            if opened.keeper is not None and not opened.is_demo:
                opened.keeper.on_lock()
            elif unlocked is not None:
                unlocked.forget()
        finally:
            self._let_go(opened.path)

    def _let_go(self, path: Path) -> None:
        held = self._held.pop(path, None)
        if held is not None:
            held.unlock()

    def _seat(self, path: Path, unlocked: VaultKeys, has_new_keys: bool = False) -> OpenVault:
        from counselor_desk.door.keeper import VaultKeeper
        from counselor_desk.door.restoring import before_opening

        held = self._hold(path)
        desk = None
        try:
            is_file = path.suffix != SERVER  # a server's own backups are its administrator's
            if is_file:
                before_opening(path, unlocked)
            desk = desk_of(path, unlocked)
            desk.sign_in(unlocked.staff_id, unlocked)
            keeper = VaultKeeper(path, desk, unlocked) if is_file else None
            seen = "" if self.is_demo else self._remembered.last_seen(unlocked.vault_id)
            notice = (keeper.on_sign_in(has_new_keys, seen) if keeper else "") or self._advice(path)
        except BaseException:
            if desk is not None:
                desk.close()
            held.unlock()
            raise
        self._held[path] = held
        if not self.is_demo:
            self._remembered.add(path)
        from counselor_desk.door.port import OpenVault

        return OpenVault(
            desk=desk,
            path=path,
            must_change=unlocked.must_change,
            is_demo=self.is_demo,
            notice=notice,
            keeper=keeper,
        )

    def _end_what_was_cut_short(self, path: Path) -> None:
        from counselor_desk.vault.copies import restore

        if restore.is_under_way(path):
            from counselor_desk.door.restoring import finish_cut_off_restore

            held = self._hold(path)  # nobody else is in the midst of it
            try:
                finish_cut_off_restore(path)
            finally:
                held.unlock()

    def _advice(self, path: Path) -> str:
        from counselor_desk.vault.file import places

        return "" if self.is_demo else places.advice(path)

    def _refuse_weak(self, passphrase: str, *names: str) -> None:
        weakness = self.judge(passphrase, *names)
        if weakness:
            raise Refused(weakness, "passphrase")


@contextlib.contextmanager
def _listed(opened: OpenVault) -> Iterator[None]:
    """The program changes keys: what differed before is told first, and the new list is on the trail."""
    keeper = _own_keeper(opened)
    if keeper is not None:
        keeper.compare_keys()
    yield
    if keeper is not None:
        keeper.list_keys()


def _own_keeper(opened: OpenVault) -> VaultKeeper | None:
    """The keeper of a vault whose files lie here."""
    from counselor_desk.door.keeper import VaultKeeper

    return opened.keeper if isinstance(opened.keeper, VaultKeeper) else None


def _is_elsewhere(path: Path) -> bool:
    """Whether a restore was cut off between the old vault's leaving and the new one's coming."""
    from counselor_desk.vault.copies import restore

    return restore.is_under_way(path)


def keys_of(opened: OpenVault) -> VaultKeys:
    """The keys of whoever sits at this computer. Refused once the vault is locked."""
    sign_in = opened.desk.signed_in
    if sign_in is None or sign_in.keys is None:
        raise Refused(_("The vault is locked. Unlock it to continue."))
    return sign_in.keys
