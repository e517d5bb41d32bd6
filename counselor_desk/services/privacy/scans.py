"""A scan before it is kept: what cannot be opened now is not proof of anything later."""

import io

from counselor_desk.core import picture_file
from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _


def check(content: bytes) -> None:
    """Raises Refused for what cannot be opened. It decodes all of a picture: not for the vault's
    thread."""
    if content.startswith(b"%PDF"):
        _check_pdf(content)
    else:
        picture_file.decode_picture(content)


def _check_pdf(content: bytes) -> None:
    from pypdf import PdfReader  # imported here: scans are rare

    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            raise Refused(_("This PDF is password-protected. Save it without a password first."))
        readable = len(reader.pages) > 0
    except Refused:
        raise
    except Exception as error:
        raise _damaged() from error
    if not readable:
        raise _damaged()


def _damaged() -> Refused:
    return Refused(_("This PDF is damaged and cannot be shown. Scan the paper again."))
