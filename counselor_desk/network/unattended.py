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
from counselor_desk.desk.desk import utc_now
from counselor_desk.door.vault_door import VaultDoor, keys_of
from counselor_desk.network import certificates, waiting_line
from counselor_desk.network.discovery import Announcement
from counselor_desk.network.locked_side import LockedSide
from counselor_desk.network.server import ClinicServer, Listening
from counselor_desk.network.serving import VaultService

if TYPE_CHECKING:
    from counselor_desk.door.port import Hold, OpenVault
    from counselor_desk.vault.keys.unlock import VaultKeys

    Given = tuple[OpenVault, VaultKeys, tuple[str, int], str]

ENDINGS = ("SIGTERM", "SIGINT", "SIGHUP", "SIGBREAK")  # what a system tells a service to end with
KEYRING, PEOPLE = "keyring", "people"  # what else than a passphrase typed here opens the vault
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
    hold: "Hold", vault: Path, sign_in: str, where: tuple[str, int], opened_by: frozenset[str] = frozenset()
) -> int:
    """Serves until a signal of the system ends it; the exit code of the program.

    The passphrase is one line of the standard input, or asked for at a terminal. None is needed where an
    administrator chose that this computer's keyring opens the vault (`KEYRING` in `opened_by`), or the first
    person who signs in at any computer of the clinic (`PEOPLE`); of both, the keyring is asked first.
    """
    door = VaultDoor(hold, NothingRemembered(), vault)
    ending = threading.Event()
    for name in ENDINGS:
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_signal: ending.set())
    try:
        given = _open_as_chosen(door, (vault, sign_in), where, opened_by, ending)
        if given is None:
            return 0
        opened, keys, where, chosen = given
        try:
            service = _begin(opened, keys, where, chosen)
            _say(_("Serving on {host}, port {port}.").format(host=where[0], port=service.port))
            with _announced((where[0], service.port), service.admission.server_print):
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


def _open_as_chosen(
    door: VaultDoor,
    whose: tuple[Path, str],
    where: tuple[str, int],
    opened_by: frozenset[str],
    ending: threading.Event,
) -> "Given | None":
    """The open vault, its keys, where it is served, and who opened it; None if the system ends it first."""
    vault, sign_in = whose
    if KEYRING in opened_by:
        try:
            return *_open_by_keyring(door, vault), where, "opened by the keyring of the clinic's computer"
        except VaultTrouble as trouble:
            if PEOPLE not in opened_by:
                raise
            _say(str(trouble))
    if PEOPLE in opened_by:
        return _wait_for_people(door, vault, where, ending)
    return *_open(door, vault, sign_in), where, ""


def _wait_for_people(
    door: VaultDoor, vault: Path, where: tuple[str, int], ending: threading.Event
) -> "Given | None":
    """Listens for the first person who opens it from their own computer. Raises VaultTrouble."""
    while not ending.is_set():
        line = waiting_line.load(vault)
        side = LockedSide(vault, line.credential, utc_now)
        tls = certificates.serving_context(line.credential, line.authority)
        listening = Listening(tls, certificates.to_der(line.certificate), *where)
        server = ClinicServer(side, listening, lambda serial: serial in waiting_line.load(vault).admitted)
        where = where[0], server.port
        _say(_("Locked, on {host}, port {port}.").format(host=where[0], port=server.port))
        _say(str(side.locked()))
        with _announced(where, line.server_print):
            while not ending.wait(LOOKS) and not side.opened.done():
                pass
        server.close()
        if side.opened.done():
            given = side.opened.result()
            try:
                opened = door.open_for_nobody(vault, given.keys)
            except (Refused, VaultTrouble) as trouble:  # its people are told so at their next try
                _say(str(trouble))
                continue
            words = f"opened by staff {given.staff_id} at computer {given.computer}"
            return opened, given.keys, where, words
    return None


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


def _begin(opened: "OpenVault", keys: "VaultKeys", where: tuple[str, int], chosen: str) -> VaultService:
    """Who opened it does not stay at the desk: nobody is at this computer."""
    service = VaultService(opened.desk, keys, opened.keeper, *where, chosen)
    opened.desk.sign_out()
    if opened.notice:
        _say(opened.notice)
    return service


@contextlib.contextmanager
def _announced(where: tuple[str, int], server_print: bytes) -> Iterator[None]:
    """Computers that joined find it by itself, where it listens to more than this computer."""
    told = None
    if not ipaddress.ip_address(where[0]).is_loopback:
        with contextlib.suppress(VaultTrouble):  # they come by its address
            told = Announcement(where[1], server_print)
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
