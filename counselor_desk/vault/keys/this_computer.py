"""This computer as a second factor: a secret in its keyring, which is never the key itself."""

import secrets
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from counselor_desk.core.errors import VaultTrouble
from counselor_desk.core.i18n import _

SERVICE = "Counselor Desk"
# Seconds that a keyring gets to answer. A Mac asks its person, who has a password to type.
PATIENCE = 90.0 if sys.platform == "darwin" else 5.0
LENGTH = 32
T = TypeVar("T")


class DeviceTrouble(VaultTrouble):
    """The keyring does not give this computer's key."""


class NoKeyring(DeviceTrouble):
    """This computer has no keyring that the program can use."""


class KeyringDenied(DeviceTrouble):
    """The keyring is there and says no."""


class KeyringSilent(DeviceTrouble):
    """The keyring does not answer in time."""


class DeviceKeyMissing(DeviceTrouble):
    """The keyring answers, but has no key for this slot."""


def make_device_key(vault_id: str, slot_id: str) -> bytearray:
    """Put a new secret into the keyring, and read it back before anything depends on it."""
    secret = secrets.token_hex(LENGTH)
    _ask(lambda ring: ring.set_password(SERVICE, _entry(vault_id, slot_id), secret))
    if _ask(lambda ring: ring.get_password(SERVICE, _entry(vault_id, slot_id))) != secret:
        raise DeviceKeyMissing(
            _(
                "The keyring did not store this computer's key. Leave 'this computer only' off: the "
                "passphrase alone is enough."
            )
        )
    return bytearray.fromhex(secret)


def fetch(vault_id: str, slot_id: str) -> bytearray:
    """The secret of this slot on this computer."""
    kept = _ask(lambda ring: ring.get_password(SERVICE, _entry(vault_id, slot_id)))
    try:
        secret = bytearray.fromhex(kept or "")
    except ValueError:
        secret = bytearray()
    if len(secret) != LENGTH:
        raise DeviceKeyMissing(
            _("This computer's device key is missing: the passphrase was not tried.") + " " + _way_in()
        )
    return secret


def drop(vault_id: str, slot_id: str) -> None:
    _ask(lambda ring: ring.delete_password(SERVICE, _entry(vault_id, slot_id)))


def _entry(vault_id: str, slot_id: str) -> str:
    return f"{vault_id}/{slot_id}"


def _way_in() -> str:
    return _("Use the recovery key, or ask an administrator for a new passphrase.")


def _ask(what: Callable[..., T]) -> T:
    """A keyring may open a window, wait for a daemon, or hang: so on a thread of its own."""
    answer: Future[T] = Future()
    threading.Thread(target=_answer, args=(what, answer), daemon=True, name="keyring").start()
    try:
        error = answer.exception(timeout=PATIENCE)
    except TimeoutError:
        raise KeyringSilent(_("This computer's keyring does not respond.") + " " + _way_in()) from None
    if error is not None:
        raise _in_words(error) from error
    return answer.result()


def _answer(what: Callable[..., T], answer: "Future[T]") -> None:
    try:
        import keyring  # late: finding the backends takes a while

        answer.set_result(what(keyring))
    except BaseException as error:  # noqa: BLE001  a backend may raise anything; the asker hears it
        answer.set_exception(error)


def _in_words(error: BaseException) -> DeviceTrouble:
    from keyring.errors import InitError, NoKeyringError

    if isinstance(error, NoKeyringError | InitError | ImportError):
        return NoKeyring(_("This computer has no keyring for its device key.") + " " + _way_in())
    return KeyringDenied(
        _("This computer's keyring refused its device key. Unlock the keyring and try again.")
        + " "
        + _way_in()
    )
