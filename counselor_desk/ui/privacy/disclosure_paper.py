"""The paper of a disclosure, made beside the window: drawn, counted, and locked into a file."""

from pathlib import Path
from typing import TYPE_CHECKING

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import UseCase
from counselor_desk.services.privacy.disclosures import DisclosureRequest, PagesToSend

if TYPE_CHECKING:
    from counselor_desk.reports.privacy.disclosure import DisclosurePacket, Prepared

# What draws paper takes a tenth of a second to come in: each imports it off the GUI thread.


def preview() -> "UseCase[[DisclosureRequest], DisclosurePacket]":
    """What gathers the paper as a draft."""
    from counselor_desk.reports.privacy import disclosure

    return disclosure.preview


def prepare() -> "UseCase[[DisclosureRequest], Prepared]":
    """What gathers the paper that is to leave, and what it was weighed on."""
    from counselor_desk.reports.privacy import disclosure

    return disclosure.prepare


def printed(packet: "DisclosurePacket") -> PagesToSend:
    """The pages and how many they are, for the accounting."""
    from counselor_desk.reports.press import locked_pdf, press
    from counselor_desk.reports.privacy import disclosure

    pdf = press.render(disclosure.REPORT, packet)
    return PagesToSend(pdf, locked_pdf.pages(pdf))


def write_locked(pdf: bytes, path: Path) -> str:
    from counselor_desk.reports.press.locked_pdf import lock_pdf, offer

    passphrase = offer()
    try:
        path.write_bytes(lock_pdf(pdf, passphrase))
    except OSError as error:
        message = _("The file could not be saved: {reason}. The line is kept; save it from the chart.")
        raise Refused(message.format(reason=error.strerror or type(error).__name__)) from error
    return passphrase
