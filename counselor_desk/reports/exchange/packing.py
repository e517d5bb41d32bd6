"""One packed file of many, written beside its place and put there when it is whole."""

import contextlib
import os
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.core.i18n import _
from counselor_desk.reports.press.locked_zip import LockedZip

INNER = "records.zip"


class PackageWriter:
    """A file on its way: each name is given once, then it is finished or given up."""

    def __init__(self, path: Path, passphrase: str = "") -> None:
        self.path, self.partial = path, path.with_name(f".{path.name}.partial")
        self._busy, self._given_up, self._done = threading.Lock(), False, False
        with _disk_trouble_in_words():
            self.partial.unlink(missing_ok=True)
            handle = os.open(self.partial, os.O_CREAT | os.O_EXCL | os.O_RDWR | _BINARY, 0o600)
            self._out = os.fdopen(handle, "w+b")
            self._locked = LockedZip(self._out, INNER, passphrase) if passphrase else None
            into: Any = self._locked or self._out
            self._zip = zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED)

    def add(self, name: str, content: bytes) -> None:
        """Slow. Refused when it was given up meanwhile; then nothing of it is left."""
        with self._busy, self._or_none():
            if self._given_up:
                raise Refused(_("Stopped. Nothing was saved."))
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            self._zip.writestr(entry, content)

    def finish(self) -> None:
        """Whole on the disk first, then in its place."""
        with self._busy, self._or_none():
            if self._given_up:
                raise Refused(_("Stopped. Nothing was saved."))
            self._zip.close()
            if self._locked is not None:
                self._locked.close()
            self._out.flush()
            os.fsync(self._out.fileno())
            self._out.close()
            self.partial.replace(self.path)
            self._done = True

    def give_up(self) -> None:
        """At once, or as soon as what is being added is in; nothing happens after the end."""
        self._given_up = True
        if self._busy.acquire(blocking=False):
            try:
                self._clear()
            finally:
                self._busy.release()

    @contextlib.contextmanager
    def _or_none(self) -> Iterator[None]:
        """Whatever goes wrong leaves no half a file."""
        try:
            with _disk_trouble_in_words():
                yield
        except BaseException:
            self._clear()
            raise
        if self._given_up:
            self._clear()

    def _clear(self) -> None:
        if self._done:
            return
        with contextlib.suppress(OSError, ValueError):
            self._zip.close()  # or it would do so when it is collected
        if self._locked is not None:
            self._locked.give_up()
        with contextlib.suppress(OSError):
            self._out.close()
        with contextlib.suppress(OSError):
            self.partial.unlink(missing_ok=True)


_BINARY = getattr(os, "O_BINARY", 0)


@contextlib.contextmanager
def _disk_trouble_in_words() -> Iterator[None]:
    """What the disk says, in words."""
    try:
        yield
    except OSError as error:
        sentence = _("The file could not be saved: {reason}. Check the folder and the free space.")
        raise VaultTrouble(sentence.format(reason=error.strerror or type(error).__name__)) from error
