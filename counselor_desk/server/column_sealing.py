"""A value of a column, sealed so that it stands in no other row and no other column."""

import hmac
import json
import secrets
from dataclasses import dataclass
from datetime import date
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import JSON, Date, LargeBinary

from counselor_desk.core.errors import VaultTrouble
from counselor_desk.core.i18n import _
from counselor_desk.records.sealable import Sealable
from counselor_desk.server.columns import Sealing, sealing_of
from counselor_desk.vault.keys.sealing import NONCE, Key, derive

ROW = 8  # bytes; the row's number goes before what the database answers


@dataclass(frozen=True, slots=True)
class PlacedValue:
    """A value on its way to a row."""

    value: Any
    row: int


class UnplacedValue(TypeError):
    """A sealed column was compared with something in the database's own words: a bug."""


class ColumnSealer:
    """Seals under a key of the clinic's own that never leaves the serving desk."""

    def __init__(self, key: Key) -> None:
        """`key`: the vault's key, of which those for the columns are derived."""
        self._box = AESGCM(derive(key, "server columns"))
        self._likeness = bytes(derive(key, "server columns alike"))

    def seal(self, kind: Sealable, value: Any) -> bytes:
        """Nonce and AES-256-GCM, with the column and the row as associated data.

        Nothing stays nothing: an empty text is told from a filled one without a key. Raises
        UnplacedValue for a value without its row, where equal values are not to be equal.
        """
        is_alike = sealing_of(kind) is Sealing.ALIKE
        row = value.row if isinstance(value, PlacedValue) else 0
        plain = plain_bytes(kind, value.value if isinstance(value, PlacedValue) else value)
        if not plain:
            return b""
        if is_alike:
            nonce = hmac.digest(self._likeness, _facts(kind, 0) + plain, "sha256")[:NONCE]
            return nonce + self._box.encrypt(nonce, plain, _facts(kind, 0))
        if not row:
            raise UnplacedValue(f"{kind.table}.{kind.column}")
        nonce = secrets.token_bytes(NONCE)
        return nonce + self._box.encrypt(nonce, plain, _facts(kind, row))

    def open(self, kind: Sealable, answered: bytes) -> Any:
        """Raises VaultTrouble for a value that was changed, or taken from another row."""
        row, sealed = int.from_bytes(answered[:ROW], "big"), answered[ROW:]
        facts = _facts(kind, 0 if sealing_of(kind) is Sealing.ALIKE else row)
        try:
            plain = self._box.decrypt(sealed[:NONCE], sealed[NONCE:], facts) if sealed else b""
            return value_of(kind, plain)
        except (InvalidTag, ValueError) as error:  # a ValueError: too short to be sealed, or a day of nothing
            raise VaultTrouble(
                _("A record on the server was changed, or is another clinic's. Restore a backup.")
            ) from error


def _facts(kind: Sealable, row: int) -> bytes:
    return f"{kind.table}.{kind.column}:{row}".encode()


def plain_bytes(kind: Sealable, value: Any) -> bytes:
    if isinstance(kind.inner, JSON):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    if isinstance(kind.inner, LargeBinary):
        return bytes(value)
    if isinstance(kind.inner, Date):
        return value.isoformat().encode() if isinstance(value, date) else str(value).encode()
    return str(value).encode("utf-8", "surrogatepass")


def value_of(kind: Sealable, plain: bytes) -> Any:
    if isinstance(kind.inner, LargeBinary):
        return plain
    words = plain.decode("utf-8", "surrogatepass")
    if isinstance(kind.inner, JSON):
        return json.loads(words) if words else None
    if isinstance(kind.inner, Date):
        return date.fromisoformat(words)
    return words
