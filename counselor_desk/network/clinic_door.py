"""The door of this computer's vaults, of the clinics that it joined, and of the vault that it shares."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, NoReturn, cast

from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.core.i18n import _
from counselor_desk.door.vault_door import VaultDoor

if TYPE_CHECKING:  # all of it is loaded while a person types the passphrase
    from pathlib import Path

    from counselor_desk.desk.desk import Desk
    from counselor_desk.door.port import (
        BackupRow,
        Hold,
        InvitationSheet,
        OpenVault,
        RecentVaults,
        SalvageReport,
        SharedVault,
    )
    from counselor_desk.network.discovery import Announcement
    from counselor_desk.network.seat_desk import SeatDesk
    from counselor_desk.network.serving import VaultService
    from counselor_desk.services.clinic.staff import Position
    from counselor_desk.vault.keys.unlock import VaultKeys

EVERYWHERE = "0.0.0.0"
HOME = "127.0.0.1"  # of the demonstration: nothing of it is heard beyond this computer
CLINIC = ".clinic"  # of the file that stands for a clinic elsewhere


class ClinicDoor(VaultDoor):
    """A vault on this computer opens as ever; a clinic elsewhere opens by its line."""

    def __init__(self, hold: Hold, remembered: RecentVaults, vault: Path | None = None) -> None:
        super().__init__(hold, remembered, vault)
        self._lines: dict[Path, SeatDesk] = {}
        self._services: dict[Path, tuple[VaultService, Announcement | None]] = {}
        self._unattended: dict[Path, OpenVault] = {}  # shared, and nobody at this computer's window
        self._opened_with: dict[Path, VaultKeys] = {}  # what a shared vault's desk works with

    # A clinic elsewhere

    def is_elsewhere(self, path: Path) -> bool:
        """Whether this stands for a clinic's computer, and not for a vault on this one."""
        return path.suffix == CLINIC

    def join(self, typed: str, address: str, computer: str) -> Path:
        """Slow. What stands for the clinic from now on; Refused and VaultTrouble say what to do."""
        from counselor_desk.network.invitation import parse_address, parse_invitation
        from counselor_desk.network.joining import find_places, join_clinic

        places = (parse_address(address),) if address.strip() else ()
        invitation = parse_invitation(typed, places)
        joined = join_clinic(
            invitation, computer, self.clinics_folder(), find_places, in_keyring=not self.is_demo
        )
        if not self.is_demo:
            self._remembered.add(joined)
        return joined

    def clinics_folder(self) -> Path:
        """Where this computer keeps what stands for the clinics that it joined: in no cloud's folder."""
        from platformdirs import user_data_path

        return user_data_path("Counselor Desk", appauthor=False) / "clinics"

    def leave_clinic(self, path: Path) -> None:
        """This computer no longer belongs to the clinic; an invitation lets it in again."""
        from counselor_desk.network.joined_clinic import forget

        line = self._lines.pop(path, None)
        if line is not None:
            line.close()
        forget(path)

    def people(self, path: Path) -> list[str]:
        if not self.is_elsewhere(path):
            return super().people(path)
        return self._line(path).people()

    def wait_seconds(self, path: Path, sign_in: str) -> float:
        return 0.0 if self.is_elsewhere(path) else super().wait_seconds(path, sign_in)

    def unlock(self, path: Path, sign_in: str, passphrase: str) -> OpenVault:
        if path in self._unattended:
            return self._sit_down(path, sign_in, passphrase)
        if not self.is_elsewhere(path):
            return self._shared_as_chosen(super().unlock(path, sign_in, passphrase))
        from counselor_desk.services.documents.own_words import hand_to_newest_sheet
        from counselor_desk.services.vault import opening_parts

        line = self._line(path)
        line.sign_in(sign_in, passphrase)
        if not line.is_read_alone:
            hand_to_newest_sheet(cast("Desk", line))
            if line.keys is not None:
                opening_parts.hand_over(cast("Desk", line), line.keys)
        if not self.is_demo:
            self._remembered.add(path)
        from counselor_desk.door.port import OpenVault
        from counselor_desk.network.safekeeping import SeatKeeper

        return OpenVault(
            desk=cast("Desk", line),
            path=path,
            must_change=line.must_change,
            is_demo=self.is_demo,
            keeper=SeatKeeper(line),
        )

    def _sit_down(self, path: Path, sign_in: str, passphrase: str) -> OpenVault:
        """At a vault that is shared: it is open, and its person proves who they are as ever."""
        from dataclasses import replace

        from counselor_desk.services.vault import opening_parts
        from counselor_desk.vault.keys import compartments
        from counselor_desk.vault.keys import unlock as keys

        unlocked = keys.unlock(path, sign_in, passphrase)
        with contextlib.suppress(VaultTrouble):  # a full disk: the next time
            compartments.hand_over(unlocked)
        opened = self._unattended[path]
        opened.desk.sign_in(unlocked.staff_id, unlocked)
        opening_parts.hand_over(opened.desk, unlocked)
        del self._unattended[path]
        return replace(opened, must_change=unlocked.must_change, notice="")

    def lock(self, opened: OpenVault) -> None:
        """A vault that is shared stays open for the others; at this computer nobody sits any more."""
        line = self._lines.pop(opened.path, None)
        if line is not None:
            line.close()
            return
        leaving = opened.desk.signed_in.keys if opened.desk.signed_in else None
        service, _told = self._services.get(opened.path, (None, None))
        if service is None:
            super().lock(opened)
        else:
            opened.desk.sign_out()
            self._unattended[opened.path] = opened
        if leaving is not None and leaving is not self._opened_with.get(opened.path, leaving):
            leaving.forget()
        if service is None:
            self._opened_with.pop(opened.path, None)

    def is_sharing(self) -> bool:
        return bool(self._services)

    def end(self) -> None:
        """Slow. The program ends: nobody is served any more, and every vault is locked."""
        for opened in list(self._unattended.values()):
            self.stop_sharing(opened)
            del self._unattended[opened.path]
            super().lock(opened)

    def _line(self, path: Path) -> SeatDesk:
        """The line that is there, or a new one: the clinic's computer may have been started since."""
        from counselor_desk.network.joined_clinic import connect
        from counselor_desk.network.remote_desk import LineState

        line = self._lines.get(path)
        if line is not None and line.state in (LineState.CLOSED, LineState.REFUSED):
            self._lines.pop(path).close()
            line = None
        if line is None:
            line = self._lines[path] = connect(path)
        return line

    # What only the clinic's computer does

    def recover(self, path: Path, recovery_key: str, sign_in: str, passphrase: str) -> OpenVault:
        self._refuse_elsewhere(path)
        return super().recover(path, recovery_key, sign_in, passphrase)

    def backups(self, path: Path) -> list[BackupRow]:
        self._refuse_elsewhere(path)
        return super().backups(path)

    def restore(self, path: Path, backup: Path, sign_in: str, passphrase: str) -> OpenVault:
        self._refuse_elsewhere(path)
        return super().restore(path, backup, sign_in, passphrase)

    def salvage(self, path: Path, sign_in: str, passphrase: str) -> SalvageReport:
        self._refuse_elsewhere(path)
        return super().salvage(path, sign_in, passphrase)

    def change_passphrase(self, opened: OpenVault, old: str, new: str) -> None:
        if not self.is_elsewhere(opened.path):
            super().change_passphrase(opened, old, new)
            return
        from counselor_desk.services.vault.own_passphrase import change_at_seat

        change_at_seat(opened.desk, old, new)

    def is_bound(self, opened: OpenVault) -> bool:
        return not self.is_elsewhere(opened.path) and super().is_bound(opened)

    def bind(self, opened: OpenVault, passphrase: str) -> None:
        self._refuse_elsewhere(opened.path)
        super().bind(opened, passphrase)

    def add_person(self, opened: OpenVault, name: str, sign_in: str, position: Position) -> str:
        if not self.is_elsewhere(opened.path):
            return super().add_person(opened, name, sign_in, position)
        return str(self._line(opened.path).do_safekeeping("add person", name, sign_in, position))

    def reset_person(self, opened: OpenVault, staff_id: int) -> str:
        if not self.is_elsewhere(opened.path):
            return super().reset_person(opened, staff_id)
        return str(self._line(opened.path).do_safekeeping("reset person", staff_id))

    def retire_person(self, opened: OpenVault, staff_id: int) -> None:
        if self.is_elsewhere(opened.path):
            self._line(opened.path).do_safekeeping("retire person", staff_id)
        else:
            super().retire_person(opened, staff_id)

    def _refuse_elsewhere(self, path: Path) -> None:
        if self.is_elsewhere(path):
            self._say_where()
        if path in self._unattended:
            raise Refused(_("This vault is shared now. Sign in and stop sharing it first."))

    def _say_where(self) -> NoReturn:
        raise Refused(_("This is done at the clinic's computer. Sign in there."))

    # Sharing the vault that is open here

    def _shared_as_chosen(self, opened: OpenVault) -> OpenVault:
        """As an administrator chose, whoever opens it: the others are not kept waiting for one."""
        from dataclasses import replace

        from counselor_desk.core.errors import VaultTrouble
        from counselor_desk.door.restoring import notes_of

        port = notes_of(opened.path).shared_port
        if not port or self.is_demo:
            return opened
        try:
            self._serve(opened, port, "shared as chosen, when it was opened")
        except VaultTrouble as trouble:
            return replace(opened, notice=f"{opened.notice} {trouble}".strip())
        return opened

    def shares_by_itself(self, opened: OpenVault) -> bool:
        """Whether the vault is shared again whenever it is opened on this computer."""
        from counselor_desk.door.restoring import notes_of

        return not self.is_elsewhere(opened.path) and bool(notes_of(opened.path).shared_port)

    def share_by_itself(self, opened: OpenVault, chosen: bool) -> None:
        """Forbidden for who may not keep the vault."""
        from msgspec.structs import replace

        from counselor_desk.door.restoring import notes_of, save_notes
        from counselor_desk.services.vault.permissions import begin

        self._refuse_elsewhere(opened.path)
        opened.desk.do(begin, "shared whenever it is opened" if chosen else "shared by hand alone")
        shared = self.shared(opened)
        port = shared.port if chosen and shared is not None else 0
        save_notes(opened.path, replace(notes_of(opened.path), shared_port=port))

    def is_entrusted(self, opened: OpenVault) -> bool:
        """Whether this computer's keyring opens the vault for a service of the system."""
        from counselor_desk.vault.keys import entrusted_key

        return not self.is_elsewhere(opened.path) and entrusted_key.is_entrusted(opened.path)

    def entrust(self, opened: OpenVault, chosen: bool) -> None:
        """Slow. Forbidden for who may not keep the vault; VaultTrouble without a keyring that answers."""
        from counselor_desk.door.vault_door import keys_of
        from counselor_desk.services.vault.permissions import begin
        from counselor_desk.vault.keys import entrusted_key

        self._refuse_elsewhere(opened.path)
        opened.desk.do(begin, "opened by the keyring" if chosen else "no longer opened by the keyring")
        if chosen:
            entrusted_key.entrust(keys_of(opened))
        else:
            entrusted_key.withdraw(keys_of(opened))

    def waits_for_people(self, opened: OpenVault) -> bool:
        """Whether a service of this computer waits, locked, for the first person to open the vault."""
        from counselor_desk.network import waiting_line

        return not self.is_elsewhere(opened.path) and waiting_line.is_chosen(opened.path)

    def wait_for_people(self, opened: OpenVault, chosen: bool) -> None:
        """Slow. Forbidden for who may not keep the vault; Refused while it is not shared."""
        from counselor_desk.services.vault.permissions import begin

        self._refuse_elsewhere(opened.path)
        service, _told = self._services.get(opened.path, (None, None))
        if service is None:
            raise Refused(_("Share the vault first."))
        opened.desk.do(begin, "opened from any computer" if chosen else "opened at this computer alone")
        service.wait_for_people(chosen)

    def share(self, opened: OpenVault, port: int) -> SharedVault:
        """Slow. Other computers of the clinic can join from now on, until the vault is locked.

        Forbidden for who may not keep the vault; VaultTrouble where the port is taken.
        """
        self._refuse_elsewhere(opened.path)
        self._serve(opened, port)
        shared = self.shared(opened)
        assert shared is not None
        return shared

    def _serve(self, opened: OpenVault, port: int, chosen: str = "") -> None:
        from counselor_desk.core.errors import VaultTrouble
        from counselor_desk.door.vault_door import keys_of
        from counselor_desk.network.discovery import Announcement
        from counselor_desk.network.serving import VaultService

        if opened.path not in self._services:
            host = HOME if self.is_demo else EVERYWHERE
            service = VaultService(opened.desk, keys_of(opened), opened.keeper, host, port, chosen)
            announcement = None  # others join by its address
            if not self.is_demo:
                with contextlib.suppress(VaultTrouble):
                    announcement = Announcement(service.port, service.admission.server_print)
            self._services[opened.path] = service, announcement
            self._opened_with.setdefault(opened.path, keys_of(opened))

    def stop_sharing(self, opened: OpenVault) -> None:
        """Slow. Nobody is on the line any more; computers that joined stay joined."""
        service, told = self._services.pop(opened.path, (None, None))
        if told is not None:
            told.stop()
        if service is not None:
            service.close()

    def shared(self, opened: OpenVault) -> SharedVault | None:
        """How the open vault is shared from this computer now, if it is."""
        from counselor_desk.door.port import SharedVault
        from counselor_desk.network.discovery import local_addresses
        from counselor_desk.network.invitation import Address

        service, announcement = self._services.get(opened.path, (None, None))
        if service is None:
            return None
        places = (Address(HOME, service.port),) if self.is_demo else local_addresses(service.port)
        return SharedVault(
            port=service.port,
            addresses=tuple(str(place) for place in places),
            is_found_by_itself=announcement is not None,
            on_the_line=frozenset(row.serial for row in service.seats()),
        )

    def new_sheet(self, opened: OpenVault, server_certificate: str) -> InvitationSheet:
        """A new secret for one computer that is to join."""
        from counselor_desk.door.port import InvitationSheet
        from counselor_desk.network.certificates import certificate_print
        from counselor_desk.network.invitation import new_invitation, parse_address

        if self.is_elsewhere(opened.path):
            from counselor_desk.network.joined_clinic import load

            places = load(opened.path).places
        else:
            shared = self.shared(opened)
            places = tuple(parse_address(place) for place in shared.addresses) if shared else ()
        made = new_invitation(places, certificate_print(server_certificate))
        addresses = tuple(str(place) for place in places)
        return InvitationSheet(made.groups, addresses, made.qr_text, made.verifier())
