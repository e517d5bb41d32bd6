"""The paper of a disclosure, made beside the window: drawn, counted, and locked into a file."""

from pathlib import Path
from typing import Any

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _

# What draws paper takes a tenth of a second to come in: each imports it off the GUI thread.


def report() -> Any:
    from counselor_desk.reports.press import shelf

    return shelf.report("disclosure")


def render(data: Any) -> bytes:
    from counselor_desk.reports.press import press

    return press.render(report(), data)


def pages(pdf: bytes) -> int:
    from counselor_desk.reports.press import locked_pdf

    return locked_pdf.pages(pdf)


def write_locked(pdf: bytes, path: Path) -> str:
    from counselor_desk.reports.press.locked_pdf import locked, offer

    passphrase = offer()
    try:
        path.write_bytes(locked(pdf, passphrase))
    except OSError as error:
        told = _("The file could not be saved: {reason}. The line is kept; save it from the chart.")
        raise Refused(told.format(reason=error.strerror or type(error).__name__)) from error
    return passphrase
