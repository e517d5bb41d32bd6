"""What the unlock and first-run windows ask of the program; the app answers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:  # the first window must not wait for what only an open vault needs
    from collections.abc import Callable
    from datetime import date, datetime

    from counselor_desk.desk.desk import Desk
    from counselor_desk.desk.integrity import IntegrityFindings
    from counselor_desk.services.clinic.staff import Position


class Lock(Protocol):
    """What keeps a vault for one program, until it is let go."""

    def unlock(self) -> None: ...


Hold: TypeAlias = "Callable[[Path], Lock]"  # raises Refused and says who has the vault


class RecentVaults(Protocol):
    """Which vaults were opened on this computer, the newest first, and how far each trail was."""

    def vaults(self) -> list[Path]: ...
    def add(self, path: Path) -> None: ...
    def last_seen(self, vault_id: str) -> str: ...
    def remember_seen(self, vault_id: str, words: str) -> None: ...


@dataclass(frozen=True)
class NewVault:
    """What the first run has asked."""

    path: Path  # of the .db file; the slot file stands beside it
    clinic: str
    administrator: str
    sign_in: str
    passphrase: str
    this_computer_only: bool = False


@dataclass(frozen=True)
class ArchiveRow:
    """What a portable archive holds."""

    path: Path
    made_at: datetime
    counts: dict[str, int]  # what is in it, by name
    administrators: tuple[str, ...]  # their sign-in names


@dataclass(frozen=True)
class OpenVault:
    """An open vault with the person who opened it seated at its desk."""

    desk: Desk
    path: Path
    must_change: bool = False  # a one-time passphrase opened it
    is_demo: bool = False
    notice: str = ""  # what has to be said first
    keeper: Keeper | None = None


@dataclass(frozen=True)
class BackupRow:
    """One verified copy, as a list shows it."""

    path: Path
    taken_at: datetime
    why: str
    size: int
    counts: dict[str, int]  # what is in it, by name


@dataclass(frozen=True)
class CopyRow:
    """A copy that still holds a destroyed record."""

    path: Path
    place: str  # "beside" the vault, "second" (or "away": not connected), "before a restore"
    taken_at: datetime
    leaves_on: date | None  # when the generations let it go; None: never by itself


@dataclass(frozen=True)
class SafekeepingStatus:
    """How safe the vault is."""

    backups: tuple[BackupRow, ...]  # the newest first
    now: dict[str, int]  # what is in the vault, by name
    second: Path | None
    copied_at: datetime | None  # to the second place
    drilled_at: datetime | None
    reminder: str  # what a person has to do; "" when nothing
    sheet_signs: str = ""  # what the printed recovery key shows beside it, if it is this vault's newest
    older_sheet_for: tuple[str, ...] = ()  # whose separate notes the newest recovery key does not open yet


class Keeper(Protocol):
    """The safekeeping of an open vault; all of it is slow but `standing`."""

    def standing(self) -> SafekeepingStatus: ...
    def back_up(self) -> BackupRow: ...
    def backup_before(self, what: str) -> None:
        """A copy to go back to: before an import, for one."""
        ...

    def run_due(self) -> str:
        """What is due by itself; one sentence if a person has to act."""
        ...

    def check(self, path: Path) -> BackupRow: ...
    def verify_records(self) -> IntegrityFindings: ...
    def rehearse(self) -> BackupRow: ...
    def set_second(self, folder: Path | None) -> None: ...
    def plan_restore(self, path: Path, sign_in: str, passphrase: str) -> BackupRow:
        """Proves the backup; locking the vault then puts it in place."""
        ...

    def export(
        self, to: Path, passphrase: str, progress: Callable[[int, int], None] = ...
    ) -> dict[str, int]: ...

    def confirm(self, passphrase: str) -> None: ...
    def copies(self, since: datetime | None, until: datetime) -> tuple[CopyRow, ...]:
        """Those made while a record was there, which is destroyed in the vault."""
        ...

    def remove_copies(self, since: datetime | None, until: datetime, passphrase: str) -> int:
        """Those copies, for good; says how many went."""
        ...

    def new_recovery_key(self, passphrase: str) -> str: ...
    def rotate_key(self, passphrase: str) -> None: ...
    def on_lock(self) -> None:
        """After the desk is closed: what was planned, the last backup, and no key is left."""
        ...


@dataclass(frozen=True)
class SalvageReport:
    """What could be read of a damaged vault; the rest by the name of its table."""

    row: BackupRow
    read: int  # rows
    gaps: dict[str, int]  # places in a table that could not be read
    filled: dict[str, int]  # rows that the newest backup gave instead
    without_parent: dict[str, int]  # rows left out, since what they belong to is gone


@dataclass(frozen=True)
class SharedVault:
    """How the open vault is shared with the clinic's other computers."""

    port: int
    addresses: tuple[str, ...]  # with the port, those of the local network first
    is_found_by_itself: bool  # by computers on the same network
    on_the_line: frozenset[str]  # serials of the computers that are there now


@dataclass(frozen=True)
class InvitationSheet:
    """What the sheet for one computer says; the one-time secret is in its groups alone."""

    groups: tuple[str, ...]
    addresses: tuple[str, ...]
    qr_text: str
    verifier: str  # what the clinic's computer keeps of it


class Door(Protocol):
    """Every call may raise Refused or VaultTrouble; those marked slow belong on a worker thread."""

    is_demo: bool

    def recent(self) -> list[Path]:
        """Vaults opened on this computer, the newest first."""
        ...

    def prefer(self, vault: Path) -> None:
        """Offer this vault before those that were opened lately."""
        ...

    def default_path(self) -> Path:
        """Where a new vault is offered."""
        ...

    def warn_of_place(self, path: Path) -> str:
        """Why this folder is a bad home for a vault; "" when it is a good one."""
        ...

    def people(self, path: Path) -> list[str]:
        """The names to sign in with, as the slot file lists them."""
        ...

    def hint(self) -> str:
        """Everybody's passphrase in the demo, to be shown at its door; "" for a real vault."""
        ...

    def wait_seconds(self, path: Path, sign_in: str) -> float:
        """How long this person has to wait after failed tries."""
        ...

    def unlock(self, path: Path, sign_in: str, passphrase: str) -> OpenVault:
        """Slow: about half a second of key derivation."""
        ...

    def recover(self, path: Path, recovery_key: str, sign_in: str, passphrase: str) -> OpenVault:
        """Slow. The printed key opens the vault and gives this person a new passphrase; a sheet of before
        brings back separate notes, with the passphrase of now."""
        ...

    def backups(self, path: Path) -> list[BackupRow]:
        """What could take a vault's place, the newest first."""
        ...

    def backup_at(self, file: Path) -> BackupRow:
        """A backup that lies somewhere else."""
        ...

    def restore(self, path: Path, backup: Path, sign_in: str, passphrase: str) -> OpenVault:
        """Slow. For a vault that does not open or is not there; the file that is there is kept."""
        ...

    def salvage(self, path: Path, sign_in: str, passphrase: str) -> SalvageReport:
        """Slow. For a damaged vault: a backup of all that can still be read of it."""
        ...

    def archive(self) -> Path | None:
        """The portable archive that the program was asked to open, once."""
        ...

    def read_archive(self, archive: Path, secret: str) -> ArchiveRow:
        """Slow. `secret` is the archive's passphrase or the printed recovery key."""
        ...

    def unpack(self, archive: Path, secret: str, new: NewVault) -> tuple[OpenVault, str]:
        """Slow. A new vault with all that the archive holds, open; and its new recovery key."""
        ...

    def judge(self, passphrase: str, *names: str) -> str:
        """Why a passphrase is too weak, in one sentence; "" when it will do."""
        ...

    def offer(self) -> str:
        """A passphrase of random words."""
        ...

    def create(self, new: NewVault) -> tuple[OpenVault, str]:
        """Slow. The new vault, open, and its printed recovery key."""
        ...

    def is_recovery_key(self, opened: OpenVault, typed: str) -> bool:
        """Whether what was typed back is the key that was shown."""
        ...

    def sheet_signs(self, opened: OpenVault) -> str:
        """Eight signs of the recovery key's public half, for its sheet."""
        ...

    def change_passphrase(self, opened: OpenVault, old: str, new: str) -> None:
        """Slow. Rewrites one slot and no byte of the database."""
        ...

    def is_bound(self, opened: OpenVault) -> bool:
        """Whether one's own slot opens on this computer alone."""
        ...

    def bind(self, opened: OpenVault, passphrase: str) -> None:
        """Slow. A second key in this computer's keyring, beside the passphrase."""
        ...

    def unbind(self, opened: OpenVault, passphrase: str) -> None:
        """Slow. The passphrase alone opens one's slot again."""
        ...

    def add_person(self, opened: OpenVault, name: str, sign_in: str, position: Position) -> str:
        """Slow. A new colleague and who reviews their documents; says the one-time passphrase."""
        ...

    def reset_person(self, opened: OpenVault, staff_id: int) -> str:
        """Slow. A new one-time passphrase for a colleague who has forgotten theirs."""
        ...

    def retire_person(self, opened: OpenVault, staff_id: int) -> None:
        """The person no longer gets in; what they wrote stays."""
        ...

    def is_elsewhere(self, path: Path) -> bool:
        """Whether this stands for a clinic's computer, and not for a vault on this one."""
        ...

    def join(self, typed: str, address: str, computer: str) -> Path:
        """Slow. What stands for the clinic from now on; `typed` is the invitation."""
        ...

    def leave_clinic(self, path: Path) -> None:
        """Slow. This computer no longer belongs to the clinic; an invitation lets it in again."""
        ...

    def share(self, opened: OpenVault, port: int) -> SharedVault:
        """Slow. Other computers of the clinic can join until the vault is locked."""
        ...

    def stop_sharing(self, opened: OpenVault) -> None:
        """Slow. Nobody is on the line any more; computers that joined stay joined."""
        ...

    def shared(self, opened: OpenVault) -> SharedVault | None:
        """How the open vault is shared from this computer now, if it is."""
        ...

    def shares_by_itself(self, opened: OpenVault) -> bool:
        """Whether the vault is shared again whenever it is opened on this computer."""
        ...

    def share_by_itself(self, opened: OpenVault, chosen: bool) -> None: ...

    def is_entrusted(self, opened: OpenVault) -> bool:
        """Whether this computer's keyring opens the vault for a service of the system."""
        ...

    def entrust(self, opened: OpenVault, chosen: bool) -> None:
        """Slow."""
        ...

    def waits_for_people(self, opened: OpenVault) -> bool:
        """Whether a service of this computer waits, locked, for the first person to open the vault."""
        ...

    def wait_for_people(self, opened: OpenVault, chosen: bool) -> None:
        """Slow."""
        ...

    def new_sheet(self, opened: OpenVault, server_certificate: str) -> InvitationSheet:
        """A new secret for one computer that is to join."""
        ...

    def lock(self, opened: OpenVault) -> None:
        """Let go of the file and the key. What was submitted before is finished first."""
        ...
