"""What a computer that joined a clinic remembers: where the clinic is, how it is known, its own key."""

import contextlib
from collections.abc import Sequence
from pathlib import Path

import msgspec
from msgspec.structs import replace

from counselor_desk.core.errors import VaultTrouble
from counselor_desk.core.i18n import _
from counselor_desk.network import certificates, reading_copy
from counselor_desk.network.certificates import Credential
from counselor_desk.network.discovery import find_clinic
from counselor_desk.network.invitation import Address, parse_address
from counselor_desk.network.remote_desk import AccessRevoked, ClinicAddress, LineCut
from counselor_desk.network.seat_desk import SeatDesk
from counselor_desk.vault.file import ownership
from counselor_desk.vault.keys import sealing, this_computer
from counselor_desk.vault.keys.slot_file import write_file
from counselor_desk.vault.keys.this_computer import DeviceTrouble

CLINIC = ".clinic"
FORMAT = 1
LARGEST = 100_000  # bytes
_PURPOSE = "seat"


class JoinedClinic(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One file in the person's own folder; nobody else of this computer may read it."""

    format: int = FORMAT
    clinic: str  # its name, for the first window
    addresses: tuple[str, ...]
    server_print: str  # hex: how it is found by itself where its address is another
    authority: str
    certificate: str
    key: str = ""  # PEM; empty where it is sealed
    sealed: bytes = b""  # the key under a secret of this computer's keyring
    entry: str = ""  # that secret's name there

    @property
    def places(self) -> tuple[Address, ...]:
        return tuple(parse_address(one) for one in self.addresses)

    def credential(self) -> Credential:
        """Raises DeviceTrouble where the keyring does not give the secret. May be slow."""
        if not self.sealed:
            return Credential(self.certificate, self.key)
        secret = this_computer.fetch(self.entry, _PURPOSE)
        try:
            key = sealing.unwrap(secret, self.sealed, self.entry.encode())
        except sealing.InvalidTag as error:
            raise damaged() from error
        return Credential(self.certificate, key.decode())


def damaged() -> VaultTrouble:
    return VaultTrouble(
        _("This computer's way into the clinic is damaged. Ask an administrator for a new invitation.")
    )


def save_new(folder: Path, joined: JoinedClinic, *, in_keyring: bool = True) -> Path:
    """Beside others of its name; the key goes under the keyring where there is one. Slow."""
    ownership.make_folder(folder)
    path, count = folder / f"{_stem(joined.clinic)}{CLINIC}", 1
    while path.exists():
        count += 1
        path = path.with_stem(f"{_stem(joined.clinic)} {count}")
    _write(path, _under_keyring(joined) if in_keyring else joined)
    return path


def _under_keyring(joined: JoinedClinic) -> JoinedClinic:
    entry = sealing.new_key()[:8].hex()
    try:
        secret = this_computer.make_device_key(entry, _PURPOSE)
    except DeviceTrouble:
        return joined  # the file is its owner's alone
    sealed = sealing.wrap(secret, joined.key.encode(), entry.encode())
    return replace(joined, key="", sealed=sealed, entry=entry)


def load(path: Path) -> JoinedClinic:
    """Raises VaultTrouble for what is damaged, gone or of a newer program."""
    try:
        content = path.read_bytes()
        if len(content) > LARGEST:
            raise damaged()
        joined = msgspec.json.decode(content, type=JoinedClinic)
    except (OSError, ValueError, msgspec.MsgspecError, RecursionError) as error:
        raise damaged() from error
    if joined.format > FORMAT:
        raise VaultTrouble(_("A newer Counselor Desk joined this clinic. Install that version."))
    return joined


def note_place(path: Path, found: Address) -> None:
    """Where the clinic's computer answered last comes first the next time."""
    joined = load(path)
    places = (str(found), *(one for one in joined.addresses if one != str(found)))
    if places != joined.addresses:
        _write(path, replace(joined, addresses=places[:8]))


def connect(path: Path) -> SeatDesk:
    """A line to the clinic: at the first address that answers, else where its print is found. Slow.

    Raises LineCut where nobody answers and nobody has charts here to read, and LineRefused where
    another one answers.
    """
    joined = load(path)
    try:
        return _first_that_answers(path, joined, joined.places)
    except AccessRevoked:
        reading_copy.remove_all(_spool_of(path, joined))
        raise
    except LineCut:
        clinic, _others = find_clinic(bytes.fromhex(joined.server_print))
        moved = [place for place in clinic.addresses if place not in joined.places] if clinic else []
        if not moved:
            if reading_copy.has_any(_spool_of(path, joined)):
                return _seat_at(path, joined, joined.places[0], may_begin_cut=True)
            raise
        return _first_that_answers(path, joined, moved)


def _first_that_answers(path: Path, joined: JoinedClinic, places: Sequence[Address]) -> SeatDesk:
    silent: LineCut | None = None
    for place in places:
        try:
            desk = _seat_at(path, joined, place)
        except LineCut as error:
            silent = error
        else:
            note_place(path, place)
            return desk
    raise silent or damaged()


def _seat_at(path: Path, joined: JoinedClinic, place: Address, may_begin_cut: bool = False) -> SeatDesk:
    mine = joined.credential()
    tls = certificates.seat_context(mine, joined.authority)
    own = certificates.to_der(mine.certificate)
    address = ClinicAddress(place.host, place.port, tls, own)
    return SeatDesk(address, _spool_of(path, joined), may_begin_cut=may_begin_cut)


def _spool_of(path: Path, joined: JoinedClinic) -> Path:
    """By the clinic and not by the joining: who joins again finds what was typed before."""
    return path.parent / f"{certificates.certificate_print(joined.authority)[:8].hex()}.typed"


def forget(path: Path) -> None:
    """This computer leaves the clinic: its file, its key and charts to read go. What waits stays, sealed."""
    joined = load(path)
    if joined.entry:
        with contextlib.suppress(DeviceTrouble):
            this_computer.drop(joined.entry, _PURPOSE)
    reading_copy.remove_all(_spool_of(path, joined))
    path.unlink(missing_ok=True)


def _write(path: Path, joined: JoinedClinic) -> None:
    write_file(path, msgspec.json.format(msgspec.json.encode(joined), indent=1) + b"\n")


def _stem(name: str) -> str:
    """The clinic's name as any system takes it for a file."""
    plain = "".join(c for c in name if c.isalnum() or c in " -_'&").strip()
    return plain[:60] or "Clinic"
