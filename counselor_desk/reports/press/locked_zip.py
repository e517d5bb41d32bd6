"""A ZIP that opens only with its passphrase: AES-256 as WinZip wrote it down, read by 7-Zip."""

import contextlib
from typing import BinaryIO

AE_2 = 2  # AE-1 keeps a checksum of what is inside, in clear
NO_DAY = (1980, 1, 1, 0, 0, 0)  # no time of ours stands in clear


class LockedZip:
    """One entry under a passphrase, written as it comes; its size is put in at the end.

    The name and the number of the files within are not told: they are in the entry.
    """

    def __init__(self, out: BinaryIO, name: str, passphrase: str) -> None:
        from pyzipper import WZ_AES, AESZipFile  # a tenth of a second: not before something is packed

        form = {"nbits": 256, "force_wz_aes_version": AE_2}
        self._zip = AESZipFile(out, "w", encryption=WZ_AES, encryption_kwargs=form)
        self._zip.setpassword(passphrase.encode())
        entry = self._zip.zipinfo_cls(name, NO_DAY)  # stored as it is: what comes is packed already
        self._entry = self._zip.open(entry, "w", force_zip64=True)

    def write(self, content: bytes) -> int:
        self._entry.write(content)
        return len(content)

    def flush(self) -> None:
        self._entry.flush()

    def close(self) -> None:
        """The proof, the true sizes, and the table of contents."""
        self._entry.close()
        self._zip.close()

    def give_up(self) -> None:
        """Nothing more is written, also not when this is collected."""
        with contextlib.suppress(OSError, ValueError):
            self._entry.close()
        self._zip.fp = None
