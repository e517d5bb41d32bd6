"""The vault's key under a secret of this computer's keyring: a service opens it, where that was chosen."""

import contextlib
from pathlib import Path

import msgspec

from counselor_desk.core.errors import VaultTrouble
from counselor_desk.core.i18n import _
from counselor_desk.vault.keys import sealing, this_computer
from counselor_desk.vault.keys.slot_file import KeyFile, Slot, damaged_keys, key_path, read, write_file
from counselor_desk.vault.keys.this_computer import DeviceTrouble, NoKeyring
from counselor_desk.vault.keys.unlock import VaultKeys, audit_key_of

ENDING = ".unattended"
LARGEST = 10_000  # bytes
_PURPOSE = "unattended"


class EntrustedKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What lies beside the vault; without this computer's keyring it opens nothing."""

    vault: str
    staff_id: int  # whose choice it was
    sealed: bytes


def is_entrusted(vault: Path) -> bool:
    return _path(vault).exists()


def entrust(unlocked: VaultKeys) -> None:
    """From now on this computer opens the vault without a person. May be slow.

    Raises VaultTrouble where the system has no keyring that answers.
    """
    try:
        secret = this_computer.make_device_key(unlocked.vault_id, _PURPOSE)
    except NoKeyring as error:
        raise VaultTrouble(
            _(
                "This computer has no keyring that opens by itself. On Linux that is a Secret Service, such "
                "as GNOME Keyring or KWallet. The vault is opened with a passphrase after each start."
            )
        ) from error
    _write(unlocked, secret)


def entrust_again(unlocked: VaultKeys) -> None:
    """The vault has another key: the keyring's secret opens that one now, or nothing any more."""
    if not is_entrusted(unlocked.vault):
        return
    try:
        _write(unlocked, this_computer.fetch(unlocked.vault_id, _PURPOSE))
    except DeviceTrouble:
        _path(unlocked.vault).unlink(missing_ok=True)


def withdraw(unlocked: VaultKeys) -> None:
    """A person opens it again from now on."""
    _path(unlocked.vault).unlink(missing_ok=True)
    with contextlib.suppress(DeviceTrouble):
        this_computer.drop(unlocked.vault_id, _PURPOSE)


def open_entrusted(vault: Path) -> VaultKeys:
    """The vault's keys without anybody's own: what they sign is nothing. May be slow.

    Raises VaultTrouble in a sentence that says what to do.
    """
    file = read(key_path(vault))
    try:
        content = _path(vault).read_bytes()[:LARGEST]
        entrusted = msgspec.msgpack.decode(content, type=EntrustedKey)
    except (OSError, ValueError, msgspec.MsgspecError) as error:
        raise _not_entrusted() from error
    if entrusted.vault != file.vault:
        raise _not_entrusted()
    secret = this_computer.fetch(entrusted.vault, _PURPOSE)
    try:
        key = sealing.unwrap(secret, entrusted.sealed, _facts(entrusted.vault))
    except sealing.InvalidTag as error:
        raise _not_entrusted() from error
    finally:
        sealing.wipe(secret)
    if file.turning or not file.is_of(key):
        sealing.wipe(key)
        raise _not_entrusted()
    slot = file.slot_of(entrusted.staff_id) or file.people()[0]
    return without_person(vault, file, key, slot)


def without_person(vault: Path, file: KeyFile, key: bytearray, slot: Slot) -> VaultKeys:
    """The vault's keys for a computer at which nobody sits; `slot`: of whoever let it open the vault.

    Raises DamagedKeys for a key file that was changed without this key.
    """
    if not file.is_of(key):
        sealing.wipe(key)
        raise damaged_keys()
    return VaultKeys(
        vault=vault,
        vault_id=file.vault,
        slot=slot,
        salt=file.salt,
        tries=(),
        key=key,
        audit=audit_key_of(file, key),
        private=bytearray(),
    )


def _write(unlocked: VaultKeys, secret: bytearray) -> None:
    sealed = sealing.wrap(secret, unlocked.key, _facts(unlocked.vault_id))
    sealing.wipe(secret)
    made = EntrustedKey(unlocked.vault_id, unlocked.staff_id, sealed)
    write_file(_path(unlocked.vault), msgspec.msgpack.encode(made))


def _facts(vault_id: str) -> bytes:
    return f"{vault_id}/{_PURPOSE}".encode()


def _path(vault: Path) -> Path:
    return vault.with_suffix(ENDING)


def _not_entrusted() -> VaultTrouble:
    return VaultTrouble(
        _(
            "This computer's keyring does not open the vault: nobody has chosen that, or the vault has "
            "another key since. Open it with a passphrase, and choose it again under Clinic computers."
        )
    )
