"""The reports and their press, loaded when they are first used: it takes a tenth of a second.

Each is to be called off the GUI thread.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from counselor_desk.reports.press.layout import Layout

if TYPE_CHECKING:
    from counselor_desk.reports.press.press import AnyReport, Printable


def reports() -> "Mapping[str, AnyReport]":
    """All by id, in the order of their titles."""
    from counselor_desk.reports.press import shelf

    return shelf.all_reports()


def report(id: str) -> "AnyReport":
    from counselor_desk.reports.press import shelf

    return shelf.report(id)


def laid_out(report: "AnyReport", data: "Printable", layout: Layout) -> bytes:
    """The PDF as a person wants it."""
    from counselor_desk.reports.press import press

    return press.laid_out(report, data, layout)
