"""How a passphrase becomes a key: Argon2id within bounds that no file can move."""

import time
import unicodedata

import msgspec
from argon2.low_level import ARGON2_VERSION, Type, core, ffi

from counselor_desk.core.errors import VaultTrouble
from counselor_desk.core.i18n import _

LENGTH = 32
WEAKEST = 46  # MiB
MOST_TIMES_OURS = 2  # a planted file may make the door wait twice as long as our own, and no longer
SLOWEST = 1.0  # seconds that a person waits at the door


class Argon(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How hard a guess is: passes, memory in MiB, lanes."""

    passes: int = 3
    mebibytes: int = 256
    lanes: int = 4

    def check(self) -> None:
        """Before computing: a tampered file means neither a terabyte of memory nor a weak key."""
        cost = self.passes * self.mebibytes
        within = self.passes >= 1 and self.mebibytes >= WEAKEST and 1 <= self.lanes <= 16
        within = within and cost <= MOST_TIMES_OURS * STRONG.passes * STRONG.mebibytes
        if not within:
            raise VaultTrouble(
                _(
                    "The vault's key file asks for a key derivation that is out of bounds. "
                    "Put back the copy that ends in .keys.bak, or restore a backup."
                )
            )


STRONG = Argon()
SMALLER = Argon(3, 128, 4)
SMALLEST = Argon(3, 64, 4)  # RFC 9106, second choice: never less for people's records


def fitting() -> Argon:
    """The strongest of three that this computer does within a second."""
    for argon in (STRONG, SMALLER):
        began = time.monotonic()
        try:
            derive_key(b"measure", b"sixteen bytes ..", argon)
        except VaultTrouble:  # not enough memory
            continue
        if time.monotonic() - began <= SLOWEST:
            return argon
    return SMALLEST


def normal(passphrase: str) -> bytes:
    """The same bytes however a keyboard composed the letters."""
    return unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")


def derive_key(secret: bytes, salt: bytes, argon: Argon) -> bytearray:
    """Slow on purpose. The result can be wiped, which the library's own bytes cannot."""
    argon.check()
    out = ffi.new("uint8_t[]", LENGTH)
    secret_copy, spice = ffi.new("uint8_t[]", secret), ffi.new("uint8_t[]", salt)
    context = ffi.new(
        "argon2_context *",
        {
            "out": out,
            "outlen": LENGTH,
            "version": ARGON2_VERSION,
            "pwd": secret_copy,
            "pwdlen": len(secret),
            "salt": spice,
            "saltlen": len(salt),
            "t_cost": argon.passes,
            "m_cost": argon.mebibytes * 1024,
            "lanes": argon.lanes,
            "threads": argon.lanes,
            "allocate_cbk": ffi.NULL,
            "free_cbk": ffi.NULL,
            "flags": 0,
        },
    )
    failed = core(context, Type.ID.value)
    stretched = bytearray(ffi.buffer(out, LENGTH))
    ffi.buffer(out)[:] = bytes(LENGTH)
    ffi.buffer(secret_copy)[:] = bytes(len(secret) + 1)
    if failed:
        raise VaultTrouble(
            _("There is not enough free memory to unlock. Close other programs and try again.")
        )
    return stretched
