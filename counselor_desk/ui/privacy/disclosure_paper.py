"""The paper of a disclosure, made beside the window: drawn, counted, and locked into a file."""

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import UseCase
from counselor_desk.services.documents.own_words import OwnWords
from counselor_desk.services.privacy.disclosed_pages import SentPages, page_facts
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


def printed(packet: "DisclosurePacket", own_words: OwnWords) -> PagesToSend:
    """The pages and how many they are; separate notes are opened here, where their author sits."""
    from counselor_desk.reports.press import locked_pdf, press
    from counselor_desk.reports.privacy import disclosure

    opened = disclosure.open_leaves(packet, lambda note: own_words.open(note).text)
    pdf = press.render(disclosure.REPORT, opened)
    return PagesToSend(pdf, locked_pdf.pages(pdf))


def to_send(prepared: "Prepared", client_id: int, own_words: OwnWords) -> tuple[PagesToSend, bytes]:
    """What the accounting keeps, sealed where it holds words of a separate note; and the pages."""
    made = printed(prepared.packet, own_words)
    if all(leaf.sealed is None for leaf in prepared.packet.leaves):
        return made, made.pdf
    sealed = own_words.seal_bytes(made.pdf, page_facts(client_id, prepared.weighed.number))
    return PagesToSend(sealed, made.pages, hashlib.sha256(made.pdf).hexdigest()), made.pdf


def as_sent(left: SentPages, own_words: OwnWords) -> bytes:
    """The pages as they left, opened where they are sealed."""
    return own_words.open_bytes(left.pdf, left.seal, left.is_as_told) if left.seal else left.pdf


def write_locked(pdf: bytes, path: Path) -> str:
    from counselor_desk.reports.press.locked_pdf import lock_pdf, offer

    passphrase = offer()
    try:
        path.write_bytes(lock_pdf(pdf, passphrase))
    except OSError as error:
        message = _(
            "The file could not be saved: {reason}. The entry is on the record; save the file from the chart."
        )
        raise Refused(message.format(reason=error.strerror or type(error).__name__)) from error
    return passphrase
