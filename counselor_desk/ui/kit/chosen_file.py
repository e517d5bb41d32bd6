"""Files that a person has chosen: what keeps them from being read or written is said in words."""

import contextlib
from pathlib import Path

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.services.privacy import scans
from counselor_desk.services.privacy.consents import LARGEST_SCAN


def write(path: Path, content: bytes) -> None:
    """Raises Refused; nothing of a file that could not be written whole is left behind."""
    was_there = path.exists()
    try:
        path.write_bytes(content)
    except OSError as error:
        if not was_there:
            _take_away(path)
        words = _("The file could not be saved: {reason}. Choose another place.")
        raise Refused(words.format(reason=error.strerror or type(error).__name__)) from error


def read(path: Path, most: int) -> bytes:
    """At most one byte more than `most`, by which who asked sees that it is too large."""
    try:
        with path.open("rb") as file:
            return file.read(most + 1)
    except OSError as error:
        words = _("The file could not be read: {reason}. Choose another.")
        raise Refused(words.format(reason=error.strerror or type(error).__name__)) from error


def scan(path: Path) -> bytes:
    """A scan that can be opened; one that is too large is left to the desk to refuse."""
    content = read(path, LARGEST_SCAN)
    if len(content) <= LARGEST_SCAN:
        scans.check(content)
    return content


def _take_away(path: Path) -> None:
    with contextlib.suppress(OSError):  # the place is gone with all that was on it
        path.unlink(missing_ok=True)
