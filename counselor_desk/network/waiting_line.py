"""What lies beside a vault whose computer waits, locked, for the first person: who it is, who may come."""

import contextlib
from datetime import datetime
from pathlib import Path

import msgspec

from counselor_desk.core.errors import VaultTrouble
from counselor_desk.core.i18n import _
from counselor_desk.network.certificates import Credential
from counselor_desk.vault.keys.slot_file import write_file

ENDING = ".waiting"
LARGEST = 1_000_000  # bytes
DAYS = 120  # a copy of this file that went with a stolen disk is of no use after that
RENEWED_EVERY = 20  # days


class WaitingLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A certificate of its own, since the line's is in the vault. Nobody else of this computer reads it."""

    authority: str
    certificate: str
    key: str
    server_print: bytes  # by which seats find the clinic
    admitted: tuple[str, ...]  # the serials of the computers that joined and were not revoked
    made_at: datetime

    @property
    def credential(self) -> Credential:
        return Credential(self.certificate, self.key)


def is_chosen(vault: Path) -> bool:
    """Whether an administrator has chosen that this vault waits for the first person."""
    return _path(vault).exists()


def choose(vault: Path, line: WaitingLine) -> None:
    """Raises VaultTrouble for a full disk."""
    write_file(_path(vault), msgspec.msgpack.encode(line))


def withdraw(vault: Path) -> None:
    _path(vault).unlink(missing_ok=True)


def bring_up_to_date(vault: Path, line: WaitingLine) -> None:
    """After a computer has joined or was revoked, and now and then for the certificate."""
    if not is_chosen(vault):
        return
    with contextlib.suppress(VaultTrouble):
        before = load(vault)
        is_young = (line.made_at - before.made_at).days < RENEWED_EVERY
        if is_young and (before.authority, set(before.admitted)) == (line.authority, set(line.admitted)):
            return
    choose(vault, line)


def load(vault: Path) -> WaitingLine:
    """Raises VaultTrouble where it was not chosen, or is not whole."""
    try:
        content = _path(vault).read_bytes()
        if len(content) > LARGEST:
            raise ValueError("too large")
        return msgspec.msgpack.decode(content, type=WaitingLine)
    except (OSError, ValueError, msgspec.MsgspecError) as error:
        raise VaultTrouble(
            _(
                "Nobody has chosen that this vault waits for the first person. Open it with a passphrase, "
                "and choose that under Clinic computers."
            )
        ) from error


def _path(vault: Path) -> Path:
    return vault.with_suffix(ENDING)
