"""Finds the reports: one file in the library, one report."""

from functools import cache

from counselor_desk import reports
from counselor_desk.core.discover import discover
from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.reports.press.press import Report


@cache
def every() -> dict[str, Report]:
    """All reports by id, in the order of their titles."""
    found: list[Report] = discover(reports, "REPORT")
    return {report.id: report for report in sorted(found, key=lambda r: r.title)}


def report(id: str) -> Report:
    """Call it off the GUI thread the first time: it imports what draws paper."""
    found = every().get(id)
    if found is None:
        raise Refused(_("This program does not know that report. Install the newer version."))
    return found
