"""The bytes of a file that a person chose."""

from pathlib import Path

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.domain.exchange.text_of_bytes import LIMIT, too_large


def contents(path: Path) -> bytes:
    """The bytes of a file that is not too large to be looked at whole."""
    try:
        size = path.stat().st_size
        if size <= LIMIT:
            return path.read_bytes()
    except OSError as error:
        raise Refused(_("The file cannot be opened. Check that it is still there.")) from error
    raise too_large(size)
