"""The clinic's computer without a window: opens a vault, serves it, and ends cleanly when it is told to."""

import contextlib
import getpass
import ipaddress
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.core.i18n import _
from counselor_desk.door.vault_door import VaultDoor, keys_of
from counselor_desk.network.discovery import Announcement
from counselor_desk.network.serving import VaultService

if TYPE_CHECKING:
    from counselor_desk.door.port import Hold, OpenVault
    from counselor_desk.vault.keys.unlock import VaultKeys

ENDINGS = ("SIGTERM", "SIGINT", "SIGHUP", "SIGBREAK")  # what a system tells a service to end with
LOOKS = 0.5  # seconds; a signal on Windows wakes nobody who waits


class NothingRemembered:
    """A service has no list of vaults that were opened lately."""

    def last_seen(self, vault_id: str) -> str:
        return ""

    def remember_seen(self, vault_id: str, words: str) -> None:
        return None

    def vaults(self) -> list[Path]:
        return []

    def add(self, path: Path) -> None:
        """It is told at each start which vault it serves."""


def serve_unattended(
    hold: "Hold", vault: Path, sign_in: str, where: tuple[str, int], by_keyring: bool = False
) -> int:
    """Serves until a signal of the system ends it; the exit code of the program.

    The passphrase is one line of the standard input, or asked for at a terminal; `by_keyring` needs none,
    where an administrator chose that this computer's keyring opens the vault.
    """
    door = VaultDoor(hold, NothingRemembered(), vault)
    ending = threading.Event()
    for name in ENDINGS:
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_signal: ending.set())
    try:
        opened, keys = _open_by_keyring(door, vault) if by_keyring else _open(door, vault, sign_in)
        try:
            service = _begin(opened, keys, where)
            _say(_("Serving on {host}, port {port}.").format(host=where[0], port=service.port))
            with _announced(service, where[0]):
                while not ending.wait(LOOKS):
                    pass
            service.close()
            _say(_("No longer served."))
        finally:
            door.lock(opened)
    except (Refused, VaultTrouble) as trouble:
        sys.stderr.write(f"Counselor Desk: {trouble}\n")
        return 1
    return 0


def _open_by_keyring(door: VaultDoor, vault: Path) -> "tuple[OpenVault, VaultKeys]":
    try:
        return door.open_entrusted(vault)
    except VaultTrouble as trouble:
        raise VaultTrouble(
            _("{problem} Until then these people can open it: {names}.").format(
                problem=trouble, names=", ".join(door.people(vault))
            )
        ) from trouble


def move_unattended(hold: "Hold", paths: tuple[Path, Path], sign_in: str) -> int:
    """A clinic's records from one place to another (`paths`), each a vault or a file that names a server.

    Says the exit code of the program.
    """
    from counselor_desk.door.moving import move_records

    vault, place = paths
    try:
        held = hold(vault)
        try:
            door = VaultDoor(hold, NothingRemembered(), vault)
            moved = move_records(vault, place, _who(door, vault, sign_in))
        finally:
            held.unlock()
    except (Refused, VaultTrouble) as trouble:
        sys.stderr.write(f"Counselor Desk: {trouble}\n")
        return 1
    for table, rows in sorted(moved.rows.items()):
        _say(f"{rows:>9,}  {table}")
    _say(_("Sum of the records here:  {sum}").format(sum=moved.sum_here))
    _say(_("Sum of the records there: {sum}").format(sum=moved.sum_there))
    return 0


def _open(door: VaultDoor, vault: Path, sign_in: str) -> "tuple[OpenVault, VaultKeys]":
    opened = door.unlock(vault, *_who(door, vault, sign_in))
    return opened, keys_of(opened)


def _who(door: VaultDoor, vault: Path, sign_in: str) -> tuple[str, str]:
    """Name and passphrase of who opens it."""
    people = door.people(vault)
    if not sign_in and len(people) == 1:
        sign_in = people[0]
    if not sign_in:
        raise Refused(_("Say who opens the vault: --sign-in NAME."))
    if sys.stdin is not None and sys.stdin.isatty():
        typed = getpass.getpass(_("Passphrase of {name}: ").format(name=sign_in))
    else:
        typed = (sys.stdin.readline() if sys.stdin is not None else "").rstrip("\r\n")
    return sign_in, typed


def _begin(opened: "OpenVault", keys: "VaultKeys", where: tuple[str, int]) -> VaultService:
    """Who opened it does not stay at the desk: nobody is at this computer."""
    chosen = "" if opened.desk.signed_in is not None else "opened by the keyring of the clinic's computer"
    service = VaultService(opened.desk, keys, opened.keeper, *where, chosen)
    opened.desk.sign_out()
    if opened.notice:
        _say(opened.notice)
    return service


@contextlib.contextmanager
def _announced(service: VaultService, host: str) -> Iterator[None]:
    """Computers that joined find it by itself, where it listens to more than this computer."""
    told = None
    if not ipaddress.ip_address(host).is_loopback:
        with contextlib.suppress(VaultTrouble):  # they come by its address
            told = Announcement(service.port, service.admission.server_print)
    try:
        yield
    finally:
        if told is not None:
            told.stop()


def _say(words: str) -> None:
    """To whoever started the service, or the system's own log of it."""
    if sys.stdout is not None:
        sys.stdout.write(words + "\n")
        sys.stdout.flush()
