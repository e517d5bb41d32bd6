"""A ZIP that opens only with its passphrase: AES-256 as WinZip wrote it down, read by 7-Zip."""

import os
import struct
from typing import BinaryIO

from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

# https://www.winzip.com/en/support/aes-encryption/: AE-2, strength 3, the method within.
ROUNDS, SALT, KEY, BLOCK, PROOF = 1000, 16, 32, 16, 10
AES_METHOD, STORED, NEEDS = 99, 0, 51
AT_ONCE = 1 << 18
ENCRYPTED, UTF_8 = 0x0001, 0x0800
DAY = 1 << 5 | 1  # no time of ours stands in clear
LONG = 0xFFFFFFFF
AES = struct.pack("<HHH2sBH", 0x9901, 7, 2, b"AE", 3, STORED)


class LockedZip:
    """One entry under a passphrase, written as it comes; its size is put in at the end.

    The name and the number of the files within are not told: they are in the entry.
    """

    def __init__(self, out: BinaryIO, name: str, passphrase: str) -> None:
        self._out, self._name, self._size = out, name.encode(), 0
        salt = os.urandom(SALT)
        kdf = PBKDF2HMAC(hashes.SHA1(), 2 * KEY + 2, salt, ROUNDS)
        made = kdf.derive(passphrase.encode())
        self._cipher = Cipher(algorithms.AES(made[:KEY]), modes.ECB()).encryptor()
        self._proof = hmac.HMAC(made[KEY : 2 * KEY], hashes.SHA1())
        self._counter, self._spare = 0, b""
        out.write(self._local(0))
        out.write(salt + made[2 * KEY :])

    def write(self, content: bytes) -> int:
        for start in range(0, len(content), AT_ONCE):
            self._write(content[start : start + AT_ONCE])
        return len(content)

    def _write(self, content: bytes) -> None:
        stream = self._stream(len(content))
        mixed = int.from_bytes(content) ^ int.from_bytes(stream)
        coded = mixed.to_bytes(len(content))
        self._proof.update(coded)
        self._out.write(coded)
        self._size += len(content)

    def flush(self) -> None:
        self._out.flush()

    def close(self) -> None:
        """The proof, the true sizes, and the table of contents."""
        self._out.write(self._proof.finalize()[:PROOF])
        packed = SALT + 2 + self._size + PROOF
        central = self._out.tell()
        self._out.write(self._central(packed))
        self._out.write(_end(self._out.tell() - central, central))
        self._out.seek(0)
        self._out.write(self._local(packed))
        self._out.seek(0, os.SEEK_END)

    def _stream(self, size: int) -> bytes:
        """The next bytes of the key stream: a counter that begins with 1, little-endian."""
        blocks = max(0, -(-(size - len(self._spare)) // BLOCK))
        first, self._counter = self._counter + 1, self._counter + blocks
        counted = b"".join(n.to_bytes(BLOCK, "little") for n in range(first, first + blocks))
        whole = self._spare + self._cipher.update(counted)
        self._spare = whole[size:]
        return whole[:size]

    def _local(self, packed: int) -> bytes:
        sizes = struct.pack("<HHQQ", 1, 16, self._size, packed)
        head = struct.pack(
            "<4sHHHHHIIIHH",
            b"PK\3\4",
            NEEDS,
            ENCRYPTED | UTF_8,
            AES_METHOD,
            0,
            DAY,
            0,
            LONG,
            LONG,
            len(self._name),
            len(sizes) + len(AES),
        )
        return head + self._name + sizes + AES

    def _central(self, packed: int) -> bytes:
        sizes = struct.pack("<HHQQQ", 1, 24, self._size, packed, 0)
        head = struct.pack(
            "<4sHHHHHHIIIHHHHHII",
            b"PK\1\2",
            NEEDS,
            NEEDS,
            ENCRYPTED | UTF_8,
            AES_METHOD,
            0,
            DAY,
            0,
            LONG,
            LONG,
            len(self._name),
            len(sizes) + len(AES),
            0,
            0,
            0,
            0,
            LONG,
        )
        return head + self._name + sizes + AES


def _end(size: int, at: int) -> bytes:
    """Both ends of a ZIP, for files beyond 4 GB too."""
    large = struct.pack("<4sQHHIIQQQQ", b"PK\6\6", 44, NEEDS, NEEDS, 0, 0, 1, 1, size, at)
    pointer = struct.pack("<4sIQI", b"PK\6\7", 0, at + size, 1)
    last = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 1, 1, LONG, LONG, 0)
    return large + pointer + last
