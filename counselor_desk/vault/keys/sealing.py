"""Small boxes: keys wrapped under keys, and keys sealed to a person who is not there."""

import hmac
import secrets

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE, TAG, KEY = 12, 16, 32

Key = bytes | bytearray  # in memory a bytearray, which can be wiped

__all__ = ["InvalidSignature", "InvalidTag"]


def new_key() -> bytearray:
    """A new random key."""
    return bytearray(secrets.token_bytes(KEY))


def wipe(*keys: bytearray) -> None:
    for key in keys:
        key[:] = bytes(len(key))


def derive(key: Key, purpose: str, salt: bytes = b"", tail: bytes = b"") -> bytearray:
    """A key of its own for each purpose (HKDF-SHA256), with what is to stand after it."""
    out = bytearray(KEY) + tail  # made whole at once: growing would leave a copy behind
    info = b"counselor-desk/" + purpose.encode()
    HKDF(hashes.SHA256(), KEY, salt or None, info).derive_into(key, memoryview(out)[:KEY])
    return out


def mac(key: Key, content: bytes) -> bytes:
    return hmac.digest(key, content, "sha256")


def wrap(key: Key, content: Key, facts: bytes) -> bytes:
    """Encrypt and bind to facts: nonce, then AES-256-GCM."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, content, facts)


def unwrap(key: Key, wrapped: bytes, facts: bytes) -> bytearray:
    """Raises InvalidTag for another key, other facts or a changed byte."""
    if len(wrapped) < NONCE + TAG:
        raise InvalidTag
    out = bytearray(len(wrapped) - NONCE - TAG)
    AESGCM(key).decrypt_into(wrapped[:NONCE], wrapped[NONCE:], facts, out)
    return out


def seal(to: bytes, content: Key, facts: bytes, shared: Key = b"") -> bytes:
    """Encrypt to a person's public key; with `shared`, only who knows that can have made it."""
    once = X25519PrivateKey.generate()
    public = once.public_key().public_bytes_raw()
    agreed = once.exchange(X25519PublicKey.from_public_bytes(to))
    return public + wrap(_box_key(agreed, public, to, shared), content, facts)


def unseal(private: Key, sealed: bytes, facts: bytes, shared: Key = b"") -> bytearray:
    """Raises InvalidTag when it was not sealed to this key under these facts."""
    mine = X25519PrivateKey.from_private_bytes(private)
    public = sealed[:KEY]
    if len(public) < KEY:
        raise InvalidTag
    try:
        agreed = mine.exchange(X25519PublicKey.from_public_bytes(public))
    except ValueError as error:  # a point that yields nothing
        raise InvalidTag from error
    to = mine.public_key().public_bytes_raw()
    return unwrap(_box_key(agreed, public, to, shared), sealed[KEY:], facts)


def public_keys(private: Key) -> tuple[bytes, bytes]:
    """The signing and the sealing public key of a person's 64 private bytes."""
    signing = Ed25519PrivateKey.from_private_bytes(private[:KEY])
    sealing = X25519PrivateKey.from_private_bytes(private[KEY:])
    return signing.public_key().public_bytes_raw(), sealing.public_key().public_bytes_raw()


def public_of_box(private: Key) -> bytes:
    """The X25519 half that may be known, of the one that may not."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def sign(private: Key, content: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(private[:KEY]).sign(content)


def verify(public: bytes, signature: bytes, content: bytes) -> None:
    """Raises InvalidSignature."""
    Ed25519PublicKey.from_public_bytes(public).verify(signature, content)


def _box_key(agreed: bytes, once: bytes, to: bytes, shared: Key) -> bytearray:
    return derive(agreed + shared, "box", once + to)
