"""A PDF that opens only with its passphrase: AES-256, as every current reader knows it."""

import io

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.vault.keys.passphrase import offer

__all__ = ["lock_pdf", "offer", "pages"]

SHORTEST = 12


def pages(pdf: bytes) -> int:
    """How many pages a paper has, for the accounting."""
    from pypdf import PdfReader

    return len(PdfReader(io.BytesIO(pdf)).pages)


def lock_pdf(pdf: bytes, passphrase: str) -> bytes:
    """The same paper encrypted; the passphrase goes another way than the file."""
    from pypdf import PdfReader, PdfWriter

    if len(passphrase) < SHORTEST:
        raise Refused(
            _("A passphrase for a file has at least {least} characters.").format(least=SHORTEST), "passphrase"
        )
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    writer.encrypt(passphrase, algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
